// SPDX-License-Identifier: MIT
// Debian's Janus under the same load, spoken to over its Unix socket: a room with one publisher,
// and a subscriber for each viewer.
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "crowd.h"
#include "net/fd.h"
#include "rtc/sdp.h"
#include "rtc/testing/native_peer.h"
#include "udp_bench.h"

namespace teahouse::rtc::native {
namespace {

constexpr std::string_view kJanus = "/usr/bin/janus";

std::string json_text(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '\r' ? "\\r" : c == '\n' ? "\\n" : c == '"' ? "\\\"" : std::string(1, c);
    }
    return quoted + "\"";
}

// The first value of a name, wherever it stands: enough for what Janus says here.
std::optional<std::string> json_value(const std::string& json, const std::string& name) {
    std::size_t at = json.find("\"" + name + "\"");
    if (at == std::string::npos) {
        return std::nullopt;
    }
    at = json.find_first_not_of(" :", at + name.size() + 2);
    if (json[at] != '"') {
        return json.substr(at, json.find_first_of(",} \n", at) - at);
    }
    std::string value;
    for (++at; json[at] != '"'; ++at) {
        if (json[at] != '\\') {
            value += json[at];
            continue;
        }
        ++at;
        value += json[at] == 'r' ? '\r' : json[at] == 'n' ? '\n' : json[at];
    }
    return value;
}

class Janus {
public:
    explicit Janus(const Place& place) {
        std::string folder = "/tmp/teahouse-janus-XXXXXX";
        CHECK(::mkdtemp(folder.data()) != nullptr);
        folder_ = folder;
        configure();
        // Now and then its socket is gone again before it is there.
        for (int tries = 0; tries < 8; ++tries) {
            start(place);
            if (connect()) {
                break;
            }
            stop();
        }
        session_ = *json_value(ask(R"({"janus":"create")"), "id");
    }
    ~Janus() {
        stop();
        std::filesystem::remove_all(folder_);
    }
    Janus(const Janus&) = delete;
    Janus& operator=(const Janus&) = delete;

    std::string attach() {
        return *json_value(
            ask(R"({"janus":"attach","plugin":"janus.plugin.videoroom","session_id":)" + session_),
            "id");
    }
    // What the plugin says in the end.
    std::string message(const std::string& handle, const std::string& body,
                        const std::string& description = "", const char* type = "answer") {
        std::string text = R"({"janus":"message","session_id":)" + session_ + R"(,"handle_id":)" +
                           handle + R"(,"body":)" + body;
        if (!description.empty()) {
            text += R"(,"jsep":{"type":")" + std::string(type) + R"(","sdp":)" +
                    json_text(description) + "}";
        }
        return ask(text);
    }
    // The CPU of all its threads, in microseconds.
    [[nodiscard]] double cpu_us() const {
        std::ifstream file("/proc/" + std::to_string(process_) + "/stat");
        std::string text;
        std::getline(file, text);
        const char* at = text.c_str() + text.rfind(')') + 2;
        constexpr int kUserTime = 11;  // fields behind the name
        for (int i = 0; i < kUserTime; ++i) {
            at = std::strchr(at, ' ') + 1;
        }
        char* end = nullptr;
        const double user = std::strtod(at, &end);
        const double system = std::strtod(end, nullptr);
        return (user + system) * 1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }

private:
    [[nodiscard]] std::string socket_path() const { return folder_ + "/socket"; }

    void configure() const {
        std::ofstream(folder_ + "/janus.jcfg")
            << "general: { debug_level = 4\n session_timeout = 0 }\n"
               "nat: { nice_debug = false }\n"
               "media: { rtp_port_range = \"20000-40000\" }\n"
               "plugins: { disable = \"libjanus_audiobridge.so,libjanus_duktape.so,"
               "libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,"
               "libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,"
               "libjanus_voicemail.so\" }\n"
               "transports: { disable = \"libjanus_http.so,libjanus_websockets.so,"
               "libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_rabbitmq.so\" }\n";
        std::ofstream(folder_ + "/janus.transport.pfunix.jcfg")
            << "general: { enabled = true\n json = \"compact\"\n path = \"" << socket_path()
            << "\" }\nadmin: { admin_enabled = false }\n";
        std::ofstream(folder_ + "/janus.plugin.videoroom.jcfg") << "general: { }\n";
    }
    void start(const Place& place) {
        process_ = ::fork();
        CHECK(process_ >= 0);
        if (process_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // a failed CHECK leaves nothing behind
            const std::string net = "--net=" + place.net;
            const std::string configs = "--configs-folder=" + folder_;
            const std::string log = "--log-file=" + folder_ + "/log";
            if (place.net.empty()) {
                ::execl(kJanus.data(), kJanus.data(), configs.c_str(), log.c_str(),
                        "--disable-stdout", nullptr);
            } else {
                ::execlp("nsenter", "nsenter", net.c_str(), kJanus.data(), configs.c_str(),
                         log.c_str(), "--disable-stdout", nullptr);
            }
            ::_exit(127);
        }
    }
    void stop() const {
        ::kill(process_, SIGTERM);
        ::waitpid(process_, nullptr, 0);
    }
    bool connect() {
        constexpr int kTries = 80;
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        socket_path().copy(name.sun_path, sizeof(name.sun_path) - 1);
        socket_ = net::Fd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
        for (int i = 0; i < kTries; ++i) {
            if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) ==
                0) {
                return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }
    // Sends a request that still needs its transaction and its last brace; the answer is the first
    // that is no mere acknowledgement.
    std::string ask(const std::string& open) {
        const std::string transaction = "t" + std::to_string(++transactions_);
        const std::string text = open + R"(,"transaction":")" + transaction + "\"}";
        CHECK(::send(socket_.get(), text.data(), text.size(), 0) ==
              static_cast<ssize_t>(text.size()));
        static std::array<char, 256 * 1024> buffer;
        for (;;) {
            const ssize_t bytes = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
            CHECK(bytes > 0);
            std::string answer(buffer.data(), static_cast<std::size_t>(bytes));
            if (json_value(answer, "transaction") == transaction &&
                json_value(answer, "janus") != "ack") {
                if (json_value(answer, "error") || json_value(answer, "error_code")) {
                    std::fprintf(stderr, "%s\n", answer.c_str());
                }
                return answer;
            }
        }
    }

    std::string folder_;
    pid_t process_ = -1;
    net::Fd socket_;
    std::string session_;
    int transactions_ = 0;
};

class JanusBench {
public:
    JanusBench(const Place& place, std::size_t viewers) : crowd_(place.clients), janus_(place) {
        publish();
        for (std::size_t i = 0; i < viewers; ++i) {
            view(100 + i);
        }
    }
    void run(int seconds) {
        const double before = janus_.cpu_us();
        const Crowd::Played played = crowd_.play(seconds);
        print_row("janus", crowd_.viewers(), played, janus_.cpu_us() - before, played.received);
    }

private:
    // Where the server says that it is.
    void join(Client& client) {
        const auto& candidates = client.peer->answer.sections[0].candidates;
        CHECK(!candidates.empty());
        crowd_.join(client, candidates[0].endpoint);
    }
    void publish() {
        const std::string handle = janus_.attach();
        janus_.message(handle, R"({"request":"create","room":1,"publishers":2,"audiocodec":"opus",)"
                               R"("videocodec":"vp8","bitrate":2000000,"fir_freq":0})");
        Client& client = crowd_.add(1);
        std::string offer = client.peer->offer({.red = false}).offer;
        // We are the DTLS client everywhere.
        for (std::size_t at = 0; (at = offer.find("actpass", at)) != std::string::npos;) {
            offer.replace(at, 7, "active");
        }
        const std::string answer =
            janus_.message(handle,
                           R"({"request":"joinandconfigure","room":1,"ptype":"publisher",)"
                           R"("id":1,"audio":true,"video":true})",
                           offer, "offer");
        CHECK(client.peer->on_answer(json_value(answer, "sdp").value_or(""), clock_us()));
        join(client);
    }
    void view(std::uint64_t number) {
        const std::string handle = janus_.attach();
        const std::string offer = janus_.message(
            handle, R"({"request":"join","room":1,"ptype":"subscriber","streams":[{"feed":1}]})");
        Client& client = crowd_.add(number);
        const auto answer =
            client.peer->on_offer(json_value(offer, "sdp").value_or(""), clock_us());
        CHECK(answer);
        janus_.message(handle, R"({"request":"start","room":1})", *answer);
        join(client);
    }

    Crowd crowd_;
    Janus janus_;
};

}  // namespace

bool run_janus_bench(const Place& place, std::size_t viewers, int seconds) {
    if (!std::filesystem::exists(kJanus)) {
        return false;
    }
    JanusBench(place, viewers).run(seconds);
    return true;
}

}  // namespace teahouse::rtc::native
