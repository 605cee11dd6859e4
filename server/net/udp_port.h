// SPDX-License-Identifier: MIT
// One UDP port with a thread of its own: datagrams come in batches, what is to be sent goes out in
// batches, tasks come from other threads through a bounded mailbox. It knows nothing of media.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "net/mailbox.h"
#include "net/udp_out.h"
#include "net/udp_socket.h"
#include "rtc/address.h"
#include "rtc/bytes.h"

namespace teahouse::net {

// One that came in. The bytes live until the call returns and may be changed in place.
struct Datagram {
    rtc::MutableBytes bytes;
    rtc::Endpoint source;
    Address local;  // what it was sent to; all zero: not told
};

// What a UdpPort tells. All calls on its thread, none re-entrant. Times are microseconds of a clock
// that never goes back, the same as that of steady_ms().
class UdpSink {
public:
    virtual ~UdpSink() = default;
    // At least one, at most limits::kUdpReceiveBatch.
    virtual void on_datagrams(std::span<Datagram> datagrams, std::int64_t now_us, UdpOut& out) = 0;
    // At or after the time that next_tick_us() told.
    virtual void on_tick(std::int64_t now_us, UdpOut& out) = 0;
    // When on_tick() shall be called; asked before each wait.
    [[nodiscard]] virtual std::int64_t next_tick_us() const { return kNoTick; }

    static constexpr std::int64_t kNoTick = std::numeric_limits<std::int64_t>::max();
};

struct UdpOptions {
    std::string host;        // name or address; empty: all addresses, IPv6 and IPv4
    std::uint16_t port = 0;  // 0: any free one
};

// Made, started and destroyed on one thread.
class UdpPort {
public:
    using Task = std::function<void(std::int64_t now_us, UdpOut& out)>;

    // Opens the socket. Errors as of open_udp().
    static Result<std::unique_ptr<UdpPort>> open(const UdpOptions& options);
    explicit UdpPort(UdpSocket socket);
    // Stops if need be.
    ~UdpPort();
    UdpPort(const UdpPort&) = delete;
    UdpPort& operator=(const UdpPort&) = delete;

    // The sink must outlive stop().
    void start(UdpSink& sink);
    // What was posted before is still done, and what it sent goes out. Then the thread has ended.
    void stop();

    [[nodiscard]] std::uint16_t port() const { return socket_.port; }
    // What it was bound to; all zero: every address of this machine.
    [[nodiscard]] const Address& address() const { return socket_.address; }
    [[nodiscard]] bool v4_only() const { return socket_.v4_only; }

    // --- From any thread ---
    // Runs the task on the port's thread; tasks of one poster keep their order. False when
    // limits::kUdpTasksMax wait or the port was stopped; `must` ignores the bound.
    bool post(Task task, bool must = false);
    [[nodiscard]] const UdpCounters& counters() const { return counters_; }

private:
    struct Input;  // memory for a batch, allocated once

    void run();
    bool wait();  // whether the socket is readable
    void run_tasks();
    void receive();
    std::size_t receive_batch();

    UdpSocket socket_;
    UdpCounters counters_;
    UdpOut out_;
    Mailbox mailbox_;
    std::unique_ptr<Input> input_;
    std::vector<Mailbox::Task> tasks_;
    UdpSink* sink_ = nullptr;
    std::int64_t now_us_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace teahouse::net
