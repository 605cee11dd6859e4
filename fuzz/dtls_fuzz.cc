// SPDX-License-Identifier: MIT
// The DTLS side of one peer's transport: what its demultiplexer takes for DTLS, in the middle of a
// handshake with a real client whose datagrams are lost, doubled, late, cut, bent and cut up as the
// input says. A handshake that was disturbed only as a network may has to end well; no other ends
// with keys that the two sides do not share.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/limits_rtc.h"
#include "base/limits_sfu.h"
#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/demux.h"
#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/srtp.h"
#include "rtc/stun.h"
#include "rtc/transport.h"

namespace {

namespace rtc = teahouse::rtc;
namespace limits = teahouse::limits;
using Datagram = std::vector<std::uint8_t>;

constexpr std::size_t kRecordBytes = 13;    // the head of a record
constexpr std::size_t kFragmentBytes = 12;  // the head of a handshake message in it
constexpr std::uint8_t kHandshakeType = 22;
constexpr std::size_t kStepsMax = 200;
constexpr std::size_t kAnswerBytesMax = 16 * 1024;  // to one datagram, or at one time-out

class DtlsInput {
public:
    explicit DtlsInput(rtc::Bytes rest) : rest_(rest) {}

    [[nodiscard]] bool empty() const { return rest_.empty(); }
    std::uint8_t u8() {
        const std::uint8_t value = rest_.empty() ? std::uint8_t{0} : rest_[0];
        rest_ = rest_.subspan(std::min<std::size_t>(rest_.size(), 1));
        return value;
    }
    Datagram bytes(std::size_t count) {
        const rtc::Bytes taken = rest_.first(std::min(count, rest_.size()));
        rest_ = rest_.subspan(taken.size());
        return {taken.begin(), taken.end()};
    }

private:
    rtc::Bytes rest_;
};

const rtc::DtlsIdentity& identity(bool server) {
    static const rtc::DtlsIdentity kServer = *rtc::DtlsIdentity::make();
    static const rtc::DtlsIdentity kClient = *rtc::DtlsIdentity::make();
    return server ? kServer : kClient;
}

const rtc::Path kPath = {.peer = *rtc::parse_endpoint("192.0.2.1:5000")};

std::vector<Datagram> records_of(const Datagram& datagram) {
    std::vector<Datagram> records;
    rtc::Bytes rest = datagram;
    while (rest.size() >= kRecordBytes) {
        const std::size_t bytes =
            std::min(rest.size(), kRecordBytes + rtc::read_u16(rest, kRecordBytes - 2));
        records.emplace_back(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(bytes));
        rest = rest.subspan(bytes);
    }
    return records;
}

// A handshake message that is in the clear and in one piece becomes two pieces in two records. The
// numbers of records need not be in order, but must be new.
std::vector<Datagram> fragment(const Datagram& record, std::size_t where, std::uint16_t number) {
    const std::size_t head = kRecordBytes + kFragmentBytes;
    if (record.size() <= head + 1 || record[0] != kHandshakeType || record[4] != 0 ||
        record.size() - head != rtc::read_u24(record, kRecordBytes + 1)) {
        return {record};
    }
    const std::size_t body = record.size() - head;
    const std::size_t first = 1 + where % (body - 1);
    std::vector<Datagram> pieces;
    for (const auto& [at, bytes] : {std::pair{std::size_t{0}, first}, {first, body - first}}) {
        Datagram piece(record.begin(), record.begin() + static_cast<std::ptrdiff_t>(head));
        const auto from = record.begin() + static_cast<std::ptrdiff_t>(head + at);
        piece.insert(piece.end(), from, from + static_cast<std::ptrdiff_t>(bytes));
        rtc::write_u16(piece, 9, number++);
        rtc::write_u16(piece, 11, static_cast<std::uint16_t>(kFragmentBytes + bytes));
        rtc::write_u24(piece, kRecordBytes + 6, static_cast<std::uint32_t>(at));
        rtc::write_u24(piece, kRecordBytes + 9, static_cast<std::uint32_t>(bytes));
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

class Handshake {
public:
    explicit Handshake(DtlsInput& input)
        : input_(input),
          transport_(identity(true)),
          client_(identity(false), rtc::DtlsRole::client, identity(true).fingerprint(), now_us_) {
        other_client_ = input.u8() % 8 == 7;
        transport_.set_remote(
            {.name = "peer", .fingerprint = identity(other_client_).fingerprint()});
        check();
        client_.start(now_us_);
        gather();
    }

    void run() {
        for (std::size_t i = 0; i < kStepsMax && !input_.empty(); ++i) {
            step();
            gather();
        }
        // A handshake that takes too long is given up, however good the network is at the end.
        const bool in_time = now_us_ - kBeginUs < limits::kDtlsHandshakeMs * 1'000 / 2;
        // Now the network is good.
        for (int i = 0; i < 40 && !(connected_ && client_connected()); ++i) {
            while (!to_server_.empty() || !to_client_.empty()) {
                deliver_all();
            }
            pass(limits::kDtlsResendMaxMs * 1'000);
        }
        if (!bent_ && !other_client_ && in_time) {
            CHECK(connected_ && client_connected());
        }
        CHECK(!connected_ || !other_client_);
        if (connected_ && client_connected() && !failed_) {
            check_keys();
        }
        transport_.close(out_);
        gather();
    }

private:
    [[nodiscard]] bool client_connected() const {
        return client_.state() == rtc::DtlsState::connected;
    }

    // The check that lets the transport hear DTLS at all.
    void check() {
        std::array<std::uint8_t, 256> buffer{};
        rtc::StunWriter writer(buffer, rtc::StunClass::request, rtc::TransactionId{1});
        writer.username(transport_.local().name + ":peer");
        writer.integrity(transport_.local().password);
        writer.fingerprint();
        CHECK(transport_.on_check(*rtc::parse_stun(writer.finish()), kPath, now_us_, out_).known);
        out_.clear();
    }
    void pass(std::int64_t us) {
        now_us_ += us;
        client_.on_time(now_us_);
        note(transport_.on_time(now_us_, out_));
        gather();
    }
    void note(rtc::PeerTransport::Change change) {
        connected_ = connected_ || change == rtc::PeerTransport::Change::connected;
        failed_ = failed_ || change == rtc::PeerTransport::Change::failed;
    }
    // What both sides have written is on the way.
    void gather() {
        for (Datagram& datagram : client_.take_output()) {
            to_server_.push_back(std::move(datagram));
        }
        std::size_t bytes = 0;
        for (const auto& datagram : out_.datagrams()) {
            CHECK(datagram.bytes <= limits::kDtlsMtuBytes && datagram.path == kPath);
            bytes += datagram.bytes;
            to_client_.emplace_back(out_.bytes(datagram).begin(), out_.bytes(datagram).end());
        }
        CHECK(bytes <= kAnswerBytesMax);
        out_.clear();
    }
    void arrive(const Datagram& datagram, bool at_server) {
        if (!at_server) {
            client_.on_datagram(datagram, now_us_);
        } else if (rtc::kind_of(datagram) == rtc::PacketKind::dtls) {
            note(transport_.on_dtls(datagram, kPath, now_us_, out_));
        }
    }
    void deliver_all() {
        for (const bool at_server : {true, false}) {
            std::vector<Datagram> going;
            going.swap(at_server ? to_server_ : to_client_);
            for (const Datagram& datagram : going) {
                arrive(datagram, at_server);
            }
            gather();
        }
    }

    void step() {
        const unsigned how = input_.u8();
        const bool at_server = (how & 128U) != 0;
        std::vector<Datagram>& line = at_server ? to_server_ : to_client_;
        if (how % 16 == 0) {
            pass(std::int64_t{input_.u8()} * 5'000);
            return;
        }
        if (how % 16 == 1) {
            bent_ = true;
            arrive(input_.bytes(input_.u8()), at_server);
            return;
        }
        if (line.empty()) {
            return;
        }
        const std::size_t which = input_.u8() % line.size();
        Datagram datagram = line[which];
        if (how % 16 != 2) {  // else it comes once more later
            line.erase(line.begin() + static_cast<std::ptrdiff_t>(which));
        }
        switch (how % 16) {
            case 3: return;  // lost
            case 4:
            case 5: pieces(datagram, at_server, how % 16 == 4); return;
            case 6: bend(datagram, at_server); return;
            case 7: lie(datagram, at_server); return;
            default: arrive(datagram, at_server); return;
        }
    }
    // Each record in a datagram of its own, the last one first; each message in two pieces.
    void pieces(const Datagram& datagram, bool at_server, bool cut) {
        std::vector<Datagram> all = records_of(datagram);
        if (cut) {
            bent_ = true;  // the real numbers are old after these
            std::vector<Datagram> cut_up;
            for (const Datagram& record : all) {
                number_ = static_cast<std::uint16_t>(number_ + 2);
                std::ranges::move(fragment(record, input_.u8() * std::size_t{7}, number_),
                                  std::back_inserter(cut_up));
            }
            all = std::move(cut_up);
        }
        std::ranges::reverse(all);
        for (const Datagram& one : all) {
            arrive(one, at_server);
        }
    }
    void bend(Datagram& datagram, bool at_server) {
        bent_ = true;
        if (datagram.empty()) {
            return;
        }
        const std::size_t at = (input_.u8() * std::size_t{5} + input_.u8()) % datagram.size();
        if (input_.u8() % 2 == 0) {
            datagram.resize(at);
        } else {
            datagram[at] = input_.u8();
        }
        arrive(datagram, at_server);
    }
    // Lengths and places that are not true: of the record, of the message, of its piece.
    void lie(Datagram& datagram, bool at_server) {
        bent_ = true;
        if (datagram.size() < kRecordBytes + kFragmentBytes) {
            return;
        }
        const unsigned value = input_.u8() * 256U + input_.u8();
        switch (input_.u8() % 4) {
            case 0: rtc::write_u16(datagram, 11, static_cast<std::uint16_t>(value)); break;
            case 1: rtc::write_u24(datagram, kRecordBytes + 1, value * 255); break;
            case 2: rtc::write_u24(datagram, kRecordBytes + 6, value * 255); break;
            default: rtc::write_u24(datagram, kRecordBytes + 9, value * 255); break;
        }
        arrive(datagram, at_server);
    }

    // What one side protects the other one takes.
    void check_keys() {
        auto session = rtc::SrtpSession::make(*client_.keys());
        std::array<std::uint8_t, 40 + rtc::kSrtpTrailerBytes> packet{0x80, 96};
        const std::size_t bytes = session->protect_rtp(packet, 40);
        CHECK(transport_.unprotect_rtp(rtc::MutableBytes(packet).first(bytes)) == 40);
    }

    static constexpr std::int64_t kBeginUs = 1'000'000'000;

    DtlsInput& input_;
    std::int64_t now_us_ = kBeginUs;
    rtc::PeerTransport transport_;
    rtc::DtlsSession client_;
    rtc::Out out_;
    std::vector<Datagram> to_server_;
    std::vector<Datagram> to_client_;
    std::uint16_t number_ = 20'000;
    bool other_client_ = false;  // whose certificate the description did not name
    bool connected_ = false;
    bool failed_ = false;
    bool bent_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    DtlsInput input(rtc::Bytes(data, size));
    Handshake(input).run();
    return 0;
}
