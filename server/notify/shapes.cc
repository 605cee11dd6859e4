// SPDX-License-Identifier: MIT
#include "notify/shapes.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "notify/crypto.h"
#include "notify/json_object.h"
#include "notify/units.h"
#include "notify/webpush.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::notify {
namespace {

constexpr std::int64_t kProofSeconds = 12 * 3'600;  // RFC 8292: at most 24 hours
constexpr std::string_view kPushTtlSeconds = "86400";
constexpr std::string_view kCallTtlSeconds = "45";  // as long as it rings
constexpr std::size_t kTopicChars = 32;             // RFC 8030 section 5.4

bool is_chinese(const proto::ChannelRecord& channel) {
    return ascii::to_lower(channel.lang).starts_with("zh");
}

std::string how_many(std::uint32_t count, bool chinese) {
    if (chinese) {
        return count > 1 ? std::to_string(count) + " 条新消息" : "新消息";
    }
    return count > 1 ? std::to_string(count) + " new messages" : "New message";
}

// What stands before the text of a message, or in its place.
std::string_view kind_word(proto::EventKind kind, bool chinese) {
    switch (kind) {
        case proto::EventKind::image: return chinese ? "[图片]" : "[Picture]";
        case proto::EventKind::video: return chinese ? "[视频]" : "[Video]";
        case proto::EventKind::audio: return chinese ? "[音乐]" : "[Music]";
        case proto::EventKind::voice: return chinese ? "[语音]" : "[Voice message]";
        case proto::EventKind::file: return chinese ? "[文件]" : "[File]";
        case proto::EventKind::sticker: return chinese ? "[贴纸]" : "[Sticker]";
        case proto::EventKind::record: return chinese ? "[聊天记录]" : "[Chat record]";
        case proto::EventKind::poll: return chinese ? "[投票]" : "[Poll]";
        case proto::EventKind::missed_call: return chinese ? "[未接来电]" : "[Missed call]";
        default: return "";
    }
}

std::string call_word(proto::CallKind kind, bool chinese) {
    const bool video = kind == proto::CallKind::video;
    if (chinese) {
        return video ? "视频来电" : "语音来电";
    }
    return video ? "Incoming video call" : "Incoming call";
}

std::string heading_of(const proto::ChannelRecord& channel, const Message& message) {
    if (channel.level == proto::ContentLevel::none || message.test) {
        return message.server;
    }
    if (message.direct) {
        return message.sender.empty() ? message.server : message.sender;
    }
    const std::string& room = message.title.empty() ? message.server : message.title;
    return message.sender.empty() ? room : message.sender + " · " + room;
}

std::string robot_text(const Words& words, const std::string& link) {
    std::string text = words.heading + "\n" + words.line;
    if (!link.empty()) {
        text += "\n" + link;
    }
    return text;
}

std::string percent_encoded(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        if (ascii::is_alpha(c) || ascii::is_digit(c)) {
            encoded.push_back(c);
        } else {
            encoded += "%" + hex(std::string_view(&c, 1));
        }
    }
    return encoded;
}

HttpRequest web_push(const About& about, const VapidKey& key, const proto::ChannelRecord& channel,
                     const Message& message, TimeMs now_ms) {
    const Words words = words_of(channel, message);
    Object payload;
    payload.add("heading", words.heading).add("line", words.line);
    if (message.test) {
        payload.add("test", true);
    } else {
        payload.add("room", message.room).add("seq", message.seq);
    }
    if (message.call) {
        payload.add("call", true);
    }
    const std::string secret = from_base64url(channel.auth).value_or("");
    std::string body =
        encrypt_push(payload.take(), from_base64url(channel.p256dh).value_or(""), secret);
    if (body.empty()) {
        return {};
    }
    // A newer message of the room takes the place of one that the push service still holds. What
    // the service sees of the room is a keyed hash.
    const std::string about_what = message.reminder
                                       ? "reminder " + std::to_string(message.seq.value) + " of "
                                   : message.call ? "call of "
                                                  : "room ";
    const std::string topic =
        base64url(hmac_sha256(secret, about_what + std::to_string(message.room.value)))
            .substr(0, kTopicChars);
    return {
        .url = channel.endpoint,
        .headers = {"Content-Type: application/octet-stream", "Content-Encoding: aes128gcm",
                    "TTL: " + std::string(message.call ? kCallTtlSeconds : kPushTtlSeconds),
                    "Urgency: high", "Topic: " + topic,
                    "Authorization: " + key.authorization(channel.endpoint, about.contact,
                                                          now_ms / kMsPerSecond + kProofSeconds)},
        .body = std::move(body)};
}

HttpRequest own_program(const proto::ChannelRecord& channel, const Message& message,
                        const Words& words, const std::string& link) {
    Object object;
    object.add("server", message.server).add("line", words.line).known("url", link);
    if (message.test) {
        object.add("test", true);
    } else {
        if (message.reminder) {
            object.add("reminder", true);
        }
        if (message.call) {
            object.add("call", true);
        }
        object.add("count", message.count)
            .known("room", message.title)
            .known("sender", message.sender)
            .known("text", message.text);
    }
    if (channel.level != proto::ContentLevel::none && !message.test) {
        object.add("room_id", message.room).add("seq", message.seq).add("direct", message.direct);
    }
    HttpRequest request = post_json(channel.endpoint, object.take());
    if (!channel.auth.empty()) {
        request.headers.push_back("X-Teahouse-Signature: sha256=" +
                                  hex(hmac_sha256(channel.auth, request.body)));
    }
    return request;
}

// The topic is the last part of the path; a message in JSON goes to the root of its server.
HttpRequest ntfy(const proto::ChannelRecord& channel, const Words& words, const std::string& link) {
    const std::string_view endpoint = channel.endpoint;
    const std::string_view address = endpoint.substr(0, endpoint.find_first_of("?#"));
    const std::string_view origin = origin_of(endpoint);
    std::string_view topic = address.substr(origin.size());
    while (topic.ends_with('/')) {
        topic.remove_suffix(1);
    }
    topic.remove_prefix(topic.rfind('/') == std::string_view::npos ? 0 : topic.rfind('/') + 1);
    Object object;
    object.add("topic", topic)
        .add("title", words.heading)
        .add("message", words.line)
        .known("click", link);
    HttpRequest request = post_json(std::string(origin) + "/", object.take());
    if (!channel.auth.empty()) {
        request.headers.push_back("Authorization: Bearer " + channel.auth);
    }
    return request;
}

HttpRequest dingtalk(const proto::ChannelRecord& channel, const std::string& text, TimeMs now_ms) {
    Object content;
    content.add("content", text);
    Object object;
    object.add("msgtype", "text").nested("text", content.take());
    std::string url = channel.endpoint;
    if (!channel.auth.empty()) {
        const std::string time = std::to_string(now_ms);
        const std::string proof = base64(hmac_sha256(channel.auth, time + "\n" + channel.auth));
        url += url.find('?') == std::string::npos ? "?" : "&";
        url += "timestamp=" + time + "&sign=" + percent_encoded(proof);
    }
    return post_json(std::move(url), object.take());
}

HttpRequest feishu(const proto::ChannelRecord& channel, const std::string& text, TimeMs now_ms) {
    Object content;
    content.add("text", text);
    Object object;
    if (!channel.auth.empty()) {
        const std::string time = std::to_string(now_ms / kMsPerSecond);
        object.add("timestamp", time)
            .add("sign", base64(hmac_sha256(time + "\n" + channel.auth, "")));
    }
    object.add("msg_type", "text").nested("content", content.take());
    return post_json(channel.endpoint, object.take());
}

// The number behind "name": in a flat JSON object.
bool has_other_than_zero(std::string_view body, std::string_view name) {
    const std::size_t found = body.find("\"" + std::string(name) + "\"");
    if (found == std::string_view::npos) {
        return false;
    }
    std::string_view rest = body.substr(found + name.size() + 2);
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == ':')) {
        rest.remove_prefix(1);
    }
    return !rest.empty() && rest.front() != '0';
}

}  // namespace

Words words_of(const proto::ChannelRecord& channel, const Message& message) {
    const bool chinese = is_chinese(channel);
    Words words{.heading = heading_of(channel, message), .line = {}};
    if (message.test) {
        words.line = chinese ? "测试：通知可以送达这里。" : "A test: notifications arrive here.";
        return words;
    }
    if (message.call) {
        words.line = call_word(*message.call, chinese);
        return words;
    }
    words.line = message.text;
    if (words.line.empty() && message.kind) {
        words.line = kind_word(*message.kind, chinese);
    } else if (message.kind == proto::EventKind::poll) {
        words.line = std::string(kind_word(proto::EventKind::poll, chinese)) + " " + words.line;
    }
    if (message.reminder) {
        const std::string_view what = chinese ? "提醒" : "Reminder";
        const std::string_view colon = chinese ? "：" : ": ";
        words.line = words.line.empty() ? std::string(what)
                                        : std::string(what) + std::string(colon) + words.line;
        return words;
    }
    const std::string count = how_many(message.count, chinese);
    if (words.line.empty()) {
        words.line = count;
    } else if (message.count > 1) {
        words.line += chinese ? "（" + count + "）" : " (" + count + ")";
    }
    return words;
}

std::string link_to(const About& about, const proto::ChannelRecord& channel,
                    const Message& message) {
    if (about.url.empty()) {
        return {};
    }
    if (channel.level == proto::ContentLevel::none || message.test) {
        return about.url + "/";
    }
    return about.url + "/#/c/" + std::to_string(message.room.value) + "/" +
           std::to_string(message.seq.value);
}

HttpRequest make_request(const About& about, const VapidKey& key,
                         const proto::ChannelRecord& channel, const Message& message,
                         TimeMs now_ms) {
    const Words words = words_of(channel, message);
    const std::string link = link_to(about, channel, message);
    const std::string text = robot_text(words, link);
    switch (channel.kind) {
        case proto::ChannelKind::web_push: return web_push(about, key, channel, message, now_ms);
        case proto::ChannelKind::json: return own_program(channel, message, words, link);
        case proto::ChannelKind::ntfy: return ntfy(channel, words, link);
        case proto::ChannelKind::bark: {
            Object object;
            object.add("title", words.heading)
                .add("body", words.line)
                .add("group", message.server)
                .known("url", link);
            return post_json(channel.endpoint, object.take());
        }
        case proto::ChannelKind::wecom: {
            Object content;
            content.add("content", text);
            Object object;
            object.add("msgtype", "text").nested("text", content.take());
            return post_json(channel.endpoint, object.take());
        }
        case proto::ChannelKind::dingtalk: return dingtalk(channel, text, now_ms);
        case proto::ChannelKind::feishu: return feishu(channel, text, now_ms);
    }
    return {};
}

std::string refusal_in(proto::ChannelKind kind, std::string_view body) {
    const bool robot = kind == proto::ChannelKind::wecom || kind == proto::ChannelKind::dingtalk;
    const bool refused = (robot && has_other_than_zero(body, "errcode")) ||
                         (kind == proto::ChannelKind::feishu && has_other_than_zero(body, "code"));
    return refused ? "the robot refused it: check its address and its security settings" : "";
}

}  // namespace teahouse::notify
