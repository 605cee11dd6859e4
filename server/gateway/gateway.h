// SPDX-License-Identifier: MIT
// The gateway as a whole: made by app/, gives each worker its handler and runs the engine between
// them and the store.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bus/bus.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "gateway/admin_input.h"
#include "gateway/metrics.h"
#include "gateway/options.h"
#include "net/worker.h"
#include "proto/hook_call.h"
#include "store/store.h"

namespace teahouse::media {
class BlobStore;
class PreviewPictures;
class Thumbnails;
class UploadStore;
}  // namespace teahouse::media

namespace teahouse::gateway {

class Executor;
class ClusterHost;
class EngineDoor;
class EngineHost;
class Pages;
class PictureSweep;
class WorkerHandler;
class WorkPool;
struct Shared;

// Order of life: load() → handlers made while the workers are built → start() once they run →
// begin_drain() → stop() while they still run → the workers end → destruction.
class Gateway {
public:
    Gateway(Options options, chat::EngineConfig engine, std::unique_ptr<store::Store> store,
            media::BlobStore& blobs);
    // One of several nodes: there is no engine before lead() or follow().
    Gateway(Options options, chat::EngineConfig engine, std::unique_ptr<bus::Bus> bus,
            media::BlobStore& blobs);
    ~Gateway();
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    // Reads the store; blocking.
    Status load();
    // One per worker, in order of their index. The transport owns the handlers and ends before the
    // gateway does.
    std::unique_ptr<net::Handler> make_handler(net::Worker& worker);
    // From now on requests are answered. `own_thread`: the engine gets a thread of its own instead
    // of worker 0's loop.
    void start(bool own_thread);
    // Any thread: tells the clients to come back and closes their sockets with 4012.
    void begin_drain();
    // Any thread but a worker's: accepted messages are stored and answered, then the engine rests.
    void stop();

    // Of several nodes only: ClusterHost says what each does. Between start() and stop(), from any
    // thread but a worker's and the bus's; one after the other.
    Status lead(std::unique_ptr<store::Store> store);
    void follow(bus::NodeId leader);
    void nobody();
    // Any thread: there is an engine, here or at the node that is followed.
    [[nodiscard]] bool has_engine() const;

    void set_registration_open(bool open);
    // Before start(): takes what people are to be told, on the engine's thread; must not block.
    void set_notify(std::function<void(std::vector<chat::Notify>)> notify);
    void set_call(std::function<void(std::vector<proto::HookCall>)> call);
    void set_preview(std::function<void(std::vector<chat::PreviewAsk>)> preview);
    // The media router; without one calls go from device to device.
    void set_router(std::function<void(std::vector<chat::RouterAct>)> router);
    void no_router();
    // Before start(): what is served below /p/. Outlives the workers.
    void set_preview_pictures(media::PreviewPictures& pictures);
    // Any thread, between start() and stop(): what became of it.
    void channel_result(chat::ChannelResult result);
    void hook_result(chat::HookResult result);
    void preview_result(chat::PreviewResult result);
    void router_answer(chat::RouterAnswer answer);
    void router_events(chat::RouterEvents events);
    // Before start(): further lines for /metrics.
    void add_metrics(std::function<void(PrometheusText&)> more);
    // Before start(): numbers of the process for administrators. Any thread.
    void set_machine(std::function<MachineStats()> machine);
    // Before start(): what makes /readyz say no; empty while all is well. Any thread.
    void set_fault(std::function<std::string_view()> fault);

private:
    Gateway(Options options, media::BlobStore& blobs, std::unique_ptr<EngineHost> alone,
            std::unique_ptr<ClusterHost> cluster);

    std::unique_ptr<Shared> shared_;
    std::unique_ptr<WorkPool> passwords_;
    std::unique_ptr<WorkPool> disk_;
    std::unique_ptr<media::UploadStore> uploads_;
    std::unique_ptr<WorkPool> files_;
    std::unique_ptr<WorkPool> downloads_;
    std::unique_ptr<media::Thumbnails> thumbnails_;
    std::unique_ptr<WorkPool> small_pictures_;
    std::unique_ptr<EngineHost> alone_;  // either of these two
    std::unique_ptr<ClusterHost> cluster_;
    EngineDoor* engine_;  // that one
    std::unique_ptr<Pages> pages_;
    std::vector<net::Worker*> workers_;
    std::vector<WorkerHandler*> handlers_;  // the transport's
    std::unique_ptr<Executor> executor_;
    std::unique_ptr<PictureSweep> sweep_;
};

}  // namespace teahouse::gateway
