// SPDX-License-Identifier: MIT
#include "app/notifications.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/config.h"
#include "app/shared_folder.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/effects.h"
#include "gateway/gateway.h"
#include "gateway/metrics.h"
#include "notify/crypto.h"
#include "notify/notifier.h"
#include "notify/outbound.h"
#include "notify/shapes.h"
#include "notify/webpush.h"
#include "proto/codec.h"
#include "proto/hook_call.h"

namespace teahouse::app {
namespace {

notify::Job job_of(chat::Notify& what) {
    return {.channel = std::move(what.channel),
            .message = {.room = what.room,
                        .seq = what.seq,
                        .count = what.count,
                        .direct = what.direct,
                        .test = what.test,
                        .reminder = what.reminder,
                        .call = what.call,
                        .kind = what.kind,
                        .server = std::move(what.server),
                        .title = std::move(what.title),
                        .sender = std::move(what.sender),
                        .text = std::move(what.text)}};
}

// What the program behind a webhook has to say: {"text": "..."}, or anything else for nothing.
std::string reply_in(const std::string& answer) {
    const auto text = proto::decode_hook_text(answer);
    return text ? text->text : std::string();
}

std::string without_slash(std::string url) {
    while (url.ends_with('/')) {
        url.pop_back();
    }
    return url;
}

}  // namespace

Result<std::unique_ptr<Notifications>> Notifications::open(const Config& config) {
    TRY(key, notify::VapidKey::open(shared_folder(config) + "/vapid.pem"));
    const std::string url = without_slash(config.text("notify.url"));
    std::string contact = config.text("notify.contact");
    if (contact.empty() && url.starts_with("https://")) {
        contact = url;
    }
    notify::OutboundOptions options{
        .reach = {.private_too = config.boolean("notify.allow_private")},
        .timeout_ms = limits::kNotifyTimeoutMs,
        .parallel_max = limits::kNotifyParallelMax,
        .agent = "Teahouse/" TEAHOUSE_VERSION};
    return std::unique_ptr<Notifications>(new Notifications(
        {.url = url, .contact = std::move(contact)}, std::move(options), std::move(key)));
}

Notifications::Notifications(notify::About about, notify::OutboundOptions options,
                             notify::VapidKey key)
    : public_key_(key.public_text()),
      calls_(about, options, notify::VapidKey(notify::Key()),
             [this](notify::Outcome outcome) {
                 gateway_->hook_result({.hook = outcome.channel,
                                        .seq = outcome.seq.value_or(Seq()),
                                        .fault = std::move(outcome.fault),
                                        .gone = outcome.gone,
                                        .reply = reply_in(outcome.answer)});
             }),
      notifier_(std::move(about), std::move(options), std::move(key),
                [this](notify::Outcome outcome) {
                    gateway_->channel_result({.channel = outcome.channel,
                                              .endpoint = std::move(outcome.endpoint),
                                              .fault = std::move(outcome.fault),
                                              .gone = outcome.gone});
                }) {}

void Notifications::attach(gateway::Gateway& gateway) {
    gateway_ = &gateway;
    gateway.set_notify([this](std::vector<chat::Notify> some) {
        std::vector<notify::Job> jobs;
        jobs.reserve(some.size());
        for (chat::Notify& one : some) {
            jobs.push_back(job_of(one));
        }
        notifier_.submit(std::move(jobs));
    });
    gateway.set_call([this](std::vector<proto::HookCall> some) {
        std::vector<notify::Job> jobs;
        jobs.reserve(some.size());
        for (proto::HookCall& one : some) {
            jobs.push_back({.call = std::move(one)});
        }
        calls_.submit(std::move(jobs));
    });
}

void Notifications::stop() {
    notifier_.stop();
    calls_.stop();
}

void Notifications::write_metrics(gateway::PrometheusText& out) const {
    const notify::Metrics& metrics = notifier_.metrics();
    out.counter("teahouse_notifications_sent_total", "Notifications that were taken.",
                metrics.sent.load());
    out.counter("teahouse_notifications_failed_total", "Notifications given up.",
                metrics.failed.load());
    out.counter("teahouse_notifications_retried_total", "Further attempts.",
                metrics.retried.load());
    out.counter("teahouse_notifications_dropped_total", "Notifications over a bound.",
                metrics.dropped.load());
    out.counter("teahouse_notification_channels_removed_total",
                "Addresses removed because the other side knew them no more.",
                metrics.removed.load());
    out.gauge("teahouse_notifications_waiting", "Notifications that wait or are under way.",
              static_cast<double>(metrics.waiting.load()));
    const notify::Metrics& calls = calls_.metrics();
    out.counter("teahouse_hook_calls_sent_total", "Messages that outgoing webhooks took.",
                calls.sent.load());
    out.counter("teahouse_hook_calls_failed_total", "Messages for them that were given up.",
                calls.failed.load());
    out.counter("teahouse_hook_calls_retried_total", "Further attempts.", calls.retried.load());
    out.gauge("teahouse_hook_calls_waiting", "Messages for them that wait or are under way.",
              static_cast<double>(calls.waiting.load()));
}

}  // namespace teahouse::app
