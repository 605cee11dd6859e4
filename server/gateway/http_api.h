// SPDX-License-Identifier: MIT
// POST /api/v1/<op> of one worker: the same operations as over the socket, and those that need
// passwords or files.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/limits.h"
#include "gateway/delivery.h"
#include "gateway/passwords.h"
#include "gateway/worker_context.h"
#include "http/message.h"

namespace teahouse::gateway {

class HttpApi {
public:
    explicit HttpApi(WorkerContext& context);

    // `name` is the part after /api/v1/. Answers now or later.
    void on_request(net::ConnectionId connection, std::string_view name, http::Request request);
    // POST /hooks/<id>.<secret>: a message of an incoming webhook; `address` is the part after
    // /hooks/.
    void on_hook(net::ConnectionId connection, std::string_view address,
                 const http::Request& request);
    // GET /a/<id>, /p/<id>: a picture of somebody, or of a page that messages link to; for those
    // who are logged in.
    void on_picture(net::ConnectionId connection, std::string_view id,
                    const http::RequestHead& head, bool of_page);
    // /control/...: account administration over the control socket.
    void on_control(net::ConnectionId connection, std::string_view name, http::Request request);
    void on_closed(net::ConnectionId connection) { pending_.erase(connection); }

    [[nodiscard]] bool has(SessionId session) const {
        return pending_.contains(connection_of(session));
    }
    void apply(chat::Reply& reply);
    void apply(chat::Credential& credential);
    void apply(chat::LoggedIn& login);
    void apply(chat::AccountRows& rows);
    void refuse(const std::vector<Inbound>& batch);

private:
    enum class Step : std::uint8_t {
        plain,
        log_in,
        register_,
        change_password,
        upload,
        picture,
        control,
        reset_password
    };
    // A request that waits for the engine or a pool.
    struct Pending {
        Step step = Step::plain;
        proto::Op op = proto::Op::ping;
        std::uint64_t number = 0;  // of the request: tells a late completion from the next one
        bool secure = false;
        bool bearer = false;
        std::optional<proto::TokenHash> session;  // who asks
        std::string token;                        // a new session's
        std::string shown_name;
        std::string name_key;
        std::string label;
        std::string password;
        std::string new_password;
        std::string blob;           // picture: its id; upload: the bytes
        std::string if_none_match;  // picture
        bool of_page = false;       // picture
        bool head_only = false;
        bool admin_add = false;  // control: make the account
        std::optional<proto::ServerRole> role;
        UserId user;                        // whose password an administrator resets
        std::optional<std::string> invite;  // register
        std::optional<std::string> reason;
        std::unique_ptr<proto::AdminConnectionsRequest> look;
    };

    void start_plain(net::ConnectionId connection, Pending pending, proto::Request request);
    void start_login(net::ConnectionId connection, Pending pending, proto::LoginRequest request);
    void start_register(net::ConnectionId connection, Pending pending,
                        proto::RegisterRequest request);
    void start_password_change(net::ConnectionId connection, Pending pending,
                               proto::PasswordChangeRequest request);
    void start_upload(net::ConnectionId connection, http::Request request, Pending pending);

    void verify_login(net::ConnectionId connection, const chat::Credential& credential);
    void verify_old_password(net::ConnectionId connection, const chat::Credential& credential);
    void hash_for_register(net::ConnectionId connection);
    void hash_for_control(net::ConnectionId connection);
    void hash_for_reset(net::ConnectionId connection);
    void keep_upload(net::ConnectionId connection, UserId user);
    void send_picture(net::ConnectionId connection);

    // Runs `work` in the pool and `then` back on this thread with its result, unless the request is
    // gone by then. False (the request is answered `busy`) when the pool is full.
    template <class Work, class Then>
    bool run(WorkPool& pool, net::ConnectionId connection, Work work, Then then) {
        const Pending* pending = find(connection);
        if (pending == nullptr) {
            return false;
        }
        const std::uint64_t number = pending->number;
        const bool taken =
            pool.submit([this, connection, number, work = std::move(work), then = std::move(then)] {
                auto result = std::make_shared<decltype(work())>(work());
                context_.worker.post(
                    [this, connection, number, result, then] {
                        Pending* still = find(connection);
                        if (still != nullptr && still->number == number) {
                            then(*still, std::move(*result));
                        }
                    },
                    true);
            });
        if (!taken) {
            finish_error(connection, {.code = ErrorCode::busy,
                                      .message = "too much to do at the moment",
                                      .retry_after_ms = limits::kRetryAfterMs});
        }
        return taken;
    }

    void begin_look(net::ConnectionId connection, Pending& pending, proto::Reply reply);
    Pending* find(net::ConnectionId connection);
    Pending& keep(net::ConnectionId connection, Pending pending);
    void finish(net::ConnectionId connection, http::Response response);
    void finish_error(net::ConnectionId connection, const Error& error);
    void finish_login(net::ConnectionId connection, const Pending& pending,
                      const proto::UserInfo& user);

    WorkerContext& context_;
    Passwords passwords_;
    std::unordered_map<net::ConnectionId, std::unique_ptr<Pending>> pending_;
};

}  // namespace teahouse::gateway
