// SPDX-License-Identifier: MIT
// GET /f/<id>[/name], and the sweep of bytes that no file has any more.
#include <cstdint>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/limits_thumbnails.h"
#include "gateway/clock.h"
#include "gateway/file_routes.h"
#include "gateway/http_answers.h"
#include "http/etag.h"
#include "http/range.h"
#include "media/sniff.h"
#include "media/thumbnails.h"

namespace teahouse::gateway {
namespace {

// RFC 8187: the name in UTF-8, percent-encoded.
std::string disposition(bool shown, std::string_view name) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string value = shown ? "inline; filename*=UTF-8''" : "attachment; filename*=UTF-8''";
    for (const char c : name) {
        if (ascii::is_alpha(c) || ascii::is_digit(c) || c == '.' || c == '-' || c == '_') {
            value += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            value += '%';
            value += kDigits[byte >> 4U];
            value += kDigits[byte & 15U];
        }
    }
    return value;
}

// The proxy sends the file, and the part of it that was asked for; all other fields are as they are
// (nginx: X-Accel-Redirect). The place is that of media::UploadStore below its folder files/.
void leave_to_proxy(http::Response& response, const std::string& where, const std::string& hash) {
    response.fields.push_back({"X-Accel-Redirect", where + '/' + hash.substr(0, 2) + '/' + hash});
    std::erase_if(response.fields, [](const auto& field) { return field.name == "Accept-Ranges"; });
    response.file_size = 0;
}

void choose_part(http::Response& response, std::string_view range, std::string_view if_range,
                 std::string_view etag) {
    const std::uint64_t size = response.file_size;
    if (range.empty() || !http::if_range_holds(if_range, etag)) {
        return;
    }
    const http::RangeChoice choice = http::choose_range(range, size);
    if (choice.kind == http::RangeChoice::Kind::partial) {
        response.status = 206;
        response.fields.push_back({"Content-Range", http::content_range(choice, size)});
        response.file_offset = choice.offset;
        response.file_size = choice.size;
    } else if (choice.kind == http::RangeChoice::Kind::unsatisfiable) {
        response.status = 416;
        response.fields.push_back({"Content-Range", http::unsatisfied_range(size)});
        response.file_size = 0;
    }
}

}  // namespace

void FileRoutes::on_download(net::ConnectionId connection, std::string_view rest,
                             const http::RequestHead& head) {
    Transfer transfer{.kind = Kind::download};
    transfer.token = token_of(head, context_.worker.is_secure(connection));
    transfer.id = std::string(rest.substr(0, rest.find('/')));
    transfer.thumb = head.query == "thumb";
    transfer.by_proxy =
        !context_.shared.options.accel.empty() && context_.worker.is_from_proxy(connection);
    transfer.range = std::string(head.field("range"));
    transfer.if_range = std::string(head.field("if-range"));
    transfer.if_none_match = std::string(head.field("if-none-match"));
    start(connection, std::move(transfer));
}

namespace {

// Of these a small one is made; a GIF moves, and would not any more.
bool may_be_smaller(const proto::FileRecord& file) {
    return (file.mime == "image/jpeg" || file.mime == "image/png" || file.mime == "image/webp") &&
           file.size >= limits::kThumbnailFromBytes &&
           file.size <= limits::kThumbnailInputBytesMax &&
           std::uint64_t{file.width} * file.height <= limits::kThumbnailPixelsMax;
}

}  // namespace

void FileRoutes::send_small(net::ConnectionId connection, const proto::FileRecord& file) {
    if (!may_be_smaller(file)) {
        return send_file(connection, file);
    }
    run(
        connection,
        [uploads = context_.shared.upload_store, hash = file.hash] {
            return uploads->open_thumbnail(hash);
        },
        [this, connection, file](Transfer& still, Result<media::OpenBlob> blob) {
            if (blob) {
                finish_small(connection, still, std::move(*blob));
            } else {
                make_small(connection, file);
            }
        });
}

// Where none can be made, or too many are waiting to be, the picture itself is as good.
void FileRoutes::make_small(net::ConnectionId connection, const proto::FileRecord& file) {
    media::Thumbnails* thumbnails = context_.shared.thumbnails;
    const bool taken = thumbnails->available() &&
                       try_run(
                           *context_.shared.small_pictures, connection,
                           [thumbnails, hash = file.hash] { return thumbnails->get(hash); },
                           [this, connection, file](Transfer& still, Result<media::OpenBlob> blob) {
                               if (blob) {
                                   finish_small(connection, still, std::move(*blob));
                               } else {
                                   send_file(connection, file);
                               }
                           });
    if (!taken) {
        send_file(connection, file);
    }
}

void FileRoutes::finish_small(net::ConnectionId connection, Transfer& transfer,
                              media::OpenBlob blob) {
    http::Response response;
    response.file = blob.descriptor.release();
    response.file_size = blob.size;
    const std::string etag = '"' + transfer.id + "-thumb\"";
    response.fields.push_back({"ETag", etag});
    response.fields.push_back({"Cache-Control", "private, no-cache"});
    add_file_headers(response);
    response.fields.push_back({"Content-Type", blob.content_type});
    response.fields.push_back({"Content-Disposition", "inline"});
    if (http::if_none_match_hits(transfer.if_none_match, etag)) {
        response.status = 304;
        response.file_size = 0;
    }
    finish(connection, std::move(response));
}

void FileRoutes::send_file(net::ConnectionId connection, const proto::FileRecord& file) {
    run(
        connection,
        [uploads = context_.shared.upload_store, hash = file.hash] { return uploads->open(hash); },
        [this, connection, file](Transfer& still, Result<media::OpenBlob> blob) {
            if (!blob) {
                return finish_error(connection, blob.error());
            }
            http::Response response;
            response.file = blob->descriptor.release();
            response.file_size = blob->size;
            const std::string etag = '"' + still.id + '"';
            const bool shown = media::is_shown_inline(file.mime);
            response.fields.push_back({"ETag", etag});
            // The bytes of an id never change, but who may see them does: the browser may keep
            // them, and asks each time.
            response.fields.push_back({"Cache-Control", "private, no-cache"});
            response.fields.push_back({"Accept-Ranges", "bytes"});
            add_file_headers(response);
            response.fields.push_back(
                {"Content-Type", shown ? file.mime : std::string(media::kUnknownType)});
            response.fields.push_back({"Content-Disposition", disposition(shown, file.name)});
            if (http::if_none_match_hits(still.if_none_match, etag)) {
                response.status = 304;
                response.file_size = 0;
            } else if (still.by_proxy) {
                leave_to_proxy(response, context_.shared.options.accel, file.hash);
            } else {
                choose_part(response, still.range, still.if_range, etag);
            }
            finish(connection, std::move(response));
        });
}

// --- The sweep: worker 0 looks at one of 256 folders at a time
// ------------------------------------

void FileRoutes::on_tick() {
    if (!sweeping_ && context_.shared.ready.load(std::memory_order_relaxed)) {
        sweeping_ = true;
        sweep();
    }
}

void FileRoutes::sweep() {
    context_.worker.call_after(limits::kBlobSweepMs, [this] { sweep(); });
    media::UploadStore* uploads = context_.shared.upload_store;
    (void)context_.shared.files->submit(
        [this, uploads, folder = sweep_folder_ % 256, after = sweep_after_] {
            uploads->expire(wall_ms());
            const auto hashes = std::make_shared<std::vector<std::string>>(
                uploads->old_blobs(folder, wall_ms(), after));
            context_.worker.post([this, hashes] { swept(*hashes); }, true);
        });
}

void FileRoutes::swept(const std::vector<std::string>& hashes) {
    if (!candidates_.empty()) {
        return;  // the store has not said yet which of the last ones are in use
    }
    if (hashes.size() < limits::kBlobsPerSweepMax) {
        ++sweep_folder_;
        sweep_after_.clear();
    } else {
        sweep_after_ = hashes.back();  // the rest of the folder is for the next time
    }
    if (!hashes.empty()) {
        candidates_ = hashes;
        context_.to_engine(chat::FindBlobs{.hashes = hashes});
    }
}

void FileRoutes::blobs_found(const chat::FileAnswer& answer) {
    std::vector<std::string> unused = std::exchange(candidates_, {});
    const auto* facts = std::get_if<chat::FileFacts>(&answer.result);
    if (facts == nullptr) {
        return;  // the next round of the folder asks again
    }
    for (const std::string& used : facts->hashes) {
        std::erase(unused, used);
    }
    (void)context_.shared.files->submit(
        [uploads = context_.shared.upload_store, unused] { uploads->drop(unused, wall_ms()); });
}

}  // namespace teahouse::gateway
