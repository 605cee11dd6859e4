// SPDX-License-Identifier: MIT
#include "redis/link.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <poll.h>
#include <sys/random.h>

#include "base/log.h"
#include "base/result.h"
#include "base/steady_ms.h"
#include "net/mailbox.h"
#include "net/timers.h"
#include "redis/resolver.h"
#include "redis/socket.h"
#include "resp/client.h"
#include "resp/command.h"
#include "resp/link.h"
#include "resp/out.h"
#include "resp/subscriber.h"

namespace teahouse::redis {
namespace {

constexpr std::int64_t kPollMaxMs = 60'000;

std::uint64_t random_seed() {
    std::uint64_t seed = 0;
    [[maybe_unused]] const auto got = ::getrandom(&seed, sizeof seed, 0);
    return seed;
}

}  // namespace

class Link::Loop {
public:
    Loop(resp::ClientOptions options, TlsClient tls)
        : client_(std::move(options)),
          tls_(std::move(tls)),
          mailbox_(std::numeric_limits<std::size_t>::max()) {}
    ~Loop() { stop(); }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    resp::Client& client() { return client_; }  // the loop's thread, or before it runs
    void start() {
        thread_ = std::thread([this] { run(); });
    }
    void stop();
    void post(net::Mailbox::Task task) { mailbox_.post(std::move(task), true); }
    void call_after(std::int64_t ms, net::Timers::Callback task) {
        timers_.add(steady_ms() + ms, std::move(task));
    }
    void await(const Result<resp::RequestId>& accepted, Answer answer);
    void listen(const resp::Channel& channel, Listener listener);
    void forget(const resp::Channel& channel);
    [[nodiscard]] resp::ClientState state() const {
        const std::scoped_lock lock(state_mutex_);
        return state_;
    }

private:
    void run();
    void run_tasks();
    void wait();
    void act();
    void open(const resp::Open& open);
    void connect(const resp::Open& open, const Resolved& to);
    void lose(resp::ConnectionId id, const std::string& why);
    void look_at(resp::ConnectionId id, short events);
    void flush();
    void tell();
    void tell_one(resp::Finished& finished);
    void tell_one(const resp::Message& message);
    void tell_one(const resp::Subscribed& subscribed);
    static void tell_one(const resp::Refused& refused);
    void publish_state();

    resp::Client client_;
    TlsClient tls_;
    net::Mailbox mailbox_;
    net::Timers timers_;
    std::vector<net::Mailbox::Task> tasks_;
    std::unordered_map<resp::ConnectionId, std::unique_ptr<Socket>> sockets_;
    std::unordered_map<resp::RequestId, Answer> answers_;
    std::unordered_map<resp::Channel, Listener, resp::ChannelHash> listeners_;
    std::vector<pollfd> polled_;
    std::vector<resp::ConnectionId> polled_ids_;
    bool stopping_ = false;
    std::string told_;  // the last trouble that was logged
    mutable std::mutex state_mutex_;
    resp::ClientState state_;
    Resolver resolver_;  // ends first: it posts to the mailbox
    std::thread thread_;
};

void Link::Loop::stop() {
    if (thread_.joinable()) {
        post([this] { stopping_ = true; });
        thread_.join();
    }
    mailbox_.close();
    for (auto& [id, answer] : std::exchange(answers_, {})) {
        answer({.id = id, .outcome = resp::Outcome::unknown});
    }
    listeners_.clear();
}

void Link::Loop::run() {
    client_.start(steady_ms());
    for (;;) {
        run_tasks();
        if (stopping_) {
            return;
        }
        timers_.run(steady_ms());
        client_.tick(steady_ms());
        act();
        flush();
        tell();
        publish_state();
        wait();
    }
}

void Link::Loop::run_tasks() {
    mailbox_.take(tasks_);
    for (const net::Mailbox::Task& task : tasks_) {
        task();
    }
    tasks_.clear();
}

void Link::Loop::wait() {
    polled_.assign(1, {.fd = mailbox_.wake_fd(), .events = POLLIN, .revents = 0});
    polled_ids_.assign(1, {});
    for (const auto& [id, socket] : sockets_) {
        polled_.push_back({.fd = socket->fd(), .events = socket->wants(), .revents = 0});
        polled_ids_.push_back(id);
    }
    const std::int64_t due = std::min(client_.next_tick_ms(), timers_.next_ms());
    std::int64_t wait_ms = due == net::Timers::kNever
                               ? kPollMaxMs
                               : std::clamp<std::int64_t>(due - steady_ms(), 0, kPollMaxMs);
    if (!mailbox_.prepare_sleep()) {
        wait_ms = 0;
    }
    ::poll(polled_.data(), polled_.size(), static_cast<int>(wait_ms));
    mailbox_.awake((polled_.front().revents & POLLIN) != 0);
    for (std::size_t i = 1; i < polled_.size(); ++i) {
        if (polled_[i].revents != 0) {
            look_at(polled_ids_[i], polled_[i].revents);
        }
    }
}

void Link::Loop::look_at(resp::ConnectionId id, short events) {
    const auto at = sockets_.find(id);
    if (at == sockets_.end()) {
        return;
    }
    const Socket::Event event = at->second->on_ready(
        events, [&](std::string_view bytes) { client_.on_bytes(id, bytes, steady_ms()); });
    if (event == Socket::Event::opened) {
        client_.on_open(id, steady_ms());
    } else if (event == Socket::Event::closed) {
        lose(id, at->second->why());
    }
}

void Link::Loop::act() {
    for (resp::Action& action : client_.take_actions()) {
        if (const auto* one = std::get_if<resp::Open>(&action)) {
            open(*one);
        } else if (const auto* close = std::get_if<resp::Close>(&action)) {
            sockets_.erase(close->connection);
        } else if (auto* send = std::get_if<resp::Send>(&action)) {
            if (const auto at = sockets_.find(send->connection); at != sockets_.end()) {
                at->second->send(std::move(send->bytes));
            }
        }
    }
}

void Link::Loop::open(const resp::Open& open) {
    if (const Resolved known = resolve(open.to, true); known.size > 0) {
        connect(open, known);
        return;
    }
    resolver_.ask(open.to, [this, open](const Resolved& resolved) {
        post([this, open, resolved] { connect(open, resolved); });
    });
}

void Link::Loop::connect(const resp::Open& open, const Resolved& to) {
    if (to.size == 0) {
        client_.on_closed(open.connection, to.why, steady_ms());
        return;
    }
    auto socket = std::make_unique<Socket>(to.address, to.size, open.tls ? tls_.get() : nullptr,
                                           open.to.host);
    if (!socket->why().empty()) {
        client_.on_closed(open.connection, socket->why(), steady_ms());
        return;
    }
    sockets_[open.connection] = std::move(socket);
}

void Link::Loop::lose(resp::ConnectionId id, const std::string& why) {
    const std::string kept = why;  // goes with the socket
    sockets_.erase(id);
    client_.on_closed(id, kept, steady_ms());
}

void Link::Loop::flush() {
    std::vector<resp::ConnectionId> lost;
    for (const auto& [id, socket] : sockets_) {
        if (socket->flush() == Socket::Event::closed) {
            lost.push_back(id);
        }
    }
    for (const resp::ConnectionId id : lost) {
        lose(id, sockets_.at(id)->why());
    }
}

void Link::Loop::tell() {
    for (resp::ClientEvent& event : client_.take_events()) {
        std::visit([this](auto& one) { this->tell_one(one); }, event);
    }
}

void Link::Loop::tell_one(resp::Finished& finished) {
    if (auto node = answers_.extract(finished.id); !node.empty()) {
        node.mapped()(std::move(finished));
    }
}

void Link::Loop::tell_one(const resp::Message& message) {
    const auto at = listeners_.find({.kind = message.kind, .name = std::string(message.channel())});
    if (at != listeners_.end() && at->second.message) {
        const auto call = at->second.message;  // which may unsubscribe
        call(message.payload());
    }
}

void Link::Loop::tell_one(const resp::Subscribed& subscribed) {
    const auto at = listeners_.find(subscribed.channel);
    if (at != listeners_.end() && at->second.subscribed) {
        const auto call = at->second.subscribed;
        call(subscribed.gap);
    }
}

void Link::Loop::tell_one(const resp::Refused& refused) {
    log(LogLevel::warning, "Redis refuses a subscription",
        {{.key = "channel", .value = refused.channel.name}, {.key = "why", .value = refused.why}});
}

void Link::Loop::await(const Result<resp::RequestId>& accepted, Answer answer) {
    if (accepted) {
        answers_.emplace(*accepted, std::move(answer));
    } else {
        answer({.id = {}, .outcome = resp::Outcome::not_sent});
    }
}

void Link::Loop::listen(const resp::Channel& channel, Listener listener) {
    listeners_[channel] = std::move(listener);
    if (const Status wanted = client_.subscribe(channel); !wanted) {
        log(LogLevel::error, "cannot subscribe",
            {{.key = "channel", .value = channel.name},
             {.key = "why", .value = wanted.error().message}});
    }
}

void Link::Loop::forget(const resp::Channel& channel) {
    listeners_.erase(channel);
    client_.unsubscribe(channel);
}

// And tells the log when Redis goes away and comes back.
void Link::Loop::publish_state() {
    resp::ClientState now = client_.state();
    std::string trouble;
    if (now.connected == 0 && !now.why.empty()) {
        trouble = now.why;
    }
    if (trouble.empty() != told_.empty()) {
        log(trouble.empty() ? LogLevel::info : LogLevel::warning,
            trouble.empty() ? "Redis is connected" : "Redis is away",
            {{.key = "why", .value = trouble}});
        told_ = trouble;
    }
    const std::scoped_lock lock(state_mutex_);
    state_ = std::move(now);
}

Link::Link(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
Link::~Link() = default;

Result<std::unique_ptr<Link>> Link::open(LinkOptions options) {
    TlsClient tls;
    if (options.url.tls) {
        TRY(made, make_tls_client(options.authority));
        tls = std::move(made);
    }
    resp::ClientOptions client{
        .url = std::move(options.url), .name = std::move(options.name), .seed = random_seed()};
    auto loop = std::make_unique<Loop>(std::move(client), std::move(tls));
    return std::unique_ptr<Link>(new Link(std::move(loop)));
}

Result<resp::ScriptId> Link::add_script(std::string_view text) {
    return loop_->client().add_script(text);
}

void Link::start() { loop_->start(); }

void Link::stop() { loop_->stop(); }

void Link::request(std::string key, resp::Command command, std::int64_t timeout_ms, Answer answer) {
    const std::int64_t deadline = steady_ms() + timeout_ms;
    loop_->post([loop = loop_.get(), key = std::move(key), command = std::move(command), deadline,
                 answer = std::move(answer)]() mutable {
        loop->await(loop->client().request(key, std::move(command), deadline), std::move(answer));
    });
}

void Link::run(resp::ScriptId script, std::vector<std::string> keys,
               std::vector<std::string> arguments, std::int64_t timeout_ms, Answer answer) {
    const std::int64_t deadline = steady_ms() + timeout_ms;
    loop_->post([loop = loop_.get(), script, keys = std::move(keys),
                 arguments = std::move(arguments), deadline, answer = std::move(answer)]() mutable {
        const std::vector<std::string_view> key_views(keys.begin(), keys.end());
        const std::vector<std::string_view> views(arguments.begin(), arguments.end());
        loop->await(loop->client().run(script, key_views, views, deadline), std::move(answer));
    });
}

void Link::subscribe(resp::Channel channel, Listener listener) {
    loop_->post(
        [loop = loop_.get(), channel = std::move(channel),
         listener = std::move(listener)]() mutable { loop->listen(channel, std::move(listener)); });
}

void Link::unsubscribe(resp::Channel channel) {
    loop_->post([loop = loop_.get(), channel = std::move(channel)] { loop->forget(channel); });
}

void Link::post(std::function<void()> task) { loop_->post(std::move(task)); }

void Link::call_after(std::int64_t ms, std::function<void()> task) {
    loop_->post([loop = loop_.get(), ms, task = std::move(task)]() mutable {
        loop->call_after(ms, std::move(task));
    });
}

resp::ClientState Link::state() const { return loop_->state(); }

}  // namespace teahouse::redis
