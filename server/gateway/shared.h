// SPDX-License-Identifier: MIT
// What all workers of the gateway share. Everything here is either constant or safe from any
// thread.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "base/limits_programs.h"
#include "gateway/admin_input.h"
#include "gateway/admission.h"
#include "gateway/engine_door.h"
#include "gateway/metrics.h"
#include "gateway/options.h"
#include "gateway/token.h"
#include "gateway/work_pool.h"

namespace teahouse::media {
class BlobStore;
class PreviewPictures;
class Thumbnails;
class UploadStore;
}  // namespace teahouse::media

namespace teahouse::gateway {

class Sockets;

inline constexpr std::size_t kRunIdBytes = 4;

struct Shared {
    Options options;
    EngineDoor* engine = nullptr;                // outlives the workers
    media::BlobStore* blobs = nullptr;           // outlives the workers
    media::UploadStore* upload_store = nullptr;  // outlives the workers
    // Of pages that messages link to; null where previews are off. Outlives the workers.
    media::PreviewPictures* preview_pictures = nullptr;
    WorkPool* passwords = nullptr;            // argon2id
    WorkPool* disk = nullptr;                 // blobs
    WorkPool* files = nullptr;                // uploads of messages' files
    WorkPool* downloads = nullptr;            // downloads of them
    media::Thumbnails* thumbnails = nullptr;  // outlives the workers
    WorkPool* small_pictures = nullptr;       // for them: one at a time
    Counters counters;
    KeyedLimiter logins_by_address{{}};
    KeyedLimiter logins_by_name{{}};
    KeyedLimiter registers_by_address{{}};
    KeyedLimiter hooks_by_address{
        {.per_minute = limits::kHookPostsPerMinute, .burst = limits::kHookPostsPerMinute}};
    KeyedLimiter uploads{
        {.per_minute = limits::kUploadsPerMinute, .burst = limits::kUploadsPerMinute}};
    KeyedLimiter upload_bytes{{.per_minute = limits::kUploadBytesPerHour / 60.0,
                               .burst = limits::kUploadBytesPerHour}};  // both by account
    KeyedCount unauthenticated;  // sockets that have yet to say hello, by address
    KeyedLimiter files_begun{{.per_minute = limits::kFilesBegunPerMinute,
                              .burst = limits::kFilesBegunPerMinute}};  // by account
    KeyedLimiter file_bytes{{.per_minute = limits::kFileBytesPerHour / 60,
                             .burst = limits::kFileBytesPerHour}};  // by account
    std::atomic<bool> ready{false};
    std::atomic<bool> draining{false};
    std::atomic<std::uint64_t> next_request{1};
    std::string run_id = random_hex(kRunIdBytes);  // of this start, before the number of a request
    // Further lines for /metrics (store, net), given by app/.
    std::function<void(PrometheusText&)> more_metrics;
    // Numbers for admin.stats, given by app/.
    std::function<MachineStats()> machine;
    // Runs it on the thread of a worker, with the sockets there; set before there is an engine.
    std::function<void(std::uint32_t worker, std::function<void(Sockets&)> task)> on_worker;
    std::uint32_t workers = 0;
    // Why the server is not ready although it runs, or empty; given by app/.
    std::function<std::string_view()> fault;

    explicit Shared(Options given)
        : options(std::move(given)),
          logins_by_address(
              {.per_minute = options.logins_per_minute, .burst = options.logins_per_minute}),
          logins_by_name({.per_minute = options.logins_per_minute * limits::kLoginNameFactor,
                          .burst = options.logins_per_minute * limits::kLoginNameFactor}),
          registers_by_address({.per_minute = options.registers_per_minute,
                                .burst = options.registers_per_minute}) {}
};

}  // namespace teahouse::gateway
