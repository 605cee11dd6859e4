// SPDX-License-Identifier: MIT
#include "net/udp_port.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include "base/check.h"
#include "base/limits_rtc.h"
#include "base/result.h"
#include "net/mailbox.h"
#include "net/udp_out.h"
#include "net/udp_socket.h"
#include "rtc/bytes.h"

namespace teahouse::net {
namespace {

std::int64_t steady_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace

struct UdpPort::Input {
    static constexpr std::size_t kControlBytes = 128;  // more than a pktinfo of either family
    struct alignas(cmsghdr) Control {
        std::array<std::byte, kControlBytes> bytes;
    };

    Input()
        : memory(limits::kUdpReceiveBatch * limits::kDatagramBytesMax),
          names(limits::kUdpReceiveBatch),
          controls(limits::kUdpReceiveBatch),
          pieces(limits::kUdpReceiveBatch),
          messages(limits::kUdpReceiveBatch),
          datagrams(limits::kUdpReceiveBatch) {
        for (std::size_t i = 0; i < limits::kUdpReceiveBatch; ++i) {
            pieces[i] = {.iov_base = memory.data() + i * limits::kDatagramBytesMax,
                         .iov_len = limits::kDatagramBytesMax};
        }
    }

    // The kernel overwrites the sizes of what it fills.
    void reset() {
        for (std::size_t i = 0; i < messages.size(); ++i) {
            msghdr& header = messages[i].msg_hdr;
            header = {};
            header.msg_name = &names[i];
            header.msg_namelen = sizeof(names[i]);
            header.msg_iov = &pieces[i];
            header.msg_iovlen = 1;
            header.msg_control = controls[i].bytes.data();
            header.msg_controllen = kControlBytes;
        }
    }

    std::vector<std::uint8_t> memory;
    std::vector<sockaddr_storage> names;
    std::vector<Control> controls;
    std::vector<iovec> pieces;
    std::vector<mmsghdr> messages;
    std::vector<Datagram> datagrams;
};

Result<std::unique_ptr<UdpPort>> UdpPort::open(const UdpOptions& options) {
    TRY(socket, open_udp(options.host, options.port));
    return std::make_unique<UdpPort>(std::move(socket));
}

UdpPort::UdpPort(UdpSocket socket)
    : socket_(std::move(socket)),
      out_(socket_.fd.get(), socket_.v4_only, counters_),
      mailbox_(limits::kUdpTasksMax),
      input_(std::make_unique<Input>()) {}

UdpPort::~UdpPort() { stop(); }

void UdpPort::start(UdpSink& sink) {
    CHECK(sink_ == nullptr);
    sink_ = &sink;
    // Signals belong to the main thread.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    thread_ = std::thread([this] { run(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void UdpPort::stop() {
    if (!thread_.joinable()) {
        mailbox_.close();
        return;
    }
    mailbox_.post([this] { stopping_.store(true, std::memory_order_relaxed); }, true);
    mailbox_.close();
    thread_.join();
}

bool UdpPort::post(Task task, bool must) {
    return mailbox_.post([this, task = std::move(task)] { task(now_us_, out_); }, must);
}

void UdpPort::run() {
    while (!stopping_.load(std::memory_order_relaxed)) {
        const bool readable = wait();
        now_us_ = steady_us();
        run_tasks();
        if (readable) {
            receive();
        }
        if (now_us_ >= sink_->next_tick_us()) {
            sink_->on_tick(now_us_, out_);
        }
        out_.flush();
    }
}

bool UdpPort::wait() {
    constexpr std::int64_t kUsPerSecond = 1'000'000;
    const std::int64_t next_us = sink_->next_tick_us();
    const bool sleep = mailbox_.prepare_sleep();
    const std::int64_t wait_us =
        sleep ? std::max<std::int64_t>(next_us - std::min(next_us, steady_us()), 0) : 0;
    const timespec limit{.tv_sec = wait_us / kUsPerSecond,
                         .tv_nsec = wait_us % kUsPerSecond * 1'000};
    std::array<pollfd, 2> fds = {pollfd{.fd = socket_.fd.get(), .events = POLLIN, .revents = 0},
                                 pollfd{.fd = mailbox_.wake_fd(), .events = POLLIN, .revents = 0}};
    const int ready = ::ppoll(fds.data(), fds.size(),
                              sleep && next_us == UdpSink::kNoTick ? nullptr : &limit, nullptr);
    mailbox_.awake(ready > 0 && (fds[1].revents & POLLIN) != 0);
    // An error that waits at the socket is fetched by reading, too.
    return ready > 0 && fds[0].revents != 0;
}

void UdpPort::run_tasks() {
    mailbox_.take(tasks_);
    for (const Mailbox::Task& task : tasks_) {
        task();
    }
    tasks_.clear();
}

void UdpPort::receive() {
    for (int round = 0; round < limits::kUdpReceiveRounds; ++round) {
        if (receive_batch() < limits::kUdpReceiveBatch) {
            return;
        }
    }
}

// How many messages were read.
std::size_t UdpPort::receive_batch() {
    input_->reset();
    const int got =
        ::recvmmsg(socket_.fd.get(), input_->messages.data(),
                   static_cast<unsigned>(input_->messages.size()), MSG_DONTWAIT, nullptr);
    if (got <= 0) {
        return 0;
    }
    std::size_t count = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(got); ++i) {
        const mmsghdr& message = input_->messages[i];
        counters_.received.add();
        counters_.received_bytes.add(message.msg_len);
        if ((message.msg_hdr.msg_flags & MSG_TRUNC) != 0) {
            counters_.truncated.add();
            continue;
        }
        input_->datagrams[count++] = {
            .bytes = rtc::MutableBytes(input_->memory)
                         .subspan(i * limits::kDatagramBytesMax, message.msg_len),
            .source = endpoint_of(input_->names[i]),
            .local = local_address_of(message.msg_hdr)};
    }
    if (count > 0) {
        sink_->on_datagrams(std::span(input_->datagrams).first(count), now_us_, out_);
    }
    return static_cast<std::size_t>(got);
}

}  // namespace teahouse::net
