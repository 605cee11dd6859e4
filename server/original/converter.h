// SPDX-License-Identifier: MIT
// Rows of the original in, writes of a store out. Knows neither Redis nor disks.
//
//     Converter converter({.now = now, .rules = rules}, sink, files, report);
//     converter.add_accounts(rows, names);
//     converter.begin_lobby(); converter.add_message(row); … converter.end_room();
//     converter.begin_group(…); …
//     converter.end();
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "original/left_out.h"
#include "original/names.h"
#include "original/report.h"
#include "original/rows.h"
#include "proto/records.h"

namespace teahouse::original {

// Each call is a Txn, in their order.
class Sink {
public:
    Sink() = default;
    virtual ~Sink() = default;
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    virtual Status put(std::vector<proto::Write> writes) = 0;
};

struct TakenFile {
    std::string id = {};
    std::string hash = {};
    std::uint64_t size = 0;
    std::string mime = {};
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

// Of a file: not_found, it is not there; the others, it is not taken. Any other failure ends the
// import.
constexpr bool is_left_out(ErrorCode code) {
    return code == ErrorCode::not_found || code == ErrorCode::invalid ||
           code == ErrorCode::forbidden || code == ErrorCode::too_large ||
           code == ErrorCode::unsupported_type;
}

// The files of the original on their way into our folders.
class FileTaker {
public:
    FileTaker() = default;
    virtual ~FileTaker() = default;
    FileTaker(const FileTaker&) = delete;
    FileTaker& operator=(const FileTaker&) = delete;
    virtual Result<TakenFile> take_file(std::string_view path, UserId owner) = 0;
    // Of an account or a group: the name of the picture.
    virtual Result<std::string> take_picture(std::string_view path) = 0;
};

struct ConverterOptions {
    TimeMs now = 0;
    NameRules rules = {};
    // Is given what is not taken over.
    std::function<Status(const LeftRow&)> leave = [](const LeftRow&) { return Status{}; };
};

class Converter {
public:
    // All but the options outlive it.
    Converter(ConverterOptions options, Sink& sink, FileTaker& files, Report& report)
        : options_(std::move(options)),
          sink_(sink),
          files_(files),
          report_(report),
          names_(options_.rules) {}

    // First, and once. `names`: who logs in by which name.
    Status add_accounts(std::vector<AccountRow> rows,
                        const std::map<std::string, std::string>& names);
    Status add_contacts(const std::string& id, const std::vector<ZsetRow>& friends);

    // One room after the other; the lobby comes first. `key` names it in reports, `first` is its
    // first message, or the time of it.
    Status begin_lobby(std::string key);
    // None: nothing is left of it but messages.
    Status begin_group(std::string key, const std::string& id, const std::optional<GroupRow>& group,
                       const std::vector<ZsetRow>& members, const std::optional<ZsetRow>& first);
    Status begin_direct(std::string key, const std::string& a, const std::string& b, TimeMs first);
    // In the order of the log.
    Status add_message(const ZsetRow& row);
    Status end_room();
    Status end();

private:
    struct Person {
        UserId user = {};
        TimeMs joined = 0;
    };

    // people.cc
    Status add_account(AccountRow row, std::size_t number, AccountName name,
                       proto::ServerRole role);
    // The account, or the one that stands in for it.
    UserId sender(const std::string& id);
    [[nodiscard]] bool is_departed(UserId user) const { return user.value > report_.accounts; }
    UserId make_departed(const std::string& id);
    Result<std::string> picture_of(std::string_view path, const std::string& whose);

    // converter.cc
    void put(proto::Write write);
    Status flush();
    Status flush_if_full();
    void append(proto::EventKind kind, proto::Body body, UserId from, TimeMs at, bool message);
    void count_message();
    [[nodiscard]] std::string place(const ZsetRow& row) const;
    Status leave(Trouble trouble, std::string_view why, const ZsetRow& row);
    Status add_text(const MessageRow& message, const ZsetRow& row, UserId from, TimeMs at);
    Status add_file(const MessageRow& message, const ZsetRow& row, UserId from, TimeMs at);
    // Who is in the group, and who owns it.
    void take_members(const std::optional<GroupRow>& group, const std::vector<ZsetRow>& members,
                      const std::optional<ZsetRow>& first);
    void put_member(UserId user, proto::Role role, TimeMs joined);
    void dissolve();

    ConverterOptions options_;
    Sink& sink_;
    FileTaker& files_;
    Report& report_;
    NameGiver names_;
    std::vector<proto::Write> writes_;

    std::map<std::string, UserId, std::less<>> users_;
    std::vector<UserId> everybody_;
    std::uint64_t last_room_ = 0;

    // Of the room that was begun.
    std::string key_;
    proto::RoomRecord room_;
    std::vector<Person> members_;
    UserId owner_;
    bool deleted_ = false;
    std::set<UserId> senders_;
    std::uint64_t messages_ = 0;  // appended to it, and other events
    TimeMs last_at_ = 0;
};

}  // namespace teahouse::original
