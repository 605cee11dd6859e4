// SPDX-License-Identifier: MIT
#include "gateway/gateway.h"

#include <latch>
#include <utility>

#include "base/limits.h"
#include "base/limits_thumbnails.h"
#include "gateway/cluster_host.h"
#include "gateway/engine_host.h"
#include "gateway/executor.h"
#include "gateway/names.h"
#include "gateway/pages.h"
#include "gateway/picture_sweep.h"
#include "gateway/shared.h"
#include "gateway/work_pool.h"
#include "gateway/worker_handler.h"
#include "media/thumbnails.h"
#include "media/upload_store.h"

namespace teahouse::gateway {
namespace {

constexpr std::size_t kDiskThreads = 1;
constexpr std::size_t kDiskQueueMax = 256;
constexpr std::size_t kFileThreads = 2;
constexpr std::size_t kDownloadThreads = 1;
constexpr std::size_t kFileQueueMax = 1'024;

}  // namespace

Gateway::Gateway(Options options, chat::EngineConfig engine, std::unique_ptr<store::Store> store,
                 media::BlobStore& blobs)
    : Gateway(std::move(options), blobs,
              std::make_unique<EngineHost>(std::move(engine), std::move(store)), nullptr) {}

Gateway::Gateway(Options options, chat::EngineConfig engine, std::unique_ptr<bus::Bus> bus,
                 media::BlobStore& blobs)
    : Gateway(std::move(options), blobs, nullptr,
              std::make_unique<ClusterHost>(std::move(engine), std::move(bus))) {}

Gateway::Gateway(Options options, media::BlobStore& blobs, std::unique_ptr<EngineHost> alone,
                 std::unique_ptr<ClusterHost> cluster)
    : shared_(std::make_unique<Shared>(std::move(options))),
      passwords_(
          std::make_unique<WorkPool>(shared_->options.password_threads, limits::kPasswordQueueMax)),
      disk_(std::make_unique<WorkPool>(kDiskThreads, kDiskQueueMax)),
      uploads_(std::make_unique<media::UploadStore>(shared_->options.uploads)),
      files_(std::make_unique<WorkPool>(kFileThreads, kFileQueueMax)),
      downloads_(std::make_unique<WorkPool>(kDownloadThreads, kFileQueueMax)),
      thumbnails_(
          std::make_unique<media::Thumbnails>(*uploads_, shared_->options.thumbnail_program)),
      small_pictures_(std::make_unique<WorkPool>(1, limits::kThumbnailQueueMax)),
      alone_(std::move(alone)),
      cluster_(std::move(cluster)),
      engine_(cluster_ != nullptr ? static_cast<EngineDoor*>(cluster_.get()) : alone_.get()),
      pages_(std::make_unique<Pages>()) {
    if (cluster_ != nullptr) {
        cluster_->set_slow_log(shared_->options.slow);
    } else {
        alone_->set_slow_log(shared_->options.slow);
    }
    shared_->engine = engine_;
    shared_->blobs = &blobs;
    shared_->passwords = passwords_.get();
    shared_->disk = disk_.get();
    shared_->upload_store = uploads_.get();
    shared_->files = files_.get();
    shared_->downloads = downloads_.get();
    shared_->thumbnails = thumbnails_.get();
    shared_->small_pictures = small_pictures_.get();
}

Gateway::~Gateway() = default;

Status Gateway::load() {
    TRY_STATUS(load_unicode());
    TRY_STATUS(uploads_->load());
    return alone_ != nullptr ? alone_->load() : Status();
}

std::unique_ptr<net::Handler> Gateway::make_handler(net::Worker& worker) {
    auto handler = std::make_unique<WorkerHandler>(*shared_, worker, *pages_, workers_.empty());
    workers_.push_back(&worker);
    handlers_.push_back(handler.get());
    return handler;
}

void Gateway::start(bool own_thread) {
    if (own_thread) {
        executor_ = std::make_unique<ThreadExecutor>();
    } else {
        executor_ = std::make_unique<WorkerExecutor>(*workers_.front());
    }
    // On the engine's thread; worker 0 may be that one.
    const auto is_here = [own_thread](std::uint32_t worker) { return worker == 0 && !own_thread; };
    const auto workers = static_cast<std::uint32_t>(workers_.size());
    Fanout::Post post = [this, is_here](std::uint32_t worker, DeliveryBatch batch) {
        if (is_here(worker)) {
            return handlers_[0]->deliver(batch);
        }
        auto shared = std::make_shared<DeliveryBatch>(std::move(batch));
        WorkerHandler* handler = handlers_[worker];
        workers_[worker]->post([handler, shared] { handler->deliver(*shared); }, true);
    };
    shared_->workers = workers;
    shared_->on_worker = [this](std::uint32_t worker, std::function<void(Sockets&)> task) {
        WorkerHandler* handler = handlers_[worker];
        workers_[worker]->post([handler, task = std::move(task)] { task(handler->sockets()); },
                               true);
    };
    if (cluster_ != nullptr) {
        cluster_->start(*executor_, workers, std::move(post), [this, is_here](std::uint32_t era) {
            for (std::uint32_t i = 0; i < workers_.size(); ++i) {
                WorkerHandler* handler = handlers_[i];
                if (is_here(i)) {
                    handler->end_sockets(era);
                } else {
                    workers_[i]->post([handler, era] { handler->end_sockets(era); }, true);
                }
            }
        });
    } else {
        alone_->start(*executor_, workers, std::move(post));
    }
    sweep_ = std::make_unique<PictureSweep>(*shared_, *workers_.front());
    workers_.front()->post([this] { sweep_->begin(); }, true);
    shared_->ready.store(true);
}

void Gateway::begin_drain() {
    shared_->draining.store(true);
    for (std::size_t i = 0; i < workers_.size(); ++i) {
        WorkerHandler* handler = handlers_[i];
        workers_[i]->post([handler] { handler->drain(); }, true);
    }
}

void Gateway::stop() {
    shared_->ready.store(false);
    // No worker looks at the store's metrics any more once each has passed this.
    std::latch passed(static_cast<std::ptrdiff_t>(workers_.size()));
    for (net::Worker* worker : workers_) {
        if (!worker->post([&passed] { passed.count_down(); }, true)) {
            passed.count_down();
        }
    }
    passed.wait();
    if (cluster_ != nullptr) {
        cluster_->stop();
    } else {
        alone_->stop();
    }
    // The workers still run and may hand in more: the pools refuse it, and live as long as we.
    passwords_->stop();
    disk_->stop();
    downloads_->stop();
    small_pictures_->stop();
    files_->stop();  // closing connections still hand in what they leave
}

Status Gateway::lead(std::unique_ptr<store::Store> store) {
    return cluster_->lead(std::move(store));
}

void Gateway::follow(bus::NodeId leader) { cluster_->follow(leader); }

void Gateway::nobody() { cluster_->nobody(); }

bool Gateway::has_engine() const { return cluster_ == nullptr || cluster_->has_engine(); }

void Gateway::set_registration_open(bool open) { engine_->set_registration_open(open); }

void Gateway::set_notify(std::function<void(std::vector<chat::Notify>)> notify) {
    engine_->set_notify(std::move(notify));
}

void Gateway::channel_result(chat::ChannelResult result) {
    engine_->channel_result(std::move(result));
}

void Gateway::set_call(std::function<void(std::vector<proto::HookCall>)> call) {
    engine_->set_call(std::move(call));
}

void Gateway::hook_result(chat::HookResult result) { engine_->hook_result(std::move(result)); }

void Gateway::set_preview(std::function<void(std::vector<chat::PreviewAsk>)> preview) {
    engine_->set_preview(std::move(preview));
}

void Gateway::set_preview_pictures(media::PreviewPictures& pictures) {
    shared_->preview_pictures = &pictures;
}

void Gateway::preview_result(chat::PreviewResult result) {
    engine_->preview_result(std::move(result));
}

void Gateway::set_router(std::function<void(std::vector<chat::RouterAct>)> router) {
    engine_->set_router(std::move(router));
}

void Gateway::no_router() { engine_->no_router(); }

void Gateway::router_answer(chat::RouterAnswer answer) {
    engine_->router_answer(std::move(answer));
}

void Gateway::router_events(chat::RouterEvents events) {
    engine_->router_events(std::move(events));
}

void Gateway::set_fault(std::function<std::string_view()> fault) {
    shared_->fault = std::move(fault);
}

void Gateway::set_machine(std::function<MachineStats()> machine) {
    shared_->machine = std::move(machine);
}

void Gateway::add_metrics(std::function<void(PrometheusText&)> more) {
    shared_->more_metrics = std::move(more);
}

}  // namespace teahouse::gateway
