// SPDX-License-Identifier: MIT
#include "app/original_command.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/data_commands.h"
#include "app/shared_folder.h"
#include "base/error.h"
#include "base/result.h"
#include "gateway/clock.h"
#include "gateway/names.h"
#include "original/import.h"
#include "original/names.h"
#include "original/report.h"

namespace teahouse::app {
namespace {

using original::Report;
using original::Trouble;

struct TroubleText {
    Trouble trouble;
    std::string_view zh;
    std::string_view en;
};

constexpr std::array<TroubleText, original::kTroubles> kTroubleTexts{{
    {Trouble::broken_account, "无法读取的账号", "accounts that cannot be read"},
    {Trouble::renamed, "改名的账号", "accounts with another name"},
    {Trouble::no_password, "没有可用密码的账号", "accounts without a password that can be checked"},
    {Trouble::broken_group, "无法读取的群资料", "groups whose description cannot be read"},
    {Trouble::deleted_group, "已解散的群（只剩消息）",
     "dissolved groups, of which messages are left"},
    {Trouble::no_owner, "群主不在群内", "groups without their owner"},
    {Trouble::unknown_member, "没有账号的群成员", "members without an account"},
    {Trouble::unknown_contact, "没有账号的联系人", "contacts without an account"},
    {Trouble::unknown_sender, "没有账号的人", "people without an account"},
    {Trouble::broken_message, "无法读取的消息（未导入）", "messages that cannot be read: left out"},
    {Trouble::unknown_type, "未知类型的消息（未导入）", "messages of unknown types: left out"},
    {Trouble::empty_message, "空消息（未导入）", "messages with nothing in them: left out"},
    {Trouble::broken_encoding, "编码错误的文字", "texts with broken encoding"},
    {Trouble::html, "去掉了 HTML 标签的消息", "messages without their HTML tags"},
    {Trouble::long_text, "拆成几条的长消息", "long messages that became several"},
    {Trouble::missing_file, "丢失的文件", "files that are missing"},
    {Trouble::refused_file, "未接收的文件", "files that are not taken"},
    {Trouble::refused_picture, "未接收的头像", "profile pictures that are not taken"},
    {Trouble::broken_log, "无法读取的键", "keys that cannot be read"},
    {Trouble::other_key, "其他的键（已忽略）", "other keys: passed over"},
}};

void say_line(const std::string& text) { static_cast<void>(std::fputs(text.c_str(), stdout)); }

void say_count(std::string_view zh, std::string_view en, std::uint64_t count) {
    say_line(fmt::format("{} · {}: {}\n", zh, en, count));
}

// Rows come from elsewhere: nothing in them is to move the cursor of a terminal, which U+0080 to
// U+009F do, too.
std::string printable(std::string text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7F) {
            text[i] = ' ';
        } else if (byte == 0xC2 && i + 1 < text.size() &&
                   static_cast<unsigned char>(text[i + 1]) < 0xA0) {
            text[i] = text[i + 1] = ' ';
        }
    }
    return text;
}

void say_report(const Report& report, bool dry_run) {
    say_count("账号", "accounts", report.accounts);
    say_count("代替缺失账号", "accounts in place of missing ones", report.departed);
    say_count("联系人", "contacts", report.contacts);
    say_count("群", "groups", report.groups);
    say_count("群成员", "members of groups", report.members);
    say_count("私聊", "direct conversations", report.directs);
    say_count("大厅消息", "messages in the lobby", report.lobby_messages);
    say_count("群消息", "messages in groups", report.group_messages);
    say_count("私聊消息", "direct messages", report.direct_messages);
    say_count("文件", "files", report.files);
    say_count("头像", "profile pictures", report.pictures);
    for (const TroubleText& text : kTroubleTexts) {
        const auto found = report.troubles.find(text.trouble);
        if (found == report.troubles.end()) {
            continue;
        }
        say_count(text.zh, text.en, found->second.count);
        for (const std::string& row : found->second.examples) {
            say_line("    " + printable(row) + '\n');
        }
        if (found->second.count > found->second.examples.size()) {
            say_line("    …\n");
        }
    }
    if (!report.left_out.empty()) {
        say_line(fmt::format("未导入的行保存在 · rows that were left out are kept in {}\n",
                             report.left_out));
    }
    if (report.owner.empty()) {
        say_line(
            "没有管理员：请运行 teahouse user promote NAME owner · nobody is an administrator: run "
            "teahouse user promote NAME owner\n");
    } else {
        say_line(fmt::format("所有者 · owner of the server: {}\n", printable(report.owner)));
    }
    if (dry_run) {
        say_line("只统计，未写入 · counted only, nothing was written\n");
    }
}

int refuse(const Error& error) {
    static_cast<void>(std::fputs(("teahouse: " + printable(error.message) + '\n').c_str(), stderr));
    return exit_code(error);
}

Result<original::AccountName> rules(std::string_view text) {
    TRY(name, gateway::normalize_name(text));
    return original::AccountName{.shown = name.shown, .key = name.key};
}

}  // namespace

int import_from_original(const Config& config, const DataFlags& flags) {
    const auto report = original::import_original(
        {.url = flags.original,
         .authority = config.text("redis.authority"),
         .uploads = flags.uploads,
         .data = config.text("data"),
         .files = shared_folder(config),
         .dry_run = flags.dry_run,
         .file_bytes_max = static_cast<std::uint64_t>(config.integer("files.size_mb")) << 20U,
         .now = gateway::wall_ms(),
         .rules = rules});
    if (!report) {
        return refuse(report.error());
    }
    say_report(*report, flags.dry_run);
    if (!flags.dry_run) {
        // The links, so that `verify` finds the files at once.
        if (const Status linked = prepare_shared_folder(config); !linked) {
            return refuse(linked.error());
        }
    }
    return kExitOk;
}

}  // namespace teahouse::app
