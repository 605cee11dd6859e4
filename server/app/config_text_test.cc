// SPDX-License-Identifier: MIT
#include "app/config_text.h"

#include <cstddef>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "app/config.h"
#include "app/settings.h"

namespace teahouse::app {
namespace {

Result<Config> read(const std::string& text) {
    const auto nothing = [](const std::string&) { return std::optional<std::string>(); };
    return Config::resolve({"--config=a.toml"}, nothing, {},
                           [&](const std::string&) { return std::optional(text); });
}

// Takes the marks off the lines that are settings.
std::string uncommented(const std::string& text) {
    std::string out;
    std::size_t start = 0;
    while (start < text.size()) {
        const std::size_t end = text.find('\n', start);
        const bool setting = text[start] == '#' && text[start + 1] != ' ';
        out += text.substr(start + (setting ? 1 : 0), end + 1 - start - (setting ? 1 : 0));
        start = end + 1;
    }
    return out;
}

TEST(ConfigText, template_as_it_is_changes_nothing) {
    const auto config = read(config_template());
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_TRUE(config->differences(*read("")).empty());
}

TEST(ConfigText, template_has_every_setting_with_its_default) {
    const auto config = read(uncommented(config_template()));
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_TRUE(config->differences(*read("")).empty());
    for (const Setting& setting : kSettings) {
        const bool from_file = !setting.key.starts_with("test.");
        EXPECT_EQ(config->shown(setting.key).find("file a.toml") != std::string::npos, from_file)
            << setting.key;
    }
}

TEST(ConfigText, table_names_every_setting) {
    const std::string table = config_table();
    for (const Setting& setting : kSettings) {
        EXPECT_NE(table.find("{\"key\": \"" + std::string(setting.key) + "\","), std::string::npos)
            << setting.key;
    }
}

}  // namespace
}  // namespace teahouse::app
