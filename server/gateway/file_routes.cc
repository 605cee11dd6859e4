// SPDX-License-Identifier: MIT
// What uploads have in common with downloads; the life of one upload.
#include "gateway/file_routes.h"

#include <memory>
#include <utility>

#include "base/limits.h"
#include "base/steady_ms.h"
#include "base/utf8.h"
#include "gateway/clock.h"
#include "gateway/http_answers.h"
#include "gateway/origin.h"
#include "gateway/waiting_session.h"
#include "http/tus.h"

namespace teahouse::gateway {
namespace {

// Below it a piece waits for more, while the socket brings some.
constexpr std::size_t kWriteBytesMin = 16 * 1024;

void add_tus(http::Response& response) {
    response.fields.push_back({"Tus-Resumable", std::string(http::kTusVersion)});
    response.fields.push_back({"X-Content-Type-Options", "nosniff"});
    response.fields.push_back({"Cache-Control", "no-store"});
}

http::Response tus_answer(int status) {
    http::Response response;
    response.status = status;
    add_tus(response);
    return response;
}

Error invalid(std::string_view field) {
    return {.code = ErrorCode::invalid,
            .message = "a field is missing or malformed",
            .field = std::string(field)};
}

// Shown, never a path: what is no text is left out.
std::string shown_name(std::string_view name) {
    if (!is_utf8(name)) {
        return "file";
    }
    std::string shown;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        shown += byte < 0x20 || byte == 0x7F || c == '/' || c == '\\' ? '_' : c;
    }
    while (shown.size() > limits::kFileNameBytesMax || !is_utf8(shown)) {
        shown.pop_back();
    }
    return shown.empty() ? "file" : shown;
}

http::Response stands_at(int status, std::uint64_t offset, std::uint64_t length = 0) {
    http::Response response = tus_answer(status);
    response.fields.push_back({"Upload-Offset", std::to_string(offset)});
    if (length > 0) {
        response.fields.push_back({"Upload-Length", std::to_string(length)});
    }
    return response;
}

http::Response options_answer(std::uint64_t bytes_max) {
    http::Response response = tus_answer(204);
    response.fields.push_back({"Tus-Version", std::string(http::kTusVersion)});
    response.fields.push_back({"Tus-Extension", std::string(http::kTusExtensions)});
    response.fields.push_back({"Tus-Checksum-Algorithm", "sha256"});
    response.fields.push_back({"Tus-Max-Size", std::to_string(bytes_max)});
    return response;
}

}  // namespace

// Foreign pages may not begin anything, and only this version of tus is spoken.
bool FileRoutes::refused_early(net::ConnectionId connection, const http::RequestHead& head) {
    if (!origin_allowed(context_.shared.options.origins, head.field("origin"), head.field("host"),
                        context_.worker.is_secure(connection))) {
        context_.shared.counters.http_refused.fetch_add(1, std::memory_order_relaxed);
        context_.respond(connection,
                         error_answer({.code = ErrorCode::forbidden, .message = "foreign origin"}));
        return true;
    }
    if (head.field("tus-resumable") != http::kTusVersion) {
        http::Response response = tus_answer(412);
        response.fields.push_back({"Tus-Version", std::string(http::kTusVersion)});
        context_.respond(connection, std::move(response));
        return true;
    }
    return false;
}

void FileRoutes::on_upload_request(net::ConnectionId connection, std::string_view rest,
                                   const http::RequestHead& head) {
    if (head.method == http::Method::options) {
        return context_.respond(connection,
                                options_answer(context_.shared.options.uploads.file_bytes_max));
    }
    if (head.method == http::Method::patch) {  // only chunked bodies come this way
        http::Response response = tus_answer(411);
        response.close = true;
        return context_.respond(connection, std::move(response));
    }
    const bool creates = rest.empty() && head.method == http::Method::post;
    const bool finds = !rest.empty() && head.method == http::Method::head;
    const bool removes = !rest.empty() && head.method == http::Method::delete_;
    if (!creates && !finds && !removes) {
        http::Response response = tus_answer(405);
        response.fields.push_back({"Allow", rest.empty() ? "POST" : "HEAD, PATCH, DELETE"});
        return context_.respond(connection, std::move(response));
    }
    if (refused_early(connection, head)) {
        return;
    }
    Transfer transfer;
    transfer.token = token_of(head, context_.worker.is_secure(connection));
    if (!creates) {
        transfer.kind = finds ? Kind::find : Kind::remove;
        transfer.id = std::string(rest.substr(1));
        return start(connection, std::move(transfer));
    }
    const auto length = http::parse_tus_number(head.field("upload-length"));
    const auto metadata = http::parse_tus_metadata(head.field("upload-metadata"));
    if (!length || *length == 0 || !metadata) {
        return context_.respond(
            connection, error_answer(invalid(metadata ? "upload-length" : "upload-metadata")));
    }
    transfer.length = *length;
    transfer.name = "file";
    for (const http::TusPair& pair : *metadata) {
        if (pair.key == "filename") {
            transfer.name = shown_name(pair.value);
        }
    }
    start(connection, std::move(transfer));
}

void FileRoutes::on_patch(net::ConnectionId connection, std::string_view id,
                          const http::RequestHead& head) {
    if (refused_early(connection, head)) {
        return;
    }
    if (head.field("content-type") != http::kTusBody) {
        return context_.respond(connection,
                                error_answer({.code = ErrorCode::unsupported_type,
                                              .message = "send application/offset+octet-stream"}));
    }
    const auto offset = http::parse_tus_number(head.field("upload-offset"));
    if (!offset) {
        return context_.respond(connection, error_answer(invalid("upload-offset")));
    }
    Transfer transfer{.kind = Kind::patch, .offset = *offset};
    if (const std::string_view checksum = head.field("upload-checksum"); !checksum.empty()) {
        auto bytes = http::parse_tus_checksum(checksum);
        if (!bytes) {
            return context_.respond(connection, error_answer(invalid("upload-checksum")));
        }
        transfer.checksum = std::move(*bytes);
    }
    transfer.id = std::string(id);
    transfer.token = token_of(head, context_.worker.is_secure(connection));
    start(connection, std::move(transfer));
}

void FileRoutes::start(net::ConnectionId connection, Transfer transfer) {
    transfer.number = next_number_++;
    transfer.request = context_.request;
    const Transfer& kept =
        *(transfers_[connection] = std::make_unique<Transfer>(std::move(transfer)));
    if (kept.kind == Kind::download) {
        context_.to_engine(chat::OpenFile{.session = session_of(connection),
                                          .re = kept.number,
                                          .token = kept.token,
                                          .id = kept.id,
                                          .address = context_.worker.peer_address(connection)});
    } else {
        admit(connection, kept);
    }
}

void FileRoutes::admit(net::ConnectionId connection, const Transfer& transfer) {
    context_.to_engine(
        chat::AdmitUpload{.session = session_of(connection),
                          .re = transfer.number,
                          .token = transfer.token,
                          .id = transfer.id,
                          .writes = transfer.kind == Kind::create || transfer.kind == Kind::patch,
                          .address = context_.worker.peer_address(connection)});
}

void FileRoutes::apply(chat::FileAnswer& answer) {
    if (!answer.session) {
        return blobs_found(answer);
    }
    const net::ConnectionId connection = connection_of(answer.session);
    Transfer* transfer = find(connection);
    if (transfer == nullptr || transfer->number != answer.re) {
        return;
    }
    if (const auto* error = std::get_if<Error>(&answer.result)) {
        return finish_error(connection, *error);
    }
    const auto& facts = std::get<chat::FileFacts>(answer.result);
    if (transfer->kind == Kind::download && transfer->thumb) {
        send_small(connection, facts.file);
    } else if (transfer->kind == Kind::download) {
        send_file(connection, facts.file);
    } else if (transfer->registering) {
        registered(connection, *transfer);
    } else {
        admitted(connection, *transfer, facts);
    }
}

void FileRoutes::admitted(net::ConnectionId connection, Transfer& transfer,
                          const chat::FileFacts& facts) {
    transfer.user = facts.user;
    media::UploadStore* uploads = context_.shared.upload_store;
    const bool complete = !facts.file.id.empty();  // and registered: its end may be told again
    if (transfer.kind == Kind::patch) {
        return complete ? registered(connection, transfer) : begin_patch(connection, transfer);
    }
    if (transfer.kind == Kind::find) {
        return complete ? finish(connection, stands_at(200, facts.file.size, facts.file.size))
                        : find_upload(connection, transfer);
    }
    if (transfer.kind == Kind::remove) {
        return run(
            connection,
            [uploads, id = transfer.id, user = facts.user] { return uploads->remove(id, user); },
            [this, connection](Transfer&, const Status& done) {
                if (!done) {
                    return finish_error(connection, done.error());
                }
                finish(connection, tus_answer(204));
            });
    }
    const std::string account = std::to_string(facts.user.value);
    std::uint32_t wait = context_.shared.files_begun.admit(account, steady_ms());
    if (wait == 0) {
        wait = context_.shared.file_bytes.admit(account, steady_ms(),
                                                static_cast<double>(transfer.length));
    }
    if (wait > 0) {
        return finish_error(connection, {.code = ErrorCode::rate_limited,
                                         .message = "too many uploads",
                                         .retry_after_ms = wait});
    }
    media::NewUpload upload{.owner = facts.user,
                            .length = transfer.length,
                            .name = transfer.name,
                            .used_bytes = facts.used_bytes};
    run(
        connection, [uploads, upload] { return uploads->create(upload, wall_ms()); },
        [this, connection](Transfer&, Result<std::string> id) {
            if (!id) {
                return finish_error(connection, id.error());
            }
            http::Response response = stands_at(201, 0);
            response.fields.push_back({"Location", "/api/v1/upload/" + *id});
            finish(connection, std::move(response));
        });
}

void FileRoutes::find_upload(net::ConnectionId connection, const Transfer& transfer) {
    run(
        connection,
        [uploads = context_.shared.upload_store, id = transfer.id, user = transfer.user] {
            return uploads->find(id, user);
        },
        [this, connection](Transfer& still, Result<media::UploadInfo> info) {
            if (!info) {
                return find_again(connection, still, info.error());
            }
            if (info->offset < info->length) {
                return finish(connection, stands_at(200, info->offset, info->length));
            }
            // Whoever hears that all is there sends nothing more: the request that brought the last
            // byte may have ended before it became a file.
            still.offset = info->offset;
            finish_upload(connection, still);
        });
}

// An upload that is gone by now may have become a file meanwhile.
void FileRoutes::find_again(net::ConnectionId connection, Transfer& transfer, const Error& error) {
    if (transfer.kind != Kind::find || error.code != ErrorCode::not_found || transfer.asked_again) {
        return finish_error(connection, error);
    }
    transfer.asked_again = true;
    admit(connection, transfer);
}

// --- PATCH ---------------------------------------------------------------------------------------

void FileRoutes::begin_patch(net::ConnectionId connection, const Transfer& transfer) {
    run(
        connection,
        [uploads = context_.shared.upload_store, id = transfer.id, user = transfer.user,
         offset = transfer.offset, checksum = transfer.checksum] {
            return uploads->begin(id, user, offset, checksum, wall_ms());
        },
        [this, connection](Transfer& still, Result<media::Lease> lease) {
            if (!lease) {
                return finish_error(connection, lease.error());
            }
            still.lease = std::move(*lease);
            context_.worker.resume_body(connection);
        },
        [uploads = context_.shared.upload_store](const Result<media::Lease>& lease) {
            if (lease) {
                uploads->abandon(*lease);  // nobody waits for it any more
            }
        });
}

void FileRoutes::on_body(net::ConnectionId connection, std::string_view piece) {
    Transfer* transfer = find(connection);
    if (transfer == nullptr || !transfer->lease) {
        return;
    }
    transfer->gathered += piece;
    if (transfer->gathered.size() >= limits::kUploadPieceBytes) {
        context_.worker.pause_body(connection);
    }
    if (!transfer->writing && transfer->gathered.size() >= kWriteBytesMin) {
        write_gathered(connection, *transfer);
    }
}

bool FileRoutes::on_body_end(net::ConnectionId connection) {
    Transfer* transfer = find(connection);
    if (transfer == nullptr || transfer->kind != Kind::patch || transfer->body_ended) {
        return false;
    }
    transfer->body_ended = true;
    if (!transfer->writing) {
        if (transfer->gathered.empty()) {
            end_patch(connection, *transfer);
        } else {
            write_gathered(connection, *transfer);
        }
    }
    return true;
}

void FileRoutes::write_gathered(net::ConnectionId connection, Transfer& transfer) {
    transfer.writing = true;
    // Two buffers at most: what is written and what is gathered meanwhile.
    const auto bytes = std::make_shared<std::string>(std::exchange(transfer.gathered, {}));
    context_.worker.resume_body(connection);
    run(
        connection,
        [uploads = context_.shared.upload_store, lease = *transfer.lease, bytes] {
            return uploads->write(lease, *bytes);
        },
        [this, connection](Transfer& still, const Status& written) {
            still.writing = false;
            if (!written) {
                still.gathered.clear();  // it comes after what is missing now
                return finish_error(connection, written.error());
            }
            if (still.gathered.size() >= kWriteBytesMin ||
                (still.body_ended && !still.gathered.empty())) {
                write_gathered(connection, still);
            } else if (still.body_ended) {
                end_patch(connection, still);
            }
        });
}

void FileRoutes::end_patch(net::ConnectionId connection, Transfer& transfer) {
    run(
        connection,
        [uploads = context_.shared.upload_store, lease = *transfer.lease] {
            return uploads->end(lease);
        },
        [this, connection](Transfer& still, Result<media::UploadInfo> info) {
            if (!info) {
                return finish_error(connection, info.error());
            }
            still.lease.reset();
            still.offset = info->offset;
            if (info->offset == info->length) {
                return finish_upload(connection, still);
            }
            finish(connection, stands_at(204, info->offset));
        });
}

void FileRoutes::finish_upload(net::ConnectionId connection, const Transfer& transfer) {
    run(
        connection,
        [uploads = context_.shared.upload_store, id = transfer.id, user = transfer.user] {
            return uploads->finish(id, user);
        },
        [this, connection](Transfer& still, Result<media::Finished> finished) {
            if (!finished) {
                return find_again(connection, still, finished.error());
            }
            still.registering = true;
            context_.to_engine(chat::AddFile{.session = session_of(connection),
                                             .re = still.number,
                                             .token = still.token,
                                             .file = {.id = still.id,
                                                      .owner = still.user,
                                                      .hash = std::move(finished->hash),
                                                      .size = finished->size,
                                                      .mime = std::move(finished->mime),
                                                      .name = std::move(finished->name),
                                                      .width = finished->width,
                                                      .height = finished->height},
                                             .address = context_.worker.peer_address(connection)});
        });
}

// The upload is answered when its place is free again: until then it counts beside the file.
void FileRoutes::registered(net::ConnectionId connection, const Transfer& transfer) {
    run(
        connection,
        [uploads = context_.shared.upload_store, id = transfer.id, user = transfer.user] {
            return uploads->remove(id, user);
        },
        [this, connection](const Transfer& still, const Status& /*gone already, or now*/) {
            finish(connection, still.kind == Kind::find ? stands_at(200, still.offset, still.offset)
                                                        : stands_at(204, still.offset));
        });
}

// --- The end -------------------------------------------------------------------------------------

FileRoutes::Transfer* FileRoutes::find(net::ConnectionId connection) {
    const auto found = transfers_.find(connection);
    return found == transfers_.end() ? nullptr : found->second.get();
}

// What came stays; the next request goes on from there.
void FileRoutes::give_up(Transfer& transfer) {
    if (!transfer.lease) {
        return;
    }
    // Not beside a piece that is being written: the order would be anybody's.
    std::string rest = transfer.writing ? std::string() : std::exchange(transfer.gathered, {});
    const bool taken = context_.shared.files->submit(
        [uploads = context_.shared.upload_store, lease = *transfer.lease, bytes = std::move(rest)] {
            if (!bytes.empty()) {
                (void)uploads->write(lease, bytes);
            }
            uploads->abandon(lease);
        });
    if (!taken) {
        context_.shared.upload_store->abandon_soon(*transfer.lease);
    }
}

void FileRoutes::on_closed(net::ConnectionId connection) {
    if (Transfer* transfer = find(connection)) {
        give_up(*transfer);
        transfers_.erase(connection);
    }
}

void FileRoutes::finish(net::ConnectionId connection, http::Response response) {
    const Transfer* transfer = find(connection);
    const std::uint64_t request = transfer == nullptr ? context_.request : transfer->request;
    transfers_.erase(connection);
    context_.respond(connection, std::move(response), request);
}

void FileRoutes::finish_error(net::ConnectionId connection, const Error& error) {
    context_.shared.counters.count_error(error.code);
    const Transfer* transfer = find(connection);
    http::Response response = error_answer(error);
    if (transfer != nullptr) {
        if (transfer->kind != Kind::download) {
            response.fields.push_back({"Tus-Resumable", std::string(http::kTusVersion)});
        }
        give_up(*find(connection));
    }
    finish(connection, std::move(response));
}

void FileRoutes::refuse(const std::vector<Inbound>& batch) {
    for (const Inbound& inbound : batch) {
        const SessionId session = waiting_session(inbound.command);
        if (!session) {
            candidates_.clear();
        } else if (find(connection_of(session)) != nullptr) {
            finish_error(connection_of(session), {.code = ErrorCode::rate_limited,
                                                  .message = "the server is overloaded",
                                                  .retry_after_ms = limits::kRetryAfterMs});
        }
    }
}

}  // namespace teahouse::gateway
