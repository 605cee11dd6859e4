// SPDX-License-Identifier: MIT
// Accounts, who stands in for those that are missing, and contacts.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/utf8.h"
#include "original/converter.h"
#include "original/names.h"
#include "original/plain_text.h"
#include "original/report.h"
#include "original/rows.h"
#include "proto/details.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::original {
namespace {

constexpr std::size_t kUniqidChars = 13;
constexpr std::size_t kUniqidSecondsChars = 8;

// PHP's uniqid() begins with the seconds in hex, which know no time zone as dates do.
TimeMs ms_of_id(std::string_view id) {
    std::uint64_t seconds = 0;
    const char* end = id.data() + std::min(id.size(), kUniqidSecondsChars);
    const auto [stop, error] = std::from_chars(id.data(), end, seconds, 16);
    return id.size() == kUniqidChars && error == std::errc() && stop == end
               ? ms_of(static_cast<double>(seconds))
               : 0;
}

}  // namespace

Status Converter::add_accounts(std::vector<AccountRow> rows,
                               const std::map<std::string, std::string>& names) {
    for (AccountRow& row : rows) {
        if (row.registered.empty() && ms_of_id(row.id) == 0) {
            row.registered = "9999";  // sorted behind the others
        }
    }
    const auto since = [](const AccountRow& row) {
        const TimeMs at = ms_of_id(row.id) != 0 ? ms_of_id(row.id) : ms_of_date(row.registered);
        return std::tuple(at == 0, at, std::string_view(row.id));
    };
    std::ranges::sort(rows, {}, since);
    // Who logs in by a name keeps it.
    const auto holds_name = [&](const AccountRow& row) {
        const auto found = names.find(row.name);
        return found != names.end() && found->second == row.id;
    };
    std::vector<AccountName> given(rows.size());
    for (const bool holders : {true, false}) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (holds_name(rows[i]) == holders) {
                given[i] = names_.give(rows[i].name, "user-" + rows[i].id);
            }
        }
    }
    const auto highest = std::ranges::max_element(rows, {}, &AccountRow::role);
    const std::uint32_t owner_role = highest == rows.end() ? 0 : highest->role;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        proto::ServerRole role = proto::ServerRole::user;
        if (rows[i].role > 0) {
            const bool first =
                report_.owner.empty() && rows[i].role == owner_role && rows[i].active;
            role = first ? proto::ServerRole::owner : proto::ServerRole::admin;
            if (first) {
                report_.owner = given[i].shown;
            }
        }
        TRY_STATUS(add_account(std::move(rows[i]), i + 1, std::move(given[i]), role));
    }
    return flush();
}

Status Converter::add_account(AccountRow row, std::size_t number, AccountName name,
                              proto::ServerRole role) {
    const std::string told = valid_text("user_id:" + row.id + " (" + row.name + ')');
    if (!is_utf8(row.name)) {
        report_.note(Trouble::broken_encoding, told);
    }
    if (name.shown != row.name) {
        report_.note(Trouble::renamed, told + " -> " + name.shown);
    }
    const bool usable = is_bcrypt(row.password);
    if (!usable) {
        report_.note(Trouble::no_password, told);
    }
    const UserId id(number);
    TRY(picture, picture_of(row.avatar, told));
    TimeMs created = ms_of_id(row.id);
    created = created != 0 ? created : ms_of_date(row.registered);
    put(proto::PutUser{{.id = id,
                        .name = std::move(name.shown),
                        .name_key = std::move(name.key),
                        .password_hash = usable ? std::move(row.password) : std::string(),
                        .avatar = std::move(picture),
                        .role = role,
                        .disabled = !row.active,
                        .created = created != 0 ? created : options_.now}});
    users_.emplace(std::move(row.id), id);
    everybody_.push_back(id);
    ++report_.accounts;
    return flush_if_full();
}

// Empty where there is none, or none that is taken.
Result<std::string> Converter::picture_of(std::string_view path, const std::string& whose) {
    if (path.empty()) {
        return std::string();
    }
    auto picture = files_.take_picture(path);
    if (picture) {
        ++report_.pictures;
        return picture;
    }
    if (!is_left_out(picture.error().code)) {
        return picture;
    }
    report_.note(Trouble::refused_picture,
                 whose + ": " + valid_text(path) + ": " + picture.error().message);
    return std::string();
}

UserId Converter::sender(const std::string& id) {
    const auto found = users_.find(id);
    return found != users_.end() ? found->second : make_departed(id);
}

UserId Converter::make_departed(const std::string& id) {
    const UserId user(everybody_.size() + 1);
    const std::string shown = valid_text(id);
    report_.note(Trouble::unknown_sender, "user_id:" + shown);
    ++report_.departed;
    AccountName name =
        names_.give("已离开 departed " + shown, "departed " + std::to_string(user.value));
    const TimeMs created = ms_of_id(id);
    put(proto::PutUser{{.id = user,
                        .name = std::move(name.shown),
                        .name_key = std::move(name.key),
                        .disabled = true,
                        .created = created != 0 ? created : options_.now}});
    users_.emplace(id, user);
    everybody_.push_back(user);
    return user;
}

Status Converter::add_contacts(const std::string& id, const std::vector<ZsetRow>& friends) {
    const auto mine = users_.find(id);
    if (mine == users_.end()) {
        report_.note(Trouble::unknown_contact, "user_contacts:user_id:" + valid_text(id));
        return {};
    }
    std::vector<UserId> contacts;
    for (const ZsetRow& row : friends) {
        const auto found = users_.find(row.member);
        if (found == users_.end() || contacts.size() >= limits::kContactsMax) {
            report_.note(Trouble::unknown_contact,
                         "user_contacts:user_id:" + valid_text(id) + ": " + valid_text(row.member));
        } else if (found->second != mine->second) {
            contacts.push_back(found->second);
        }
    }
    if (contacts.empty()) {
        return {};
    }
    report_.contacts += contacts.size();
    proto::DetailRecord detail{
        .key = {.kind = proto::DetailKind::account, .a = mine->second.value}};
    proto::encode_detail(proto::Account{.contacts = std::move(contacts)}, detail.value);
    put(proto::PutDetail{std::move(detail)});
    return flush_if_full();
}

}  // namespace teahouse::original
