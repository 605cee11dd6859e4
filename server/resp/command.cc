// SPDX-License-Identifier: MIT
#include "resp/command.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace teahouse::resp {
namespace {

constexpr std::size_t kLineEndBytes = 2;

std::size_t digits_of(std::size_t number) {
    std::size_t digits = 1;
    for (; number >= 10; number /= 10) {
        ++digits;
    }
    return digits;
}

}  // namespace

Command& Command::add(std::string_view word) {
    body_.reserve(body_.size() + word.size() + digits_of(word.size()) + 1 + 2 * kLineEndBytes);
    body_ += '$';
    body_ += std::to_string(word.size());
    body_ += "\r\n";
    body_ += word;
    body_ += "\r\n";
    ++words_;
    return *this;
}

std::size_t Command::bytes() const { return 1 + digits_of(words_) + kLineEndBytes + body_.size(); }

void Command::append_to(std::string& out) const {
    out += '*';
    out += std::to_string(words_);
    out += "\r\n";
    out += body_;
}

}  // namespace teahouse::resp
