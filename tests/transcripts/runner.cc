// SPDX-License-Identifier: MIT
#include "runner.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "backend.h"
#include "script.h"
#include "testkit/json.h"

namespace teahouse::transcripts {
namespace {

constexpr std::uint64_t kPostsFrom = 1'000'000;  // `re` of POSTs, apart from those on the socket

const Json* list_of(const Json& frame, std::string_view push) {
    const Json* list = frame.field(push);
    return list != nullptr && list->kind == Json::Kind::array ? list : nullptr;
}

// [room, seq, count] as an object, so that fields have names.
Json named(const Json& tuple, const std::vector<std::string>& names) {
    Json out{.kind = Json::Kind::object};
    for (std::size_t i = 0; i < names.size() && i < tuple.items.size(); ++i) {
        out.set(names[i], tuple.items[i]);
    }
    return out;
}

Json with_names(Json reply) {
    // Tuples in answers: open[[room, state, head]].
    const auto rename = [](const Json& one) {
        return one.kind == Json::Kind::array ? named(one, {"room", "state", "head"}) : one;
    };
    if (const Json* open = reply.field("open")) {
        Json renamed = rename(*open);
        const bool many = !open->items.empty() && open->items.front().kind == Json::Kind::array;
        if (many || open->items.empty()) {
            renamed = *open;
            std::ranges::transform(open->items, renamed.items.begin(), rename);
        }
        reply.set("open", std::move(renamed));
    }
    return reply;
}

}  // namespace

void Runner::run(const Script& script) {
    for (const Line& line : script.lines) {
        try {
            run_line(line);
        } catch (const Failure& failure) {
            throw Failure("line " + std::to_string(line.number) + ": " + line.text + "\n    " +
                          failure.what());
        }
    }
    for (auto& [name, client] : clients_) {
        if (!client.questions.empty()) {
            throw Failure("the answer to " + name + "'s " + client.questions.front().op +
                          " is not in the transcript");
        }
    }
}

void Runner::run_line(const Line& line) {
    switch (line.kind) {
        case Line::Kind::request:
        case Line::Kind::post: ask(line); break;
        case Line::Kind::raw: ask_raw(line); break;
        case Line::Kind::expect: expect(line); break;
        case Line::Kind::action: act(line.client, line.words); break;
        case Line::Kind::control: control(line); break;
    }
}

// --- Asking
// -----------------------------------------------------------------------------------------

// Makes the objects and lists on the way; lists grow by one item after the other.
void Runner::set_at(Json& in, std::string_view path, Json value) {
    const std::size_t dot = path.find('.');
    const std::string_view step = path.substr(0, dot);
    if (dot != std::string_view::npos) {
        const std::optional<Json> there = in.at(step);
        Json inner = there ? *there : Json();
        set_at(inner, path.substr(dot + 1), std::move(value));
        value = std::move(inner);
    }
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
    if (error != std::errc() || end != step.data() + step.size()) {
        in.set(step, std::move(value));
        return;
    }
    in.kind = Json::Kind::array;
    if (index > in.items.size()) {
        throw Failure("the items of a list are given one after the other");
    }
    if (index == in.items.size()) {
        in.items.emplace_back();
    }
    in.items[index] = std::move(value);
}

void Runner::ask(const Line& line) {
    Json body{.kind = Json::Kind::object};
    for (std::size_t i = 1; i < line.words.size(); ++i) {
        const auto [name, value] = split_field(line.words[i]);
        set_at(body, name, value_of(value, variables_));
    }
    send(line.client, line.words.front(), std::move(body), line.kind == Line::Kind::post);
}

void Runner::ask_raw(const Line& line) {
    const std::string text = with_variables(line.words.front(), variables_);
    const auto frame = Json::parse(text);
    const Json* id = frame ? frame->field("id") : nullptr;
    const Json* op = frame ? frame->field("op") : nullptr;
    clients_[line.client].questions.push_back(
        {.re = id != nullptr ? static_cast<std::uint64_t>(id->number) : 0,
         .op = op != nullptr ? op->string : "?"});
    backend_.send(line.client, text);
}

std::uint64_t Runner::send(const std::string& name, const std::string& op, Json body, bool post) {
    Client& client = clients_[name];
    const bool changes = op.starts_with("message.") || op.starts_with("poll.");
    if (changes && op != "message.get" && body.field("cmid") == nullptr) {
        body.set("cmid", Json::of(name + "-message-" + std::to_string(++client.last_cmid)));
    }
    if (op == "hello" && body.field("version") == nullptr) {
        body.set("version", Json::of(std::int64_t{1}));
    }
    const std::uint64_t re = ++client.last_re + (post ? kPostsFrom : 0);
    client.questions.push_back({.re = re, .op = op, .body = body});
    if (post) {
        backend_.post(name, re, op, body);
        return re;
    }
    Json frame{.kind = Json::Kind::object};
    frame.set("id", Json::of(static_cast<std::int64_t>(re)));
    frame.set("op", Json::of(op));
    for (auto& [field, value] : body.fields) {
        frame.set(field, std::move(value));
    }
    backend_.send(name, frame.text());
    return re;
}

Json Runner::call(const std::string& name, const std::string& op, const Json& body, bool post) {
    const std::uint64_t re = send(name, op, body, post);
    Client& client = clients_[name];
    while (true) {
        collect(name);
        const auto found = std::ranges::find(client.items, re, &Item::re);
        if (found != client.items.end()) {
            Item item = std::move(*found);
            client.items.erase(found);
            std::erase_if(client.questions, [&](const Question& one) { return one.re == re; });
            if (item.kind != "ok") {
                throw Failure(op + " was refused: " + item.value.text());
            }
            return std::move(item.value);
        }
        if (!backend_.wait()) {
            throw Failure(op + " was not answered");
        }
    }
}

// --- What arrives
// -------------------------------------------------------------------------------------

void Runner::collect(const std::string& name) {
    Client& client = clients_[name];
    for (Arrival& arrival : backend_.receive(name)) {
        if (arrival.closed) {
            client.items.push_back(
                {.kind = "closed", .value = Json::of(std::int64_t{*arrival.closed})});
        } else {
            sort_in(client, arrival.frame);
        }
    }
}

void Runner::sort_in(Client& client, const Json& frame) {
    const auto add = [&](const std::string& kind, Json value) {
        client.items.push_back({.kind = kind, .value = std::move(value)});
    };
    if (const Json* re = frame.field("re")) {
        const Json* ok = frame.field("ok");
        const auto id = static_cast<std::uint64_t>(re->number);
        const auto question = std::ranges::find(client.questions, id, &Question::re);
        if (ok != nullptr && question != client.questions.end()) {
            const Json reply = with_names(*ok);
            note_opened(client, *question, reply);
            client.items.push_back({.kind = "ok", .value = reply, .re = id});
        } else {
            const Json* error = frame.field("error");
            client.items.push_back(
                {.kind = "error", .value = error != nullptr ? *error : frame, .re = id});
        }
        return;
    }
    if (list_of(frame, "stickers") != nullptr) {
        return add("stickers", frame);
    }
    if (const Json* events = list_of(frame, "events")) {
        client.wire.events(*events);
        for (const Json& event : events->items) {
            add("event", event);
        }
    }
    if (const Json* heads = list_of(frame, "heads")) {
        for (const Json& head : heads->items) {
            add("head", named(head, {"room", "seq", "count"}));
        }
    }
    if (const Json* lag = list_of(frame, "lag")) {
        for (const Json& one : lag->items) {
            add("lag", named(one, {"room", "seq"}));
        }
    }
    if (const Json* mentions = list_of(frame, "mentions")) {
        for (const Json& one : mentions->items) {
            add("mentions", named(one, {"room", "count"}));
        }
    }
    if (const Json* ephemeral = list_of(frame, "ephemeral")) {
        for (const Json& one : ephemeral->items) {
            add(one.at("kind")->string, one);
        }
    }
    // Small records of one's own: those that are there, and the ids of those that are gone.
    bool records = false;
    for (const auto& [push, kind] :
         {std::pair("schedules", "schedule"), std::pair("reminders", "reminder"),
          std::pair("drafts", "draft")}) {
        const Json* list = list_of(frame, push);
        if (list == nullptr) {
            continue;
        }
        records = true;
        for (const Json& one : list->items) {
            add(kind, one);
        }
        if (const Json* gone = list_of(frame, "gone")) {
            for (const Json& id : gone->items) {
                Json item{.kind = Json::Kind::object};
                item.set("id", id);
                item.set("gone", Json::of(true));
                add(kind, item);
            }
        }
    }
    for (const auto& [push, kind] :
         {std::pair("rooms", "room"), std::pair("users", "user"), std::pair("gone", "gone")}) {
        const Json* list = records ? nullptr : list_of(frame, push);
        if (list != nullptr) {
            for (const Json& one : list->items) {
                Json room{.kind = Json::Kind::object};
                room.set("room", one);
                add(kind, one.kind == Json::Kind::number ? room : one);
            }
        }
    }
    if (const Json* votes = list_of(frame, "votes")) {
        for (const Json& one : votes->items) {
            add("vote", one);
        }
    }
    if (const Json* account = frame.field("account")) {
        add("account", *account);
    }
    if (const Json* calls = list_of(frame, "calls")) {
        for (const Json& one : calls->items) {
            add("call", one);
        }
    }
    for (const char* whole : {"notice", "ring", "ring_stop", "signal", "call_end", "mute_please"}) {
        if (frame.field(whole) != nullptr) {
            add(whole, frame);
        }
    }
}

void Runner::note_opened(Client& client, const Question& question, const Json& reply) {
    const auto epoch_of = [&](std::int64_t room) -> std::int64_t {
        const auto one = reply.at("room");
        if (one && one->at("id")->number == room) {
            return one->at("epoch")->number;
        }
        if (const Json* rooms = reply.field("rooms")) {
            for (const Json& info : rooms->items) {
                if (info.at("id")->number == room) {
                    return info.at("epoch")->number;
                }
            }
        }
        const auto known = client.wire.cursors().find(room);
        return known == client.wire.cursors().end() ? 0 : known->second.epoch;
    };
    const auto note = [&](const Json& opened, const Json& asked) {
        const std::int64_t room = opened.at("room")->number;
        client.wire.opened(opened, epoch_of(room), asked.at("2")->number);
    };
    const auto asked = question.body.at("open");
    const auto opened = reply.at("open");
    if (!asked || !opened) {
        return;
    }
    if (question.op == "room.open") {
        note(*opened, *asked);
    } else if (question.op == "hello") {
        for (std::size_t i = 0; i < opened->items.size() && i < asked->items.size(); ++i) {
            note(opened->items[i], asked->items[i]);
        }
    }
}

// --- Expecting
// ------------------------------------------------------------------------------------------

bool Runner::fits(const Item& item, const Line& line, std::size_t first_field) {
    Variables bound = variables_;
    for (std::size_t i = first_field; i < line.words.size(); ++i) {
        const auto [path, expected] = split_field(line.words[i]);
        if (!matches(item.value.at(path), expected, bound)) {
            return false;
        }
    }
    variables_ = std::move(bound);
    return true;
}

std::string Runner::arrivals(const Client& client) const {
    std::string out = "what arrived:";
    for (const Item& item : client.items) {
        out += "\n      " + item.kind + " " + item.value.text().substr(0, 400);
    }
    return client.items.empty() ? "nothing arrived" : out;
}

void Runner::expect(const Line& line) {
    Client& client = clients_[line.client];
    const std::string& what = line.words.front();
    if (what == "ok" || what == "error") {
        expect_answer(line, client);
        return;
    }
    if (what == "no") {
        expect_none(line, client);
        return;
    }
    while (true) {
        collect(line.client);
        for (auto it = client.items.begin(); it != client.items.end(); ++it) {
            const bool closed = what == "closed";
            if (it->kind != what) {
                continue;
            }
            if (closed ? line.words.size() < 2 || it->value.text() == line.words[1]
                       : fits(*it, line, 1)) {
                client.items.erase(it);
                return;
            }
        }
        if (!backend_.wait()) {
            throw Failure(arrivals(client));
        }
    }
}

void Runner::expect_answer(const Line& line, Client& client) {
    if (client.questions.empty()) {
        throw Failure("nothing was asked");
    }
    const Question question = client.questions.front();
    while (true) {
        collect(line.client);
        const auto found = std::ranges::find_if(client.items, [&](const Item& item) {
            return (item.kind == "ok" || item.kind == "error") && item.re == question.re;
        });
        if (found != client.items.end()) {
            const bool error = line.words.front() == "error";
            const bool same = found->kind == line.words.front() &&
                              (!error || found->value.at("code")->string == line.words.at(1));
            if (!same || !fits(*found, line, error ? 2 : 1)) {
                throw Failure("the answer is " + found->kind + " " +
                              found->value.text().substr(0, 2000));
            }
            client.items.erase(found);
            client.questions.pop_front();
            return;
        }
        if (!backend_.wait()) {
            throw Failure("no answer; " + arrivals(client));
        }
    }
}

void Runner::expect_none(const Line& line, Client& client) {
    if (line.words.size() < 2) {
        throw Failure("no what?");
    }
    backend_.control({"flush", line.client});
    collect(line.client);
    for (const Item& item : client.items) {
        if (item.kind == line.words[1] && fits(item, line, 2)) {
            throw Failure("there is one: " + item.value.text());
        }
    }
}

}  // namespace teahouse::transcripts
