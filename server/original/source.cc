// SPDX-License-Identifier: MIT
#include "original/source.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/result.h"
#include "original/rows.h"
#include "redis/link.h"
#include "resp/client.h"
#include "resp/command.h"
#include "resp/link.h"
#include "resp/reply.h"
#include "resp/url.h"

namespace teahouse::original {
namespace {

constexpr std::uint32_t kOriginalDatabase = 15;
constexpr std::int64_t kAnswerMs = 15'000;
constexpr int kKeysAtOnce = 1'000;
constexpr int kFieldsAtOnce = 200;
constexpr std::uint64_t kRowsAtOnce = 256;

constexpr std::string_view kAccount = "user_id:";
constexpr std::string_view kName = "username:";
constexpr std::string_view kContacts = "user_contacts:user_id:";
constexpr std::string_view kMembers = "group_members:group_id:";
constexpr std::string_view kCommonLog = "message:common_id:";
constexpr std::string_view kDirectLog = "message:users:";

// What only matters while the original runs, or says the same from the other side.
bool is_passing(std::string_view key) {
    return key == "user" || key == "user_service" || key == "service_user" || key == "groups" ||
           key == "file:md5" || key == "file:hash" || key.starts_with("user_groups:user_id:") ||
           key.starts_with("message:index:") || key.starts_with("PHPREDIS_SESSION:");
}

// Behind the hosts, and with Sentinel behind the name of the master.
bool names_database(std::string_view url, resp::Topology topology) {
    std::size_t at = url.find("://");
    at = at == std::string_view::npos ? url.size() : at + 3;
    for (int slashes = topology == resp::Topology::sentinel ? 2 : 1; slashes > 0; --slashes) {
        at = url.find('/', at);
        if (at == std::string_view::npos) {
            return false;
        }
        ++at;
    }
    return at < url.size() && url[at] != '?';
}

void sort_key(const std::string& key, Keys& keys) {
    const auto rest = [&](std::string_view before) { return key.substr(before.size()); };
    if (key.starts_with(kAccount)) {
        keys.accounts.push_back(rest(kAccount));
    } else if (key.starts_with(kName)) {
        keys.names.push_back(rest(kName));
    } else if (key.starts_with(kContacts)) {
        keys.contacts.push_back(rest(kContacts));
    } else if (key.starts_with(kMembers)) {
        keys.members.push_back(rest(kMembers));
    } else if (key.starts_with(kCommonLog) || key.starts_with(kDirectLog)) {
        keys.logs.push_back(key);
    } else if (!is_passing(key)) {
        keys.others.push_back(key);
    }
}

double score_of(const resp::Value& value) {
    if (value.is(resp::Type::real) || value.is(resp::Type::integer)) {
        return value.real();
    }
    const std::string_view text = value.text();
    double score = 0;
    std::from_chars(text.data(), text.data() + text.size(), score);
    return score;
}

}  // namespace

Result<std::unique_ptr<Source>> Source::open(const SourceOptions& options) {
    TRY(url, resp::parse_url(options.url));
    if (url.topology == resp::Topology::cluster) {
        // It has a database 15, which no Cluster has; and SCAN would see one node's part of it.
        return fail(ErrorCode::invalid,
                    "the original keeps its data in one Redis, not in a Cluster");
    }
    if (!names_database(options.url, url.topology)) {
        url.database = kOriginalDatabase;
    }
    TRY(link,
        redis::Link::open(
            {.url = std::move(url), .name = "teahouse-import", .authority = options.authority}));
    link->start();
    std::unique_ptr<Source> source(new Source(std::move(link)));
    TRY(size, source->ask("", resp::Command("DBSIZE")));
    static_cast<void>(size);
    return source;
}

Result<resp::Reply> Source::ask(const std::string& key, const resp::Command& command) {
    link_->request(key, command, kAnswerMs, [this](resp::Finished finished) {
        answer_ = std::move(finished);
        answered_.release();
    });
    answered_.acquire();
    resp::Finished end = std::move(answer_);
    if (end.outcome != resp::Outcome::answered) {
        const std::string why = link_->state().why;
        return fail(ErrorCode::store_unavailable,
                    "Redis does not answer" + (why.empty() ? std::string() : ": " + why));
    }
    if (end.reply.root().is_error()) {
        const bool other_type = end.reply.root().code() == "WRONGTYPE";
        return fail(other_type ? ErrorCode::invalid : ErrorCode::store_unavailable,
                    "Redis says " + std::string(end.reply.root().text()));
    }
    return std::move(end.reply);
}

Result<Keys> Source::keys() {
    std::set<std::string> all;  // SCAN may tell one twice
    std::string cursor = "0";
    do {
        TRY(reply, ask("", resp::Command("SCAN", cursor, "COUNT", kKeysAtOnce)));
        cursor = reply.root().at(0).text();
        for (const resp::Value key : reply.root().at(1)) {
            all.emplace(key.text());
        }
    } while (cursor != "0" && !cursor.empty());
    Keys keys;
    for (const std::string& key : all) {
        sort_key(key, keys);
    }
    return keys;
}

Result<AccountRow> Source::account(const std::string& id) {
    const std::string key = std::string(kAccount) + id;
    TRY(reply, ask(key, resp::Command("HMGET", key, "username", "password", "role_id", "is_active",
                                      "avatar", "reg_time")));
    std::vector<std::string> fields;
    std::vector<bool> known;
    for (const resp::Value value : reply.root()) {
        fields.emplace_back(value.text());
        known.push_back(!value.is_null());
    }
    if (fields.size() != 6 || !known[0] || fields[0].empty()) {
        return fail(ErrorCode::not_found, "no name");
    }
    AccountRow row{.id = id,
                   .name = std::move(fields[0]),
                   .password = std::move(fields[1]),
                   .avatar = std::move(fields[4]),
                   .registered = std::move(fields[5])};
    std::from_chars(fields[2].data(), fields[2].data() + fields[2].size(), row.role);
    // As PHP compares with 0.
    row.active = known[3] && fields[3] != "0" && !fields[3].empty();
    return row;
}

Result<std::string> Source::text(const std::string& key) {
    TRY(reply, ask(key, resp::Command("GET", key)));
    return std::string(reply.root().text());
}

Result<std::map<std::string, std::string>> Source::hash(const std::string& key) {
    std::map<std::string, std::string> fields;
    std::string cursor = "0";
    do {
        TRY(reply, ask(key, resp::Command("HSCAN", key, cursor, "COUNT", kFieldsAtOnce)));
        cursor = reply.root().at(0).text();
        std::string field;
        bool value = false;
        for (const resp::Value word : reply.root().at(1)) {
            if (value) {
                fields.insert_or_assign(field, std::string(word.text()));
            } else {
                field = word.text();
            }
            value = !value;
        }
    } while (cursor != "0" && !cursor.empty());
    return fields;
}

Result<std::uint64_t> Source::zset_size(const std::string& key) {
    TRY(reply, ask(key, resp::Command("ZCARD", key)));
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, reply.root().integer()));
}

Result<std::vector<ZsetRow>> Source::rows(const std::string& key, std::uint64_t first,
                                          std::uint64_t count) {
    TRY(reply, ask(key, resp::Command("ZRANGE", key, first, first + count - 1, "WITHSCORES")));
    std::vector<ZsetRow> rows;
    bool score = false;  // RESP2 gives one list, RESP3 a list of pairs
    for (const resp::Value value : reply.root()) {
        if (value.is_aggregate()) {
            rows.push_back(
                {.member = std::string(value.at(0).text()), .score = score_of(value.at(1))});
        } else if (score) {
            rows.back().score = score_of(value);
            score = false;
        } else {
            rows.push_back({.member = std::string(value.text())});
            score = true;
        }
    }
    return rows;
}

// A piece that is too large for an answer is asked for in smaller ones.
Status Source::zset(const std::string& key, const std::function<Status(const ZsetRow&)>& take) {
    TRY(size, zset_size(key));
    std::uint64_t count = kRowsAtOnce;
    for (std::uint64_t at = 0; at < size;) {
        auto some = rows(key, at, count);
        if (!some && some.error().code == ErrorCode::store_unavailable && count > 1) {
            count /= 2;
            continue;
        }
        if (!some) {
            return tl::unexpected(std::move(some).error());
        }
        if (some->empty()) {
            break;
        }
        for (const ZsetRow& row : *some) {
            TRY_STATUS(take(row));
        }
        at += some->size();
    }
    TRY(now, zset_size(key));
    if (now != size) {
        return fail(ErrorCode::conflict, key + " has changed meanwhile: stop the original first");
    }
    return {};
}

}  // namespace teahouse::original
