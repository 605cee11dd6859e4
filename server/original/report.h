// SPDX-License-Identifier: MIT
// What an import of the original found, took over and could not take over.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace teahouse::original {

// What is told of besides what went well. Each has a count, and the first rows by name.
enum class Trouble : std::uint8_t {
    broken_account,   // no row, no name, or no hash of its kind
    renamed,          // the name is not allowed here, or another account has it
    no_password,      // cannot log in until an administrator sets one
    broken_group,     // no JSON: made up from its members and messages
    deleted_group,    // only messages are left of it: comes in as dissolved
    no_owner,         // the creator is not in the group: the first member owns it
    unknown_member,   // of a group, without an account
    unknown_contact,  // of somebody, without an account
    unknown_sender,   // an account stands in for them, switched off
    broken_message,   // no JSON, or without what it needs
    unknown_type,     // of a message
    empty_message,    // nothing to see in it
    broken_encoding,  // bytes that are no UTF-8 were replaced
    html,             // tags were taken out of a text
    long_text,        // a text became several messages
    missing_file,     // a message says so in its place
    refused_file,     // the same: outside of the folder, no file, or too large
    refused_picture,  // of an account or a group: left out
    broken_log,       // a key of messages that names nobody, or holds something else
    other_key,        // that is none of the original
};
inline constexpr int kTroubles = static_cast<int>(Trouble::other_key) + 1;
inline constexpr std::size_t kExamplesMax = 20;

struct Troubled {
    std::uint64_t count = 0;
    std::vector<std::string> examples = {};
};

struct Report {
    std::uint64_t accounts = 0;
    std::uint64_t departed = 0;  // accounts that stand in for unknown ones
    std::uint64_t contacts = 0;
    std::uint64_t groups = 0;
    std::uint64_t members = 0;
    std::uint64_t directs = 0;
    std::uint64_t lobby_messages = 0;
    std::uint64_t group_messages = 0;
    std::uint64_t direct_messages = 0;
    std::uint64_t files = 0;
    std::uint64_t pictures = 0;  // of accounts and groups
    std::string owner = {};      // of the server; empty: nobody
    std::string left_out = {};   // the file of rows that were not taken over (left_out.h)
    std::map<Trouble, Troubled> troubles = {};

    void note(Trouble trouble, std::string row) {
        Troubled& some = troubles[trouble];
        if (++some.count; some.examples.size() < kExamplesMax) {
            some.examples.push_back(std::move(row));
        }
    }
    [[nodiscard]] std::uint64_t count(Trouble trouble) const {
        const auto found = troubles.find(trouble);
        return found == troubles.end() ? 0 : found->second.count;
    }
};

}  // namespace teahouse::original
