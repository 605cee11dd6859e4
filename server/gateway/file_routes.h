// SPDX-License-Identifier: MIT
// Files of messages over HTTP, on one worker: tus uploads below /api/v1/upload, downloads below
// /f/. The engine says who asks and what they may have; bytes go between socket and disk in pieces
// of limits::kUploadPieceBytes, written by a pool, and the socket is read no further than that.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/effects.h"
#include "gateway/engine_host.h"
#include "gateway/worker_context.h"
#include "http/message.h"
#include "media/upload_store.h"

namespace teahouse::gateway {

class FileRoutes {
public:
    FileRoutes(WorkerContext& context, bool first) : context_(context), sweeping_(!first) {}

    // POST /api/v1/upload, and HEAD and DELETE of /api/v1/upload/<id>; `rest` is what follows
    // "/api/v1/upload".
    void on_upload_request(net::ConnectionId connection, std::string_view rest,
                           const http::RequestHead& head);
    // PATCH /api/v1/upload/<id>: the body follows in pieces.
    void on_patch(net::ConnectionId connection, std::string_view id, const http::RequestHead& head);
    void on_body(net::ConnectionId connection, std::string_view piece);
    // The body is complete. False: the connection has none here.
    bool on_body_end(net::ConnectionId connection);
    // GET and HEAD of /f/<id>[/name]; with ?thumb a small picture in its place, where there is one.
    void on_download(net::ConnectionId connection, std::string_view rest,
                     const http::RequestHead& head);

    void on_closed(net::ConnectionId connection);
    void on_tick();
    void apply(chat::FileAnswer& answer);
    void refuse(const std::vector<Inbound>& batch);

private:
    enum class Kind : std::uint8_t { create, find, patch, remove, download };
    struct Transfer {
        Kind kind = Kind::create;
        std::uint64_t number = 0;   // tells a late completion from the next request
        std::uint64_t request = 0;  // as log lines and answers name it
        std::optional<proto::TokenHash> token = {};
        UserId user = {};
        std::string id = {};
        std::string name = {};      // create
        std::uint64_t length = 0;   // create
        std::uint64_t offset = 0;   // patch
        std::string checksum = {};  // patch
        std::string gathered = {};  // patch: not on its way to the disk yet
        std::optional<media::Lease> lease = {};
        bool writing = false;
        bool body_ended = false;
        bool registering = false;  // the engine is told of the file
        bool asked_again = false;  // find: whether the upload became a file meanwhile
        bool thumb = false;        // download: a small picture is enough
        bool by_proxy = false;     // download: the proxy that asks may send the file itself
        std::string range = {};    // download
        std::string if_range = {};
        std::string if_none_match = {};
    };

    void start(net::ConnectionId connection, Transfer transfer);
    void admitted(net::ConnectionId connection, Transfer& transfer, const chat::FileFacts& facts);
    void admit(net::ConnectionId connection, const Transfer& transfer);
    void find_upload(net::ConnectionId connection, const Transfer& transfer);
    void find_again(net::ConnectionId connection, Transfer& transfer, const Error& error);
    void begin_patch(net::ConnectionId connection, const Transfer& transfer);
    void write_gathered(net::ConnectionId connection, Transfer& transfer);
    void end_patch(net::ConnectionId connection, Transfer& transfer);
    void finish_upload(net::ConnectionId connection, const Transfer& transfer);
    void registered(net::ConnectionId connection, const Transfer& transfer);
    void send_file(net::ConnectionId connection, const proto::FileRecord& file);
    void send_small(net::ConnectionId connection, const proto::FileRecord& file);
    void make_small(net::ConnectionId connection, const proto::FileRecord& file);
    void finish_small(net::ConnectionId connection, Transfer& transfer, media::OpenBlob blob);
    void sweep();
    void swept(const std::vector<std::string>& hashes);
    void blobs_found(const chat::FileAnswer& answer);

    struct Forget {
        template <class Result>
        void operator()(const Result& /*result*/) const {}
    };

    // Runs `work` in the pool and `then` back here with its result, or `lost` if the request is
    // gone. Downloads have a pool of their own, so that no upload holds them up.
    template <class Work, class Then, class Lost = Forget>
    void run(net::ConnectionId connection, Work work, Then then, Lost lost = {}) {
        WorkPool* pool = find(connection)->kind == Kind::download ? context_.shared.downloads
                                                                  : context_.shared.files;
        if (!try_run(*pool, connection, std::move(work), std::move(then), std::move(lost))) {
            finish_error(connection, {.code = ErrorCode::busy,
                                      .message = "too much to do at the moment",
                                      .retry_after_ms = limits::kRetryAfterMs});
        }
    }
    // The same in a pool; false if that is full.
    template <class Work, class Then, class Lost = Forget>
    bool try_run(WorkPool& pool, net::ConnectionId connection, Work work, Then then,
                 Lost lost = {}) {
        const std::uint64_t number = find(connection)->number;
        return pool.submit([this, connection, number, work = std::move(work),
                            then = std::move(then), lost = std::move(lost)] {
            auto result = std::make_shared<decltype(work())>(work());
            context_.worker.post(
                [this, connection, number, result, then, lost] {
                    Transfer* still = find(connection);
                    if (still != nullptr && still->number == number) {
                        then(*still, std::move(*result));
                    } else {
                        lost(*result);
                    }
                },
                true);
        });
    }

    Transfer* find(net::ConnectionId connection);
    void give_up(Transfer& transfer);
    void finish(net::ConnectionId connection, http::Response response);
    void finish_error(net::ConnectionId connection, const Error& error);
    [[nodiscard]] bool refused_early(net::ConnectionId connection, const http::RequestHead& head);

    WorkerContext& context_;
    std::unordered_map<net::ConnectionId, std::unique_ptr<Transfer>> transfers_;
    std::uint64_t next_number_ = 1;
    bool sweeping_;  // or left to worker 0, whose session 0 answers to it are for
    unsigned sweep_folder_ = 0;
    std::string sweep_after_;              // the last name that was looked at in the folder
    std::vector<std::string> candidates_;  // blobs that the store is asked about
};

}  // namespace teahouse::gateway
