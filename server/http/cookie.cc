// SPDX-License-Identifier: MIT
#include "http/cookie.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "base/check.h"

namespace teahouse::http {
namespace {

// RFC 6265 section 4.1.1: no space, quote, comma, semicolon, backslash or control character.
bool is_cookie_char(char c) {
    return c > ' ' && c <= '~' && c != '"' && c != ',' && c != ';' && c != '\\';
}

bool is_attribute_char(char c) { return c >= ' ' && c <= '~' && c != ';'; }

}  // namespace

std::string_view find_cookie(std::string_view cookie_field, std::string_view name) {
    while (!cookie_field.empty()) {
        const std::size_t end = std::min(cookie_field.find(';'), cookie_field.size());
        const std::string_view pair = ascii::trim(cookie_field.substr(0, end));
        cookie_field.remove_prefix(std::min(end + 1, cookie_field.size()));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || ascii::trim(pair.substr(0, equals)) != name) {
            continue;
        }
        std::string_view value = ascii::trim(pair.substr(equals + 1));
        if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) {
            value = value.substr(1, value.size() - 2);
        }
        return value;
    }
    return {};
}

std::string to_string(const SetCookie& cookie) {
    CHECK(ascii::is_token(cookie.name));
    CHECK(std::all_of(cookie.value.begin(), cookie.value.end(), is_cookie_char));
    CHECK(std::all_of(cookie.path.begin(), cookie.path.end(), is_attribute_char));
    std::string text(cookie.name);
    text += '=';
    text += cookie.value;
    text += "; Path=";
    text += cookie.path;
    if (cookie.max_age_seconds) {
        text += "; Max-Age=";
        text += std::to_string(*cookie.max_age_seconds);
    }
    if (cookie.secure) {
        text += "; Secure";
    }
    if (cookie.http_only) {
        text += "; HttpOnly";
    }
    if (!cookie.same_site.empty()) {
        CHECK(ascii::is_token(cookie.same_site));
        text += "; SameSite=";
        text += cookie.same_site;
    }
    return text;
}

}  // namespace teahouse::http
