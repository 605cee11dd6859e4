// SPDX-License-Identifier: MIT
#include "archive/manifest.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "archive/files.h"
#include "base/error.h"
#include "base/result.h"
#include "base/utf8.h"
#include "proto/fields.h"
#include "proto/json_reader.h"
#include "proto/json_writer.h"

namespace teahouse::archive {
namespace {

constexpr std::uint64_t kManifestBytesMax = 1ULL << 30U;
constexpr std::size_t kNameBytesMax = 256;
constexpr std::size_t kHashChars = 64;

class ObjectWriter {
public:
    explicit ObjectWriter(std::string& out) : out_(out), writer_(out) { out_ += '{'; }
    template <class T>
    ObjectWriter& field(std::string_view name, const T& value) {
        out_ += first_ ? "\n  " : ",\n  ";
        first_ = false;
        writer_.value(name);
        out_ += ": ";
        writer_.value(value);
        return *this;
    }

private:
    std::string& out_;
    proto::JsonWriter writer_;
    bool first_ = true;
};

bool read_file_entry(proto::JsonReader& json, ManifestFile& file) {
    std::string_view key;
    bool good = json.begin_object();
    while (good && json.next_key(key)) {
        if (key == "name") {
            good = json.text(file.name, kNameBytesMax);
        } else if (key == "size") {
            good = json.number(file.size, proto::kNumberMax);
        } else if (key == "sha256") {
            good = json.text(file.sha256, kHashChars);
        } else {
            good = json.skip();
        }
    }
    return good && !json.failure();
}

bool read_files(proto::JsonReader& json, Manifest& manifest) {
    proto::JsonReader::List list;
    bool good = json.begin_list(list);
    while (good && json.next_item(list)) {
        good = read_file_entry(json, manifest.files.emplace_back());
    }
    return good && !json.failure();
}

struct Head {
    std::string format;
    std::uint64_t version = 0;
};

bool read_member(proto::JsonReader& json, std::string_view key, Manifest& manifest, Head& head) {
    std::uint64_t number = 0;
    if (key == "format") {
        return json.text(head.format, kNameBytesMax);
    }
    if (key == "version") {
        return json.number(head.version, proto::kNumberMax);
    }
    if (key == "program") {
        return json.text(manifest.program, kNameBytesMax);
    }
    if (key == "schema") {
        const bool good = json.number(number, UINT32_MAX);
        manifest.schema = static_cast<std::uint32_t>(number);
        return good;
    }
    if (key == "store") {
        return json.text(manifest.store, kNameBytesMax);
    }
    if (key == "generation") {
        return json.number(manifest.generation, proto::kNumberMax);
    }
    if (key == "time") {
        const bool good = json.number(number, proto::kNumberMax);
        manifest.time = static_cast<TimeMs>(number);
        return good;
    }
    if (key == "users") {
        return json.number(manifest.users, proto::kNumberMax);
    }
    if (key == "rooms") {
        return json.number(manifest.rooms, proto::kNumberMax);
    }
    if (key == "events") {
        return json.number(manifest.events, proto::kNumberMax);
    }
    return key == "files" ? read_files(json, manifest) : json.skip();
}

}  // namespace

std::string to_json(const Manifest& manifest) {
    std::string text;
    ObjectWriter(text)
        .field("format", kBackupFormat)
        .field("version", kBackupVersion)
        .field("program", manifest.program)
        .field("schema", manifest.schema)
        .field("store", manifest.store)
        .field("generation", manifest.generation)
        .field("time", manifest.time)
        .field("users", manifest.users)
        .field("rooms", manifest.rooms)
        .field("events", manifest.events);
    text += ",\n  \"files\": [";
    proto::JsonWriter writer(text);
    bool first = true;
    for (const ManifestFile& file : manifest.files) {
        text += first ? "\n    {\"name\": " : ",\n    {\"name\": ";
        first = false;
        writer.value(file.name);
        text += ", \"size\": ";
        writer.value(file.size);
        text += ", \"sha256\": ";
        writer.value(file.sha256);
        text += '}';
    }
    text += "\n  ]\n}\n";
    return text;
}

Result<Manifest> parse_manifest(std::string_view json) {
    Manifest manifest;
    Head head;
    proto::JsonReader reader(json);
    std::string_view key;
    bool good = is_utf8(json) && reader.begin_object();
    while (good && reader.next_key(key)) {
        good = read_member(reader, key, manifest, head);
    }
    if (!good || reader.failure() || !reader.end() || head.format != kBackupFormat) {
        return fail(ErrorCode::invalid, "it is not the manifest of a backup of Teahouse");
    }
    if (head.version != kBackupVersion) {
        return fail(ErrorCode::invalid, "the backup has the format " +
                                            std::to_string(head.version) + ", this program knows " +
                                            std::to_string(kBackupVersion));
    }
    for (const ManifestFile& file : manifest.files) {
        if (!is_safe_name(file.name)) {
            return fail(ErrorCode::invalid, "the manifest names a file outside of the backup");
        }
    }
    return manifest;
}

Result<Manifest> read_manifest(const std::string& folder) {
    const std::string path = folder + '/' + std::string(kManifestName);
    TRY(text, read_text(path, kManifestBytesMax));
    Result<Manifest> manifest = parse_manifest(text);
    if (!manifest) {
        return fail(manifest.error().code, path + ": " + manifest.error().message);
    }
    return manifest;
}

bool is_safe_name(std::string_view name) {
    return !name.empty() && !name.starts_with('/') && !name.starts_with('.') &&
           name.find("/.") == std::string_view::npos && name.find("//") == std::string_view::npos &&
           std::ranges::none_of(name, [](char c) { return c == '\\' || c == '\0'; });
}

}  // namespace teahouse::archive
