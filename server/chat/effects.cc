// SPDX-License-Identifier: MIT
#include "chat/effects.h"

namespace teahouse::chat {

Out::Out() = default;
Out::Out(const Out&) = default;
Out::Out(Out&&) noexcept = default;
Out& Out::operator=(const Out&) = default;
Out& Out::operator=(Out&&) noexcept = default;
Out::~Out() = default;

}  // namespace teahouse::chat
