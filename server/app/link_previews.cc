// SPDX-License-Identifier: MIT
#include "app/link_previews.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "app/config.h"
#include "base/limits_previews.h"
#include "base/steady_ms.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "gateway/gateway.h"
#include "gateway/metrics.h"
#include "notify/outbound.h"
#include "notify/previews.h"
#include "proto/messages.h"

namespace teahouse::app {
namespace {

std::string folder_of(const Config& config) { return config.text("data") + "/previews"; }

// As those name themselves that look at pages for others: many pages say more to them.
constexpr const char* kAgent =
    "Mozilla/5.0 (compatible; Teahouse/" TEAHOUSE_VERSION "; link preview)";

}  // namespace

std::unique_ptr<LinkPreviews> LinkPreviews::open(const Config& config) {
    if (!config.boolean("previews")) {
        std::error_code ignored;  // of pictures from when they were on nobody knows any more
        std::filesystem::remove_all(folder_of(config), ignored);
        return nullptr;
    }
    return std::unique_ptr<LinkPreviews>(new LinkPreviews(config));
}

LinkPreviews::LinkPreviews(const Config& config)
    : pictures_(folder_of(config), limits::kPreviewFolderBytesMax),
      previews_(
          {.reach = {.private_too = config.boolean("test.private_pages"),
                     .plain_http = true,
                     .web_ports_only = true},
           .agent = kAgent},
          [this](std::string_view bytes) -> std::optional<notify::Previews::Picture> {
              auto kept = pictures_.keep(bytes, steady_ms());
              if (!kept) {
                  return std::nullopt;
              }
              return notify::Previews::Picture{
                  .id = std::move(kept->id), .width = kept->width, .height = kept->height};
          },
          [this](std::uint64_t id, std::vector<proto::LinkCard> cards) {
              gateway_->preview_result({.id = id, .cards = std::move(cards)});
          }) {}

void LinkPreviews::attach(gateway::Gateway& gateway) {
    gateway_ = &gateway;
    gateway.set_preview_pictures(pictures_);
    gateway.set_preview([this](std::vector<chat::PreviewAsk> some) {
        for (chat::PreviewAsk& one : some) {
            previews_.ask(one.id, std::move(one.urls));
        }
    });
}

void LinkPreviews::stop() { previews_.stop(); }

void LinkPreviews::write_metrics(gateway::PrometheusText& out) {
    const notify::PreviewMetrics& metrics = previews_.metrics();
    out.counter("teahouse_previews_found_total", "Pages that said something of themselves.",
                metrics.found.load());
    out.counter("teahouse_previews_failed_total", "Pages that did not, or were not reached.",
                metrics.failed.load());
    out.counter("teahouse_previews_dropped_total", "Pages not asked: too many waited.",
                metrics.dropped.load());
    out.gauge("teahouse_previews_waiting", "Pages that wait or are being asked.",
              static_cast<double>(metrics.waiting.load()));
    out.gauge("teahouse_previews_picture_bytes", "Pictures of pages on the disk.",
              static_cast<double>(pictures_.bytes()));
}

}  // namespace teahouse::app
