// SPDX-License-Identifier: MIT
// Lines that act instead of asking or expecting: sockets, and shorthands for what many transcripts
// begin with.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "backend.h"
#include "runner.h"
#include "script.h"
#include "testkit/json.h"

namespace teahouse::transcripts {
namespace {

std::string password_of(const std::string& client) { return "correct-horse-" + client; }

Json object() { return {.kind = Json::Kind::object}; }

}  // namespace

void Runner::act(const std::string& name, const std::vector<std::string>& words) {
    const std::string& what = words.front();
    if (what == "connect") {
        backend_.connect(name);
    } else if (what == "disconnect") {
        backend_.disconnect(name);
    } else if (what == "resume") {
        resume(name);
    } else if (what == "open" && words.size() == 2) {
        open_room(name, value_of(words[1], variables_));
    } else {
        throw Failure("no such action");
    }
}

// With what the client has of it.
void Runner::open_room(const std::string& name, const Json& room) {
    const auto& cursors = clients_[name].wire.cursors();
    const auto known = cursors.find(room.number);
    const bool have = known != cursors.end() && known->second.seq;
    Json body = object();
    body.set("open", Json::list({room, Json::of(have ? known->second.epoch : 0),
                                 Json::of(have ? *known->second.seq : 0)}));
    call(name, "room.open", body, false);
}

// The first `count` rooms of the client's list.
void Runner::open_rooms(const std::string& name, int count) {
    Json body = object();
    body.set("scope", Json::of(std::string("mine")));
    const Json rooms = *call(name, "room.list", body, false).at("rooms");
    for (int i = 0; i < count; ++i) {
        open_room(name, *rooms.items.at(static_cast<std::size_t>(i)).at("id"));
    }
}

void Runner::make_account(const std::string& name) {
    Json body = object();
    body.set("name", Json::of(name));
    body.set("password", Json::of(password_of(name)));
    body.set("bearer", Json::of(true));
    const Json reply = call(name, "register", body, true);
    variables_[name] = *reply.at("user.id");
}

// A new socket that says what the client has.
void Runner::resume(const std::string& name) {
    std::vector<Json> open;
    for (const auto& [room, cursor] : clients_[name].wire.cursors()) {
        open.push_back(Json::list(
            {Json::of(room), Json::of(cursor.epoch), Json::of(cursor.seq.value_or(cursor.head))}));
    }
    backend_.connect(name);
    Json body = object();
    body.set("open", Json::list(std::move(open)));
    call(name, "hello", body, false);
}

void Runner::forget_arrivals() {
    for (auto& [name, client] : clients_) {
        backend_.control({"flush", name});
        collect(name);
        std::erase_if(client.items,
                      [](const Item& item) { return item.kind != "ok" && item.kind != "error"; });
    }
}

void Runner::go_online(const std::string& name) {
    if (!variables_.contains(name)) {
        make_account(name);
    }
    backend_.connect(name);
    const Json welcome = call(name, "hello", object(), false);
    variables_["lobby"] = *welcome.at("rooms.0.id");
}

// One more login of an account, under the name of a client.
void Runner::log_in(const std::string& client, const std::string& account) {
    Json body = object();
    body.set("name", Json::of(account));
    body.set("password", Json::of(password_of(account)));
    body.set("bearer", Json::of(true));
    variables_[client] = *call(client, "login", body, true).at("user.id");
}

Json Runner::make_group(const std::string& owner, const std::string& title,
                        std::vector<Json> users) {
    Json body = object();
    body.set("kind", Json::of(std::string("group")));
    body.set("title", Json::of(title));
    body.set("users", Json::list(std::move(users)));
    return *call(owner, "room.create", body, false).at("room.id");
}

// Messages "1" to "count", or of so many bytes.
void Runner::fill(const std::string& client, const Json& room, int count, std::size_t bytes) {
    for (int i = 1; i <= count; ++i) {
        Json body = object();
        body.set("room", room);
        body.set("text", Json::of(bytes > 0 ? std::string(bytes, 'x') : std::to_string(i)));
        call(client, "message.send", body, false);
    }
}

// A group $crowd with so many new accounts beside its owner.
void Runner::make_crowd(const std::string& owner, int count) {
    std::vector<Json> people;
    for (int i = 0; i < count; ++i) {
        const std::string name = "crowd" + std::to_string(i);
        make_account(name);
        people.push_back(variables_.at(name));
    }
    const Json room = make_group(owner, "crowd", {});
    for (std::size_t i = 0; i < people.size(); i += 200) {
        const std::size_t end = std::min(people.size(), i + 200);
        Json body = object();
        body.set("room", room);
        body.set("users", Json::list({people.begin() + static_cast<std::ptrdiff_t>(i),
                                      people.begin() + static_cast<std::ptrdiff_t>(end)}));
        call(owner, "room.invite", body, false);
    }
    variables_["crowd"] = room;
}

// repeat COUNT [refused=CODE] CLIENT[>>] OPERATION field=value …, with % for 0, 1, 2 …
void Runner::repeat(const std::vector<std::string>& words) {
    std::size_t at = 2;
    std::string refused;
    if (words.at(at).starts_with("refused=")) {
        refused = words.at(at++).substr(std::string("refused=").size());
    }
    std::string client = words.at(at++);
    const bool post = client.ends_with(">>");
    client = client.substr(0, client.find('>'));
    const std::string& op = words.at(at++);
    for (int i = 0; i < std::stoi(words.at(1)); ++i) {
        Json body = object();
        for (std::size_t field = at; field < words.size(); ++field) {
            auto [name, value] = split_field(words[field]);
            for (std::size_t mark = value.find('%'); mark != std::string::npos;
                 mark = value.find('%')) {
                value.replace(mark, 1, std::to_string(i));
            }
            body.set(name, value_of(value, variables_));
        }
        try {
            call(client, op, body, post);
        } catch (const Failure& failure) {
            if (refused.empty() || std::string(failure.what()).find(refused) == std::string::npos) {
                throw;
            }
        }
    }
}

void Runner::control(const Line& line) {
    const std::vector<std::string>& words = line.words;
    const std::string& what = words.front();
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    const auto number = [&](std::size_t i) { return i < words.size() ? std::stoi(words[i]) : 0; };
    if (what == "accounts") {
        std::ranges::for_each(rest, [&](const std::string& name) { make_account(name); });
    } else if (what == "online") {
        std::ranges::for_each(rest, [&](const std::string& name) { go_online(name); });
    } else if (what == "people") {
        for (int i = 0; i < number(2); ++i) {
            go_online(words.at(1) + std::to_string(i));
        }
    } else if (what == "login") {
        log_in(words.at(1), words.at(2));
    } else if (what == "logins") {
        for (int i = 0; i < number(2); ++i) {
            log_in("login" + std::to_string(i), words.at(1));
        }
    } else if (what == "group") {
        std::vector<Json> users;
        for (std::size_t i = 3; i < words.size(); ++i) {
            users.push_back(value_of("$" + words[i], variables_));
        }
        variables_[words.at(1)] = make_group(words.at(2), words[1], std::move(users));
    } else if (what == "groups") {
        for (int i = 0; i < number(2); ++i) {
            make_group(words.at(1), "group " + std::to_string(i), {});
        }
    } else if (what == "openall") {
        open_rooms(words.at(1), number(2));
    } else if (what == "crowd") {
        make_crowd(words.at(1), number(2));
    } else if (what == "fill") {
        fill(words.at(1), value_of(words.at(2), variables_), number(3),
             static_cast<std::size_t>(number(4)));
    } else if (what == "repeat") {
        repeat(words);
    } else if (what == "lagged") {
        backend_.control({what, words.at(1), value_of(words.at(2), variables_).text()});
    } else if (what == "upload") {
        variables_[words.at(2)] = Json::of(backend_.upload(words.at(1), words.at(3), words.at(4)));
    } else if (what == "download") {
        const int status = backend_.download(words.at(1), value_of(words.at(2), variables_).string);
        if (status != number(3)) {
            throw Failure("the download was answered with " + std::to_string(status));
        }
    } else if (what == "forget") {
        forget_arrivals();
    } else {
        backend_.control(words);
    }
}

}  // namespace teahouse::transcripts
