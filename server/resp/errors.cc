// SPDX-License-Identifier: MIT
#include "resp/errors.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "resp/reply.h"
#include "resp/url.h"

namespace teahouse::resp {
namespace {

constexpr std::uint16_t kSlotsOfErrors = 16'384;

constexpr std::pair<std::string_view, Fault> kCodes[] = {
    {"WRONGTYPE", Fault::wrong_type},
    {"NOSCRIPT", Fault::no_script},
    {"MOVED", Fault::moved},
    {"ASK", Fault::ask},
    {"TRYAGAIN", Fault::try_again},
    {"CLUSTERDOWN", Fault::cluster_down},
    {"CROSSSLOT", Fault::cross_slot},
    {"LOADING", Fault::loading},
    {"READONLY", Fault::read_only},
    {"MASTERDOWN", Fault::master_down},
    {"NOREPLICAS", Fault::no_replicas},
    {"MISCONF", Fault::misconf},
    {"OOM", Fault::out_of_memory},
    {"BUSY", Fault::busy},
    {"NOAUTH", Fault::login},
    {"WRONGPASS", Fault::login},
    {"NOPERM", Fault::no_permission},
};

}  // namespace

Fault fault_of(const Value& reply) {
    if (!reply.is_error()) {
        return Fault::none;
    }
    for (const auto& [code, fault] : kCodes) {
        if (reply.code() == code) {
            return fault;
        }
    }
    return Fault::other;
}

std::string_view to_string(Fault fault) {
    switch (fault) {
        case Fault::none: return "none";
        case Fault::other: return "other";
        case Fault::wrong_type: return "wrong_type";
        case Fault::no_script: return "no_script";
        case Fault::moved: return "moved";
        case Fault::ask: return "ask";
        case Fault::try_again: return "try_again";
        case Fault::cluster_down: return "cluster_down";
        case Fault::cross_slot: return "cross_slot";
        case Fault::loading: return "loading";
        case Fault::read_only: return "read_only";
        case Fault::master_down: return "master_down";
        case Fault::no_replicas: return "no_replicas";
        case Fault::misconf: return "misconf";
        case Fault::out_of_memory: return "out_of_memory";
        case Fault::busy: return "busy";
        case Fault::login: return "login";
        case Fault::no_permission: return "no_permission";
    }
    return "";
}

bool is_passing(Fault fault) {
    switch (fault) {
        case Fault::moved:
        case Fault::ask:
        case Fault::try_again:
        case Fault::cluster_down:
        case Fault::loading:
        case Fault::read_only:
        case Fault::master_down: return true;
        case Fault::none:
        case Fault::other:
        case Fault::wrong_type:
        case Fault::no_script:
        case Fault::cross_slot:
        case Fault::no_replicas:
        case Fault::misconf:
        case Fault::out_of_memory:
        case Fault::busy:
        case Fault::login:
        case Fault::no_permission: break;
    }
    return false;
}

// "MOVED 3999 127.0.0.1:6381". The port follows the last colon, since an IPv6 address has no
// brackets here.
std::optional<Redirect> redirect_of(const Value& reply) {
    const Fault fault = fault_of(reply);
    if (fault != Fault::moved && fault != Fault::ask) {
        return std::nullopt;
    }
    std::string_view rest = reply.text().substr(reply.code().size());
    rest.remove_prefix(rest.empty() ? 0 : 1);
    Redirect redirect;
    const std::size_t space = rest.find(' ');
    const std::size_t colon = rest.rfind(':');
    if (space == std::string_view::npos || colon == std::string_view::npos || colon < space) {
        return std::nullopt;
    }
    const auto read = [](std::string_view digits, std::uint16_t& number) {
        const auto [end, code] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        return code == std::errc() && end == digits.data() + digits.size();
    };
    if (!read(rest.substr(0, space), redirect.slot) || redirect.slot >= kSlotsOfErrors ||
        !read(rest.substr(colon + 1), redirect.to.port) || redirect.to.port == 0) {
        return std::nullopt;
    }
    redirect.to.host = rest.substr(space + 1, colon - space - 1);
    return redirect;
}

}  // namespace teahouse::resp
