// SPDX-License-Identifier: MIT
// Small records, of administration and of accounts, that stores keep as they are, by kind and id,
// and that the engine has in memory; all but the audit log, which is read from the store.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"

namespace teahouse::proto {

// Numbers are on disk.
enum class KeptKind : std::uint8_t {
    settings = 1,
    ban = 2,
    invite = 3,
    applicant = 4,
    purge = 5,
    audit = 6,
    program = 30,
    hook = 31,
    words = 40,
    report = 41,
    schedule = 42,
    reminder = 43,
    sticker = 44,
    call = 45,
};

// As stores know it. Ids are given out over all kinds together, ascending; settings have 1.
struct KeptRecord {
    KeptKind kind = KeptKind::settings;
    std::uint64_t id = 0;
    std::string body = {};    // MessagePack of the struct
    std::string secret = {};  // what no struct of the wire has, e.g. the hash of a password

    friend bool operator==(const KeptRecord&, const KeptRecord&) = default;
};

struct KeptApplicant {
    Applicant shown = {};
    std::string name_key = {};
    std::string password_hash = {};

    friend bool operator==(const KeptApplicant&, const KeptApplicant&) = default;
};

struct KeptHook {
    HookInfo shown = {};  // without what is forgotten at a restart
    std::string endpoint = {};
    std::string secret = {};  // outgoing: what signs; incoming: SHA-256 of the secret, in hex

    friend bool operator==(const KeptHook&, const KeptHook&) = default;
};

struct KeptSchedule {
    Schedule shown = {};
    std::string cmid = {};  // of the request that made it

    friend bool operator==(const KeptSchedule&, const KeptSchedule&) = default;
};

struct KeptSticker {
    Sticker shown = {};
    std::uint64_t rank = 0;  // the highest of an account comes first
    std::string hash = {};   // of its bytes: the same ones are no second sticker

    friend bool operator==(const KeptSticker&, const KeptSticker&) = default;
};

// A person in a call, beside what CallInfo shows.
struct KeptLeg {
    std::uint32_t number = 0;
    DeviceId device = {};
    std::string token = {};  // hex
    bool quiet = false;

    friend bool operator==(const KeptLeg&, const KeptLeg&) = default;
};

struct KeptCall {
    CallInfo shown = {};
    std::vector<KeptLeg> legs = {};  // as in `shown`
    std::uint32_t last_number = 0;

    friend bool operator==(const KeptCall&, const KeptCall&) = default;
};

using KeptValue =
    std::variant<ServerSettings, Ban, ServerInvite, KeptApplicant, Purge, AuditEntry, Program,
                 KeptHook, Words, Report, KeptSchedule, Reminder, KeptSticker, KeptCall>;
// In the order of KeptValue.
inline constexpr std::array<KeptKind, std::variant_size_v<KeptValue>> kKeptKinds = {
    KeptKind::settings, KeptKind::ban,    KeptKind::invite,   KeptKind::applicant,
    KeptKind::purge,    KeptKind::audit,  KeptKind::program,  KeptKind::hook,
    KeptKind::words,    KeptKind::report, KeptKind::schedule, KeptKind::reminder,
    KeptKind::sticker,  KeptKind::call};

inline KeptKind kind_of(const KeptValue& value) { return kKeptKinds.at(value.index()); }
KeptRecord encode_kept(std::uint64_t id, const KeptValue& value);
// Fails if the bytes are not what encode_kept() makes.
Result<KeptValue> decode_kept(const KeptRecord& record);

}  // namespace teahouse::proto
