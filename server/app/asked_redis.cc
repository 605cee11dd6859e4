// SPDX-License-Identifier: MIT
#include "app/asked_redis.h"

#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/result.h"
#include "redis/link.h"
#include "resp/client.h"
#include "resp/command.h"
#include "resp/errors.h"
#include "resp/link.h"
#include "resp/reply.h"
#include "resp/url.h"

namespace teahouse::app {
namespace {

constexpr std::int64_t kRedisAnswerMs = 5'000;

}  // namespace

Result<AskedRedis> AskedRedis::open(resp::Url url, const std::string& authority, std::string key) {
    TRY(link, redis::Link::open(
                  {.url = std::move(url), .name = "teahouse-doctor", .authority = authority}));
    link->start();
    return AskedRedis(std::move(link), std::move(key));
}

Result<resp::Reply> AskedRedis::ask(resp::Command command) const {
    std::promise<resp::Finished> answer;
    link_->request(key_, std::move(command), kRedisAnswerMs,
                   [&answer](resp::Finished end) { answer.set_value(std::move(end)); });
    resp::Finished end = answer.get_future().get();  // comes, at the latest with the time-out
    if (end.outcome == resp::Outcome::answered && !end.reply.root().is_error()) {
        return std::move(end.reply);
    }
    if (end.outcome == resp::Outcome::answered) {
        return fail(ErrorCode::forbidden, std::string(end.reply.root().text()));
    }
    std::string why = link_->state().why;
    if (why.empty() && end.fault != resp::Fault::none) {
        why = to_string(end.fault);
    }
    return fail(ErrorCode::store_unavailable,
                "no answer within five seconds" + (why.empty() ? "" : ": " + why));
}

}  // namespace teahouse::app
