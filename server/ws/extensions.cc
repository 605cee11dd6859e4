// SPDX-License-Identifier: MIT
// Negotiation of permessage-deflate (RFC 7692 sections 5 and 7.1).
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "ws/deflate.h"

namespace teahouse::ws {
namespace {

struct Parameter {
    std::string_view name;
    std::optional<std::string> value;
};

// A parameter's value: a token, or a quoted string that holds one (RFC 6455 section 9.1).
std::optional<std::string> read_value(std::string_view text) {
    if (text.size() < 2 || text.front() != '"') {
        return ascii::is_token(text) ? std::optional<std::string>(text) : std::nullopt;
    }
    std::string value;
    std::size_t i = 1;
    for (; i + 1 < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\') {
            ++i;
        }
        value.push_back(text[i]);
    }
    const bool closed = i + 1 == text.size() && text[i] == '"';
    return closed && ascii::is_token(value) ? std::optional<std::string>(value) : std::nullopt;
}

std::optional<Parameter> read_parameter(std::string_view text) {
    const std::size_t equals = text.find('=');
    Parameter parameter = {.name = ascii::trim(text.substr(0, equals)), .value = {}};
    if (!ascii::is_token(parameter.name)) {
        return std::nullopt;
    }
    if (equals != std::string_view::npos) {
        parameter.value = read_value(ascii::trim(text.substr(equals + 1)));
        if (!parameter.value) {
            return std::nullopt;
        }
    }
    return parameter;
}

// 8 to 15 in decimal without leading zeros.
std::optional<int> read_window_bits(const std::string& text) {
    if (text.size() == 1 && (text[0] == '8' || text[0] == '9')) {
        return text[0] - '0';
    }
    if (text.size() == 2 && text[0] == '1' && text[1] >= '0' && text[1] <= '5') {
        return 10 + (text[1] - '0');
    }
    return std::nullopt;
}

// What one offer asks for; each parameter at most once.
struct Offer {
    bool server_no_context_takeover = false;
    bool client_no_context_takeover = false;
    bool client_max_window_bits = false;
    std::optional<int> server_max_window_bits;

    bool take(const Parameter& parameter);
};

bool set_once(bool& flag) {
    const bool first = !flag;
    flag = true;
    return first;
}

// False: unknown, repeated, or with a value that does not fit.
bool Offer::take(const Parameter& parameter) {
    if (parameter.name == "server_no_context_takeover") {
        return !parameter.value && set_once(server_no_context_takeover);
    }
    if (parameter.name == "client_no_context_takeover") {
        return !parameter.value && set_once(client_no_context_takeover);
    }
    if (parameter.name == "client_max_window_bits") {
        // Our window is the largest for every client, so only the form matters.
        return set_once(client_max_window_bits) &&
               (!parameter.value || read_window_bits(*parameter.value));
    }
    if (parameter.name == "server_max_window_bits") {
        const bool first = !server_max_window_bits;
        server_max_window_bits =
            parameter.value ? read_window_bits(*parameter.value) : std::nullopt;
        return first && server_max_window_bits;
    }
    return false;
}

// One element of the list, cut at its semicolons.
using Extension = std::vector<Parameter>;

std::optional<std::vector<Extension>> read_extensions(std::string_view text) {
    std::vector<Extension> extensions;
    for (const std::string_view element : ascii::split(text, ',')) {
        if (element.empty()) {
            continue;
        }
        Extension& extension = extensions.emplace_back();
        for (const std::string_view part : ascii::split(element, ';')) {
            std::optional<Parameter> parameter = read_parameter(part);
            if (!parameter || (extension.empty() && parameter->value)) {
                return std::nullopt;
            }
            extension.push_back(*std::move(parameter));
        }
    }
    return extensions;
}

std::optional<Offer> read_offer(const Extension& extension) {
    if (extension.front().name != "permessage-deflate") {
        return std::nullopt;
    }
    Offer offer;
    for (std::size_t i = 1; i < extension.size(); ++i) {
        if (!offer.take(extension[i])) {
            return std::nullopt;
        }
    }
    return offer;
}

}  // namespace

DeflateAgreement negotiate_deflate(std::string_view offers) {
    const std::optional<std::vector<Extension>> extensions = read_extensions(offers);
    if (!extensions) {
        return {};
    }
    for (const Extension& extension : *extensions) {
        const std::optional<Offer> offer = read_offer(extension);
        if (!offer) {
            continue;
        }
        DeflateAgreement agreement = {
            .agreed = true,
            .server_window_bits = offer->server_max_window_bits.value_or(15),
            .extensions =
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover"};
        if (offer->server_max_window_bits) {
            agreement.extensions += "; server_max_window_bits=";
            agreement.extensions += std::to_string(*offer->server_max_window_bits);
        }
        return agreement;
    }
    return {};
}

}  // namespace teahouse::ws
