// SPDX-License-Identifier: MIT
#include "gateway/node_message.h"

#include <utility>

#include "chat/pack.h"
#include "gateway/node_session.h"
#include "gateway/waiting_session.h"

namespace teahouse::gateway {
namespace {

enum class Item : std::uint8_t {
    out = 1,
    credential = 2,
    login = 3,
    accounts = 4,
    file = 5,
    gone = 6,
};

template <class T>
void put_item(std::string& bytes, Item item, const T& value) {
    Packer packer(bytes);
    packer(item, value);
}

}  // namespace

std::string node_word(NodeSays says, std::uint64_t link) {
    std::string bytes;
    Packer packer(bytes);
    packer(says, link);
    return bytes;
}

std::string node_commands(std::uint64_t link, const std::vector<Inbound>& batch) {
    std::string bytes = node_word(NodeSays::commands, link);
    Packer packer(bytes);
    packer.number(batch.size());
    for (const Inbound& inbound : batch) {
        packer(inbound.command);
    }
    return bytes;
}

void NodeEffects::put(const chat::Out& out) { put_item(bytes_, Item::out, out); }
void NodeEffects::put(const chat::Credential& credential) {
    put_item(bytes_, Item::credential, credential);
}
void NodeEffects::put(const chat::LoggedIn& login) { put_item(bytes_, Item::login, login); }
void NodeEffects::put(const chat::AccountRows& rows) { put_item(bytes_, Item::accounts, rows); }
void NodeEffects::put(const chat::FileAnswer& answer) { put_item(bytes_, Item::file, answer); }
void NodeEffects::session_gone(SessionId session) { put_item(bytes_, Item::gone, session); }

void NodeEffects::clear() {
    bytes_.clear();
    applied_ = 0;
}

std::string NodeEffects::take(std::uint64_t link) {
    std::string message = node_word(NodeSays::effects, link);
    Packer(message).number(applied_);
    message += bytes_;
    clear();
    return message;
}

bool read_node_message(std::string_view bytes, NodeMessage& out) {
    Unpacker in(bytes);
    const std::uint64_t says = in.number();
    out.link = in.number();
    out.rest = in.rest();
    out.says = static_cast<NodeSays>(says);
    return in.good() && says >= static_cast<std::uint64_t>(NodeSays::join) &&
           says <= static_cast<std::uint64_t>(NodeSays::effects);
}

bool read_node_commands(std::string_view rest, std::vector<Inbound>& out) {
    Unpacker in(rest);
    const std::uint64_t count = in.number();
    for (std::uint64_t i = 0; i < count && in.good() && !in.ended(); ++i) {
        Inbound& inbound = out.emplace_back();
        in(inbound.command);
        if (node_of(waiting_session(inbound.command))) {
            in.fail();
        }
    }
    return in.ended() && out.size() == count;
}

NodeEffectsReader::NodeEffectsReader(std::string_view rest) : in_(rest), applied_(in_.number()) {}

template <class T>
bool NodeEffectsReader::take(std::vector<T>& list) {
    in_(list.emplace_back());
    if (!in_.good()) {
        list.pop_back();
    }
    return in_.good();
}

bool NodeEffectsReader::next(chat::Effects& effects, SessionId& gone) {
    while (in_.good() && !in_.ended()) {
        switch (static_cast<Item>(in_.number())) {
            case Item::out: take(effects.out); break;
            case Item::credential: take(effects.credentials); break;
            case Item::login: take(effects.logins); break;
            case Item::accounts: take(effects.accounts); break;
            case Item::file: take(effects.files); break;
            case Item::gone: in_(gone); return in_.good();
            default: in_.fail();
        }
    }
    return false;
}

}  // namespace teahouse::gateway
