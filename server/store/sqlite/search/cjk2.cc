// SPDX-License-Identifier: MIT
#include "store/sqlite/search/cjk2.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <sqlite3.h>
#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "store/sqlite/db.h"
#include "text/cut.h"

namespace teahouse::store {

namespace {

using OnToken = int (*)(void*, int, const char*, int, int, int);

// Hands tokens to FTS5 until it wants no more.
class Emitter {
public:
    Emitter(OnToken on_token, void* context) : on_token_(on_token), context_(context) {}

    bool put(std::string_view token, std::size_t start, std::size_t end) {
        code_ = on_token_(context_, 0, token.data(), static_cast<int>(token.size()),
                          static_cast<int>(start), static_cast<int>(end));
        return code_ == SQLITE_OK;
    }
    [[nodiscard]] int code() const { return code_; }

private:
    OnToken on_token_;
    void* context_;
    int code_ = SQLITE_OK;
};

// The header of ready-made tokens; answers where the text begins behind it.
std::size_t emit_header(std::string_view source, Emitter& out) {
    if (source.empty() || source.front() != kHeader) {
        return 0;
    }
    const std::size_t end = std::min(source.find(kEnd), source.size());
    std::size_t at = 1;
    while (at < end) {
        const std::size_t next = std::min(source.find(kNext, at), end);
        if (next > at && !out.put(source.substr(at, next - at), at, next)) {
            break;
        }
        at = next + 1;
    }
    return std::min(end + 1, source.size());
}

// NOLINTNEXTLINE(readability-function-size): the parameters are those of FTS5
int tokenize(Fts5Tokenizer* /*self*/, void* context, int flags, const char* start, int size,
             OnToken on_token) {
    const std::string_view source(start, static_cast<std::size_t>(size));
    Emitter out(on_token, context);
    const std::size_t text_at = emit_header(source, out);
    if (out.code() != SQLITE_OK || text_at == source.size()) {
        return out.code();
    }
    const std::string_view words = source.substr(text_at);
    if ((flags & FTS5_TOKENIZE_QUERY) != 0) {
        for (const std::string& token : text::make_phrase(words, true).tokens) {
            if (!out.put(token, 0, 0)) {
                break;
            }
        }
        return out.code();
    }
    for (const text::Token& token : text::cut(words)) {
        if (!out.put(token.text, text_at + token.start, text_at + token.end)) {
            break;
        }
    }
    return out.code();
}

int create(void* /*context*/, const char** /*arguments*/, int /*count*/, Fts5Tokenizer** out) {
    static char stateless = 0;  // FTS5 wants a pointer; there is nothing behind it
    *out = reinterpret_cast<Fts5Tokenizer*>(&stateless);
    return SQLITE_OK;
}

void destroy(Fts5Tokenizer* /*self*/) {}

fts5_api* find_api(sqlite3* connection) {
    sqlite3_stmt* statement = nullptr;
    fts5_api* api = nullptr;
    if (sqlite3_prepare_v2(connection, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

}  // namespace

Status register_cjk2(Db& db) {
    fts5_api* api = find_api(db.raw());
    if (api == nullptr || api->iVersion < 2) {
        return fail(ErrorCode::store_unavailable, "this SQLite has no full-text search (FTS5)");
    }
    fts5_tokenizer tokenizer{.xCreate = create, .xDelete = destroy, .xTokenize = tokenize};
    const int code = api->xCreateTokenizer(api, "cjk2", nullptr, &tokenizer, nullptr);
    if (code != SQLITE_OK) {
        return tl::unexpected<Error>(sqlite_error(db.raw(), code));
    }
    return {};
}

std::string sender_token(UserId sender) { return "\x03u" + std::to_string(sender.value); }

std::string kind_token(proto::EventKind kind) {
    return "\x03k" + std::to_string(static_cast<unsigned>(kind));
}

std::string ready_made(std::span<const std::string> tokens) {
    std::string out{kHeader};
    for (const std::string& token : tokens) {
        if (out.size() > 1) {
            out += kNext;
        }
        out += token;
    }
    out += kEnd;
    return out;
}

}  // namespace teahouse::store
