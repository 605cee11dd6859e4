// SPDX-License-Identifier: MIT
#include "net/loop.h"

#include <algorithm>
#include <array>
#include <utility>

#include <malloc.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <time.h>

#include "base/check.h"
#include "http/date.h"

namespace teahouse::net {

namespace {

constexpr int kEventsPerWait = 512;
constexpr std::int64_t kAwayMs = 1'000;  // longer between two looks at the sockets is forgiven
constexpr std::int64_t kSleepMsMax = 60'000;
constexpr std::int64_t kFirstRequestMs = 1'000;
constexpr int kMailboxRounds = 4;          // in one tick
constexpr std::size_t kTrimAfter = 2'000;  // connections closed since the peak: give memory back
// epoll's user data: a slot, or one of these.
constexpr std::uint64_t kWakeMark = std::uint64_t{1} << 32U;

std::int64_t clock_us(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

}  // namespace

Loop::Loop(Shared& shared, std::uint32_t index)
    : shared_(shared),
      index_(index),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      mailbox_(shared.options.bounds.mailbox_tasks_max),
      context_(shared.options, shared.bandwidth, index),
      channels_(context_),
      http_(context_),
      ws_(context_, channels_),
      flush_(context_, channels_, http_) {
    NEED(epoll_);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = kWakeMark;
    NEED(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, mailbox_.wake_fd(), &event) == 0);
    read_clock();
}

Loop::~Loop() { join(); }

void Loop::set_handler(std::unique_ptr<Handler> handler) {
    handler_ = std::move(handler);
    context_.handler = handler_.get();
}

void Loop::start() {
    thread_ = std::thread([this] { run(); });
    const std::string name = "worker-" + std::to_string(index_);
    pthread_setname_np(thread_.native_handle(), name.c_str());
}

void Loop::join() {
    if (thread_.joinable()) {
        thread_.join();
    }
}

bool Loop::post(std::function<void()> task, bool must) {
    return mailbox_.post(std::move(task), must);
}

void Loop::stop() {
    post([this] { stopping_ = true; }, true);
}

void Loop::begin_drain() {
    post(
        [this] {
            context_.draining = true;
            listen(false);
            listeners_.erase(std::remove_if(listeners_.begin(), listeners_.end(),
                                            [](const Accepting& l) { return !l.control; }),
                             listeners_.end());
            listen(true);
            close_idle(false);
            // Who has connected a moment ago has a request under way: it is answered.
            call_after(kFirstRequestMs, [this] { close_idle(true); });
        },
        true);
}

void Loop::close_idle(bool unused_too) {
    for (std::uint32_t slot = 0; slot < context_.connections.slot_end(); ++slot) {
        Connection* connection = context_.connections.at_or_null(slot);
        if (connection != nullptr && connection->phase == Phase::http &&
            connection->http->parser.idle() && (unused_too || connection->http->served)) {
            http_.close(*connection);
        }
    }
}

void Loop::replace_tls(TlsContext tls) {
    post([this, tls = std::move(tls)] { tls_ = tls; }, true);
}

void Loop::add_metrics(Metrics& sum) const {
    add(sum, context_.counters);
    sum.mailbox_tasks += mailbox_.waiting();
}

std::int64_t Loop::cpu_us() const {
    const clockid_t clock = cpu_clock_.load(std::memory_order_relaxed);
    return clock == kNoClock ? 0 : clock_us(clock);
}

void Loop::run() {
    clockid_t clock = kNoClock;
    if (::pthread_getcpuclockid(::pthread_self(), &clock) == 0) {
        cpu_clock_.store(clock, std::memory_order_relaxed);
    }
    if (shared_.options.io_uring) {
        // Here, as a ring belongs to the thread that opened it.
        if (auto ring = SendRing::open()) {
            flush_.use(std::move(ring));
        }
    }
    listen(true);
    while (!stopping_) {
        wait();
        tick();
    }
    shut_down();
}

void Loop::read_clock() {
    context_.now_us = clock_us(CLOCK_MONOTONIC);
    context_.now_ms = context_.now_us / 1'000;
    const std::int64_t seconds = clock_us(CLOCK_REALTIME_COARSE) / 1'000'000;
    if (seconds != date_s_) {
        date_s_ = seconds;
        context_.date = http::format_date(seconds);
    }
}

int Loop::wait_ms() {
    if (!context_.input_queue.empty() || !context_.ended.empty()) {
        return 0;
    }
    const std::int64_t next =
        std::min({timers_.next_ms(), context_.timeouts.next_ms(), flush_.next_ms()});
    const std::int64_t wait = std::clamp<std::int64_t>(next - context_.now_ms, 0, kSleepMsMax);
    // The mailbox comes last: once it lets us sleep, each post costs its poster a system call.
    return wait > 0 && mailbox_.prepare_sleep() ? static_cast<int>(wait) : 0;
}

void Loop::wait() {
    std::array<epoll_event, kEventsPerWait>
        events;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by epoll_wait
    const int wait = wait_ms();
    const std::int64_t before = context_.now_ms;
    const int count = ::epoll_wait(epoll_.get(), events.data(), kEventsPerWait, wait);
    read_clock();
    if (context_.now_ms - before - wait >= kAwayMs) {
        forgive(context_.now_ms - before);
    }
    bool signalled = false;
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        if (event.data.u64 == kWakeMark) {
            signalled = true;
        } else {
            on_event(event);
        }
    }
    mailbox_.awake(signalled);
}

// The process was stopped, its machine was, or a pass took long: what came meanwhile is not read
// yet, and nobody was pinged. Nobody has been silent for that time, or slow.
void Loop::forgive(std::int64_t ms) {
    for (std::uint32_t slot = 0; slot < context_.connections.slot_end(); ++slot) {
        Connection* connection = context_.connections.at_or_null(slot);
        if (connection == nullptr) {
            continue;
        }
        connection->heard_ms += ms;
        connection->pinged_ms += ms;
        connection->progress_ms += ms;
        if (connection->deadline_ms != 0) {
            connection->deadline_ms += ms;
        }
        if (connection->http != nullptr) {
            connection->http->since_ms += ms;
            connection->http->piece_ms += ms;
        }
        context_.arm(*connection);
    }
}

void Loop::on_event(const epoll_event& event) {
    if (event.data.u64 >= kListenerMark) {
        const std::size_t listener = event.data.u64 - kListenerMark;
        if (listener < listeners_.size()) {
            accept_some(listeners_[listener]);
        }
        return;
    }
    Connection* connection =
        context_.connections.at_or_null(static_cast<std::uint32_t>(event.data.u64));
    if (connection == nullptr) {
        return;
    }
    if ((event.events & EPOLLERR) != 0) {
        context_.end(*connection);
        return;
    }
    if ((event.events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)) != 0) {
        connection->readable = true;
        connection->hung_up = connection->hung_up || (event.events & (EPOLLRDHUP | EPOLLHUP)) != 0;
        context_.queue_input(*connection);
    }
    if ((event.events & EPOLLOUT) != 0) {
        HotSlot& hot = context_.connections.hot(connection->slot);
        if (hot.has(HotSlot::kBlocked)) {
            hot.flags &= ~std::uint32_t{HotSlot::kBlocked};
            hot.flags |= HotSlot::kCatchUp;
            context_.queue_output(*connection);
        }
        if (connection->phase == Phase::handshake) {
            connection->readable = true;
            context_.queue_input(*connection);
        }
    }
}

// One pass: input of all sockets, the mailbox, timers; then output.
void Loop::tick() {
    context_.counters.ticks.add();
    std::swap(slots_, context_.input_queue);
    for (const std::uint32_t slot : slots_) {
        if (Connection* connection = context_.connections.at_or_null(slot)) {
            connection->input_queued = false;
            read(*connection);
        }
    }
    slots_.clear();
    timers_.run(context_.now_ms);
    run_timeouts();
    // A message goes through the mailbox twice (command to the engine, delivery from it). What is
    // posted here meanwhile is run at once, so that it does not have to wait for a whole flush each
    // time.
    run_posted();
    handler_->on_tick();
    for (int round = 1; round < kMailboxRounds && run_posted(); ++round) {
        handler_->on_tick();
    }
    flush_.run(lagging_);
    after_flush();
}

// False: there was nothing.
bool Loop::run_posted() {
    mailbox_.take(tasks_);
    for (Mailbox::Task& task : tasks_) {
        task();
        task = nullptr;
    }
    const bool any = !tasks_.empty();
    tasks_.clear();
    return any;
}

void Loop::run_timeouts() {
    context_.timeouts.advance(context_.now_ms, slots_);
    for (const std::uint32_t slot : slots_) {
        Connection* connection = context_.connections.at_or_null(slot);
        if (connection == nullptr) {
            continue;
        }
        switch (connection->phase) {
            case Phase::handshake:
                context_.counters.timeouts.add();
                context_.end(*connection);
                break;
            case Phase::http: http_.on_timeout(*connection); break;
            case Phase::websocket:
                if (context_.connections.hot(slot).has(HotSlot::kBlocked)) {
                    flush_.check_lag(*connection, lagging_);
                }
                ws_.on_timeout(*connection);
                break;
            case Phase::closing: ws_.on_timeout(*connection); break;
            case Phase::lingering: context_.end(*connection); break;
            case Phase::ended: break;
        }
    }
    slots_.clear();
}

// The Handler hears of what the flush found; what it does then is flushed in the next tick.
void Loop::after_flush() {
    for (std::size_t i = 0; i < lagging_.size(); ++i) {
        context_.counters.lags.add();
        if (context_.connections.find(lagging_[i].connection) != nullptr) {
            handler_->on_lag(lagging_[i].connection, lagging_[i].channel);
        }
    }
    const bool any = !lagging_.empty() || !context_.ended.empty();
    lagging_.clear();
    std::swap(slots_, context_.ended);
    for (const std::uint32_t slot : slots_) {
        if (Connection* connection = context_.connections.at_or_null(slot)) {
            leave(*connection);
        }
    }
    slots_.clear();
    if (any) {
        handler_->on_tick();  // it may be long until the next event of this loop
    }
}

// A connection ends or only lingers: out of the channels, the Handler is told, and if it has ended
// it is freed.
void Loop::leave(Connection& connection) {
    channels_.drop_all(connection);
    if (connection.parser) {
        context_.counters.websockets.subtract();
        connection.parser.reset();
    }
    if (connection.told_handler) {
        connection.told_handler = false;
        handler_->on_closed(connection.id);
    }
    if (connection.phase != Phase::ended) {
        return;
    }
    http_.forget(connection);
    if (connection.outbox != nullptr) {
        context_.outboxes.give_back(std::move(connection.outbox));
        context_.count_outbox(connection);
    }
    context_.timeouts.clear(connection.slot);
    context_.connections.destroy(connection.slot);
    context_.counters.connections.subtract();
    load_.fetch_sub(1, std::memory_order_relaxed);
    free_memory();
}

// After a wave of connections has gone, malloc keeps their memory for the next one; the system may
// want it.
void Loop::free_memory() {
    const std::size_t count = context_.connections.count();
    connections_peak_ = std::max(connections_peak_, count);
    if (connections_peak_ - count >= kTrimAfter && connections_peak_ / 2 >= count) {
        connections_peak_ = count;
        ::malloc_trim(0);
    }
}

void Loop::shut_down() {
    mailbox_.close();
    run_posted();  // what was promised to be run: it may hand over connections
    flush_.run(lagging_);
    for (std::uint32_t slot = 0; slot < context_.connections.slot_end(); ++slot) {
        if (Connection* connection = context_.connections.at_or_null(slot)) {
            context_.end(*connection);
        }
    }
    after_flush();
}

const Connection* Loop::find(ConnectionId id) const { return context_.connections.find(id); }

void Loop::respond(ConnectionId id, http::Response response) {
    if (Connection* connection = context_.connections.find(id);
        connection != nullptr && connection->http != nullptr) {
        http_.respond(*connection, std::move(response));
    } else {
        const Fd file(response.file);
    }
}

void Loop::pause_body(ConnectionId id) {
    if (Connection* connection = context_.connections.find(id)) {
        http_.pause_body(*connection);
    }
}

void Loop::resume_body(ConnectionId id) {
    if (Connection* connection = context_.connections.find(id)) {
        http_.resume_body(*connection);
    }
}

void Loop::accept_websocket(ConnectionId id, const WebSocketOptions& options) {
    Connection* connection = context_.connections.find(id);
    if (connection != nullptr && connection->phase == Phase::http && connection->http->asked) {
        http_.accept_websocket(*connection, options);
    }
}

void Loop::send(ConnectionId id, bool text, std::span<const std::byte> payload) {
    if (Connection* connection = context_.connections.find(id)) {
        ws_.send(*connection, text, payload);
    }
}

void Loop::close(ConnectionId id, std::uint16_t code, std::string_view reason) {
    Connection* connection = context_.connections.find(id);
    if (connection == nullptr) {
        return;
    }
    if (connection->phase == Phase::http) {
        http_.close(*connection);
    } else {
        ws_.close(*connection, code, reason);
    }
}

void Loop::set_deadline(ConnectionId id, std::int64_t ms, std::uint16_t code) {
    Connection* connection = context_.connections.find(id);
    if (connection != nullptr && connection->phase == Phase::websocket) {
        connection->deadline_ms = ms == 0 ? 0 : context_.now_ms + ms;
        connection->deadline_code = code;
        context_.arm(*connection);
    }
}

void Loop::subscribe(ConnectionId id, ChannelId channel) {
    Connection* connection = context_.connections.find(id);
    if (connection != nullptr && connection->phase == Phase::websocket) {
        channels_.subscribe(*connection, channel);
    }
}

void Loop::unsubscribe(ConnectionId id, ChannelId channel) {
    if (Connection* connection = context_.connections.find(id)) {
        channels_.unsubscribe(*connection, channel);
    }
}

std::size_t Loop::subscriber_count(ChannelId channel) const {
    return channels_.subscriber_count(channel);
}

void Loop::publish(ChannelId channel, Segment segment, bool ephemeral) {
    if (ephemeral && context_.bandwidth.pressed(context_.now_us)) {
        context_.counters.segments_dropped.add();
        return;
    }
    channels_.publish(channel, std::move(segment), ephemeral);
}

Worker::TimerId Loop::call_after(std::int64_t ms, std::function<void()> callback) {
    return timers_.add(context_.now_ms + std::max<std::int64_t>(ms, 0), std::move(callback));
}

std::string Loop::peer_address(ConnectionId id) const {
    const Connection* connection = find(id);
    if (connection == nullptr) {
        return {};
    }
    return connection->control ? "unix" : to_string(connection->peer);
}

std::string Loop::peer_limit_key(ConnectionId id) const {
    const Connection* connection = find(id);
    if (connection == nullptr) {
        return {};
    }
    return connection->control ? "unix" : to_string(limit_key(connection->peer));
}

bool Loop::is_secure(ConnectionId id) const {
    const Connection* connection = find(id);
    return connection != nullptr && connection->secure;
}

bool Loop::is_from_proxy(ConnectionId id) const {
    const Connection* connection = find(id);
    return connection != nullptr && connection->http != nullptr && connection->http->from_proxy;
}

bool Loop::is_loopback(ConnectionId id) const {
    const Connection* connection = find(id);
    return connection != nullptr && connection->loopback;
}

bool Loop::is_control(ConnectionId id) const {
    const Connection* connection = find(id);
    return connection != nullptr && connection->control;
}

}  // namespace teahouse::net
