// SPDX-License-Identifier: MIT
// The tokenizer of the search index: tokens lie in the text, in order and within their bounds, and
// SQLite finds a text by each phrase that is made of it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/utf8.h"
#include "proto/messages.h"
#include "store/sqlite/db.h"
#include "store/sqlite/search/cjk2.h"
#include "text/cut.h"

namespace {

namespace store = teahouse::store;
namespace text = teahouse::text;

constexpr std::size_t kTokenBytesMax = 64 * text::kTokenCharsMax;  // folding makes some longer

struct Index {
    store::Db db;
    store::Statement insert, find, clear;
};

Index make_index() {
    auto db = store::Db::open(":memory:", {});
    CHECK(db && store::register_cjk2(*db));
    CHECK(db->run_script("CREATE VIRTUAL TABLE message USING fts5(text, tokenize='cjk2')"));
    auto insert = db->prepare("INSERT INTO message(rowid, text) VALUES(1, ?)");
    auto find = db->prepare("SELECT rowid FROM message WHERE message MATCH ?");
    auto clear = db->prepare("DELETE FROM message");
    CHECK(insert && find && clear);
    return {.db = *std::move(db),
            .insert = *std::move(insert),
            .find = *std::move(find),
            .clear = *std::move(clear)};
}

std::string quoted(std::string_view words) {
    std::string out = "\"";
    for (const char c : words) {
        out.append(c == '"' ? 2 : 1, c);
    }
    return out + '"';
}

void check_cut(std::string_view input, const std::vector<text::Token>& tokens) {
    std::uint32_t last = 0;
    for (const text::Token& token : tokens) {
        CHECK(!token.text.empty() && token.text.size() <= kTokenBytesMax);
        CHECK(token.start >= last && token.start < token.end && token.end <= input.size());
        CHECK(token.start < token.first_end && token.first_end <= token.end);
        last = token.start;
    }
}

void check_index(std::string_view input, const std::vector<text::Token>& tokens) {
    static Index index = make_index();
    CHECK(index.insert.run(input));
    if (!tokens.empty() && input.front() != store::kHeader) {
        // Phrases are handed over as they were cut; a token with a NUL could not be.
        const std::string& token = tokens[input.size() % tokens.size()].text;
        if (token.find('\0') == std::string::npos) {
            bool found = false;
            CHECK(index.find.query([&](store::Row) { found = true; },
                                   quoted(store::ready_made({&token, 1}))));
            CHECK(found);
        }
    }
    CHECK(index.clear.run());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(reinterpret_cast<const char*>(data), size);
    const std::vector<text::Token> tokens = text::cut(input);
    check_cut(input, tokens);
    if (!input.empty() && teahouse::is_utf8(input) && input.find('\0') == std::string::npos) {
        check_index(input, tokens);
    }
    return 0;
}
