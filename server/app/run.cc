// SPDX-License-Identifier: MIT
// Chooses the sub-command.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/config.h"
#include "base/result.h"

namespace teahouse::app {
namespace {

constexpr const char* kUsage =
    "teahouse - the chat server of a community, school or company\n"
    "\n"
    "usage: teahouse [serve] [FLAGS]              serve the chat\n"
    "       teahouse config [FLAGS]               print the effective configuration and its "
    "sources\n"
    "       teahouse user list                    list the accounts\n"
    "       teahouse user add NAME [ROLE]         make an account; the password is read from "
    "standard input\n"
    "       teahouse user passwd NAME             set a password, read from standard input\n"
    "       teahouse user promote NAME ROLE       ROLE: user, admin or owner\n"
    "       teahouse user disable|enable NAME     switch an account off or on\n"
    "       teahouse version\n"
    "\n"
    "flags (also keys of the configuration file, and variables TEAHOUSE_<KEY> with _ for dots):\n";

std::optional<std::string> environment(const std::string& name) {
    const char* value =
        std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): before any thread
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream stream(path);
    if (!stream) {
        return std::nullopt;
    }
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

void say(std::FILE* where, const std::string& text) {
    static_cast<void>(std::fputs(text.c_str(), where));
}

}  // namespace

int print_config(const Config& config) {
    say(stdout, config.print());
    return kExitOk;
}

int run(int argc, char** argv) {
    std::vector<std::string> arguments(argv + 1, argv + argc);
    std::string command = "serve";
    if (!arguments.empty() && !arguments.front().starts_with("-")) {
        command = arguments.front();
        arguments.erase(arguments.begin());
    } else if (!arguments.empty() && (arguments.front() == "--help" || arguments.front() == "-h")) {
        command = "help";
    } else if (!arguments.empty() && arguments.front() == "--version") {
        command = "version";
    }
    if (command == "help") {
        say(stdout, kUsage + Config::help());
        return kExitOk;
    }
    if (command == "version") {
        say(stdout, "teahouse " TEAHOUSE_VERSION "\n");
        return kExitOk;
    }
    if (command != "serve" && command != "config" && command != "user") {
        say(stderr, "teahouse: unknown command " + command + " (see teahouse help)\n");
        return kExitUsage;
    }
    const auto resolve = [arguments] { return Config::resolve(arguments, environment, read_file); };
    const Result<Config> config = resolve();
    if (!config) {
        say(stderr, "teahouse: " + config.error().message + '\n');
        return kExitUsage;
    }
    if (command != "user" && !config->rest().empty()) {
        say(stderr, "teahouse: unexpected argument " + config->rest().front() + '\n');
        return kExitUsage;
    }
    if (command == "config") {
        return print_config(*config);
    }
    return command == "user" ? user(*config) : serve(*config, resolve);
}

}  // namespace teahouse::app
