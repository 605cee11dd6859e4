// SPDX-License-Identifier: MIT
// The effective configuration: defaults, then the file, then the environment, then flags.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings.h"
#include "base/error.h"
#include "base/result.h"

namespace teahouse::app {

// What stands behind a value, e.g. "default", "file /etc/teahouse.toml", "variable TEAHOUSE_PORT",
// "flag --port".
struct ConfigValue {
    std::string text;  // normalised; lists: comma-separated
    std::string source;
};

class Config {
public:
    using Environment = std::function<std::optional<std::string>(const std::string& name)>;
    using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

    // `arguments` without program and sub-command names; `variables`: the names of those that begin
    // with TEAHOUSE_. Errors name key, value and source in one line (Error::message).
    static Result<Config> resolve(const std::vector<std::string>& arguments,
                                  const Environment& environment,
                                  const std::vector<std::string>& variables,
                                  const ReadFile& read_file);

    [[nodiscard]] const std::string& text(std::string_view key) const;
    [[nodiscard]] std::int64_t integer(std::string_view key) const;
    [[nodiscard]] double number(std::string_view key) const;
    [[nodiscard]] bool boolean(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> list(std::string_view key) const;

    // Arguments that are no flags, in order.
    [[nodiscard]] const std::vector<std::string>& rest() const { return rest_; }
    // `key = "value" (source)`, for messages.
    [[nodiscard]] std::string shown(std::string_view key) const;
    // An error about a value: `key = "value" (source): why`.
    [[nodiscard]] tl::unexpected<Error> refuse(std::string_view key, std::string_view why) const;
    // The keys whose values differ.
    [[nodiscard]] std::vector<std::string> differences(const Config& other) const;
    // `key = value   # source` for each setting.
    [[nodiscard]] std::string print() const;
    [[nodiscard]] const std::string& file() const { return file_; }
    // The help text of all flags.
    static std::string help();

private:
    Status set(const Setting& setting, std::string value, std::string source);
    Status read_toml(std::string_view text, const std::string& path);
    Status read_environment(const Environment& environment,
                            const std::vector<std::string>& variables);
    void choose_log_file();

    std::map<std::string, ConfigValue, std::less<>> values_;
    std::vector<std::string> rest_;
    std::string file_;
};

}  // namespace teahouse::app
