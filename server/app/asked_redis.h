// SPDX-License-Identifier: MIT
// A Redis that is asked one thing after the other.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "base/result.h"
#include "redis/link.h"
#include "resp/command.h"
#include "resp/reply.h"
#include "resp/url.h"

namespace teahouse::app {

class AskedRedis {
public:
    // `key`: of a cluster, the node that has it is asked. invalid: the authority cannot be read.
    static Result<AskedRedis> open(resp::Url url, const std::string& authority, std::string key);

    // Blocks, for some seconds at most. What Redis refuses is an error too, in its words.
    [[nodiscard]] Result<resp::Reply> ask(resp::Command command) const;
    [[nodiscard]] const std::string& key() const { return key_; }

private:
    AskedRedis(std::unique_ptr<redis::Link> link, std::string key)
        : link_(std::move(link)), key_(std::move(key)) {}

    std::unique_ptr<redis::Link> link_;
    std::string key_;
};

}  // namespace teahouse::app
