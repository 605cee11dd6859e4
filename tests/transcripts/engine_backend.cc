// SPDX-License-Identifier: MIT
#include "engine_backend.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "backend.h"
#include "base/ascii.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/one_of.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "proto/codec.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "request_extras.h"
#include "script.h"
#include "store/memory/memory_store.h"
#include "testkit/host.h"
#include "testkit/json.h"

namespace teahouse::transcripts {
namespace {

using testkit::Json;

constexpr TimeMs kStart = 1'800'000'000'000;
constexpr std::size_t kCheckUsersMax = 500;
constexpr TimeMs kWaitMaxMs = 15'000;  // of virtual time, for one expected line

Json frame_of(const testkit::Received& received) {
    std::string text;
    if (const auto* answered = std::get_if<testkit::Answered>(&received)) {
        if (const auto* found = std::get_if<proto::Reply>(&answered->result)) {
            proto::Reply reply = *found;
            if (auto* reset = get_if<proto::AdminPasswordReply>(&reply)) {
                reset->password = kResetPassword;
            }
            proto::encode_answer(proto::Format::json, answered->re, reply, text);
        } else {
            proto::encode_error(proto::Format::json, answered->re,
                                std::get<Error>(answered->result), text);
        }
    } else if (const auto* push = std::get_if<proto::Push>(&received)) {
        proto::encode_push(proto::Format::json, *push, text);
    }
    auto frame = Json::parse(text);
    if (!frame) {
        throw Failure("not JSON: " + text);
    }
    return *std::move(frame);
}

std::int64_t milliseconds(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string unit(end, text.data() + text.size());
    const std::map<std::string, std::int64_t> units = {
        {"ms", 1}, {"s", 1'000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
    if (error != std::errc() || !units.contains(unit)) {
        throw Failure(text + " is not a time");
    }
    return value * units.at(unit);
}

ErrorCode error_code(const std::string& word) {
    ErrorCode code{};
    if (!proto::from_word(word, code)) {
        throw Failure(word + " is not an error");
    }
    return code;
}

}  // namespace

proto::TokenHash hash_of(const std::string& token) {
    proto::TokenHash hash{};
    for (std::size_t i = 0; i < token.size(); ++i) {
        hash[i % hash.size()] = static_cast<std::uint8_t>(hash[i % hash.size()] * 31 + token[i]);
    }
    return hash;
}

SessionId EngineBackend::next_session() { return SessionId(++last_session_); }

void EngineBackend::start(const Settings& settings) {
    clients_.clear();
    hold_txns_ = hold_reads_ = false;
    fail_next_.reset();
    down_.reset();
    config_ = {.server_name = "Teahouse", .version = "test", .sfu = true};
    for (const auto& [key, value] : settings) {
        if (key == "sessions") {
            config_.single_session = value == "single";
        } else if (key == "calls.enabled") {
            config_.calls = value != "false";
        } else if (key == "calls.sfu") {
            config_.sfu = value != "false";
        } else if (key == "registration") {
            config_.registration_open = value != "closed";
        } else if (key == "previews") {
            config_.previews = value == "true";
        } else if (key == "recall_minutes") {
            config_.recall_ms = std::stoll(value) * 60'000;
        } else {
            throw Failure("no such setting: " + key);
        }
    }
    host_ = std::make_unique<testkit::Host>(config_, store::CommitMode::manual,
                                            store::MemoryState(), kStart);
    settle();
}

void EngineBackend::settle() {
    store::MemoryStore& store = host_->store();
    bool worked = true;
    while (worked) {
        worked = false;
        if (!hold_txns_ && store.queued_txns() > 0) {
            const auto error = down_ ? down_ : std::exchange(fail_next_, std::nullopt);
            worked = error ? store.fail_next(*error, store.queued_txns()) > 0
                           : store.commit_next(store.queued_txns()) > 0;
        }
        if (!hold_reads_ && store.queued_queries() > 0) {
            store.answer_query(0);
            worked = true;
        }
        if (!hold_reads_ && store.queued_searches() > 0) {
            store.answer_search();
            worked = true;
        }
    }
    // A walk over everything: with thousands of accounts only now and then.
    if (host_->engine().stats().users < kCheckUsersMax || ++settled_ % kCheckUsersMax == 0) {
        host_->engine().check_invariants();
    }
    waited_until_ = host_->now() + kWaitMaxMs;
}

// --- Sockets
// ---------------------------------------------------------------------------------------------

void EngineBackend::connect(const std::string& name) {
    disconnect(name);
    Client& client = clients_[name];
    client.socket = next_session();
    host_->connect(client.socket);
}

void EngineBackend::disconnect(const std::string& name) {
    Client& client = clients_[name];
    if (client.socket) {
        collect(name, client);
        host_->apply(chat::Disconnect{.session = client.socket});
        client.socket = {};
        settle();
    }
}

void EngineBackend::refuse(Client& client, std::uint64_t re, const Error& error) {
    client.arrived.push_back({.frame = frame_of(testkit::Answered{.re = re, .result = error})});
}

void EngineBackend::send(const std::string& name, const std::string& text) {
    Client& client = clients_[name];
    if (!client.socket) {
        throw Failure(name + " has no socket");
    }
    auto frame = proto::decode_request(proto::Format::json, text);
    if (!frame) {
        refuse(client, frame.error().id, frame.error().error);
        return;
    }
    if (auto* hello = get_if<proto::HelloRequest>(&frame->request)) {
        const auto& token = hello->token ? hello->token : client.token;
        host_->apply(chat::Hello{.session = client.socket,
                                 .re = frame->id,
                                 .token = token ? std::optional(hash_of(*token)) : std::nullopt,
                                 .request = *hello,
                                 .address = client.address});
    } else {
        const std::string secret = secret_of(frame->request);
        host_->apply(chat::Request{.session = client.socket,
                                   .re = frame->id,
                                   .request = frame->request,
                                   .name_key = name_key_of(frame->request),
                                   .random = ++last_random_,
                                   .secret = secret,
                                   .hash = hash_of(secret)});
    }
    settle();
}

// --- HTTP
// --------------------------------------------------------------------------------------------------

void EngineBackend::post(const std::string& name, std::uint64_t re, const std::string& op,
                         const Json& body) {
    Client& client = clients_[name];
    const auto known = proto::op_by_name(op);
    if (!known) {
        refuse(client, re, {.code = ErrorCode::unknown_op, .message = "no such operation"});
        return;
    }
    auto request = proto::decode_request_body(*known, body.text());
    if (!request) {
        refuse(client, re, request.error());
    } else if (const auto* account = get_if<proto::RegisterRequest>(&*request)) {
        register_account(client, re, *account);
    } else if (const auto* login = get_if<proto::LoginRequest>(&*request)) {
        log_in(client, re, *login);
    } else if (const auto* change = get_if<proto::PasswordChangeRequest>(&*request)) {
        change_password(client, re, *change);
    } else {
        const SessionId session = next_session();
        client.posts.emplace_back(session, re);
        const std::string secret = secret_of(*request);
        host_->apply(chat::HttpRequest{
            .session = session,
            .re = re,
            .token = client.token ? std::optional(hash_of(*client.token)) : std::nullopt,
            .request = *request,
            .name_key = name_key_of(*request),
            .random = ++last_random_,
            .address = client.address,
            .secret = secret,
            .hash = hash_of(secret)});
        settle();
    }
}

void EngineBackend::register_account(Client& client, std::uint64_t re,
                                     const proto::RegisterRequest& request) {
    const std::string token = "token " + std::to_string(++last_token_);
    host_->apply(chat::Register{.session = next_session(),
                                .re = re,
                                .name = request.name,
                                .name_key = ascii::to_lower(request.name),
                                .password_hash = stored_password(request.password),
                                .token = hash_of(token),
                                .label = request.device.value_or(""),
                                .address = client.address,
                                .invite = request.invite,
                                .reason = request.reason});
    settle();
    finish_login(client, re, proto::Op::register_, token);
}

void EngineBackend::log_in(Client& client, std::uint64_t re, const proto::LoginRequest& request) {
    const SessionId session = next_session();
    host_->apply(chat::FindCredential{
        .session = session, .re = re, .name_key = ascii::to_lower(request.name)});
    const auto credential = host_->take_credential(session);
    if (!credential || (!credential->user && !credential->waiting)) {
        refuse(client, re, {.code = ErrorCode::unknown_user, .message = "no such account"});
        return;
    }
    if (credential->password_hash != stored_password(request.password)) {
        refuse(client, re, {.code = ErrorCode::wrong_password, .message = "wrong password"});
        return;
    }
    if (credential->waiting) {
        refuse(client, re, {.code = ErrorCode::approval_pending, .message = "wait"});
        return;
    }
    const std::string token = "token " + std::to_string(++last_token_);
    host_->apply(chat::LogIn{.session = next_session(),
                             .re = re,
                             .user = credential->user,
                             .verified_hash = credential->password_hash,
                             .token = hash_of(token),
                             .label = request.device.value_or(""),
                             .address = client.address});
    settle();
    finish_login(client, re, proto::Op::login, token);
}

void EngineBackend::finish_login(Client& client, std::uint64_t re, proto::Op op,
                                 const std::string& token) {
    auto login = host_->take_login(SessionId(last_session_));
    if (!login) {
        throw Failure("no answer to a login");
    }
    if (const auto* error = std::get_if<Error>(&login->result)) {
        refuse(client, re, *error);
        return;
    }
    client.token = token;
    const auto& user = std::get<proto::UserInfo>(login->result);
    proto::Reply reply = op == proto::Op::login
                             ? proto::Reply(proto::LoginReply{.user = user, .token = token})
                             : proto::Reply(proto::RegisterReply{.user = user, .token = token});
    client.arrived.push_back(
        {.frame = frame_of(testkit::Answered{.re = re, .result = std::move(reply)})});
}

void EngineBackend::change_password(Client& client, std::uint64_t re,
                                    const proto::PasswordChangeRequest& request) {
    const SessionId session = next_session();
    const auto token = client.token ? std::optional(hash_of(*client.token)) : std::nullopt;
    host_->apply(chat::FindCredential{.session = session, .re = re, .token = token});
    const auto credential = host_->take_credential(session);
    if (!credential || !credential->user) {
        refuse(client, re, {.code = ErrorCode::session_expired, .message = "log in again"});
        return;
    }
    if (credential->password_hash != stored_password(request.old)) {
        refuse(client, re, {.code = ErrorCode::wrong_password, .message = "wrong password"});
        return;
    }
    host_->apply(chat::SetPassword{.session = next_session(),
                                   .re = re,
                                   .user = credential->user,
                                   .verified_hash = credential->password_hash,
                                   .password_hash = stored_password(request.new_),
                                   .keep = token});
    settle();
    auto login = host_->take_login(SessionId(last_session_));
    const auto* error = login ? std::get_if<Error>(&login->result) : nullptr;
    if (error != nullptr) {
        refuse(client, re, *error);
        return;
    }
    client.arrived.push_back(
        {.frame = frame_of(
             testkit::Answered{.re = re, .result = proto::Reply(proto::PasswordChangeReply())})});
}

// --- Arrivals and time
// ---------------------------------------------------------------------------------------

void EngineBackend::collect(const std::string& /*name*/, Client& client) {
    const auto take = [&](SessionId session) {
        bool any = false;
        for (const testkit::Received& received : host_->take(session)) {
            any = true;
            if (const auto* closed = std::get_if<testkit::Closed>(&received)) {
                client.arrived.push_back({.closed = closed->code});
            } else {
                client.arrived.push_back({.frame = frame_of(received)});
            }
        }
        return any;
    };
    if (client.socket) {
        take(client.socket);
    }
    std::erase_if(client.posts, [&](const auto& post) { return take(post.first); });
}

std::vector<Arrival> EngineBackend::receive(const std::string& name) {
    Client& client = clients_[name];
    collect(name, client);
    return std::exchange(client.arrived, {});
}

bool EngineBackend::wait() {
    const TimeMs next = host_->engine().next_tick();
    if (next > waited_until_) {
        return false;
    }
    host_->advance_to(std::max(next, host_->now()));
    const TimeMs until = waited_until_;
    settle();
    waited_until_ = until;
    return true;
}

// --- Control
// ---------------------------------------------------------------------------------------------------

void EngineBackend::control(const std::vector<std::string>& words) {
    const std::string& what = words.front();
    if (what == "flush") {
        return;
    }
    if (what == "advance") {
        host_->advance_to(host_->now() + milliseconds(words.at(1)));
    } else if (what == "store") {
        control_store(words);
    } else if (what == "reads") {
        control_reads(words.at(1));
    } else if (what == "account") {
        change_account(words);
    } else if (what == "registration") {
        host_->engine().set_registration_open(words.at(1) == "open");
    } else if (what == "address") {
        clients_[words.at(1)].address = words.at(2);
    } else if (what == "lagged") {
        host_->apply(chat::Lagged{.session = clients_[words.at(1)].socket,
                                  .room = RoomId(std::stoull(words.at(2)))});
    } else if (what == "restart") {
        restart();
    } else {
        throw Failure("no such control");
    }
    settle();
}

void EngineBackend::control_store(const std::vector<std::string>& words) {
    const std::string& what = words.at(1);
    if (what == "hold") {
        hold_txns_ = true;
    } else if (what == "go") {
        hold_txns_ = false;
    } else if (what == "commit") {
        host_->store().commit_next(words.size() > 2 ? std::stoul(words[2]) : 1);
    } else if (what == "fail") {
        fail_next_ = error_code(words.at(2));
    } else if (what == "down") {
        down_ = error_code(words.at(2));
    } else if (what == "up") {
        down_.reset();
    } else {
        throw Failure("store hold, go, commit, fail, down or up");
    }
}

void EngineBackend::control_reads(const std::string& what) {
    if (what == "hold") {
        hold_reads_ = true;
    } else if (what == "go") {
        hold_reads_ = false;
    } else if (what == "fail") {
        while (host_->store().queued_queries() > 0) {
            host_->store().fail_query(0);
        }
        while (host_->store().queued_searches() > 0) {
            host_->store().answer_search(false);
        }
    } else {
        throw Failure("reads hold, go or fail");
    }
}

void EngineBackend::change_account(const std::vector<std::string>& words) {
    chat::ChangeAccount change{.session = next_session(), .name_key = words.at(1)};
    std::string refused;
    for (std::size_t i = 2; i < words.size(); ++i) {
        const auto [key, value] = split_field(words[i]);
        if (key == "disabled") {
            change.disabled = value == "true";
        } else if (key == "password") {
            change.password_hash = stored_password(value);
        } else if (proto::ServerRole role{}; key == "role" && proto::from_word(value, role)) {
            change.role = role;
        } else if (key == "force") {
            change.force = value == "true";
        } else if (key == "refused") {
            refused = value;
        } else {
            throw Failure("account NAME disabled=, role=, password=, force= or refused=CODE");
        }
    }
    host_->apply(std::move(change));
    settle();
    const auto rows = host_->take_accounts(SessionId(last_session_));
    const Error* error = rows ? std::get_if<Error>(&rows->result) : nullptr;
    const std::string_view got = error != nullptr ? to_string(error->code) : "";
    if (!rows || got != refused) {
        throw Failure("the account was to be " + (refused.empty() ? "changed" : refused) +
                      " and is: " + std::string(got));
    }
}

// kill -9: what is committed comes back, sockets do not.
void EngineBackend::restart() {
    const TimeMs now = host_->now();
    store::MemoryState state = host_->crash({});
    for (auto& [name, client] : clients_) {
        collect(name, client);
        client.socket = {};
        client.posts.clear();
    }
    host_ = std::make_unique<testkit::Host>(config_, store::CommitMode::manual, std::move(state),
                                            now + 1'000);
}

}  // namespace teahouse::transcripts
