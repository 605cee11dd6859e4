// SPDX-License-Identifier: MIT
#include "net/udp_out.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <tuple>

#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#include "base/address.h"
#include "base/check.h"
#include "base/limits_rtc.h"
#include "net/udp_socket.h"
#include "rtc/address.h"
#include "rtc/bytes.h"

namespace teahouse::net {
namespace {

constexpr std::size_t kSegmentsMax = 64;      // of the kernel, UDP_MAX_SEGMENTS
constexpr std::size_t kRunBytesMax = 64'000;  // less than an IP packet may have
constexpr std::size_t kSlotBytes = limits::kDatagramBytesMax;

}  // namespace

UdpOut::UdpOut(int socket, bool v4_only, UdpCounters& counters)
    : socket_(socket),
      v4_only_(v4_only),
      counters_(counters),
      memory_(limits::kUdpSendBatch * kSlotBytes),
      slots_(limits::kUdpSendBatch),
      order_(limits::kUdpSendBatch),
      pieces_(limits::kUdpSendBatch),
      messages_(limits::kUdpSendBatch),
      names_(limits::kUdpSendBatch),
      controls_(limits::kUdpSendBatch) {
    runs_.reserve(limits::kUdpSendBatch);
}

rtc::MutableBytes UdpOut::begin() {
    if (count_ == limits::kUdpSendBatch) {
        flush();
    }
    return rtc::MutableBytes(memory_).subspan(count_ * kSlotBytes, kSlotBytes);
}

void UdpOut::commit(std::size_t bytes, const rtc::Endpoint& to, const Address& from) {
    CHECK(count_ < limits::kUdpSendBatch && bytes <= kSlotBytes);
    // To an IPv6 address there is no way from a socket of IPv4.
    if (bytes == 0 || (v4_only_ && !to.address.is_v4())) {
        counters_.send_dropped.add(bytes == 0 ? 0 : 1);
        return;
    }
    slots_[count_] = {.to = to, .from = from, .bytes = bytes};
    ++count_;
}

void UdpOut::send(rtc::Bytes bytes, const rtc::Endpoint& to, const Address& from) {
    if (bytes.size() > kSlotBytes) {
        counters_.send_dropped.add();
        return;
    }
    std::ranges::copy(bytes, begin().begin());
    commit(bytes.size(), to, from);
}

// Brings together what goes to one peer, in the order in which it was committed.
void UdpOut::sort() {
    std::iota(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(count_),
              std::uint16_t{0});
    if (!segmentation_) {
        return;
    }
    std::sort(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(count_),
              [this](std::uint16_t a, std::uint16_t b) {
                  const auto key = [this](std::uint16_t index) {
                      const Slot& slot = slots_[index];
                      return std::tie(slot.to.port, slot.to.address.bytes, slot.from.bytes);
                  };
                  return key(a) != key(b) ? key(a) < key(b) : a < b;
              });
}

// A run goes on while the size is that of its first one; a smaller one is its last.
void UdpOut::make_runs() {
    runs_.clear();
    for (std::size_t i = 0; i < count_; ++i) {
        const Slot& slot = slots_[order_[i]];
        if (segmentation_ && !runs_.empty()) {
            Run& run = runs_.back();
            const Slot& first = slots_[order_[run.first]];
            const Slot& last = slots_[order_[i - 1]];
            if (run.count < kSegmentsMax && run.bytes + slot.bytes <= kRunBytesMax &&
                first.to == slot.to && first.from == slot.from && last.bytes == first.bytes &&
                slot.bytes <= first.bytes) {
                ++run.count;
                run.bytes += slot.bytes;
                continue;
            }
        }
        runs_.push_back({.first = i, .count = 1, .bytes = slot.bytes});
    }
}

void UdpOut::add_control(msghdr& header, const Slot& slot, std::size_t segment_bytes) const {
    const auto add = [&header](int level, int type, const auto& value) {
        const std::size_t at = header.msg_controllen;
        header.msg_controllen += CMSG_SPACE(sizeof(value));
        auto* const one =
            reinterpret_cast<cmsghdr*>(static_cast<std::byte*>(header.msg_control) + at);
        one->cmsg_level = level;
        one->cmsg_type = type;
        one->cmsg_len = CMSG_LEN(sizeof(value));
        std::memcpy(CMSG_DATA(one), &value, sizeof(value));
    };
    if (slot.from != Address{} && v4_only_) {
        in_pktinfo info{};
        std::memcpy(&info.ipi_spec_dst, slot.from.bytes.data() + 12, sizeof(info.ipi_spec_dst));
        add(IPPROTO_IP, IP_PKTINFO, info);
    } else if (slot.from != Address{}) {
        in6_pktinfo info{};
        std::memcpy(&info.ipi6_addr, slot.from.bytes.data(), sizeof(info.ipi6_addr));
        add(IPPROTO_IPV6, IPV6_PKTINFO, info);
    }
    if (segment_bytes != 0) {
        add(SOL_UDP, UDP_SEGMENT, static_cast<std::uint16_t>(segment_bytes));
    }
}

// The message of one run.
void UdpOut::prepare(std::size_t index) {
    const Run& run = runs_[index];
    const Slot& first = slots_[order_[run.first]];
    for (std::size_t i = run.first; i < run.first + run.count; ++i) {
        pieces_[i] = {.iov_base = memory_.data() + order_[i] * kSlotBytes,
                      .iov_len = slots_[order_[i]].bytes};
    }
    msghdr& header = messages_[index].msg_hdr;
    header = {};
    header.msg_name = &names_[index];
    header.msg_namelen = write_name(first.to, v4_only_, names_[index]);
    header.msg_iov = &pieces_[run.first];
    header.msg_iovlen = run.count;
    controls_[index] = {};
    header.msg_control = controls_[index].bytes.data();
    add_control(header, first, run.count > 1 ? first.bytes : 0);
    if (header.msg_controllen == 0) {
        header.msg_control = nullptr;
    }
}

// From run `done` on; how many were sent. 0: the first of them was refused, with errno.
std::size_t UdpOut::send_runs(std::size_t done) {
    const int sent =
        ::sendmmsg(socket_, messages_.data() + done, static_cast<unsigned>(runs_.size() - done),
                   MSG_DONTWAIT | MSG_NOSIGNAL);
    counters_.send_calls.add();
    for (std::size_t i = done; sent > 0 && i < done + static_cast<std::size_t>(sent); ++i) {
        counters_.sent.add(runs_[i].count);
        counters_.sent_bytes.add(runs_[i].bytes);
    }
    return sent > 0 ? static_cast<std::size_t>(sent) : 0;
}

// The kernel did not take this run.
void UdpOut::refused(std::size_t index, int error) {
    const Run run = runs_[index];
    // It cannot segment (or not on this way): from now on one by one, and these ones again.
    if (run.count > 1 && (error == EIO || error == EINVAL || error == EMSGSIZE ||
                          error == EOPNOTSUPP || error == ENOPROTOOPT)) {
        segmentation_ = false;
        for (std::size_t i = run.first; i < run.first + run.count; ++i) {
            Control control{};
            sockaddr_storage name{};
            const Slot& slot = slots_[order_[i]];
            iovec piece = {.iov_base = memory_.data() + order_[i] * kSlotBytes,
                           .iov_len = slot.bytes};
            msghdr header{};
            header.msg_name = &name;
            header.msg_namelen = write_name(slot.to, v4_only_, name);
            header.msg_iov = &piece;
            header.msg_iovlen = 1;
            header.msg_control = control.bytes.data();
            add_control(header, slot, 0);
            const bool sent = ::sendmsg(socket_, &header, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
            counters_.send_calls.add();
            counters_.sent.add(sent ? 1 : 0);
            counters_.sent_bytes.add(sent ? slot.bytes : 0);
            counters_.send_dropped.add(sent ? 0 : 1);
        }
        return;
    }
    // Media is of no use later: what does not go out now is lost, as on the way.
    counters_.send_dropped.add(run.count);
}

void UdpOut::flush() {
    if (count_ == 0) {
        return;
    }
    sort();
    make_runs();
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        prepare(i);
    }
    for (std::size_t done = 0; done < runs_.size();) {
        const std::size_t sent = send_runs(done);
        if (sent == 0 && errno == EINTR) {
            continue;
        }
        if (sent == 0) {
            refused(done, errno);
        }
        done += std::max<std::size_t>(sent, 1);
    }
    count_ = 0;
}

}  // namespace teahouse::net
