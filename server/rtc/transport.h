// SPDX-License-Identifier: MIT
// The way to one peer: ICE-lite (RFC 8445), DTLS and SRTP over whatever address the peer comes
// from. Nothing is made for a datagram whose sender has not proved that it knows our password.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/srtp.h"
#include "rtc/stun.h"

namespace teahouse::rtc {

struct IceCredentials {
    std::string name;  // ice-ufrag
    std::string password;
};
IceCredentials make_ice_credentials();

// What the peer's description says of its side.
struct RemoteTransport {
    std::string name;  // ice-ufrag
    Fingerprint fingerprint{};
};

// Holds at most kMediaAddressesMax addresses. On the router's thread.
class PeerTransport {
public:
    enum class Change : std::uint8_t { none, connected, lost, failed };

    // `identity` must outlive it.
    explicit PeerTransport(const DtlsIdentity& identity)
        : identity_(identity), local_(make_ice_credentials()) {}

    // After an offer. Another name is an ICE restart: then the former local name is returned, which
    // is valid no longer than until the peer uses the new one. Another certificate is another
    // PeerConnection: keys and addresses are forgotten.
    std::optional<IceCredentials> set_remote(const RemoteTransport& remote);

    // A binding request with our name in it. False: not authentic; nothing was done.
    // `known`: the address is one of the peer's now.
    struct Check {
        bool authentic = false;
        bool known = false;
        bool connected = false;  // after a silence
    };
    Check on_check(const StunMessage& check, const Path& from, std::int64_t now_us, Out& out);
    Change on_dtls(Bytes datagram, const Path& from, std::int64_t now_us, Out& out);
    Change on_time(std::int64_t now_us, Out& out);
    // Tells the peer that it is over.
    void close(Out& out);

    // In place; 0: refused.
    std::size_t unprotect_rtp(MutableBytes packet);
    std::size_t unprotect_rtcp(MutableBytes packet);
    // Protects `bytes` at the beginning of `buffer`, reserved from `out`, and sends it. Nothing
    // while not ready().
    std::size_t send_rtp(MutableBytes buffer, std::size_t bytes, Out& out);
    std::size_t send_rtcp(MutableBytes buffer, std::size_t bytes, Out& out);

    // Media may be sent: there are keys and the peer was heard of late.
    [[nodiscard]] bool ready() const { return srtp_ && selected_ && !lost_; }
    [[nodiscard]] const IceCredentials& local() const { return local_; }
    [[nodiscard]] const std::vector<Endpoint>& addresses() const { return addresses_; }
    [[nodiscard]] const std::optional<Path>& selected() const { return selected_; }
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    friend struct RouterProbe;  // of tests

    [[nodiscard]] const std::string* password_of(std::string_view name) const;
    void learn(const Endpoint& from);
    void answer(const StunMessage& check, std::string_view password, const Path& from,
                Out& out) const;
    Change after_dtls(DtlsState before);
    void flush_dtls(const Path& to, Out& out);

    const DtlsIdentity& identity_;
    IceCredentials local_;
    std::optional<IceCredentials> former_;  // until the new ones are used
    std::optional<RemoteTransport> remote_;
    std::vector<Endpoint> addresses_;  // the latest last
    std::optional<Path> selected_;
    std::int64_t heard_us_ = 0;
    bool lost_ = false;
    std::unique_ptr<DtlsSession> dtls_;
    std::optional<SrtpSession> srtp_;
    std::string error_;
};

}  // namespace teahouse::rtc
