// SPDX-License-Identifier: MIT
// Transcripts against the engine: frames go through the real codec, passwords and tokens are
// played, time is virtual.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backend.h"
#include "base/error.h"
#include "base/ids.h"
#include "proto/codec.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "testkit/host.h"
#include "testkit/json.h"

namespace teahouse::transcripts {

// What the engine is shown of a token.
proto::TokenHash hash_of(const std::string& token);

class EngineBackend final : public Backend {
public:
    void start(const Settings& settings) override;
    void connect(const std::string& client) override;
    void disconnect(const std::string& client) override;
    void send(const std::string& client, const std::string& frame) override;
    void post(const std::string& client, std::uint64_t re, const std::string& op,
              const testkit::Json& body) override;
    std::vector<Arrival> receive(const std::string& client) override;
    bool wait() override;
    std::string upload(const std::string& client, const std::string& name,
                       const std::string& kind) override;
    int download(const std::string& client, const std::string& id) override;
    void control(const std::vector<std::string>& words) override;

private:
    struct Client {
        SessionId socket = {};
        std::optional<std::string> token = {};
        std::string address = "127.0.0.1";
        std::vector<std::pair<SessionId, std::uint64_t>> posts = {};  // not answered yet
        std::vector<Arrival> arrived = {};
    };

    SessionId next_session();
    // Lets the store do what it may.
    void settle();
    void collect(const std::string& name, Client& client);
    void refuse(Client& client, std::uint64_t re, const Error& error);
    void log_in(Client& client, std::uint64_t re, const proto::LoginRequest& request);
    void register_account(Client& client, std::uint64_t re, const proto::RegisterRequest& request);
    void change_password(Client& client, std::uint64_t re,
                         const proto::PasswordChangeRequest& request);
    void finish_login(Client& client, std::uint64_t re, proto::Op op, const std::string& token);
    void control_store(const std::vector<std::string>& words);
    void control_reads(const std::string& what);
    void change_account(const std::vector<std::string>& words);
    void restart();

    chat::EngineConfig config_;
    std::unique_ptr<testkit::Host> host_;
    std::map<std::string, Client> clients_;
    std::uint64_t last_session_ = 0;
    std::uint64_t last_token_ = 0;
    std::uint64_t last_random_ = 0;
    std::uint64_t last_file_ = 0;
    TimeMs waited_until_ = 0;
    std::size_t settled_ = 0;
    bool hold_txns_ = false;
    bool hold_reads_ = false;
    std::optional<ErrorCode> fail_next_;  // the next group commit
    std::optional<ErrorCode> down_;       // every one
};

}  // namespace teahouse::transcripts
