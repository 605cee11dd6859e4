// SPDX-License-Identifier: MIT
#include "archive/export_format.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <sodium.h>
#include <tl/expected.hpp>

#include "base/error.h"
#include "base/result.h"
#include "base/utf8.h"
#include "media/disk.h"
#include "proto/fields.h"
#include "proto/json_reader.h"
#include "proto/json_writer.h"
#include "store/sqlite/db.h"

namespace teahouse::archive {
namespace {

constexpr std::string_view kManifestFormat = "teahouse-export-manifest";
constexpr std::size_t kWordBytesMax = 256;

class Sha256 {
public:
    Sha256() { crypto_hash_sha256_init(&state_); }
    void add(std::string_view bytes) {
        crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                                  bytes.size());
    }
    // In hex; begins anew.
    std::string end() {
        std::string hash(crypto_hash_sha256_BYTES, '\0');
        crypto_hash_sha256_final(&state_, reinterpret_cast<unsigned char*>(hash.data()));
        crypto_hash_sha256_init(&state_);
        return media::to_hex(hash);
    }

private:
    crypto_hash_sha256_state state_;
};

// seq|at|sender|kind|count|ref|cmid: what is absent is -, what is text has its length before it.
class LogHasher {
public:
    LogHasher(RoomLogs& logs, const OnChunk& on_chunk) : logs_(logs), on_chunk_(on_chunk) {}

    Status take(store::Row row) {
        const std::uint64_t room = row.number(0);
        const std::uint64_t seq = row.number(1);
        const std::uint64_t chunk = (seq - 1) / kChunkEvents;
        if (room != room_ || chunk != chunk_) {
            TRY_STATUS(end_chunk());
            if (room != room_) {
                end_room();
            }
            room_ = room;
            chunk_ = chunk;
        }
        text_.clear();
        fmt::format_to(std::back_inserter(text_), "{}|{}|{}|{}|{}|", seq, row.integer(2),
                       row.integer(3), row.integer(4), row.integer(5));
        text_ += row.is_null(6) ? "-" : std::to_string(row.integer(6));
        text_ += '|';
        text_ += row.is_null(7) ? "-" : fmt::format("{}:{}", row.text(7).size(), row.text(7));
        const store::Bytes body = row.blob(8);
        fmt::format_to(std::back_inserter(text_), "|{}:", body.size());
        text_.append(reinterpret_cast<const char*>(body.data()), body.size());
        events_.add(text_);
        in_chunk_ = true;
        RoomLog& log = logs_[room];
        ++log.count;
        log.last = seq;
        return {};
    }
    Status end() {
        TRY_STATUS(end_chunk());
        end_room();
        return {};
    }

private:
    Status end_chunk() {
        if (!in_chunk_) {
            return {};
        }
        in_chunk_ = false;
        std::string hash = events_.end();
        room_hash_.add(hash);
        TRY_STATUS(on_chunk_(room_, chunk_, hash));
        logs_[room_].chunks.push_back(std::move(hash));
        return {};
    }
    void end_room() {
        if (room_ != 0) {
            logs_[room_].hash = room_hash_.end();
        }
    }

    RoomLogs& logs_;  // these outlive it
    const OnChunk& on_chunk_;
    std::uint64_t room_ = 0;
    std::uint64_t chunk_ = 0;
    bool in_chunk_ = false;
    std::string text_;
    Sha256 events_;
    Sha256 room_hash_;
};

bool read_texts(proto::JsonReader& json, std::vector<std::string>& texts) {
    proto::JsonReader::List list;
    bool good = json.begin_list(list);
    while (good && json.next_item(list)) {
        good = json.text(texts.emplace_back(), kWordBytesMax);
    }
    return good && !json.failure();
}

// [id, count, last, hash, [chunk, …]]
bool read_room_log(proto::JsonReader& json, RoomLogs& rooms) {
    proto::JsonReader::List list;
    std::uint64_t id = 0;
    RoomLog log;
    const auto next = [&] { return json.next_item(list); };
    const bool good = json.begin_list(list) && next() && json.number(id, proto::kNumberMax) &&
                      next() && json.number(log.count, proto::kNumberMax) && next() &&
                      json.number(log.last, proto::kNumberMax) && next() &&
                      json.text(log.hash, kWordBytesMax) && next() &&
                      read_texts(json, log.chunks) && !next() && !json.failure();
    rooms[id] = std::move(log);
    return good;
}

bool read_room_logs(proto::JsonReader& json, RoomLogs& rooms) {
    proto::JsonReader::List list;
    bool good = json.begin_list(list);
    while (good && json.next_item(list)) {
        good = read_room_log(json, rooms);
    }
    return good && !json.failure();
}

bool read_manifest_member(proto::JsonReader& json, std::string_view key, ExportManifest& manifest,
                          std::string& format) {
    if (key == "format") {
        return json.text(format, kWordBytesMax);
    }
    if (key == "store") {
        return json.text(manifest.store, kWordBytesMax);
    }
    if (key == "generation") {
        return json.number(manifest.generation, proto::kNumberMax);
    }
    if (key == "time") {
        std::uint64_t time = 0;
        const bool good = json.number(time, proto::kNumberMax);
        manifest.time = static_cast<TimeMs>(time);
        return good;
    }
    if (key == "rooms") {
        return read_room_logs(json, manifest.rooms);
    }
    return key == "files" ? read_texts(json, manifest.files) : json.skip();
}

}  // namespace

const std::array<ExportTable, 12> kExportTables{{
    {"user", "SELECT * FROM user ORDER BY id", "INSERT OR REPLACE INTO user VALUES",
     "DELETE FROM user"},
    {"device", "SELECT * FROM device ORDER BY id", "INSERT OR REPLACE INTO device VALUES",
     "DELETE FROM device"},
    {"room", "SELECT * FROM room ORDER BY id", "INSERT OR REPLACE INTO room VALUES",
     "DELETE FROM room"},
    {"member", "SELECT * FROM member ORDER BY room, user", "INSERT OR REPLACE INTO member VALUES",
     "DELETE FROM member"},
    {"detail", "SELECT * FROM detail ORDER BY kind, a, b", "INSERT OR REPLACE INTO detail VALUES",
     "DELETE FROM detail"},
    {"channel", "SELECT * FROM channel ORDER BY id", "INSERT OR REPLACE INTO channel VALUES",
     "DELETE FROM channel"},
    {"kept", "SELECT * FROM kept ORDER BY kind, id", "INSERT OR REPLACE INTO kept VALUES",
     "DELETE FROM kept"},
    {"file", "SELECT * FROM file ORDER BY id", "INSERT OR REPLACE INTO file VALUES",
     "DELETE FROM file"},
    {"file_place", "SELECT * FROM file_place ORDER BY file, room, seq",
     "INSERT OR REPLACE INTO file_place VALUES", "DELETE FROM file_place"},
    {"pin", "SELECT * FROM pin ORDER BY room, seq", "INSERT OR REPLACE INTO pin VALUES",
     "DELETE FROM pin"},
    {"mention", "SELECT * FROM mention ORDER BY user, room, seq",
     "INSERT OR REPLACE INTO mention VALUES", "DELETE FROM mention"},
    {"merged", "SELECT * FROM merged ORDER BY room, seq", "INSERT OR REPLACE INTO merged VALUES",
     "DELETE FROM merged"},
}};

const ExportTable* find_export_table(std::string_view name) {
    const auto* found = std::ranges::find(kExportTables, name, &ExportTable::name);
    return found == kExportTables.end() ? nullptr : found;
}

std::string to_base64(std::string_view bytes) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();  // the NUL
    return text;
}

bool from_base64(std::string_view text, std::string& out) {
    out.resize(text.size() / 4 * 3 + 3);
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                          text.size(), nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != text.data() + text.size()) {
        return false;
    }
    out.resize(size);
    return true;
}

Result<RoomLogs> hash_logs(const store::Db& db, const OnChunk& on_chunk) {
    RoomLogs logs;
    LogHasher hasher(logs, on_chunk);
    TRY(all, db.prepare("SELECT room, seq, at, sender, kind, count, ref, cmid, body FROM event"
                        " ORDER BY room, seq"));
    Status taken;
    TRY_STATUS(all.query([&](store::Row row) {
        if (taken) {
            taken = hasher.take(row);
        }
    }));
    TRY_STATUS(taken);
    TRY_STATUS(hasher.end());
    return logs;
}

std::string to_json(const ExportManifest& manifest) {
    std::string out = fmt::format(
        "{{\"format\":\"{}\",\"version\":{},\"store\":\"{}\",\"generation\":{},\"time\":{},"
        "\"rooms\":[",
        kManifestFormat, kExportVersion, manifest.store, manifest.generation, manifest.time);
    proto::JsonWriter json(out);
    bool first = true;
    for (const auto& [id, log] : manifest.rooms) {
        out += fmt::format("{}\n[{},{},{},\"{}\",", first ? "" : ",", id, log.count, log.last,
                           log.hash);
        first = false;
        json.value(log.chunks);
        out += ']';
    }
    out += "],\n\"files\":";
    json.value(manifest.files);
    out += "}\n";
    return out;
}

Result<ExportManifest> parse_export_manifest(std::string_view text) {
    ExportManifest manifest;
    std::string format;
    proto::JsonReader json(text);
    std::string_view key;
    bool good = is_utf8(text) && json.begin_object();
    while (good && json.next_key(key)) {
        good = read_manifest_member(json, key, manifest, format);
    }
    if (!good || json.failure() || !json.end() || format != kManifestFormat) {
        return fail(ErrorCode::invalid, "it is not the manifest of an export of Teahouse");
    }
    std::ranges::sort(manifest.files);
    return manifest;
}

}  // namespace teahouse::archive
