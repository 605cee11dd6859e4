// SPDX-License-Identifier: MIT
#include "original/import.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "original/converter.h"
#include "original/folder.h"
#include "original/left_out.h"
#include "original/plain_text.h"
#include "original/report.h"
#include "original/rows.h"
#include "original/source.h"
#include "original/store_sink.h"
#include "original/taker.h"
#include "original/target.h"
#include "store/sqlite/data_dir.h"

namespace teahouse::original {
namespace {

constexpr std::string_view kLobbyLog = "message:common_id:0";
constexpr std::string_view kGroupLog = "message:common_id:";

// Of a run that only counts.
class NoSink final : public Sink {
public:
    Status put(std::vector<proto::Write> /*writes*/) override { return {}; }
};

class Import {
public:
    Import(const ImportOptions& options, Source& source, Sink& sink, FileTaker& files,
           LeftOut& left_out)
        : source_(source),
          left_out_(left_out),
          converter_({.now = options.now,
                      .rules = options.rules,
                      .leave = [&left_out](const LeftRow& row) { return left_out.keep(row); }},
                     sink, files, report) {}

    Status run() {
        TRY(keys, source_.keys());
        if (keys.accounts.empty()) {
            return fail(ErrorCode::invalid,
                        "there are no accounts of the original in this database");
        }
        keys_ = std::move(keys);
        for (const std::string& key : keys_.others) {
            report.note(Trouble::other_key, valid_text(key));
        }
        TRY_STATUS(accounts());
        for (const std::string& id : keys_.contacts) {
            TRY(friends, zset("user_contacts:user_id:" + id));
            TRY_STATUS(converter_.add_contacts(id, friends));
        }
        TRY_STATUS(converter_.begin_lobby(std::string(kLobbyLog)));
        TRY_STATUS(log(std::string(kLobbyLog), [](const auto&) { return Status{}; }));
        TRY_STATUS(groups());
        TRY_STATUS(directs());
        return converter_.end();
    }

    Report report;

private:
    Status accounts() {
        std::vector<AccountRow> rows;
        for (const std::string& id : keys_.accounts) {
            auto row = source_.account(id);
            if (row) {
                rows.push_back(*std::move(row));
            } else if (row.error().code == ErrorCode::store_unavailable) {
                return tl::unexpected(std::move(row).error());
            } else {
                report.note(Trouble::broken_account, valid_text("user_id:" + id));
            }
        }
        std::map<std::string, std::string> names;
        for (const std::string& name : keys_.names) {
            if (auto id = source_.text("username:" + name)) {
                names.emplace(name, *std::move(id));
            } else if (id.error().code == ErrorCode::store_unavailable) {
                return tl::unexpected(std::move(id).error());
            }
        }
        return converter_.add_accounts(std::move(rows), names);
    }

    // A small one, whole; nothing of a key that holds something else.
    Result<std::vector<ZsetRow>> zset(const std::string& key) {
        std::vector<ZsetRow> rows;
        const Status read = source_.zset(key, [&](const ZsetRow& row) {
            rows.push_back(row);
            return Status{};
        });
        if (!read && read.error().code == ErrorCode::invalid) {
            report.note(Trouble::broken_log, valid_text(key));
        } else if (!read) {
            return tl::unexpected<Error>(read.error());
        }
        return rows;
    }

    // `begin` is given the first message, or none.
    template <class Begin>
    Status log(const std::string& key, const Begin& begin, bool room_without_log = true) {
        bool begun = false;
        const auto once = [&](const std::optional<ZsetRow>& first) {
            return std::exchange(begun, true) ? Status{} : begin(first);
        };
        const Status read = source_.zset(key, [&](const ZsetRow& row) -> Status {
            TRY_STATUS(once(row));
            return converter_.add_message(row);
        });
        if (!read && (read.error().code != ErrorCode::invalid || begun)) {
            return read;
        }
        if (!read) {
            report.note(Trouble::broken_log, valid_text(key));
            if (!room_without_log) {
                return {};
            }
        }
        TRY_STATUS(once(std::nullopt));
        return converter_.end_room();
    }

    Status group(const std::string& id, const std::optional<GroupRow>& row) {
        std::vector<ZsetRow> members;
        if (row) {
            TRY(some, zset("group_members:group_id:" + id));
            members = std::move(some);
        }
        const std::string key = std::string(kGroupLog) + id;
        return log(key, [&](const std::optional<ZsetRow>& first) {
            return converter_.begin_group(key, id, row, members, first);
        });
    }

    Status groups() {
        auto fields = source_.hash("groups");
        if (!fields && fields.error().code == ErrorCode::store_unavailable) {
            return tl::unexpected(std::move(fields).error());
        }
        if (!fields) {
            report.note(Trouble::broken_log, "groups");
            fields = std::map<std::string, std::string>();
        }
        std::vector<std::pair<std::string, GroupRow>> known;
        for (const auto& [id, json] : *fields) {
            auto row = read_group(json);
            if (!row) {
                report.note(Trouble::broken_group, valid_text("groups: " + id));
                TRY_STATUS(
                    left_out_.keep({.why = "broken_group", .key = "groups: " + id, .row = json}));
            }
            known.emplace_back(id, row.value_or(GroupRow()));
        }
        std::ranges::sort(known, {}, [](const auto& one) {
            return std::tuple(one.second.created, std::string_view(one.first));
        });
        for (const auto& [id, row] : known) {
            TRY_STATUS(group(id, row));
        }
        for (const std::string& key : keys_.logs) {
            if (!key.starts_with(kGroupLog) || key == kLobbyLog) {
                continue;
            }
            const std::string id = key.substr(kGroupLog.size());
            if (!fields->contains(id)) {
                TRY_STATUS(group(id, std::nullopt));
            }
        }
        return {};
    }

    Status directs() {
        std::set<std::pair<std::string, std::string>> seen;
        for (const std::string& key : keys_.logs) {
            if (key.starts_with(kGroupLog)) {
                continue;
            }
            const auto pair = read_pair(key);
            if (!pair || !seen.insert(std::minmax(pair->first, pair->second)).second) {
                report.note(Trouble::broken_log, valid_text(key));
                continue;
            }
            const auto begin = [&](const std::optional<ZsetRow>& first) {
                return converter_.begin_direct(key, pair->first, pair->second,
                                               first ? ms_of(first->score) : 0);
            };
            TRY_STATUS(log(key, begin, false));
        }
        return {};
    }

    Source& source_;
    LeftOut& left_out_;
    Keys keys_;
    Converter converter_;
};

Result<Report> write_all(const ImportOptions& options, Source& source, UploadFolder uploads,
                         Target& target) {
    TRY_STATUS(target.begin());
    Report report;
    LeftOut left_out(target.rows_path(false));
    {
        TRY(sink, StoreSink::make(target.store_folder()));
        FolderTaker taker(std::move(uploads), {.target = target.files_folder(),
                                               .file_bytes_max = options.file_bytes_max,
                                               .now = options.now});
        Import import(options, source, *sink, taker, left_out);
        TRY_STATUS(import.run());
        TRY_STATUS(sink->finish());
        report = std::move(import.report);
    }
    TRY_STATUS(left_out.end());
    TRY_STATUS(target.take_places());
    report.left_out = left_out.rows() > 0 ? target.rows_path(true) : "";
    return report;
}

// What says nothing of the disk by itself is told as what it is.
Result<Report> explained(Result<Report> report) {
    if (!report && report.error().code == ErrorCode::read_only) {
        report.error().message +=
            " (the disk is full, or cannot be written to); nothing was taken over";
    }
    return report;
}

}  // namespace

Result<Report> import_original(const ImportOptions& options) {
    TRY(uploads, UploadFolder::open(options.uploads));
    if (options.dry_run) {
        TRY(source, Source::open({.url = options.url, .authority = options.authority}));
        NoSink sink;
        FolderTaker taker(std::move(uploads),
                          {.file_bytes_max = options.file_bytes_max, .now = options.now});
        LeftOut left_out("");
        Import import(options, *source, sink, taker, left_out);
        TRY_STATUS(import.run());
        return std::move(import.report);
    }
    TRY(data, store::DataDir::open(options.data));
    Target target(data, options.files);
    TRY_STATUS(target.clear());
    TRY(source, Source::open({.url = options.url, .authority = options.authority}));
    return explained(write_all(options, *source, std::move(uploads), target));
}

}  // namespace teahouse::original
