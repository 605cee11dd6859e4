// SPDX-License-Identifier: MIT
#include "app/config.h"

#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "app/config_rules.h"
#include "app/settings.h"
#include "base/result.h"
#include "test_paths.h"

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
        std::vector<std::string> names;
        for (const auto& [name, value] : variables) {
            names.push_back(name);
        }
        return Config::resolve(arguments, look_up(variables), names, look_up(files));
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
    world.files["odd.toml"] = "[*l?\n";  // what toml++ takes for impossible
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
        {{"--config", "odd.toml"}, "odd.toml:1:"},
        {{"--hosts=http://chat.example.org"},
         "hosts = \"http://chat.example.org\" (flag --hosts): http://chat.example.org is no host"},
        {{"--hosts=a.example,b/c"}, "(flag --hosts): b/c is no host"},
        {{"--origins=app.example"},
         "origins = \"app.example\" (flag --origins): app.example is no"},
        {{"--origins=https://app.example/"}, "https://app.example/ is no web origin"},
        {{"--proxies=10.0.0.0/8,zzz"}, "proxies = \"10.0.0.0/8,zzz\" (flag --proxies): zzz: "},
        {{"--accel=stored"}, "accel = \"stored\" (flag --accel): a slash, and letters"},
        {{"--accel=/a/../b"}, "accel = \"/a/../b\" (flag --accel): a slash, and letters"},
        {{"--tls.cert=a.pem"}, "tls.cert = \"a.pem\" (flag --tls.cert): needs tls.key"},
        {{"--tls.key=a.pem"}, "tls.key = \"a.pem\" (flag --tls.key): needs tls.cert"},
        {{"--ws.ping_ms=60000"},
         "ws.ping_ms = \"60000\" (flag --ws.ping_ms): must be less than ws.silence_ms = \"60000\""},
        {{"--calls.mesh=7"},
         "calls.mesh = \"7\" (flag --calls.mesh): expected a whole number (2..6)"},
        {{"--turn.urls=turn:a.example,relay", "--turn.secret_file=s"},
         "turn.urls = \"turn:a.example,relay\" (flag --turn.urls): relay is no relay"},
        {{"--turn.urls=turn:a.example"},
         "turn.urls = \"turn:a.example\" (flag --turn.urls): needs turn.secret_file"},
        {{"--turn.secret_file=s"},
         "turn.secret_file = \"s\" (flag --turn.secret_file): needs turn.urls"},
        {{"--turn.urls=turn:a,turn:b,turn:c,turn:d,turn:e,turn:f,turn:g,turn:h,turn:i",
          "--turn.secret_file=s"},
         "(flag --turn.urls): at most 8"},
        {{"--turn.force_relay"}, "turn.force_relay = \"true\" (flag --turn.force_relay): needs"},
        {{"--turn.ttl_s=12h"}, "turn.ttl_s = \"12h\" (flag --turn.ttl_s): expected a whole number"},
        {{"--test.fast_hash", "--address=192.0.2.1"},
         "test.fast_hash = \"true\" (flag --test.fast_hash): refused with address = "
         "\"192.0.2.1\" (flag --address)"},
    };
    for (const Case& c : cases) {
        const auto config = world.resolve(c.arguments);
        ASSERT_FALSE(config) << c.expected;
        EXPECT_NE(config.error().message.find(c.expected), std::string::npos)
            << config.error().message;
        EXPECT_EQ(config.error().message.find('\n'), std::string::npos);
    }
}

TEST(Config, takes_values_that_go_together) {
    const World world;
    for (const char* flag :
         {"--hosts=chat.example.org,[::1]:8443,localhost:8080",
          "--origins=https://app.example.org,http://127.0.0.1:5173",
          "--proxies=10.0.0.0/8,2001:db8::/32,127.0.0.1", "--ws.ping_ms=59999"}) {
        const auto config = world.resolve({flag});
        EXPECT_TRUE(config) << config.error().message;
    }
    EXPECT_TRUE(world.resolve({"--test.fast_hash", "--address=::1"}));
    EXPECT_TRUE(world.resolve({"--test.fast_hash", "--address=localhost"}));
    EXPECT_TRUE(world.resolve({"--tls.cert=a", "--tls.key=b"}));
    EXPECT_TRUE(world.resolve({"--turn.urls=turn:relay.example:3478,turns:relay.example",
                               "--turn.secret_file=s", "--turn.force_relay"}));
}

TEST(Config, refuses_a_mistyped_variable) {
    World world;
    world.variables = {{"TEAHOUSE_SHORT", "1"}, {"TEAHOUSE_PORT", "1"}};
    EXPECT_TRUE(world.resolve({}));
    world.variables = {{"TEAHOUSE_PRT", "9000"}};
    const auto config = world.resolve({});
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().message, "TEAHOUSE_PRT = \"9000\" (variable): unknown setting");
}

TEST(Config, logs_to_a_file_in_the_background) {
    const World world;
    EXPECT_EQ(world.resolve({"-d", "--data=/srv/tea"})->text("log.file"), "/srv/tea/teahouse.log");
    EXPECT_EQ(world.resolve({"-d", "--log.file=a.log"})->text("log.file"), "a.log");
    EXPECT_EQ(world.resolve({})->text("log.file"), "");
    EXPECT_NE(world.resolve({"-d"})->print().find("# default with daemon"), std::string::npos);
}

TEST(Config, tells_what_differs) {
    const World world;
    const auto one = world.resolve({"--name=A", "-p1"});
    const auto other = world.resolve({"--name=B", "--port=1"});
    EXPECT_EQ(one->differences(*other), std::vector<std::string>{"name"});
    EXPECT_TRUE(one->differences(*one).empty());
    EXPECT_EQ(one->shown("port"), "port = \"1\" (flag -p)");
}

TEST(Config, the_port_of_calls_is_that_of_the_server_or_its_own) {
    const World world;
    const auto port_by = [&world](const std::vector<std::string>& flags) {
        const auto config = world.resolve(flags);
        EXPECT_TRUE(config) << config.error().message;
        return rtc_port(*config);
    };
    EXPECT_EQ(port_by({}), 8080);
    EXPECT_EQ(port_by({"-p", "0"}), 0) << "any free one";
    EXPECT_EQ(port_by({"-p", "81", "--rtc.port=auto"}), 81);
    EXPECT_EQ(port_by({"-p", "81", "--rtc.port=3478"}), 3478);
    EXPECT_EQ(port_by({"--rtc.port=off"}), std::nullopt);
    EXPECT_EQ(port_by({"--rtc.port=0"}), std::nullopt);
    for (const char* wrong : {"--rtc.port=on", "--rtc.port=65536", "--rtc.port=-1",
                              "--rtc.port=", "--rtc.port=80x", "--rtc.addresses=tea.example",
                              "--rtc.addresses=203.0.113.5:80", "--rtc.addresses=10.0.0.0/8"}) {
        const auto config = world.resolve({wrong});
        ASSERT_FALSE(config) << wrong;
        EXPECT_TRUE(config.error().message.starts_with("rtc.")) << config.error().message;
    }
    EXPECT_TRUE(world.resolve({"--rtc.addresses=203.0.113.5,2001:db8::5"}));
    std::string many = "--rtc.addresses=";
    for (int i = 0; i < 17; ++i) {
        many += "203.0.113.5,";
    }
    EXPECT_FALSE(world.resolve({many}));
}

TEST(Config, is_described_for_operators) {
    for (const char* name : {"operating.md", "operating.zh-CN.md"}) {
        std::ifstream stream(std::string(TEAHOUSE_SOURCE_DIR "/docs/") + name);
        const std::string page{std::istreambuf_iterator<char>(stream), {}};
        ASSERT_FALSE(page.empty()) << name;
        for (const Setting& setting : kSettings) {
            const std::size_t row = page.find("\n| `" + std::string(setting.key) + '`');
            ASSERT_NE(row, std::string::npos) << setting.key << " is not in docs/" << name;
            const std::string line = page.substr(row + 1, page.find('\n', row + 1) - row - 1);
            if (!setting.fallback.empty()) {
                EXPECT_NE(line.find("| `" + std::string(setting.fallback) + "` |"),
                          std::string::npos)
                    << "the default of " << setting.key << " in docs/" << name;
            }
        }
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
