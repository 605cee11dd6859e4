// SPDX-License-Identifier: MIT
#include "app/relay_probe.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/core.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "app/turn_message.h"
#include "base/error.h"
#include "base/result.h"
#include "gateway/token.h"

namespace teahouse::app {
namespace {

constexpr int kTries = 3;      // of what UDP may lose
constexpr int kPatienceS = 1;  // for each
constexpr int kStreamPatienceS = 4;
constexpr std::size_t kAnswerBytesMax = 2'048;
constexpr int kStaleNonce = 438;
constexpr int kUnauthorised = 401;

struct Target {
    std::string host;
    std::string port;
    bool stream = false;
    bool tls = false;
};

// `url` has the form that is_turn_url() asks for.
Target target_of(std::string_view url) {
    Target target;
    target.tls = url.starts_with("turns:");
    url.remove_prefix(target.tls ? 6 : 5);
    target.stream = target.tls || url.ends_with("?transport=tcp");
    url = url.substr(0, url.find('?'));
    const std::size_t bracket = url.find(']');
    const std::size_t colon = url.find(':', bracket == std::string_view::npos ? 0 : bracket);
    std::string_view host = url.substr(0, colon);
    if (host.starts_with('[')) {
        host = host.substr(1, host.size() - 2);
    }
    target.host = host;
    target.port = colon == std::string_view::npos ? (target.tls ? "5349" : "3478")
                                                  : std::string(url.substr(colon + 1));
    return target;
}

std::string why(int error) { return std::generic_category().message(error); }

// A connected socket, with TLS above it where the target asks for it.
class Line {
public:
    Line() = default;
    ~Line() {
        if (tls_) {
            SSL_shutdown(tls_.get());
        }
        if (socket_ >= 0) {
            ::close(socket_);
        }
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    Status open(const Target& target);
    // The answer to a request, which is sent again where datagrams may get lost.
    Result<TurnAnswer> ask(TurnMethod method, const TurnLogin& login, std::string_view peer = {});

private:
    Status connect_to(const Target& target);
    Status shake_hands(const std::string& host);
    bool send(std::string_view bytes);
    // One message, or nothing in time.
    std::string receive();
    std::ptrdiff_t read(char* into, std::size_t bytes);

    int socket_ = -1;
    bool stream_ = false;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, &SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, &SSL_free};
};

Status Line::open(const Target& target) {
    stream_ = target.stream;
    TRY_STATUS(connect_to(target));
    return target.tls ? shake_hands(target.host) : Status();
}

Status Line::connect_to(const Target& target) {
    addrinfo hints{};
    hints.ai_socktype = target.stream ? SOCK_STREAM : SOCK_DGRAM;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(target.host.c_str(), target.port.c_str(), &hints, &found);
        error != 0) {
        return fail(ErrorCode::not_found,
                    fmt::format("there is no {}: {}", target.host, ::gai_strerror(error)));
    }
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all(found, &freeaddrinfo);
    int error = 0;
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        const int made =
            ::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
        if (made < 0) {
            error = errno;
            continue;
        }
        const timeval patience{.tv_sec = target.stream ? kStreamPatienceS : kPatienceS,
                               .tv_usec = 0};
        ::setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        ::setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
        if (::connect(made, one->ai_addr, one->ai_addrlen) == 0) {
            socket_ = made;
            return {};
        }
        error = errno == EINPROGRESS ? ETIMEDOUT : errno;
        ::close(made);
    }
    return fail(ErrorCode::internal, fmt::format("cannot connect to {} port {}: {}", target.host,
                                                 target.port, why(error)));
}

Status Line::shake_hands(const std::string& host) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    if (!context_ || SSL_CTX_set_default_verify_paths(context_.get()) != 1) {
        return fail(ErrorCode::internal, "TLS cannot be used");
    }
    std::string name = host;
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    tls_.reset(SSL_new(context_.get()));
    if (!tls_ || SSL_set1_host(tls_.get(), host.c_str()) != 1 ||
        // What SSL_set_tlsext_host_name() stands for, without its casts.
        SSL_ctrl(tls_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 name.data()) != 1 ||
        SSL_set_fd(tls_.get(), socket_) != 1) {
        return fail(ErrorCode::internal, "TLS cannot be used");
    }
    if (SSL_connect(tls_.get()) != 1) {
        const long verdict = SSL_get_verify_result(tls_.get());
        tls_.reset();
        ERR_clear_error();
        return fail(ErrorCode::internal,
                    fmt::format("TLS to {} fails: {}", host,
                                verdict == X509_V_OK ? "it does not speak TLS there"
                                                     : X509_verify_cert_error_string(verdict)));
    }
    return {};
}

bool Line::send(std::string_view bytes) {
    if (tls_) {
        return SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
               static_cast<int>(bytes.size());
    }
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
}

std::ptrdiff_t Line::read(char* into, std::size_t bytes) {
    return tls_ ? SSL_read(tls_.get(), into, static_cast<int>(bytes))
                : ::recv(socket_, into, bytes, 0);
}

std::string Line::receive() {
    std::array<char, kAnswerBytesMax> buffer{};
    if (!stream_) {
        const std::ptrdiff_t got = read(buffer.data(), buffer.size());
        return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
    }
    std::string message;
    std::size_t wanted = kTurnHeadBytes;
    while (message.size() < wanted) {
        const std::ptrdiff_t got = read(buffer.data(), wanted - message.size());
        if (got <= 0) {
            return {};
        }
        message.append(buffer.data(), static_cast<std::size_t>(got));
        if (message.size() == kTurnHeadBytes) {
            wanted = turn_message_bytes(message);
        }
        if (wanted > buffer.size()) {
            return {};
        }
    }
    return message;
}

Result<TurnAnswer> Line::ask(TurnMethod method, const TurnLogin& login, std::string_view peer) {
    TurnTransaction transaction{};
    const std::uint64_t one = gateway::random_number();
    for (std::size_t i = 0; i < transaction.size(); ++i) {
        transaction.at(i) = static_cast<std::uint8_t>(one >> (i % 8 * 8));
    }
    const std::string request = turn_request(method, transaction, login, peer);
    for (int left = stream_ ? 1 : kTries; left > 0; --left) {
        if (!send(request)) {
            break;
        }
        if (auto answer = parse_turn_answer(receive(), method, transaction)) {
            return std::move(*answer);
        }
    }
    return fail(ErrorCode::internal, stream_ ? "it does not answer as a relay does"
                                             : "no answer; is the UDP port open there?");
}

// An allocation with credentials: the first refusal says for which realm.
Result<TurnAnswer> allocate(Line& line, TurnLogin& login) {
    TRY(answer, line.ask(TurnMethod::allocate, login));
    for (int left = 2; left > 0 && !answer.success && !answer.nonce.empty() &&
                       (login.nonce.empty() || answer.error_code == kStaleNonce);
         --left) {
        login.realm = answer.realm;
        login.nonce = answer.nonce;
        TRY(again, line.ask(TurnMethod::allocate, login));
        answer = std::move(again);
    }
    if (answer.success) {
        return answer;
    }
    const std::string code = fmt::format("{} {}", answer.error_code, answer.reason);
    return answer.error_code == kUnauthorised
               ? fail(ErrorCode::forbidden, code)
               : fail(ErrorCode::internal, "it refuses an allocation: " + code);
}

}  // namespace

Result<std::string> probe_stun(const std::string& host, std::uint16_t port) {
    Line line;
    TRY_STATUS(line.open({.host = host, .port = fmt::format("{}", port)}));
    TRY(answer, line.ask(TurnMethod::binding, {}));
    if (!answer.success || answer.mapped.empty()) {
        return fail(ErrorCode::internal, "an answer without an address");
    }
    return answer.mapped;
}

Result<RelayReport> probe_relay(std::string_view url, const RelayLogin& credentials) {
    Line line;
    TRY_STATUS(line.open(target_of(url)));
    TurnLogin login{.username = credentials.username,
                    .password = credentials.credential,
                    .realm = {},
                    .nonce = {}};
    TRY(allocation, allocate(line, login));
    RelayReport report{.relayed = allocation.relayed};
    // Nothing is sent to them: a permission alone shows what the relay would do.
    for (const std::string_view peer : {"169.254.169.254", "10.0.0.1", "127.0.0.1"}) {
        const auto answer = line.ask(TurnMethod::create_permission, login, peer);
        report.private_too = report.private_too || (answer && answer->success);
    }
    static_cast<void>(line.ask(TurnMethod::refresh, login));
    return report;
}

}  // namespace teahouse::app
