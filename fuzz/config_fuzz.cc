// SPDX-License-Identifier: MIT
// The configuration: a file in TOML, then a line "---", then one flag or variable a line. Whatever
// they hold, the answer is a value for each setting, or one line that says what is wrong.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config.h"
#include "app/settings.h"
#include "base/check.h"

namespace {

namespace app = teahouse::app;

constexpr std::string_view kBetween = "\n---\n";

struct Input {
    std::string file;
    std::vector<std::string> flags;
    std::vector<std::string> names;   // of variables
    std::vector<std::string> values;  // theirs
};

Input make_input(std::string_view bytes) {
    Input input;
    const std::size_t cut = bytes.find(kBetween);
    input.file = bytes.substr(0, cut);
    std::string_view rest =
        cut == std::string_view::npos ? "" : bytes.substr(cut + kBetween.size());
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
        const std::size_t equals = line.find('=');
        if (line.starts_with("TEAHOUSE_") && equals != std::string_view::npos) {
            input.names.emplace_back(line.substr(0, equals));
            input.values.emplace_back(line.substr(equals + 1));
        } else {
            input.flags.emplace_back(line);
        }
    }
    return input;
}

// Each setting has a value of its type.
void read_all(const app::Config& config) {
    for (const app::Setting& setting : app::kSettings) {
        switch (setting.type) {
            case app::SettingType::text: static_cast<void>(config.text(setting.key).size()); break;
            case app::SettingType::list: static_cast<void>(config.list(setting.key)); break;
            case app::SettingType::integer: static_cast<void>(config.integer(setting.key)); break;
            case app::SettingType::number: static_cast<void>(config.number(setting.key)); break;
            case app::SettingType::boolean: static_cast<void>(config.boolean(setting.key)); break;
        }
        CHECK(config.shown(setting.key).find('\n') == std::string::npos ||
              config.text(setting.key).find('\n') != std::string::npos);
    }
    CHECK(!config.print().empty());
    CHECK(config.differences(config).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Input input = make_input({reinterpret_cast<const char*>(data), size});
    const auto variable = [&](const std::string& name) -> std::optional<std::string> {
        for (std::size_t i = 0; i < input.names.size(); ++i) {
            if (input.names[i] == name) {
                return input.values[i];
            }
        }
        return std::nullopt;
    };
    const auto read_file = [&](const std::string& /*path*/) {
        return std::optional<std::string>(input.file);
    };
    std::vector<std::string> flags = input.flags;
    flags.emplace_back("--config=fuzzed.toml");
    const auto config = app::Config::resolve(flags, variable, input.names, read_file);
    if (config) {
        read_all(*config);
    } else {
        CHECK(!config.error().message.empty());
    }
    return 0;
}
