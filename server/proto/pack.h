// SPDX-License-Identifier: MIT
// How structs of the schema and records are packed between processes (base/pack.h). A struct of the
// schema travels as its MessagePack, which has its own rules for what is added.
#pragma once

#include <string>
#include <string_view>

#include "base/pack.h"
#include "proto/file_records.h"
#include "proto/messages.h"
#include "proto/msgpack_reader.h"
#include "proto/msgpack_writer.h"
#include "proto/records.h"

namespace teahouse::proto {

template <class T>
    requires requires { Fields<T>::kRequired; }
void pack(Packer& archive, const T& value) {
    std::string bytes;
    MsgpackWriter(bytes).value(value);
    archive.bytes(bytes);
}
template <class T>
    requires requires { Fields<T>::kRequired; }
void pack(Unpacker& archive, T& value) {
    MsgpackReader reader(archive.bytes());
    if (!archive.good() || !read_value(reader, value) || !reader.end()) {
        archive.fail();
    }
}

// Whatever the operation: of other nodes, which have looked at the limits already.
void pack(Packer& archive, const Request& value);
void pack(Unpacker& archive, Request& value);
void pack(Packer& archive, const Reply& value);
void pack(Unpacker& archive, Reply& value);
void pack(Packer& archive, const Push& value);
void pack(Unpacker& archive, Push& value);

template <class Archive>
void pack(Archive& archive, PackedAs<Archive, FileRecord>& file) {
    archive(file.id, file.owner, file.hash, file.size, file.mime, file.name, file.width,
            file.height, file.created);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, ChannelRecord>& channel) {
    archive(channel.id, channel.user, channel.device, channel.kind, channel.level, channel.label,
            channel.endpoint, channel.p256dh, channel.auth, channel.lang, channel.created);
}

}  // namespace teahouse::proto
