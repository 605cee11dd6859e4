// SPDX-License-Identifier: MIT
// Speaks to a running server over its control socket (DATA/control.sock): one request, one answer.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace teahouse::app {

struct ControlAnswer {
    int status = 0;
    std::string body;
};

// not_found: nobody listens there.
Result<ControlAnswer> control_request(const std::string& socket_path, const std::string& target,
                                      std::string_view body);

}  // namespace teahouse::app
