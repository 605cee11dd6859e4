// SPDX-License-Identifier: MIT
// Datagrams on their way out: written in place into memory that is allocated once, sent together.
// Runs of equal size to one peer go out as one (UDP GSO, see udp(7)) where the kernel can do that.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/limits_rtc.h"
#include "net/metrics.h"
#include "rtc/address.h"
#include "rtc/bytes.h"

namespace teahouse::net {

// Written by the thread of the port, read by any.
struct UdpCounters {
    Counter received;  // datagrams
    Counter received_bytes;
    Counter truncated;  // longer than limits::kDatagramBytesMax, and thus dropped
    Counter sent;
    Counter sent_bytes;
    Counter send_dropped;  // the kernel did not take them: its buffer is full, or no way there
    Counter send_calls;    // system calls
};

// A batch of one thread. Nothing is allocated after it was made.
class UdpOut {
public:
    // `v4_only`: the socket is one of IPv4. The socket is not owned.
    UdpOut(int socket, bool v4_only, UdpCounters& counters);

    // Memory for one datagram, of limits::kDatagramBytesMax bytes; valid until the next call here.
    // What is full is sent before.
    rtc::MutableBytes begin();
    // Sends the first `bytes` of it with the next flush. `from`: the address of this machine that
    // it shall come from (Datagram::local); all zero: the system chooses.
    void commit(std::size_t bytes, const rtc::Endpoint& to, const Address& from = {});
    // A copy of finished bytes. Longer ones than fit are dropped and counted.
    void send(rtc::Bytes bytes, const rtc::Endpoint& to, const Address& from = {});
    // Sends all there is. Who is called by UdpPort need not.
    void flush();

    [[nodiscard]] std::size_t waiting() const { return count_; }
    // For tests: as on a kernel without.
    void disable_segmentation() { segmentation_ = false; }

private:
    struct Slot {
        rtc::Endpoint to;
        Address from;
        std::size_t bytes = 0;
    };
    // What is sent as one message: slots order_[first] to order_[first + count - 1].
    struct Run {
        std::size_t first = 0;
        std::size_t count = 0;
        std::size_t bytes = 0;
    };
    // A pktinfo of either family, and the size of the segments.
    struct alignas(cmsghdr) Control {
        std::array<std::byte, CMSG_SPACE(sizeof(in6_pktinfo)) + CMSG_SPACE(sizeof(std::uint16_t))>
            bytes;
    };

    void sort();
    void make_runs();
    void prepare(std::size_t index);
    void add_control(msghdr& header, const Slot& slot, std::size_t segment_bytes) const;
    std::size_t send_runs(std::size_t done);
    void refused(std::size_t index, int error);

    int socket_;
    bool v4_only_;
    bool segmentation_ = true;
    UdpCounters& counters_;
    std::size_t count_ = 0;
    std::vector<std::uint8_t> memory_;
    std::vector<Slot> slots_;
    std::vector<std::uint16_t> order_;
    std::vector<Run> runs_;  // capacity: one for each slot
    std::vector<iovec> pieces_;
    std::vector<mmsghdr> messages_;
    std::vector<sockaddr_storage> names_;
    std::vector<Control> controls_;
};

}  // namespace teahouse::net
