// SPDX-License-Identifier: MIT
// What all workers of the gateway share. Everything here is either constant or safe from any
// thread.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "base/limits.h"
#include "gateway/admission.h"
#include "gateway/engine_host.h"
#include "gateway/metrics.h"
#include "gateway/options.h"
#include "gateway/work_pool.h"

namespace teahouse::media {
class BlobStore;
class UploadStore;
}  // namespace teahouse::media

namespace teahouse::gateway {

struct Shared {
    Options options;
    EngineHost* engine = nullptr;           // outlives the workers
    media::BlobStore* blobs = nullptr;      // outlives the workers
    media::UploadStore* uploads = nullptr;  // outlives the workers
    WorkPool* passwords = nullptr;          // argon2id
    WorkPool* disk = nullptr;               // blobs
    WorkPool* files = nullptr;              // uploads and downloads of messages' files
    Counters counters;
    KeyedLimiter logins_by_address{{}};
    KeyedLimiter logins_by_name{{}};
    KeyedLimiter registers_by_address{{}};
    KeyedLimiter uploads_by_account{
        {.per_minute = limits::kUploadsPerMinute, .burst = limits::kUploadsPerMinute}};
    std::atomic<bool> ready{false};
    std::atomic<bool> draining{false};
    std::atomic<std::uint64_t> next_request{1};
    // Further lines for /metrics (store, net), given by app/.
    std::function<void(PrometheusText&)> more_metrics;

    explicit Shared(Options given)
        : options(std::move(given)),
          logins_by_address(
              {.per_minute = options.logins_per_minute, .burst = options.logins_per_minute}),
          logins_by_name(
              {.per_minute = options.logins_per_minute, .burst = options.logins_per_minute}),
          registers_by_address({.per_minute = options.registers_per_minute,
                                .burst = options.registers_per_minute}) {}
};

}  // namespace teahouse::gateway
