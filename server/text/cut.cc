// SPDX-License-Identifier: MIT
#include "text/cut.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "text/fold.h"

namespace teahouse::text {

namespace {

// The characters of one kind from `at` on.
std::span<const Folded> run_at(const std::vector<Folded>& all, std::size_t at) {
    std::size_t end = at + 1;
    while (end < all.size() && all[end].kind == all[at].kind) {
        ++end;
    }
    return std::span(all).subspan(at, end - at);
}

Token token_of(std::span<const Folded> characters, bool dense) {
    Token token{.start = characters.front().start,
                .end = characters.back().end,
                .first_end = characters.front().end,
                .dense = dense};
    for (const Folded& one : characters) {
        append_utf8(one.character, token.text);
    }
    return token;
}

void cut_run(std::span<const Folded> run, std::vector<Token>& tokens) {
    const CharClass kind = run.front().kind;
    if (kind == CharClass::separator) {
        return;
    }
    if (kind == CharClass::dense) {
        for (std::size_t i = 0; i < run.size(); ++i) {
            tokens.push_back(token_of(run.subspan(i, i + 1 < run.size() ? 2 : 1), true));
        }
        return;
    }
    const std::size_t step = kind == CharClass::word   ? kTokenCharsMax
                             : kind == CharClass::flag ? 2
                                                       : 1;
    for (std::size_t i = 0; i < run.size(); i += step) {
        tokens.push_back(token_of(run.subspan(i, std::min(step, run.size() - i)), false));
    }
}

bool is_one_character(const Token& token) { return token.end == token.first_end; }

}  // namespace

std::vector<Token> cut(std::string_view source) {
    const std::vector<Folded> folded = fold(source);
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < folded.size();) {
        const std::span<const Folded> run = run_at(folded, at);
        cut_run(run, tokens);
        at += run.size();
    }
    return tokens;
}

Phrase make_phrase(std::string_view words, bool exact) {
    std::vector<Token> tokens = cut(words);
    Phrase phrase;
    if (tokens.empty()) {
        return phrase;
    }
    // The last character of a run by itself says that the run ends here, which a searcher does not
    // mean. Alone it is the beginning of pairs.
    const bool dense = tokens.back().dense;
    if (dense && tokens.size() > 1 && tokens[tokens.size() - 2].dense &&
        tokens[tokens.size() - 2].end == tokens.back().end) {
        tokens.pop_back();
    } else if (dense) {
        phrase.prefix = true;
    } else {
        phrase.prefix = !exact && !is_one_character(tokens.back());
    }
    for (Token& token : tokens) {
        phrase.tokens.push_back(std::move(token.text));
    }
    return phrase;
}

}  // namespace teahouse::text
