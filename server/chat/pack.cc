// SPDX-License-Identifier: MIT
#include "chat/pack.h"

#include <variant>

#include "proto/generated/fields_requests.h"  // IWYU pragma: keep
#include "proto/generated/fields_types.h"     // IWYU pragma: keep
#include "proto/pack.h"

namespace teahouse::chat {

// --- Commands

template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Hello>& it) {
    archive(it.session, it.re, it.token, it.request, it.address);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Request>& it) {
    archive(it.session, it.re, it.request, it.name_key, it.random, it.secret, it.hash);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, HttpRequest>& it) {
    archive(it.session, it.re, it.token, it.request, it.name_key, it.random, it.address, it.secret,
            it.hash);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, HookPost>& it) {
    archive(it.session, it.re, it.hook, it.secret, it.text, it.cmid, it.address);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, HookResult>& it) {
    archive(it.hook, it.seq, it.fault, it.gone, it.reply);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, PreviewResult>& it) {
    archive(it.id, it.cards);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, RouterAnswer>& it) {
    archive(it.id, it.sdp);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, RouterEvent>& it) {
    archive(it.what, it.peer, it.call, it.ranked, it.publisher, it.source, it.layer, it.why);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, RouterEvents>& it) {
    archive(it.events);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Disconnect>& it) {
    archive(it.session);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Lagged>& it) {
    archive(it.session, it.room);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, FindCredential>& it) {
    archive(it.session, it.re, it.name_key, it.token, it.registering, it.address, it.invite);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, LogIn>& it) {
    archive(it.session, it.re, it.user, it.verified_hash, it.rehash, it.token, it.label,
            it.address);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Register>& it) {
    archive(it.session, it.re, it.name, it.name_key, it.password_hash, it.token, it.label, it.role,
            it.address, it.invite, it.reason);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, SetPassword>& it) {
    archive(it.session, it.re, it.user, it.verified_hash, it.password_hash, it.keep);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, ListAccounts>& it) {
    archive(it.session, it.re);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, ChangeAccount>& it) {
    archive(it.session, it.re, it.name_key, it.role, it.disabled, it.password_hash, it.force);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, ChannelResult>& it) {
    archive(it.channel, it.endpoint, it.fault, it.gone);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, AdmitUpload>& it) {
    archive(it.session, it.re, it.token, it.id, it.writes, it.address);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, AddFile>& it) {
    archive(it.session, it.re, it.token, it.file, it.address);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, OpenFile>& it) {
    archive(it.session, it.re, it.token, it.id, it.address);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, FindBlobs>& it) {
    archive(it.session, it.re, it.hashes);
}

// --- Effects

template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Reply>& it) {
    archive(it.session, it.re, it.result);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Push>& it) {
    archive(it.sessions, it.push);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Deliver>& it) {
    archive(it.room, it.events, it.count);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, DeliverEphemeral>& it) {
    archive(it.room, it.ephemeral);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Subscribe>& it) {
    archive(it.session, it.room);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Unsubscribe>& it) {
    archive(it.session, it.room);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Follow>& it) {
    archive(it.session, it.room);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Unfollow>& it) {
    archive(it.session, it.room);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Close>& it) {
    archive(it.session, it.code);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, AccountRow>& it) {
    archive(it.id, it.name, it.role, it.disabled, it.devices);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, FileFacts>& it) {
    archive(it.user, it.used_bytes, it.file, it.hashes);
}

namespace {

template <class Archive, class T>
void pack_credential(Archive& archive, T& it) {
    archive(it.session, it.re, it.user, it.password_hash, it.disabled, it.refused, it.waiting);
}
template <class Archive, class T>
void pack_result(Archive& archive, T& it) {
    archive(it.session, it.re, it.result);
}

}  // namespace

void pack(Packer& archive, const Command& value) {
    archive(static_cast<const Command::variant&>(value));
}
void pack(Unpacker& archive, Command& value) { archive(static_cast<Command::variant&>(value)); }
void pack(Packer& archive, const Out& value) { archive(static_cast<const Out::variant&>(value)); }
void pack(Unpacker& archive, Out& value) { archive(static_cast<Out::variant&>(value)); }
void pack(Packer& archive, const Credential& value) { pack_credential(archive, value); }
void pack(Unpacker& archive, Credential& value) { pack_credential(archive, value); }
void pack(Packer& archive, const LoggedIn& value) { pack_result(archive, value); }
void pack(Unpacker& archive, LoggedIn& value) { pack_result(archive, value); }
void pack(Packer& archive, const AccountRows& value) { pack_result(archive, value); }
void pack(Unpacker& archive, AccountRows& value) { pack_result(archive, value); }
void pack(Packer& archive, const FileAnswer& value) { pack_result(archive, value); }
void pack(Unpacker& archive, FileAnswer& value) { pack_result(archive, value); }

}  // namespace teahouse::chat
