// SPDX-License-Identifier: MIT
// Uploads and downloads of the engine: what the server does around them is left out.
#include <optional>
#include <string>
#include <variant>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "engine_backend.h"
#include "proto/records.h"
#include "script.h"
#include "testkit/host.h"

namespace teahouse::transcripts {

std::string EngineBackend::upload(const std::string& name, const std::string& file,
                                  const std::string& kind) {
    const std::string digits = std::to_string(++last_file_);
    proto::FileRecord record{.id = std::string(limits::kFileIdChars - digits.size(), '0') + digits,
                             .hash = std::string(64, 'a'),
                             .size = 64,
                             .mime = "application/octet-stream",
                             .name = file};
    if (kind.starts_with("png")) {
        record.mime = "image/png";
        record.width = kind == "png-wide" ? 1'025 : 30;
        record.height = 20;
        record.hash.replace(0, kind.size(), kind);
    }
    const auto& token = clients_[name].token;
    const auto hash = token ? std::optional(hash_of(*token)) : std::nullopt;
    const SessionId asking = next_session();
    host_->apply(chat::AdmitUpload{.session = asking, .re = 1, .token = hash});
    const auto admitted = host_->take_file(asking);
    if (!admitted || std::holds_alternative<Error>(admitted->result)) {
        throw Failure("the upload was not admitted");
    }
    record.owner = std::get<chat::FileFacts>(admitted->result).user;
    const SessionId adding = next_session();
    host_->apply(chat::AddFile{.session = adding, .re = 1, .token = hash, .file = record});
    settle();
    const auto added = host_->take_file(adding);
    if (!added || std::holds_alternative<Error>(added->result)) {
        throw Failure("the file was not taken");
    }
    return record.id;
}

int EngineBackend::download(const std::string& name, const std::string& id) {
    const auto& token = clients_[name].token;
    const SessionId session = next_session();
    host_->apply(chat::OpenFile{.session = session,
                                .re = 1,
                                .token = token ? std::optional(hash_of(*token)) : std::nullopt,
                                .id = id});
    settle();
    const auto answer = host_->take_file(session);
    if (!answer) {
        throw Failure("no answer to a download");
    }
    const auto* error = std::get_if<Error>(&answer->result);
    return error == nullptr ? 200 : error->code == ErrorCode::not_found ? 404 : 401;
}

}  // namespace teahouse::transcripts
