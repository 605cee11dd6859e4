// SPDX-License-Identifier: MIT
// Profile pictures: uploads and downloads, both for people who are logged in.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/steady_ms.h"
#include "gateway/http_answers.h"
#include "gateway/http_api.h"
#include "http/etag.h"
#include "media/blob_store.h"
#include "media/preview_pictures.h"

namespace teahouse::gateway {

void HttpApi::start_upload(net::ConnectionId connection, http::Request request, Pending pending) {
    pending.step = Step::upload;
    pending.op = proto::Op::server_info;
    pending.blob = std::move(request.body);
    const Pending& kept = keep(connection, std::move(pending));
    // The engine knows whose session it is; its answer goes on in keep_upload().
    context_.to_engine(chat::HttpRequest{.session = session_of(connection),
                                         .re = kept.number,
                                         .token = kept.session,
                                         .request = proto::ServerInfoRequest{},
                                         .name_key = {},
                                         .address = context_.worker.peer_address(connection)});
}

void HttpApi::keep_upload(net::ConnectionId connection, UserId user) {
    Pending& pending = *find(connection);
    Shared& shared = context_.shared;
    const std::string account = std::to_string(user.value);
    std::uint32_t wait = shared.uploads.admit(account, steady_ms());
    if (wait == 0) {
        wait = shared.upload_bytes.admit(account, steady_ms(),
                                         static_cast<double>(pending.blob.size()));
    }
    if (wait > 0) {
        shared.counters.rate_limited.fetch_add(1, std::memory_order_relaxed);
        return finish_error(connection, {.code = ErrorCode::rate_limited,
                                         .message = "too many pictures",
                                         .retry_after_ms = wait});
    }
    const auto bytes = std::make_shared<std::string>(std::move(pending.blob));
    run(
        *context_.shared.disk, connection,
        [blobs = context_.shared.blobs, bytes] { return blobs->put_picture(*bytes); },
        [this, connection](Pending&, Result<std::string> id) {
            if (!id) {
                return finish_error(connection, id.error());
            }
            finish(connection, json_answer(200, R"({"avatar":")" + *id + R"("})"));
        });
}

void HttpApi::on_picture(net::ConnectionId connection, std::string_view id,
                         const http::RequestHead& head, bool of_page) {
    Pending pending;
    pending.step = Step::picture;
    pending.of_page = of_page;
    pending.secure = context_.worker.is_secure(connection);
    pending.session = token_of(head, pending.secure);
    pending.blob = std::string(id);
    pending.if_none_match = std::string(head.field("if-none-match"));
    const Pending& kept = keep(connection, std::move(pending));
    context_.to_engine(chat::HttpRequest{.session = session_of(connection),
                                         .re = kept.number,
                                         .token = kept.session,
                                         .request = proto::ServerInfoRequest{},
                                         .name_key = {},
                                         .address = context_.worker.peer_address(connection)});
}

void HttpApi::send_picture(net::ConnectionId connection) {
    const Pending& pending = *find(connection);
    run(
        *context_.shared.disk, connection,
        [&shared = context_.shared, id = pending.blob,
         of_page = pending.of_page]() -> Result<media::OpenBlob> {
            if (!of_page) {
                return shared.blobs->open(id);
            }
            if (shared.preview_pictures == nullptr) {
                return fail(ErrorCode::not_found, "no such picture");
            }
            return shared.preview_pictures->open(id);
        },
        [this, connection](Pending& still, Result<media::OpenBlob> blob) {
            if (!blob) {
                return finish_error(connection, blob.error());
            }
            http::Response response;
            response.file = blob->descriptor.release();
            response.file_size = blob->size;
            const std::string etag = '"' + still.blob + '"';
            response.fields.push_back({"ETag", etag});
            // The bytes of an id never change, but the permission to see them may: only the browser
            // may keep them.
            response.fields.push_back({"Cache-Control", "private, max-age=86400, immutable"});
            add_file_headers(response);
            response.fields.push_back({"Content-Type", blob->content_type});
            response.fields.push_back({"Content-Disposition", "inline"});
            if (http::if_none_match_hits(still.if_none_match, etag)) {
                response.status = 304;
                response.file_size = 0;
            }
            finish(connection, std::move(response));
        });
}

}  // namespace teahouse::gateway
