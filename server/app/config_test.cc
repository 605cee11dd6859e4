// SPDX-License-Identifier: MIT
#include "app/config.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "app/settings.h"
#include "base/result.h"

namespace teahouse::app {
namespace {

struct World {
    std::map<std::string, std::string> variables;
    std::map<std::string, std::string> files;

    [[nodiscard]] Result<Config> resolve(const std::vector<std::string>& arguments) const {
        const auto look_up = [](const auto& map) {
            return [&map](const std::string& name) -> std::optional<std::string> {
                const auto found = map.find(name);
                return found == map.end() ? std::nullopt : std::optional(found->second);
            };
        };
        return Config::resolve(arguments, look_up(variables), look_up(files));
    }
};

TEST(Config, takes_flag_over_variable_over_file_over_default) {
    World world;
    world.files["a.toml"] =
        "port = 1\nname = 'From file'\n[log]\nlevel = 'error'\nformat = 'json'\n";
    world.variables = {
        {"TEAHOUSE_PORT", "2"}, {"TEAHOUSE_LOG_LEVEL", "debug"}, {"TEAHOUSE_TEST_ECHO", "true"}};
    const auto config = world.resolve({"--config", "a.toml", "-p", "3", "extra"});
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->integer("port"), 3);
    EXPECT_EQ(config->text("log.level"), "debug");
    EXPECT_EQ(config->text("log.format"), "json");
    EXPECT_EQ(config->text("name"), "From file");
    EXPECT_EQ(config->text("sessions"), "multiple");
    EXPECT_TRUE(config->boolean("test.echo"));
    EXPECT_EQ(config->rest(), std::vector<std::string>{"extra"});
    const std::string printed = config->print();
    EXPECT_NE(printed.find("port = 3"), std::string::npos);
    EXPECT_NE(printed.find("# flag -p"), std::string::npos);
    EXPECT_NE(printed.find("# variable TEAHOUSE_LOG_LEVEL"), std::string::npos);
    EXPECT_NE(printed.find("# file a.toml:5"), std::string::npos);
    EXPECT_NE(printed.find("# default"), std::string::npos);
}

TEST(Config, reads_every_form_of_a_flag) {
    const World world;
    for (const std::vector<std::string>& form : std::vector<std::vector<std::string>>{
             {"-p9000"}, {"-p", "9000"}, {"--port", "9000"}, {"--port=9000"}}) {
        const auto config = world.resolve(form);
        ASSERT_TRUE(config) << form[0];
        EXPECT_EQ(config->integer("port"), 9000) << form[0];
    }
    EXPECT_TRUE(world.resolve({"-d"})->boolean("daemon"));
    EXPECT_FALSE(world.resolve({"--daemon=false"})->boolean("daemon"));
}

TEST(Config, reads_lists_of_both_kinds) {
    World world;
    world.files["a.toml"] =
        "hosts = ['a.example', 'b.example']\norigins = 'https://x.example, https://y.example'\n";
    const auto config = world.resolve({"--config=a.toml"});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->list("hosts"), (std::vector<std::string>{"a.example", "b.example"}));
    EXPECT_EQ(config->list("origins"),
              (std::vector<std::string>{"https://x.example", "https://y.example"}));
    EXPECT_TRUE(config->list("proxies").empty());
}

TEST(Config, names_key_and_value_of_what_is_wrong) {
    World world;
    world.files["bad-value.toml"] = "port = 'tea'\n";
    world.files["unknown.toml"] = "prot = 1\n";
    world.files["syntax.toml"] = "port = \n";
    struct Case {
        std::vector<std::string> arguments;
        const char* expected;
    };
    const std::vector<Case> cases = {
        {{"-p", "70000"}, "port = \"70000\" (flag -p): expected a whole number (0..65535)"},
        {{"-p", "80x"}, "port = \"80x\""},
        {{"--sessions", "many"}, "sessions = \"many\" (flag --sessions): expected multiple|single"},
        {{"--daemon=perhaps"}, "daemon = \"perhaps\""},
        {{"--bandwidth", "-1"}, "bandwidth = \"-1\""},
        {{"--nonsense"}, "unknown flag --nonsense"},
        {{"-x"}, "unknown flag -x"},
        {{"--port"}, "--port needs a value"},
        {{"--config", "none.toml"}, "cannot read the configuration file none.toml"},
        {{"--config", "bad-value.toml"}, "port = \"tea\" (file bad-value.toml:1)"},
        {{"--config", "unknown.toml"}, "prot = \"1\" (file unknown.toml:1): unknown setting"},
        {{"--config", "syntax.toml"}, "syntax.toml:1:"},
    };
    for (const Case& c : cases) {
        const auto config = world.resolve(c.arguments);
        ASSERT_FALSE(config) << c.expected;
        EXPECT_NE(config.error().message.find(c.expected), std::string::npos)
            << config.error().message;
        EXPECT_EQ(config.error().message.find('\n'), std::string::npos);
    }
}

TEST(Config, has_help_for_every_setting) {
    const std::string help = Config::help();
    for (const Setting& setting : kSettings) {
        EXPECT_NE(help.find("--" + std::string(setting.key)), std::string::npos) << setting.key;
        EXPECT_FALSE(setting.help.empty());
    }
}

}  // namespace
}  // namespace teahouse::app
