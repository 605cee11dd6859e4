// SPDX-License-Identifier: MIT
// Chooses the sub-command.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/config_text.h"
#include "app/data_commands.h"
#include "base/result.h"

namespace teahouse::app {
namespace {

constexpr const char* kUsage =
    "teahouse - the chat server of a community, school or company\n"
    "\n"
    "usage: teahouse [serve] [FLAGS]              serve the chat\n"
    "       teahouse config [FLAGS]               print the effective configuration and its "
    "sources\n"
    "       teahouse config template              print a configuration file with every setting as "
    "a comment\n"
    "       teahouse config table                 print the table of settings as JSON\n"
    "       teahouse user list                    list the accounts\n"
    "       teahouse user add NAME [ROLE]         make an account; the password is read from "
    "standard input\n"
    "       teahouse user passwd NAME             set a password, read from standard input\n"
    "       teahouse user promote NAME ROLE       ROLE: user, admin or owner\n"
    "       teahouse user disable|enable NAME     switch an account off or on\n"
    "                                             (--force: even if no owner is left)\n"
    "       teahouse doctor calls                 ask for real what calls depend on; beside the "
    "running server\n"
    "       teahouse doctor redis                 ask the Redis of several nodes what it keeps, "
    "and whether it is as they need it\n"
    "       teahouse doctor health                whether the running server is ready: exit code "
    "0\n"
    "       teahouse top [--once]                 what the running server does, live\n"
    "       teahouse bench [MEMBERS [SECONDS]]    how many messages this machine carries within "
    "0.1 s; a server of its own\n"
    "       teahouse backup TARGET [--keep N]     copy the data into the new folder TARGET, beside "
    "the running server;\n"
    "                                             --keep: no more than N in the folder of TARGET\n"
    "       teahouse restore BACKUP [--force]     put a backup into the data folder of a server "
    "that "
    "does not run;\n"
    "                                             --force: what is there is moved aside\n"
    "       teahouse verify [--hashes] [--json]   look whether the data are sound, beside the "
    "running "
    "server;\n"
    "                                             --hashes: reads every file\n"
    "       teahouse export FILE [--since MANIFEST] [--manifest FILE] [--no-files]\n"
    "                                             write all data as lines of JSON, beside the "
    "running "
    "server; - is standard output\n"
    "       teahouse import FILE                  make a data folder of an export, or bring it up "
    "to "
    "date with a later one\n"
    "       teahouse import --from-original redis://HOST [--uploads DIR] [--dry-run]\n"
    "                                             make a data folder of the PHP chat that Teahouse "
    "follows;\n"
    "                                             --uploads: its folder of files; --dry-run: only "
    "count\n"
    "       teahouse version\n"
    "\n"
    "flags (also keys of the configuration file, and variables TEAHOUSE_<KEY> with _ for dots):\n";

constexpr std::array<std::string_view, 6> kCommands = {"serve",  "config", "user",
                                                       "doctor", "top",    "bench"};

// What `teahouse config` prints besides the values.
bool is_form(const std::vector<std::string>& words) {
    return words.size() == 1 && (words.front() == "template" || words.front() == "table");
}

std::optional<std::string> environment(const std::string& name) {
    const char* value =
        std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): before any thread
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

// The names of all variables that begin with TEAHOUSE_.
std::vector<std::string> variable_names() {
    std::vector<std::string> names;
    for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (text.starts_with("TEAHOUSE_")) {
            names.emplace_back(text.substr(0, text.find('=')));
        }
    }
    return names;
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
    const std::string form = config.rest().empty() ? "" : config.rest().front();
    say(stdout, form == "template" ? config_template()
                : form == "table"  ? config_table()
                                   : config.print());
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
    const bool about_data = is_data_command(command);
    if (!about_data && std::ranges::find(kCommands, command) == kCommands.end()) {
        say(stderr, "teahouse: unknown command " + command + " (see teahouse help)\n");
        return kExitUsage;
    }
    const bool force = command == "user" && std::erase(arguments, "--force") > 0;
    const bool once = command == "top" && std::erase(arguments, "--once") > 0;
    const Result<DataFlags> data_flags =
        about_data ? DataFlags::take(command, arguments) : DataFlags();
    if (!data_flags) {
        say(stderr, "teahouse: " + data_flags.error().message + '\n');
        return kExitUsage;
    }
    const auto resolve = [arguments] {
        return Config::resolve(arguments, environment, variable_names(), read_file);
    };
    const Result<Config> config = resolve();
    if (!config) {
        say(stderr, "teahouse: " + config.error().message + '\n');
        return kExitUsage;
    }
    if (command == "doctor") {
        return doctor(*config);
    }
    if (about_data) {
        return data_command(command, *config, *data_flags);
    }
    const bool takes_words =
        command == "user" || command == "bench" || (command == "config" && is_form(config->rest()));
    if (!takes_words && !config->rest().empty()) {
        say(stderr, "teahouse: unexpected argument " + config->rest().front() + '\n');
        return kExitUsage;
    }
    if (command == "config") {
        return print_config(*config);
    }
    if (command == "top") {
        return top(*config, once);
    }
    if (command == "bench") {
        for (const std::string& name : variable_names()) {
            ::unsetenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): before any thread
        }
        return bench(*config);
    }
    return command == "user" ? user(*config, force) : serve(*config, resolve);
}

}  // namespace teahouse::app
