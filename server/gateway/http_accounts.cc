// SPDX-License-Identifier: MIT
// Logging in, registering, changing passwords: the engine knows the hashes, a pool compares and
// makes them.
#include <utility>

#include "base/limits.h"
#include "base/log.h"
#include "base/steady_ms.h"
#include "gateway/admin_input.h"
#include "gateway/http_answers.h"
#include "gateway/http_api.h"
#include "gateway/names.h"
#include "gateway/token.h"
#include "http/cookie.h"
#include "http/uri.h"

namespace teahouse::gateway {
namespace {

constexpr std::int64_t kCookieSeconds = limits::kSessionAbsoluteMs / 1000;

Error limited(std::uint32_t wait_ms) {
    return {
        .code = ErrorCode::rate_limited, .message = "too many attempts", .retry_after_ms = wait_ms};
}

std::string label_or(const std::optional<std::string>& label, std::string_view other) {
    return label && !label->empty() ? *label
                                    : std::string(other.substr(0, limits::kDeviceLabelBytesMax));
}

}  // namespace

void HttpApi::start_login(net::ConnectionId connection, Pending pending,
                          proto::LoginRequest request) {
    auto name = normalize_name(request.name);
    auto password = password_for_comparison(request.password);
    if (!name || !password) {
        // A name or password that could never have been set is simply wrong.
        const Error error = !name ? name.error() : password.error();
        return context_.respond(connection, error_answer(error));
    }
    Shared& shared = context_.shared;
    // The address first: who is over the limit must not use up what the account's owner needs. One
    // address cannot empty the bucket of a name, which is the larger one.
    std::uint32_t wait =
        shared.logins_by_address.admit(context_.worker.peer_limit_key(connection), steady_ms());
    if (wait == 0) {
        wait = shared.logins_by_name.admit(name->key, steady_ms());
    }
    if (wait > 0) {
        return context_.respond(connection, error_answer(limited(wait)));
    }
    pending.step = Step::log_in;
    pending.bearer = request.bearer.value_or(false);
    pending.label = label_or(request.device, "browser");
    pending.password = std::move(*password);
    pending.name_key = name->key;
    const Pending& kept = keep(connection, std::move(pending));
    context_.to_engine(chat::FindCredential{.session = session_of(connection),
                                            .re = kept.number,
                                            .name_key = name->key,
                                            .token = std::nullopt,
                                            .address = context_.worker.peer_address(connection)});
}

void HttpApi::start_register(net::ConnectionId connection, Pending pending,
                             proto::RegisterRequest request) {
    auto name = normalize_name(request.name);
    if (!name) {
        return context_.respond(connection, error_answer(name.error()));
    }
    auto password = normalize_password(request.password);
    if (!password) {
        return context_.respond(connection, error_answer(password.error()));
    }
    const std::uint32_t wait = context_.shared.registers_by_address.admit(
        context_.worker.peer_limit_key(connection), steady_ms());
    if (wait > 0) {
        return context_.respond(connection, error_answer(limited(wait)));
    }
    pending.step = Step::register_;
    pending.bearer = request.bearer.value_or(false);
    pending.label = label_or(request.device, "browser");
    pending.password = std::move(*password);
    pending.shown_name = name->shown;
    pending.name_key = name->key;
    pending.invite = std::move(request.invite);
    pending.reason = std::move(request.reason);
    const Pending& kept = keep(connection, std::move(pending));
    // A refusal is told before the expensive hash.
    context_.to_engine(chat::FindCredential{.session = session_of(connection),
                                            .re = kept.number,
                                            .name_key = name->key,
                                            .token = std::nullopt,
                                            .registering = true,
                                            .address = context_.worker.peer_address(connection),
                                            .invite = kept.invite});
}

void HttpApi::start_password_change(net::ConnectionId connection, Pending pending,
                                    proto::PasswordChangeRequest request) {
    if (!pending.session) {
        return context_.respond(
            connection, error_answer({.code = ErrorCode::login_needed, .message = "log in first"}));
    }
    auto old_password = password_for_comparison(request.old);
    auto new_password = normalize_password(request.new_);
    if (!old_password || !new_password) {
        Error error = !old_password ? old_password.error() : new_password.error();
        error.field = !old_password ? "old" : "new";
        return context_.respond(connection, error_answer(error));
    }
    const std::uint32_t wait = context_.shared.logins_by_address.admit(
        context_.worker.peer_limit_key(connection), steady_ms());
    if (wait > 0) {
        return context_.respond(connection, error_answer(limited(wait)));
    }
    pending.step = Step::change_password;
    pending.password = std::move(*old_password);
    pending.new_password = std::move(*new_password);
    const Pending& kept = keep(connection, std::move(pending));
    context_.to_engine(chat::FindCredential{.session = session_of(connection),
                                            .re = kept.number,
                                            .name_key = {},
                                            .token = kept.session,
                                            .address = context_.worker.peer_address(connection)});
}

void HttpApi::apply(chat::Credential& credential) {
    const net::ConnectionId connection = connection_of(credential.session);
    const Pending* pending = find(connection);
    if (pending == nullptr || pending->number != credential.re) {
        return;
    }
    if (credential.refused && credential.refused->code == ErrorCode::store_unavailable) {
        return finish_error(connection, *credential.refused);
    }
    switch (pending->step) {
        case Step::log_in: return verify_login(connection, credential);
        case Step::change_password: return verify_old_password(connection, credential);
        case Step::register_:
            if (credential.refused) {
                return finish_error(connection, *credential.refused);
            }
            if (credential.user) {
                return finish_error(
                    connection,
                    {.code = ErrorCode::conflict, .message = "the name is taken", .field = "name"});
            }
            return hash_for_register(connection);
        case Step::plain:
        case Step::upload:
        case Step::picture:
        case Step::reset_password:
        case Step::control: return;
    }
}

void HttpApi::verify_login(net::ConnectionId connection, const chat::Credential& credential) {
    const std::string password = std::exchange(find(connection)->password, {});
    context_.shared.counters.password_hashes.fetch_add(1, std::memory_order_relaxed);
    run(
        *context_.shared.passwords, connection,
        [passwords = passwords_, password, kept = credential.password_hash] {
            return passwords.verify(password, kept);
        },
        [this, connection, credential](Pending& pending, Passwords::Outcome outcome) {
            if (credential.waiting && outcome.fits) {
                return finish_error(connection, {.code = ErrorCode::approval_pending,
                                                 .message = "an administrator has to agree first"});
            }
            if (!credential.user && !credential.waiting) {
                return finish_error(connection, {.code = ErrorCode::unknown_user,
                                                 .message = "no such account",
                                                 .field = "name"});
            }
            if (!outcome.fits) {
                log(LogLevel::info, "login refused: wrong password",
                    {{"request", context_.request_id(pending.number)},
                     {"peer", context_.worker.peer_address(connection)}});
                return finish_error(connection, {.code = ErrorCode::wrong_password,
                                                 .message = "the password does not fit",
                                                 .field = "password"});
            }
            if (credential.disabled) {
                return finish_error(connection, {.code = ErrorCode::disabled,
                                                 .message = "the account is disabled"});
            }
            pending.token = make_token();
            context_.to_engine(chat::LogIn{.session = session_of(connection),
                                           .re = pending.number,
                                           .user = credential.user,
                                           .verified_hash = credential.password_hash,
                                           .rehash = std::move(outcome.rehash),
                                           .token = *hash_token(pending.token),
                                           .label = pending.label,
                                           .address = context_.worker.peer_address(connection)});
        });
}

void HttpApi::hash_for_register(net::ConnectionId connection) {
    const std::string password = std::exchange(find(connection)->password, {});
    context_.shared.counters.password_hashes.fetch_add(1, std::memory_order_relaxed);
    run(
        *context_.shared.passwords, connection,
        [passwords = passwords_, password] { return passwords.hash(password); },
        [this, connection](Pending& pending, std::string hash) {
            if (hash.empty()) {
                return finish_error(connection,
                                    {.code = ErrorCode::busy, .message = "out of memory"});
            }
            pending.token = make_token();
            context_.to_engine(chat::Register{.session = session_of(connection),
                                              .re = pending.number,
                                              .name = pending.shown_name,
                                              .name_key = pending.name_key,
                                              .password_hash = std::move(hash),
                                              .token = hash_token(pending.token),
                                              .label = pending.label,
                                              .role = std::nullopt,
                                              .address = context_.worker.peer_address(connection),
                                              .invite = pending.invite,
                                              .reason = pending.reason});
        });
}

void HttpApi::verify_old_password(net::ConnectionId connection,
                                  const chat::Credential& credential) {
    if (!credential.user) {
        return finish_error(connection,
                            {.code = ErrorCode::session_expired, .message = "log in again"});
    }
    Pending& pending = *find(connection);
    context_.shared.counters.password_hashes.fetch_add(2, std::memory_order_relaxed);
    run(
        *context_.shared.passwords, connection,
        [passwords = passwords_, old_password = std::exchange(pending.password, {}),
         new_password = std::exchange(pending.new_password, {}),
         kept = credential.password_hash]() -> std::string {
            return passwords.verify(old_password, kept).fits ? passwords.hash(new_password)
                                                             : std::string();
        },
        [this, connection, credential](Pending& still, std::string hash) {
            if (hash.empty()) {
                return finish_error(connection, {.code = ErrorCode::wrong_password,
                                                 .message = "the old password does not fit",
                                                 .field = "old"});
            }
            context_.to_engine(chat::SetPassword{.session = session_of(connection),
                                                 .re = still.number,
                                                 .user = credential.user,
                                                 .verified_hash = credential.password_hash,
                                                 .password_hash = std::move(hash),
                                                 .keep = still.session});
        });
}

void HttpApi::apply(chat::LoggedIn& login) {
    const net::ConnectionId connection = connection_of(login.session);
    const Pending* pending = find(connection);
    if (pending == nullptr || pending->number != login.re) {
        return;
    }
    if (auto* error = std::get_if<Error>(&login.result)) {
        return finish_error(connection, *error);
    }
    if (pending->step == Step::control) {
        return finish(connection, json_answer(200, "{}"));
    }
    if (pending->step == Step::change_password) {
        std::string body;
        proto::encode_reply_body(proto::PasswordChangeReply{}, body);
        return finish(connection, json_answer(200, std::move(body)));
    }
    finish_login(connection, *pending, std::get<proto::UserInfo>(login.result));
}

void HttpApi::finish_login(net::ConnectionId connection, const Pending& pending,
                           const proto::UserInfo& user) {
    std::optional<std::string> shown_token;
    if (pending.bearer) {
        shown_token = pending.token;
    }
    std::string body;
    if (pending.step == Step::register_) {
        proto::encode_reply_body(proto::RegisterReply{.user = user, .token = shown_token}, body);
    } else {
        proto::encode_reply_body(proto::LoginReply{.user = user, .token = shown_token}, body);
    }
    http::Response response = json_answer(200, std::move(body));
    if (!pending.bearer) {
        response.fields.push_back(
            {"Set-Cookie", http::to_string(http::SetCookie{.name = cookie_name(pending.secure),
                                                           .value = pending.token,
                                                           .max_age_seconds = kCookieSeconds,
                                                           .secure = pending.secure})});
    }
    finish(connection, std::move(response));
}

// --- The control socket: `teahouse user …` while the server runs
// --------------------------------------------------- POST /control/users, and
// /control/user.add|passwd|promote|disable|enable?name=…&role=… with the password as body.

void HttpApi::on_control(net::ConnectionId connection, std::string_view name,
                         http::Request request) {
    Pending pending;
    pending.step = Step::control;
    if (name == "users") {
        const Pending& kept = keep(connection, std::move(pending));
        return context_.to_engine(
            chat::ListAccounts{.session = session_of(connection), .re = kept.number});
    }
    auto account = normalize_name(http::query_value(request.head.query, "name"));
    if (!account) {
        return context_.respond(connection, error_answer(account.error()));
    }
    pending.shown_name = account->shown;
    pending.name_key = account->key;
    const std::string role = http::query_value(request.head.query, "role");
    if (!role.empty()) {
        pending.role = role == "owner"   ? proto::ServerRole::owner
                       : role == "admin" ? proto::ServerRole::admin
                                         : proto::ServerRole::user;
    }
    if (name == "user.add" || name == "user.passwd") {
        auto password = normalize_password(request.body);
        if (!password) {
            return context_.respond(connection, error_answer(password.error()));
        }
        pending.admin_add = name == "user.add";
        pending.password = std::move(*password);
        keep(connection, std::move(pending));
        return hash_for_control(connection);
    }
    chat::ChangeAccount change{.session = session_of(connection),
                               .re = 0,
                               .name_key = account->key,
                               .role = std::nullopt,
                               .disabled = std::nullopt,
                               .password_hash = {},
                               .force = http::query_value(request.head.query, "force") == "1"};
    if (name == "user.promote" && pending.role) {
        change.role = pending.role;
    } else if (name == "user.disable" || name == "user.enable") {
        change.disabled = name == "user.disable";
    } else {
        return context_.respond(connection, error_answer({.code = ErrorCode::unknown_op,
                                                          .message = "no such command"}));
    }
    change.re = keep(connection, std::move(pending)).number;
    context_.to_engine(std::move(change));
}

void HttpApi::hash_for_control(net::ConnectionId connection) {
    const std::string password = std::exchange(find(connection)->password, {});
    run(
        *context_.shared.passwords, connection,
        [passwords = passwords_, password] { return passwords.hash(password); },
        [this, connection](Pending& pending, std::string hash) {
            if (hash.empty()) {
                return finish_error(connection,
                                    {.code = ErrorCode::busy, .message = "out of memory"});
            }
            if (pending.admin_add) {
                return context_.to_engine(chat::Register{.session = session_of(connection),
                                                         .re = pending.number,
                                                         .name = pending.shown_name,
                                                         .name_key = pending.name_key,
                                                         .password_hash = std::move(hash),
                                                         .token = std::nullopt,
                                                         .label = {},
                                                         .role = pending.role});
            }
            context_.to_engine(chat::ChangeAccount{.session = session_of(connection),
                                                   .re = pending.number,
                                                   .name_key = pending.name_key,
                                                   .role = std::nullopt,
                                                   .disabled = std::nullopt,
                                                   .password_hash = std::move(hash)});
        });
}

// An administrator may do it: makes the password, and asks again with its hash.
void HttpApi::hash_for_reset(net::ConnectionId connection) {
    const std::string password = make_password();
    find(connection)->password = password;
    context_.shared.counters.password_hashes.fetch_add(1, std::memory_order_relaxed);
    run(
        *context_.shared.passwords, connection,
        [passwords = passwords_, password] { return passwords.hash(password); },
        [this, connection](Pending& pending, std::string hash) {
            if (hash.empty()) {
                return finish_error(connection,
                                    {.code = ErrorCode::busy, .message = "out of memory"});
            }
            context_.to_engine(
                chat::HttpRequest{.session = session_of(connection),
                                  .re = pending.number,
                                  .token = pending.session,
                                  .request = proto::AdminPasswordRequest{.user = pending.user},
                                  .name_key = {},
                                  .address = context_.worker.peer_address(connection),
                                  .secret = std::move(hash)});
        });
}

void HttpApi::apply(chat::AccountRows& rows) {
    const net::ConnectionId connection = connection_of(rows.session);
    const Pending* pending = find(connection);
    if (pending == nullptr || pending->number != rows.re) {
        return;
    }
    if (auto* error = std::get_if<Error>(&rows.result)) {
        return finish_error(connection, *error);
    }
    // One line per account: id, role, state, logins, name (last, since it may hold spaces; never
    // tabs).
    std::string text;
    for (const chat::AccountRow& row : std::get<std::vector<chat::AccountRow>>(rows.result)) {
        text += std::to_string(row.id.value) + '\t' + std::string(proto::to_string(row.role)) +
                '\t' + (row.disabled ? "disabled" : "active") + '\t' + std::to_string(row.devices) +
                '\t' + row.name + '\n';
    }
    finish(connection, text_answer(200, text));
}

}  // namespace teahouse::gateway
