// SPDX-License-Identifier: MIT
#include "live_nodes.h"

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend.h"
#include "live_server.h"
#include "web_client.h"

namespace teahouse::transcripts {
namespace {

constexpr auto kReadyMax = std::chrono::seconds(20);
constexpr auto kLookAgain = std::chrono::milliseconds(10);

// Nodes wait until others had the time to say what they have, where the server is a new one: here
// it is not, and nobody else is there.
constexpr const char* kKnownServer =
    "return redis.call('HSET', KEYS[1], 'run_since', '0', 'run',"
    " string.match(redis.call('INFO', 'server'), 'run_id:(%w+)'))";

// HOST and PORT of the first server that a URL names.
std::pair<std::string, std::string> first_server(const std::string& url) {
    const std::size_t start = url.find("://") + 3;
    const std::string place = url.substr(start, url.find_first_of(",/", start) - start);
    const std::size_t colon = place.rfind(':');
    if (start < 3 || colon == std::string::npos) {
        throw Failure("a URL of Redis with its port is needed, not " + url);
    }
    return {place.substr(0, colon), place.substr(colon + 1)};
}

}  // namespace

LiveNodes::LiveNodes(const std::string& program, std::vector<std::string> arguments,
                     const Place& place)
    : place_(place) {
    if (!place_.store.empty()) {
        static std::size_t stores = 0;
        prefix_ = "transcript" + std::to_string(::getpid()) + '-' + std::to_string(++stores);
        files_ = std::make_unique<Folder>();
        arguments.insert(arguments.end(),
                         {"--store=" + place_.store, "--redis.prefix=" + prefix_,
                          "--files.folder=" + files_->path.string(), "--workers=1"});
        redis({"EVAL", kKnownServer, "1", "{" + prefix_ + "}:meta"});
    }
    for (std::size_t i = 0; i < place_.nodes; ++i) {
        servers_.push_back(std::make_unique<LiveServer>(program, arguments));
    }
    for (const auto& server : servers_) {
        server->wait();
    }
    wait_ready();
}

LiveNodes::Folder::Folder() {
    std::string folder =
        (std::filesystem::temp_directory_path() / "teahouse-files-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) {
        throw Failure("no temporary folder");
    }
    path = folder;
}

LiveNodes::Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
}

void LiveNodes::restart() {
    for (const auto& server : servers_) {
        server->kill();
    }
    if (!place_.store.empty()) {  // as if their leases had lapsed
        redis({"DEL", "{" + prefix_ + "}:lease", "{" + prefix_ + "}:heads"});
    }
    for (const auto& server : servers_) {
        server->start();
    }
    for (const auto& server : servers_) {
        server->wait();
    }
    wait_ready();
}

// A node that follows has its port before it has heard of the one that leads.
void LiveNodes::wait_ready() const {
    const auto end = std::chrono::steady_clock::now() + kReadyMax;
    for (const auto& server : servers_) {
        while (http_request(server->port(), "GET", "/readyz", "", "", {}).status != 200) {
            if (std::chrono::steady_clock::now() > end) {
                throw Failure("a node does not become ready");
            }
            std::this_thread::sleep_for(kLookAgain);  // there is nothing else to wait on
        }
    }
}

void LiveNodes::redis(const std::vector<std::string>& words) const {
    const auto [host, port] = first_server(place_.store);
    std::vector<std::string> all = {"redis-cli", "-e", "-c", "-h", host, "-p", port};
    all.insert(all.end(), words.begin(), words.end());
    std::vector<char*> argv;
    argv.reserve(all.size() + 1);
    for (std::string& word : all) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    const pid_t process = ::fork();
    if (process == 0) {
        if (const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC); nothing >= 0) {
            ::dup2(nothing, STDOUT_FILENO);
        }
        ::execvp(argv[0], argv.data());
        ::_exit(127);
    }
    int status = 0;
    if (process < 0 || ::waitpid(process, &status, 0) != process || status != 0) {
        throw Failure("redis-cli " + words.front() + " failed");
    }
}

}  // namespace teahouse::transcripts
