// SPDX-License-Identifier: MIT
// Asks pages what they say of themselves, on a thread of its own: a bounded queue, few at once and
// fewer of one host, each page once however many want it, and remembers the answers. Where it may
// go says Outbound; every step of a redirect and every picture is checked like the page itself.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/limits_previews.h"
#include "notify/card_cache.h"
#include "notify/outbound.h"
#include "notify/web_address.h"
#include "proto/messages.h"

namespace teahouse::notify {

struct PreviewMetrics {
    std::atomic<std::uint64_t> found{0};
    std::atomic<std::uint64_t> failed{0};
    std::atomic<std::uint64_t> dropped{0};  // the queue was full
    std::atomic<std::uint64_t> waiting{0};  // pages, with those under way
};

class Previews {
public:
    struct Picture {
        std::string id = {};
        std::uint32_t width = 0;
        std::uint32_t height = 0;
    };
    // Both are called on the thread of this. `keep`: a picture as it came from a page; none: it is
    // none that is shown.
    using Keep = std::function<std::optional<Picture>(std::string_view bytes)>;
    using Done = std::function<void(std::uint64_t id, std::vector<proto::LinkCard> cards)>;

    // `options`: where it may go; times and counts are those of limits_previews.h.
    Previews(OutboundOptions options, Keep keep, Done done);
    ~Previews();  // stops
    Previews(const Previews&) = delete;
    Previews& operator=(const Previews&) = delete;

    // Any thread: `done` is called for it with the cards of these addresses that have one, when all
    // were asked or after limits::kPreviewAnswerMs.
    void ask(std::uint64_t id, std::vector<std::string> urls);
    // Gives up what waits and what is under way. Not from `done`.
    void stop();
    [[nodiscard]] const PreviewMetrics& metrics() const { return metrics_; }

private:
    // Somebody who waits.
    struct Ask {
        std::uint64_t id = 0;
        std::vector<std::string> urls = {};
        std::set<std::string> missing = {};  // keys that are not known yet
        std::int64_t until_ms = 0;
    };
    // A page that is asked or is to be.
    struct Fetch {
        WebAddress page = {};  // its url is the key
        std::vector<std::uint64_t> asks = {};
        std::int64_t until_ms = 0;  // once it runs
        std::string at = {};        // where the redirects have led
        std::uint32_t redirects = 0;
        proto::LinkCard card = {};  // while its picture is fetched
    };

    void run();
    void take_in();
    void take(Ask ask, std::int64_t now);
    // Starts what may run now.
    void start_due(std::int64_t now);
    // Answers whose time is over; says how long the next has, in ms.
    std::int64_t answer_due(std::int64_t now);
    [[nodiscard]] bool may_start(const Fetch& fetch) const;
    void get(Fetch& fetch, const std::string& url, bool picture);
    // True: it was followed.
    bool follow(Fetch& fetch, const HttpAnswer& answer, bool picture);
    void on_page(Fetch& fetch, const HttpAnswer& answer);
    void on_picture(Fetch& fetch, const HttpAnswer& answer);
    void finish(const std::string& key, std::optional<proto::LinkCard> card);
    void answer(const Ask& ask);

    const Keep keep_;
    const Done done_;
    PreviewMetrics metrics_;
    Outbound outbound_;

    std::mutex mutex_;  // guards the two below
    std::vector<Ask> incoming_;
    bool stopping_ = false;

    // Of the thread only.
    CardCache cache_{limits::kPreviewCardsMax};
    std::map<std::uint64_t, Ask> asks_;
    std::unordered_map<std::string, std::unique_ptr<Fetch>> fetches_;
    std::deque<std::string> queue_;  // keys of those that do not run
    std::size_t running_ = 0;
    std::map<std::string, std::size_t> hosts_;  // how many of each run

    std::jthread thread_;  // last: it uses the others
};

}  // namespace teahouse::notify
