// SPDX-License-Identifier: MIT
#include "net/interfaces.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <ifaddrs.h>
#include <net/if.h>  // NOLINT(misc-include-cleaner): IFF_UP
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/address.h"
#include "base/limits_rtc.h"
#include "net/address.h"

namespace teahouse::net {
namespace {

enum class Worth : std::uint8_t { good, docker, loopback, none };

bool is_bridge(std::string_view interface) {
    constexpr std::array<std::string_view, 10> kBeginnings = {
        "docker", "br-", "veth", "virbr", "lxc", "lxd", "cni", "flannel", "cali", "podman"};
    return std::ranges::any_of(kBeginnings, [interface](std::string_view beginning) {
        return interface.starts_with(beginning);
    });
}

bool is_in(const Address& address, std::string_view block) {
    return parse_cidr(block)->contains(address);
}

Worth worth_of(const InterfaceAddress& one) {
    if (one.address == Address{} || is_bridge(one.interface) || is_in(one.address, "fe80::/10") ||
        is_in(one.address, "169.254.0.0/16")) {
        return Worth::none;
    }
    if (one.address.is_loopback()) {
        return Worth::loopback;
    }
    return is_in(one.address, "172.17.0.0/16") ? Worth::docker : Worth::good;
}

}  // namespace

std::vector<InterfaceAddress> interface_addresses() {
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) {
        return {};
    }
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(first, ::freeifaddrs);
    std::vector<InterfaceAddress> found;
    for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_UP) == 0) {
            continue;
        }
        const int family = one->ifa_addr->sa_family;
        if (family != AF_INET && family != AF_INET6) {
            continue;
        }
        sockaddr_storage name{};
        std::memcpy(&name, one->ifa_addr,
                    family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
        found.push_back({.interface = one->ifa_name, .address = address_of(name)});
    }
    return found;
}

std::vector<Address> choose_advertised(std::span<const InterfaceAddress> all) {
    std::vector<Address> chosen;
    for (const Worth worth : {Worth::good, Worth::docker, Worth::loopback}) {
        for (const InterfaceAddress& one : all) {
            if (worth_of(one) == worth && chosen.size() < limits::kRtcAddressesMax &&
                std::ranges::find(chosen, one.address) == chosen.end()) {
                chosen.push_back(one.address);
            }
        }
        if (!chosen.empty()) {
            break;
        }
    }
    return chosen;
}

}  // namespace teahouse::net
