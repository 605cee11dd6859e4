// SPDX-License-Identifier: MIT
#include "archive/export.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "archive/backup.h"
#include "archive/database.h"
#include "archive/event_json.h"
#include "archive/export_format.h"
#include "archive/files.h"
#include "archive/zstd_stream.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "media/descriptor.h"
#include "proto/json_writer.h"
#include "store/sqlite/copy.h"
#include "store/sqlite/db.h"
#include "store/sqlite/schema.h"

namespace teahouse::archive {
namespace {

constexpr std::uint64_t kExportManifestBytesMax = 1ULL << 30U;
constexpr std::uint64_t kSecretBytesMax = 64 * 1024;

std::string_view text_of_blob(store::Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class Exporter {
public:
    Exporter(const ExportOptions& options, const store::Db& db, ZstdWriter& out,
             std::optional<ExportManifest> base)
        : options_(options), db_(db), out_(out), base_(std::move(base)) {}

    Status run() {
        TRY(state, read_store_state(db_));
        manifest_.store = state.id;
        manifest_.generation = state.generation;
        manifest_.time = options_.now;
        if (base_ && (base_->store != state.id || base_->generation != state.generation)) {
            return fail(ErrorCode::invalid, options_.since +
                                                " is of another store, or of before a restore: "
                                                "make a whole export");
        }
        TRY_STATUS(write_head(state));
        for (const ExportTable& table : kExportTables) {
            TRY_STATUS(write_table(table));
        }
        TRY_STATUS(write_logs());
        TRY_STATUS(write_secrets());
        TRY_STATUS(each_named_file(db_, options_.data,
                                   [this](const NamedFile& file) { return write_file_of(file); }));
        std::ranges::sort(manifest_.files);
        return write_end();
    }
    [[nodiscard]] const ExportManifest& manifest() const { return manifest_; }
    [[nodiscard]] const ExportReport& report() const { return report_; }

private:
    Status line(std::string_view text) {
        TRY_STATUS(out_.write(text));
        return out_.write("\n");
    }

    Status write_head(const StoreState& state) {
        return line(fmt::format(
            R"({{"format":"{}","version":{},"program":"{}","schema":{},"store":"{}","generation":{},"time":{},"delta":{},"since":{}}})",
            kExportFormat, kExportVersion, options_.program, state.schema, state.id,
            state.generation, options_.now, base_.has_value(), base_ ? base_->time : 0));
    }

    // The columns first, then the rows in their order; bytes as base64.
    Status write_table(const ExportTable& table) {
        TRY(about, db_.prepare("SELECT name, type FROM pragma_table_info(?)"));
        std::vector<bool> blobs;
        std::string text = fmt::format(R"({{"table":"{}","columns":[)", table.name);
        TRY_STATUS(about.query(
            [&](store::Row row) {
                text += fmt::format("{}\"{}\"", blobs.empty() ? "" : ",", row.text(0));
                blobs.push_back(row.text(1) == "BLOB");
            },
            table.name));
        TRY_STATUS(line(text + "]}"));
        TRY(rows, db_.prepare(table.select));
        Status written;
        std::uint64_t count = 0;
        TRY_STATUS(rows.query([&](store::Row row) {
            if (written) {
                written = write_row(table, row, blobs);
                ++count;
            }
        }));
        TRY_STATUS(written);
        counts_ += fmt::format("{}\"{}\":{}", counts_.empty() ? "" : ",", table.name, count);
        report_.rooms = table.name == "room" ? count : report_.rooms;
        return {};
    }

    Status write_row(const ExportTable& table, store::Row row, const std::vector<bool>& blobs) {
        text_ = fmt::format(R"({{"{}":[)", table.name);
        proto::JsonWriter json(text_);
        for (std::size_t i = 0; i < blobs.size(); ++i) {
            text_ += i == 0 ? "" : ",";
            const int column = static_cast<int>(i);
            if (row.is_null(column)) {
                text_ += "null";
            } else if (blobs[i]) {
                text_ += '"' + to_base64(text_of_blob(row.blob(column))) + '"';
            } else if (row.is_integer(column)) {
                if (row.integer(column) < 0) {
                    return fail(ErrorCode::store_unavailable,
                                std::string(table.name) + " has a negative number");
                }
                json.value(row.number(column));
            } else {
                json.value(row.text(column));
            }
        }
        text_ += "]}";
        return line(text_);
    }

    // A chunk that the earlier export had as it is now is passed over.
    Status write_logs() {
        TRY(events, db_.prepare("SELECT room, seq, at, sender, kind, count, ref, cmid, body"
                                " FROM event WHERE room = ? AND seq BETWEEN ? AND ?"));
        TRY(logs, hash_logs(db_,
                            [&](std::uint64_t room, std::uint64_t number,
                                const std::string& hash) -> Status {
                                if (is_known(room, number, hash)) {
                                    return {};
                                }
                                Status written;
                                TRY_STATUS(events.query(
                                    [&](store::Row row) {
                                        if (written) {
                                            written = write_event(row);
                                        }
                                    },
                                    room, number * kChunkEvents + 1, (number + 1) * kChunkEvents));
                                TRY_STATUS(written);
                                return line(fmt::format(R"({{"hash":[{},{},"{}"]}})", room,
                                                        (number + 1) * kChunkEvents, hash));
                            }));
        for (const auto& [room, log] : logs) {
            TRY_STATUS(line(
                fmt::format(R"({{"log":[{},{},{},"{}"]}})", room, log.count, log.last, log.hash)));
        }
        manifest_.rooms = logs;
        return {};
    }

    [[nodiscard]] bool is_known(std::uint64_t room, std::uint64_t number,
                                const std::string& hash) const {
        if (!base_) {
            return false;
        }
        const auto log = base_->rooms.find(room);
        return log != base_->rooms.end() && number < log->second.chunks.size() &&
               log->second.chunks[number] == hash;
    }

    Status write_event(store::Row row) {
        ++report_.events;
        text_ = R"({"event":[)";
        proto::JsonWriter json(text_);
        for (int column = 0; column < 6; ++column) {
            if (row.integer(column) < 0) {
                return fail(ErrorCode::store_unavailable, "an event has a negative number");
            }
            json.value(row.number(column));
            text_ += ',';
        }
        if (row.is_null(6)) {
            text_ += "null,";
        } else {
            json.value(row.number(6));
            text_ += ',';
        }
        if (row.is_null(7)) {
            text_ += "null]";
        } else {
            json.value(row.text(7));
            text_ += ']';
        }
        append_body(text_of_blob(row.blob(8)), text_);
        text_ += '}';
        return line(text_);
    }

    Status write_secrets() {
        for (const std::string name : kSecretNames) {
            const auto text = read_text(options_.data + '/' + name, kSecretBytesMax);
            if (text) {
                TRY_STATUS(
                    line(fmt::format(R"({{"secret":["{}","{}"]}})", name, to_base64(*text))));
            }
        }
        return {};
    }

    Status write_file_of(const NamedFile& file) {
        manifest_.files.push_back(file.name);
        if (!options_.files || (base_ && std::ranges::binary_search(base_->files, file.name))) {
            return {};
        }
        const std::string path = options_.data + '/' + file.name;
        const media::Descriptor there(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (there.get() < 0) {
            ++report_.missing;
            manifest_.files.pop_back();
            return {};
        }
        TRY(hash, hash_of(path));
        TRY_STATUS(line(fmt::format(R"({{"blob":["{}",{},"{}"]}})", file.name, file.size, hash)));
        ++report_.files;
        Status written;
        TRY_STATUS(read_pieces(path, [&](std::string_view piece) {
            if (written) {
                written = line(fmt::format(R"({{"piece":"{}"}})", to_base64(piece)));
            }
        }));
        return written;
    }

    Status write_end() {
        return line(fmt::format(R"({{"end":{{{}}},"events":{},"files":{}}})", counts_,
                                report_.events, report_.files));
    }

    const ExportOptions& options_;  // these outlive it
    const store::Db& db_;
    ZstdWriter& out_;
    std::optional<ExportManifest> base_;
    ExportManifest manifest_;
    ExportReport report_;
    std::string counts_;
    std::string text_;
};

Result<std::optional<ExportManifest>> read_base(const ExportOptions& options) {
    if (options.since.empty()) {
        return std::optional<ExportManifest>{};
    }
    TRY(text, read_text(options.since, kExportManifestBytesMax));
    auto manifest = parse_export_manifest(text);
    if (!manifest) {
        return fail(manifest.error().code, options.since + ": " + manifest.error().message);
    }
    return std::optional<ExportManifest>{*std::move(manifest)};
}

Result<ExportReport> write_to(int file, const ExportOptions& options, ExportManifest& manifest) {
    TRY(base, read_base(options));
    TRY(db, open_snapshot(options.data + '/' + std::string(kDatabaseName)));
    TRY(state, read_store_state(db));
    if (state.schema < store::schema_steps().size()) {
        return fail(ErrorCode::invalid, "the database has schema " + std::to_string(state.schema) +
                                            ": start the server once, which brings it up to date");
    }
    ZstdWriter out(file);
    Exporter exporter(options, db, out, base);
    TRY_STATUS(exporter.run());
    TRY_STATUS(out.finish());
    manifest = exporter.manifest();
    return exporter.report();
}

}  // namespace

Result<ExportReport> write_export(const ExportOptions& options) {
    ExportManifest manifest;
    ExportReport report;
    const bool pipe = options.file == "-";
    if (pipe) {
        TRY(done, write_to(STDOUT_FILENO, options, manifest));
        report = done;
    } else {
        const std::string partial = options.file + ".partial";
        const media::Descriptor file(
            ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (file.get() < 0) {
            return tl::unexpected<Error>(os_failure("cannot make " + partial));
        }
        ::fchmod(file.get(), 0600);
        Result<ExportReport> done = write_to(file.get(), options, manifest);
        if (done && ::fsync(file.get()) != 0) {
            done = tl::unexpected<Error>(os_failure("cannot write " + partial));
        }
        if (!done) {
            ::unlink(partial.c_str());
            return done;
        }
        if (Status moved = move_to(partial, options.file); !moved) {
            ::unlink(partial.c_str());
            return tl::unexpected<Error>(std::move(moved).error());
        }
        report = *done;
    }
    const std::string beside =
        options.manifest.empty() && !pipe ? options.file + ".manifest" : options.manifest;
    if (!beside.empty()) {
        TRY_STATUS(write_text(beside, to_json(manifest)));
    }
    return report;
}

}  // namespace teahouse::archive
