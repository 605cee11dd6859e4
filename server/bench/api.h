// SPDX-License-Identifier: MIT
// Requests to our server over HTTP, one at a time or several beside each other. Whatever goes wrong
// ends the program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "proto/messages.h"

namespace teahouse::bench {

struct Call {
    proto::Op op;
    std::string path;
    std::string token;
    std::string json;
};

// Several at a time, so that the store can commit them together.
std::vector<proto::Reply> call_all(std::uint16_t port, const std::vector<Call>& calls);

// Until the server says that it can do its work; ends the program if that takes too long.
void wait_until_ready(std::uint16_t port);

// One connection that is kept.
class Api {
public:
    explicit Api(std::uint16_t port);
    ~Api();
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    proto::Reply call(const Call& call);
    // A header field (`name` in lower case) of the answer to a whole request.
    std::string field(const std::string& request, const std::string& name);
    // The value of a metric, with its labels if it has some.
    double metric(const std::string& name);

private:
    int fd_;
};

}  // namespace teahouse::bench
