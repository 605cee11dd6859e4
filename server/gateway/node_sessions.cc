// SPDX-License-Identifier: MIT
#include "gateway/node_sessions.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/check.h"
#include "gateway/node_session.h"

namespace teahouse::gateway {
namespace {

void name_as_engine(bus::NodeId node, chat::Command& command) {
    std::visit(
        [&](auto& one) {
            if constexpr (requires { one.session; }) {
                one.session = session_at(node, one.session);
            }
        },
        command);
}

}  // namespace

NodeSessions::Batch NodeSessions::end_sessions(bus::NodeId node_id) {
    Batch batch;
    const auto found = nodes_.find(node_id);
    if (found == nodes_.end()) {
        return batch;
    }
    Node& node = found->second;
    if (node.link != 0) {
        bus_.send(node_id, node_word(NodeSays::ended, node.link));
    }
    node.link = 0;
    node.effects.clear();
    for (const SessionId session : node.sessions) {
        batch.push_back({.command = chat::Disconnect{.session = session}, .variant = {}});
    }
    node.sessions.clear();
    return batch;
}

void NodeSessions::join(bus::NodeId node_id, std::uint64_t link) {
    Node& node = nodes_[node_id];
    DCHECK(node.sessions.empty());
    node.link = link;
    bus_.send(node_id, node_word(NodeSays::welcome, link));
}

bool NodeSessions::has_link(bus::NodeId node, std::uint64_t link) const {
    const auto found = nodes_.find(node);
    return found != nodes_.end() && found->second.link == link;
}

void NodeSessions::end_all() {
    for (const auto& [id, node] : nodes_) {
        if (node.link != 0) {
            bus_.send(id, node_word(NodeSays::ended, node.link));
        }
    }
    nodes_.clear();
    rooms_.clear();
}

NodeSessions::Batch NodeSessions::commands(bus::NodeId node_id, const NodeMessage& message) {
    Batch batch;
    const auto found = nodes_.find(node_id);
    if (found == nodes_.end() || found->second.link != message.link ||
        !read_node_commands(message.rest, batch)) {
        bus_.send(node_id, node_word(NodeSays::ended, message.link));
        return {};
    }
    Node& node = found->second;
    for (Inbound& inbound : batch) {
        name_as_engine(node_id, inbound.command);
        if (const auto* hello = std::get_if<chat::Hello>(&inbound.command)) {
            node.sessions.insert(hello->session);
        } else if (const auto* gone = std::get_if<chat::Disconnect>(&inbound.command)) {
            node.sessions.erase(gone->session);
        }
    }
    node.effects.applied();
    return batch;
}

NodeEffects* NodeSessions::effects_of(bus::NodeId node) {
    const auto found = nodes_.find(node);
    return found == nodes_.end() || found->second.link == 0 ? nullptr : &found->second.effects;
}

void NodeSessions::split(chat::Effects& effects) {
    std::erase_if(effects.out, [this](chat::Out& out) { return take(out); });
    take_all(effects.credentials);
    take_all(effects.logins);
    take_all(effects.accounts);
    take_all(effects.files);
}

template <class Answer>
void NodeSessions::take_all(std::vector<Answer>& answers) {
    std::erase_if(answers, [this](Answer& answer) {
        const bus::NodeId node = node_of(answer.session);
        if (!node) {
            return false;
        }
        if (NodeEffects* effects = effects_of(node)) {
            answer.session = at_home(answer.session);
            effects->put(answer);
        }
        return true;
    });
}

bool NodeSessions::take(chat::Out& out) {
    return std::visit(
        [&]<class T>(T& one) {
            if constexpr (std::is_same_v<T, chat::Push>) {
                return take_push(one);
            } else if constexpr (std::is_same_v<T, chat::Deliver> ||
                                 std::is_same_v<T, chat::DeliverEphemeral>) {
                to_listeners(one.room, out);
                return false;
            } else {
                const bus::NodeId node = node_of(one.session);
                if (!node) {
                    return false;
                }
                if constexpr (std::is_same_v<T, chat::Subscribe> ||
                              std::is_same_v<T, chat::Follow>) {
                    listen(one.room, one.session, true);
                } else if constexpr (std::is_same_v<T, chat::Unsubscribe> ||
                                     std::is_same_v<T, chat::Unfollow>) {
                    listen(one.room, one.session, false);
                }
                if (NodeEffects* effects = effects_of(node)) {
                    one.session = at_home(one.session);
                    effects->put(out);
                }
                return true;
            }
        },
        static_cast<chat::Out::variant&>(out));
}

bool NodeSessions::take_push(chat::Push& push) {
    std::vector<SessionId>& all = push.sessions;
    const auto here = [](SessionId session) { return !node_of(session); };
    const auto others = std::stable_partition(all.begin(), all.end(), here);
    if (others == all.end()) {
        return all.empty();
    }
    std::stable_sort(others, all.end(),
                     [](SessionId a, SessionId b) { return node_of(a) < node_of(b); });
    std::vector<SessionId> mine(all.begin(), others);
    const std::vector<SessionId> theirs(others, all.end());
    chat::Out part = chat::Push{.sessions = {}, .push = std::move(push.push)};
    auto& parted = std::get<chat::Push>(part);
    for (auto at = theirs.begin(); at != theirs.end();) {
        const bus::NodeId node = node_of(*at);
        parted.sessions.clear();
        for (; at != theirs.end() && node_of(*at) == node; ++at) {
            parted.sessions.push_back(at_home(*at));
        }
        if (NodeEffects* effects = effects_of(node)) {
            effects->put(part);
        }
    }
    push.push = std::move(parted.push);
    push.sessions = std::move(mine);
    return push.sessions.empty();
}

void NodeSessions::listen(RoomId room, SessionId session, bool begins) {
    const bus::NodeId node = node_of(session);
    const auto is_of = [node](const auto& one) { return one.first == node; };
    if (begins) {
        Listeners& listeners = rooms_[room];
        const auto found = std::ranges::find_if(listeners, is_of);
        if (found == listeners.end()) {
            listeners.emplace_back(node, 1);
        } else {
            ++found->second;
        }
        return;
    }
    const auto listeners = rooms_.find(room);
    CHECK(listeners != rooms_.end());
    const auto found = std::ranges::find_if(listeners->second, is_of);
    CHECK(found != listeners->second.end());
    if (--found->second == 0) {
        listeners->second.erase(found);
        if (listeners->second.empty()) {
            rooms_.erase(listeners);
        }
    }
}

void NodeSessions::to_listeners(RoomId room, const chat::Out& out) {
    const auto listeners = rooms_.find(room);
    if (listeners == rooms_.end()) {
        return;
    }
    NodeEffects packed;  // once for all of them
    for (const auto& [node, count] : listeners->second) {
        if (NodeEffects* effects = effects_of(node)) {
            if (packed.empty()) {
                packed.put(out);
            }
            effects->put_packed(packed.bytes());
        }
    }
}

void NodeSessions::session_gone(SessionId session) {
    if (NodeEffects* effects = effects_of(node_of(session))) {
        effects->session_gone(at_home(session));
    }
}

void NodeSessions::flush() {
    for (auto& [id, node] : nodes_) {
        if (!node.effects.empty()) {
            bus_.send(id, node.effects.take(node.link));
        }
    }
}

}  // namespace teahouse::gateway
