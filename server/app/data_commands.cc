// SPDX-License-Identifier: MIT
#include "app/data_commands.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/original_command.h"
#include "archive/backup.h"
#include "archive/export.h"
#include "archive/import.h"
#include "archive/restore.h"
#include "archive/verify.h"
#include "base/error.h"
#include "base/result.h"
#include "gateway/clock.h"
#include "gateway/token.h"
#include "proto/json_writer.h"

namespace teahouse::app {
namespace {

// A command, the flags that it alone knows, and whether one argument follows it.
struct DataCommand {
    std::string_view name;
    std::string_view argument;
    std::string_view flags;  // each with a space before and behind
};

constexpr std::array kDataCommands = {
    DataCommand{.name = "backup", .argument = "TARGET", .flags = " --keep "},
    DataCommand{.name = "restore", .argument = "BACKUP", .flags = " --force "},
    DataCommand{.name = "verify", .argument = "", .flags = " --hashes --json "},
    DataCommand{.name = "export", .argument = "FILE", .flags = " --since --manifest --no-files "},
    DataCommand{
        .name = "import", .argument = "FILE", .flags = " --from-original --uploads --dry-run "},
};

const DataCommand* find_command(std::string_view name) {
    const auto* found = std::ranges::find(kDataCommands, name, &DataCommand::name);
    return found == kDataCommands.end() ? nullptr : found;
}

void tell(std::FILE* where, const std::string& text) {
    static_cast<void>(std::fputs(text.c_str(), where));
}

int refuse_data(const Error& error) {
    tell(stderr, "teahouse: " + error.message + '\n');
    return exit_code(error);
}

std::string in_megabytes(std::uint64_t bytes) {
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / (1024.0 * 1024.0));
}

int run_backup(const Config& config, const DataFlags& flags) {
    const auto report = archive::make_backup({.data = config.text("data"),
                                              .target = config.rest().front(),
                                              .keep = flags.keep,
                                              .program = TEAHOUSE_VERSION,
                                              .now = gateway::wall_ms()});
    if (!report) {
        return refuse_data(report.error());
    }
    for (const std::string& name : report->missing) {
        tell(stderr, "missing: " + name + '\n');
    }
    for (const std::string& name : report->removed) {
        tell(stdout, "removed " + name + '\n');
    }
    const archive::Manifest& manifest = report->manifest;
    tell(stdout, fmt::format("{}: {} accounts, {} rooms, {} events, {} files, {}; {} linked\n",
                             config.rest().front(), manifest.users, manifest.rooms, manifest.events,
                             manifest.files.size(), in_megabytes(report->bytes), report->linked));
    return kExitOk;
}

int run_restore(const Config& config, const DataFlags& flags) {
    const auto report = archive::restore_backup({.backup = config.rest().front(),
                                                 .data = config.text("data"),
                                                 .force = flags.force,
                                                 .now = gateway::wall_ms()});
    if (!report) {
        return refuse_data(report.error());
    }
    if (report->went_on) {
        tell(stdout, "finished what an earlier run had begun\n");
    }
    if (!report->aside.empty()) {
        tell(stdout, "the data from before are in " + report->aside + '\n');
    }
    const archive::Manifest& manifest = report->manifest;
    tell(stdout,
         fmt::format("{}: {} accounts, {} rooms, {} events; generation {}\n", config.text("data"),
                     manifest.users, manifest.rooms, manifest.events, report->generation));
    return kExitOk;
}

std::string verify_json(const archive::VerifyReport& report) {
    std::string out = fmt::format(
        R"({{"ok":{},"running":{},"rooms":{},"events":{},"members":{},"files":{},"file_bytes":{},)"
        R"("indexed":{},"bad":{},"findings":[)",
        report.bad == 0, report.running, report.rooms, report.events, report.members, report.files,
        report.file_bytes, report.indexed, report.bad);
    proto::JsonWriter json(out);
    bool first = true;
    for (const archive::Finding& finding : report.findings) {
        out += first ? "" : ",";
        first = false;
        out += finding.weight == archive::Weight::bad ? R"({"weight":"bad","what":)"
                                                      : R"({"weight":"note","what":)";
        json.value(finding.what);
        out += R"(,"text":)";
        json.value(finding.text);
        out += '}';
    }
    return out + "]}\n";
}

void verify_text(const archive::VerifyReport& report, bool hashes) {
    for (const archive::Finding& finding : report.findings) {
        tell(stdout,
             fmt::format("{} {:<8} {}\n", finding.weight == archive::Weight::bad ? "BAD " : "note",
                         finding.what, finding.text));
    }
    if (report.bad > 0) {
        tell(stdout, fmt::format("{} faults.\n", report.bad));
        return;
    }
    tell(stdout,
         fmt::format("All is well{}: {} rooms, {} events, {} members, {} files of {}{}, {} "
                     "messages in the search index.\n",
                     report.running ? " beside the running server" : "", report.rooms,
                     report.events, report.members, report.files, in_megabytes(report.file_bytes),
                     hashes ? " with their hashes" : "", report.indexed));
}

int run_verify(const Config& config, const DataFlags& flags) {
    const auto report = archive::verify_data(
        {.data = config.text("data"), .hashes = flags.hashes, .now = gateway::wall_ms()});
    if (!report) {
        return refuse_data(report.error());
    }
    if (flags.json) {
        tell(stdout, verify_json(*report));
    } else {
        verify_text(*report, flags.hashes);
    }
    return report->bad == 0 ? kExitOk : kExitFailed;
}

int run_export(const Config& config, const DataFlags& flags) {
    const auto report = archive::write_export({.data = config.text("data"),
                                               .file = config.rest().front(),
                                               .manifest = flags.manifest,
                                               .since = flags.since,
                                               .files = !flags.no_files,
                                               .program = TEAHOUSE_VERSION,
                                               .now = gateway::wall_ms()});
    if (!report) {
        return refuse_data(report.error());
    }
    // Standard output may be the export itself.
    tell(stderr,
         fmt::format("{} rooms, {} events, {} files{}\n", report->rooms, report->events,
                     report->files,
                     report->missing == 0 ? "" : fmt::format("; {} are missing", report->missing)));
    return kExitOk;
}

int run_import(const Config& config) {
    const auto report =
        archive::read_import({.file = config.rest().front(), .data = config.text("data")});
    if (!report) {
        return refuse_data(report.error());
    }
    tell(stdout, "room\tevents\tlast\tSHA-256\n");
    for (const archive::ImportedRoom& room : report->rooms) {
        tell(stdout,
             fmt::format("{}\t{}\t{}\t{}{}\n", room.room, room.found.count, room.found.last,
                         room.found.hash,
                         room.equal() ? ""
                                      : fmt::format("\tDIFFERS from {}, {}, {}", room.wanted.count,
                                                    room.wanted.last, room.wanted.hash)));
    }
    for (const std::string& text : report->differences) {
        tell(stdout, "DIFFERS: " + text + '\n');
    }
    if (!report->equal()) {
        tell(stderr, "teahouse: the import differs from the export; nothing was changed\n");
        return kExitFailed;
    }
    tell(stdout, fmt::format("all is equal: {} events and {} files came with the file; generation "
                             "{}\n",
                             report->events, report->files, report->generation));
    return kExitOk;
}

Status set_flag(DataFlags& flags, std::string_view name, const std::optional<std::string>& value) {
    const auto needs_value = [&] {
        return fail(ErrorCode::invalid, std::string(name) + " needs a value");
    };
    if (name == "--keep") {
        if (!value) {
            return needs_value();
        }
        const char* end = value->data() + value->size();
        const auto [stop, error] = std::from_chars(value->data(), end, flags.keep);
        if (error != std::errc() || stop != end || flags.keep == 0) {
            return fail(ErrorCode::invalid, "--keep needs a number from 1 up");
        }
        return {};
    }
    if (name == "--since" || name == "--manifest") {
        if (!value) {
            return needs_value();
        }
        (name == "--since" ? flags.since : flags.manifest) = *value;
        return {};
    }
    if (name == "--from-original" || name == "--uploads") {
        if (!value || value->empty()) {
            return needs_value();
        }
        (name == "--uploads" ? flags.uploads : flags.original) = *value;
        return {};
    }
    if (value) {
        return fail(ErrorCode::invalid, std::string(name) + " takes no value");
    }
    flags.force = flags.force || name == "--force";
    flags.hashes = flags.hashes || name == "--hashes";
    flags.json = flags.json || name == "--json";
    flags.no_files = flags.no_files || name == "--no-files";
    flags.dry_run = flags.dry_run || name == "--dry-run";
    return {};
}

bool takes_value(std::string_view flag) {
    return flag == "--keep" || flag == "--since" || flag == "--manifest" ||
           flag == "--from-original" || flag == "--uploads";
}

}  // namespace

bool is_data_command(std::string_view command) { return find_command(command) != nullptr; }

Result<DataFlags> DataFlags::take(std::string_view command, std::vector<std::string>& arguments) {
    const std::string_view known = find_command(command)->flags;
    DataFlags flags;
    std::vector<std::string> rest;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        const std::string name = argument.substr(0, argument.find('='));
        if (!name.starts_with("--") || known.find(' ' + name + ' ') == std::string_view::npos) {
            rest.push_back(argument);
            continue;
        }
        std::optional<std::string> value;
        if (name.size() < argument.size()) {
            value = argument.substr(name.size() + 1);
        } else if (takes_value(name) && i + 1 < arguments.size()) {
            value = arguments[++i];
        }
        TRY_STATUS(set_flag(flags, name, value));
    }
    arguments = std::move(rest);
    return flags;
}

int data_command(std::string_view command, const Config& config, const DataFlags& flags) {
    const DataCommand& about = *find_command(command);
    const bool from_original = !flags.original.empty();
    if (!from_original && (flags.dry_run || !flags.uploads.empty())) {
        tell(stderr, "teahouse: --uploads and --dry-run go with --from-original\n");
        return kExitUsage;
    }
    if (config.rest().size() != (about.argument.empty() || from_original ? 0U : 1U)) {
        tell(stderr, fmt::format("usage: teahouse {} {} [FLAGS] (see teahouse help)\n", about.name,
                                 about.argument));
        return kExitUsage;
    }
    if (!gateway::init_crypto()) {
        tell(stderr, "teahouse: the system has no randomness\n");
        return kExitFailed;
    }
    if (command == "verify") {
        return run_verify(config, flags);
    }
    if (command == "export") {
        return run_export(config, flags);
    }
    if (command == "import") {
        return from_original ? import_from_original(config, flags) : run_import(config);
    }
    return command == "backup" ? run_backup(config, flags) : run_restore(config, flags);
}

}  // namespace teahouse::app
