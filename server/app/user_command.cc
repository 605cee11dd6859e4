// SPDX-License-Identifier: MIT
// `teahouse user …`: through the control socket of the running server, or of one started for this
// alone.
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/control_client.h"
#include "app/service.h"
#include "base/error.h"
#include "base/result.h"
#include "http/uri.h"
#include "proto/codec.h"
#include "proto/messages.h"

namespace teahouse::app {
namespace {

void print(std::FILE* where, const std::string& text) {
    static_cast<void>(std::fputs(text.c_str(), where));
}

// Switches the terminal's echo off while it lives.
class Quiet {
public:
    Quiet() : changed_(::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &before_) == 0) {
        if (changed_) {
            termios quiet = before_;
            quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        }
    }
    ~Quiet() {
        if (changed_) {
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        }
    }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;
    [[nodiscard]] bool terminal() const { return changed_; }

private:
    termios before_{};
    bool changed_;
};

std::string read_password() {
    const Quiet quiet;
    if (quiet.terminal()) {
        print(stderr, "Password: ");
    }
    std::string password;
    std::getline(std::cin, password);
    if (quiet.terminal()) {
        print(stderr, "\n");
    }
    return password;
}

struct ControlCall {
    std::string target;
    std::string body;
};

std::optional<ControlCall> make_call(const std::vector<std::string>& words, bool force) {
    if (words.size() == 1 && words[0] == "list") {
        return ControlCall{.target = "/control/users", .body = {}};
    }
    if (words.size() < 2) {
        return std::nullopt;
    }
    const std::string query = "?name=" + http::percent_encode(words[1]);
    const std::string role =
        words.size() == 3 ? "&role=" + http::percent_encode(words[2]) : std::string();
    const std::string forced = force ? "&force=1" : "";
    const bool role_fits =
        words.size() < 3 || words[2] == "user" || words[2] == "admin" || words[2] == "owner";
    if (words[0] == "add" && words.size() <= 3 && role_fits) {
        return ControlCall{.target = "/control/user.add" + query + role, .body = read_password()};
    }
    if (words[0] == "passwd" && words.size() == 2) {
        return ControlCall{.target = "/control/user.passwd" + query, .body = read_password()};
    }
    if (words[0] == "promote" && words.size() == 3 && role_fits) {
        return ControlCall{.target = "/control/user.promote" + query + role + forced, .body = {}};
    }
    if ((words[0] == "disable" || words[0] == "enable") && words.size() == 2) {
        return ControlCall{.target = "/control/user." + words[0] + query + forced, .body = {}};
    }
    return std::nullopt;
}

// {"error":{…}} as one line for people.
std::string refusal(const std::string& body) {
    // The operation does not matter: an error reads the same after all of them.
    const auto answer = proto::decode_reply_body(proto::Op::ping, body);
    if (answer || answer.error().code == ErrorCode::bad_frame) {
        return "the server's answer is broken";
    }
    return answer.error().message + " (" + std::string(to_string(answer.error().code)) + ')';
}

int report(const Result<ControlAnswer>& answer, bool listing) {
    if (!answer) {
        print(stderr, "teahouse: " + answer.error().message + '\n');
        return kExitFailed;
    }
    if (answer->status != 200) {
        print(stderr, "teahouse: refused: " + refusal(answer->body) + '\n');
        return kExitFailed;
    }
    print(stdout, listing ? "id\trole\tstate\tlogins\tname\n" + answer->body : "done\n");
    return kExitOk;
}

}  // namespace

int user(const Config& config, bool force) {
    const auto call = make_call(config.rest(), force);
    if (!call) {
        print(stderr,
              "usage: teahouse user list | add NAME [ROLE] | passwd NAME | promote NAME ROLE | "
              "disable NAME | enable NAME [--force]\n");
        return kExitUsage;
    }
    const bool listing = call->target == "/control/users";
    const std::string socket = Service::control_path(config);
    const auto answer = control_request(socket, call->target, call->body);
    if (answer || answer.error().code != ErrorCode::not_found) {
        return report(answer, listing);
    }
    if (config.boolean("test.fast_hash")) {
        // The accounts may be real ones; a running test server hashes its own.
        print(stderr, "teahouse: " +
                          config.refuse("test.fast_hash", "not for `user` without a running server")
                              .value()
                              .message +
                          '\n');
        return kExitUsage;
    }
    const Status prepared = Service::prepare_data(config);
    const auto service =
        prepared ? Service::start(config, false) : tl::unexpected<Error>(prepared.error());
    if (!service) {
        print(stderr, "teahouse: " + service.error().message + '\n');
        return exit_code(service.error());
    }
    const int code = report(control_request(socket, call->target, call->body), listing);
    (*service)->stop();
    return code;
}

}  // namespace teahouse::app
