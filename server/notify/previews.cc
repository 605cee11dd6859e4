// SPDX-License-Identifier: MIT
#include "notify/previews.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits_previews.h"
#include "base/steady_ms.h"
#include "notify/outbound.h"
#include "notify/page_head.h"
#include "notify/web_address.h"
#include "proto/messages.h"

namespace teahouse::notify {
namespace {

constexpr std::int64_t kLookMs = 60'000;
constexpr std::string_view kPageType = "text/html";
constexpr std::string_view kPictureType = "image/";

std::optional<std::string> unless_empty(std::string text) {
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

OutboundOptions with_limits(OutboundOptions options) {
    options.timeout_ms = limits::kPreviewFetchMs;
    options.parallel_max = limits::kPreviewParallelMax;
    return options;
}

}  // namespace

Previews::Previews(OutboundOptions options, Keep keep, Done done)
    : keep_(std::move(keep)),
      done_(std::move(done)),
      outbound_(with_limits(std::move(options))),
      thread_([this] { run(); }) {}

Previews::~Previews() { stop(); }

void Previews::ask(std::uint64_t id, std::vector<std::string> urls) {
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_) {
            return;
        }
        incoming_.push_back({.id = id,
                             .urls = std::move(urls),
                             .until_ms = steady_ms() + limits::kPreviewAnswerMs});
    }
    outbound_.wake();
}

void Previews::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    outbound_.wake();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Previews::run() {
    while (true) {
        take_in();
        const std::int64_t now = steady_ms();
        start_due(now);
        outbound_.run(answer_due(now));
        const std::scoped_lock lock(mutex_);
        if (stopping_) {
            return;
        }
    }
}

void Previews::take_in() {
    std::vector<Ask> asks;
    {
        const std::scoped_lock lock(mutex_);
        asks.swap(incoming_);
    }
    const std::int64_t now = steady_ms();
    for (Ask& ask : asks) {
        take(std::move(ask), now);
    }
}

void Previews::take(Ask ask, std::int64_t now) {
    for (const std::string& url : ask.urls) {
        const auto address = web_address(url);
        if (!address || cache_.find(address->url, now) != nullptr) {
            continue;
        }
        std::unique_ptr<Fetch>& fetch = fetches_[address->url];
        if (fetch == nullptr && queue_.size() >= limits::kPreviewQueueMax) {
            fetches_.erase(address->url);
            metrics_.dropped.fetch_add(1);
            continue;
        }
        if (fetch == nullptr) {
            fetch = std::make_unique<Fetch>(Fetch{.page = *address, .at = address->url});
            queue_.push_back(address->url);
            metrics_.waiting.fetch_add(1);
        }
        if (ask.missing.insert(address->url).second) {
            fetch->asks.push_back(ask.id);
        }
    }
    if (ask.missing.empty()) {
        return answer(ask);
    }
    const std::uint64_t id = ask.id;
    asks_.insert_or_assign(id, std::move(ask));
}

bool Previews::may_start(const Fetch& fetch) const {
    const auto host = hosts_.find(fetch.page.host);
    return host == hosts_.end() || host->second < limits::kPreviewParallelPerHostMax;
}

void Previews::start_due(std::int64_t now) {
    auto next = queue_.begin();
    while (next != queue_.end() && running_ < limits::kPreviewParallelMax) {
        Fetch& fetch = *fetches_.at(*next);
        if (!may_start(fetch)) {
            ++next;
            continue;
        }
        next = queue_.erase(next);
        ++running_;
        ++hosts_[fetch.page.host];
        fetch.until_ms = now + limits::kPreviewFetchMs;
        get(fetch, fetch.at, false);
    }
}

std::int64_t Previews::answer_due(std::int64_t now) {
    std::int64_t next = now + kLookMs;
    for (auto ask = asks_.begin(); ask != asks_.end();) {
        if (ask->second.until_ms <= now) {
            answer(ask->second);
            ask = asks_.erase(ask);
        } else {
            next = std::min(next, ask->second.until_ms);
            ++ask;
        }
    }
    return next - now;
}

void Previews::get(Fetch& fetch, const std::string& url, bool picture) {
    HttpRequest request{
        .url = url,
        .headers = {picture ? "Accept: image/webp,image/png,image/jpeg,image/gif"
                            : "Accept: text/html"},
        .get = true,
        .type = std::string(picture ? kPictureType : kPageType),
        .bytes_max = picture ? limits::kPreviewPictureBytesMax : limits::kPreviewPageBytesMax,
        .timeout_ms = std::max<std::int64_t>(1, fetch.until_ms - steady_ms())};
    fetch.at = url;
    outbound_.start(std::move(request),
                    [this, key = fetch.page.url, picture](const HttpAnswer& answer) {
                        Fetch& still = *fetches_.at(key);
                        if (follow(still, answer, picture)) {
                            return;
                        }
                        picture ? on_picture(still, answer) : on_page(still, answer);
                    });
}

bool Previews::follow(Fetch& fetch, const HttpAnswer& answer, bool picture) {
    if (answer.location.empty() || fetch.redirects >= limits::kPreviewRedirectsMax) {
        return false;
    }
    const auto next = web_address(answer.location);
    if (!next) {
        return false;
    }
    ++fetch.redirects;
    get(fetch, next->url, picture);
    return true;
}

void Previews::on_page(Fetch& fetch, const HttpAnswer& answer) {
    PageHead head;
    if (answer.status == kHttpOk && answer.type.starts_with(kPageType)) {
        head = read_page(answer.body, answer.type);
    }
    if (head.title.empty()) {
        return finish(std::string(fetch.page.url), std::nullopt);
    }
    fetch.card = {.site = unless_empty(std::move(head.site)),
                  .title = std::move(head.title),
                  .text = unless_empty(std::move(head.text))};
    const auto image = head.image.empty() ? std::nullopt : web_address(head.image, fetch.at);
    if (!image) {
        return finish(std::string(fetch.page.url), std::move(fetch.card));
    }
    fetch.redirects = 0;
    get(fetch, image->url, true);
}

void Previews::on_picture(Fetch& fetch, const HttpAnswer& answer) {
    if (answer.status == kHttpOk && !answer.cut && !answer.body.empty()) {
        if (auto picture = keep_(answer.body)) {
            fetch.card.image = std::move(picture->id);
            fetch.card.width = picture->width;
            fetch.card.height = picture->height;
        }
    }
    finish(std::string(fetch.page.url), std::move(fetch.card));
}

void Previews::finish(const std::string& key, std::optional<proto::LinkCard> card) {
    (card ? metrics_.found : metrics_.failed).fetch_add(1);
    metrics_.waiting.fetch_sub(1);
    const std::unique_ptr<Fetch> fetch = std::move(fetches_.at(key));
    fetches_.erase(key);
    --running_;
    if (const auto host = hosts_.find(fetch->page.host); --host->second == 0) {
        hosts_.erase(host);
    }
    const std::int64_t kept_ms = card ? limits::kPreviewKeptMs : limits::kPreviewFaultMs;
    cache_.put(key, {.card = std::move(card), .until_ms = steady_ms() + kept_ms});
    for (const std::uint64_t id : fetch->asks) {
        const auto ask = asks_.find(id);
        if (ask != asks_.end() && ask->second.missing.erase(key) > 0 &&
            ask->second.missing.empty()) {
            answer(ask->second);
            asks_.erase(ask);
        }
    }
}

void Previews::answer(const Ask& ask) {
    std::vector<proto::LinkCard> cards;
    const std::int64_t now = steady_ms();
    for (const std::string& url : ask.urls) {
        const auto address = web_address(url);
        const CardCache::Known* known = address ? cache_.find(address->url, now) : nullptr;
        if (known != nullptr && known->card) {
            cards.push_back(*known->card);
            cards.back().url = url;
        }
    }
    done_(ask.id, std::move(cards));
}

}  // namespace teahouse::notify
