// SPDX-License-Identifier: MIT
// Between the engine, which says whose links may be looked at, and what asks the pages.
#pragma once

#include <memory>

#include "app/config.h"
#include "gateway/gateway.h"
#include "gateway/metrics.h"
#include "media/preview_pictures.h"
#include "notify/previews.h"

namespace teahouse::app {

class LinkPreviews {
public:
    // Null where they are switched off.
    static std::unique_ptr<LinkPreviews> open(const Config& config);

    // Before the gateway starts, which must outlive stop() and whose workers this must outlive.
    void attach(gateway::Gateway& gateway);
    // No page is asked any more.
    void stop();
    void write_metrics(gateway::PrometheusText& out);

private:
    explicit LinkPreviews(const Config& config);

    gateway::Gateway* gateway_ = nullptr;
    media::PreviewPictures pictures_;
    notify::Previews previews_;  // last: its thread uses the others
};

}  // namespace teahouse::app
