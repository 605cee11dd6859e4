// SPDX-License-Identifier: MIT
// The servers that are compared, behind one interface: how members connect to them and speak.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/peer.h"
#include "bench/process.h"
#include "proto/messages.h"

namespace teahouse::bench {

struct Settings {
    std::string teahouse;  // path of the server
    std::string self;      // path of this program, for the plain server
    std::string folder;    // for data and logs; on the disk whose speed is to count
    std::size_t members = 1'000;
    std::size_t idle = 10'000;
    std::size_t logins = 2'000;
    std::size_t messages = 100'000;  // that are searched
    int rounds = 5;
    double seconds = 1.0;  // of one measurement
    int workers = 1;       // of the server; 0: one per core
    int server_cpu = 0;    // -1: whichever
    int generator_cpu = 1;
    std::string tag;                 // of the folder, where several of ours run beside each other
    std::vector<std::string> flags;  // more of them for ours
    std::size_t in_flight = 0;       // of the fan-out; 0: several, one after another
    bool alone = false;              // only the work
    std::size_t nodes = 1;           // of ours, on one store; members are spread over them
    bool frames = false;             // peers decode what they are sent, as inflating ones have to
    bool deflate = false;            // permessage-deflate is asked for
    std::string json;                // file for the results of compare; empty: none
    bool check = false;              // exit 1 if a floor is missed
    std::vector<std::string> parts;
};

class Side {
public:
    virtual ~Side() = default;

    [[nodiscard]] virtual std::string_view name() const = 0;
    [[nodiscard]] pid_t pid() const { return process_->pid(); }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    // Where member `index` connects.
    [[nodiscard]] virtual std::uint16_t port_of(std::size_t /*index*/) const { return port_; }
    // CPU time of all processes of the server so far, in ns.
    [[nodiscard]] virtual std::int64_t used_ns() const { return cpu_ns(pid()); }
    // Ends the server and starts it again, with what it has stored.
    void restart();

    // Once, after the first start: accounts and rooms for so many members, half of them A and half
    // B of pairs.
    virtual void prepare(std::size_t members) = 0;
    // Before members connect: what has changed since.
    virtual void refresh() {}
    // The first bytes of a connection: a member of the large room, one of pair `pair`, or only a
    // login.
    [[nodiscard]] virtual std::string open_large(std::size_t member) = 0;
    [[nodiscard]] virtual std::string open_pair(std::size_t pair, bool is_b) = 0;
    [[nodiscard]] virtual std::string open_login(std::size_t member) = 0;
    // Whether the answer to a login is a frame (the upgrade alone otherwise).
    [[nodiscard]] virtual bool has_welcome() const = 0;
    // Whether what follows the request of the upgrade has to wait for its answer.
    [[nodiscard]] virtual bool waits_for_upgrade() const { return false; }
    // How its peers read what comes.
    [[nodiscard]] virtual Reading reading() const { return Reading::bytes; }
    // The payload that sends message `number` to the large room, or to a pair's.
    [[nodiscard]] virtual std::string send_large(std::uint64_t number) = 0;
    [[nodiscard]] virtual std::string send_pair(std::size_t pair, std::uint64_t number) = 0;
    // Whether this frame says that something went wrong; then `why`.
    [[nodiscard]] virtual bool is_error(std::string_view payload, std::string& why) = 0;
    // Messages that the large room has stored so far; -1: the server stores nothing.
    [[nodiscard]] virtual std::int64_t stored() { return -1; }

protected:
    // The server writes the port that it has taken into the file.
    Side(const Settings& settings, std::vector<std::string> command, std::string port_file,
         std::string log_file);
    // The port was given to it.
    Side(const Settings& settings, std::vector<std::string> command, std::uint16_t port,
         std::string log_file);

    void start();

    const Settings& settings_;

private:
    std::vector<std::string> command_;
    std::string port_file_;
    std::string log_file_;
    std::unique_ptr<Process> process_;
    std::uint16_t port_ = 0;
};

std::unique_ptr<Side> make_teahouse(const Settings& settings);
// The first bytes of a connection to ours: the upgrade, and a hello that opens these rooms.
// With `since` it is told of rooms that have changed after it only.
std::string teahouse_opening(const std::string& token, std::vector<proto::OpenRoom> rooms,
                             bool deflate = false, std::optional<TimeMs> since = std::nullopt);

// Ends the program with 1, after telling `on_give_up` why.
[[noreturn]] void give_up(const std::string& why);
// Set by the program, once: it prints, and clears up.
void set_on_give_up(std::function<void(const std::string& why)> told);

}  // namespace teahouse::bench
