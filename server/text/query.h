// SPDX-License-Identifier: MIT
// What a person types into the search box: words, "phrases" and filters. Never fails: what is no
// filter is a word.
//
//   from:anna  from:"Anna Li"  from:me    in:tea  in:"Tea house"
//   has:image  has:video  has:audio  has:voice  has:file  has:poll  has:link
//   before:2026-11-01  after:2026-11  after:yesterday
//
// The filters have Chinese names too (来自 在 包含 早于 晚于; 图片 视频 音乐 语音 文件 投票 链接),
// and a full-width colon does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "text/cut.h"

namespace teahouse::text {

inline constexpr std::size_t kPhrasesMax = 16;      // further words are left out
inline constexpr std::size_t kFilterValuesMax = 8;  // of one kind
inline constexpr std::size_t kPhraseTokensMax = 64;

// What a message is or holds.
enum class Has : std::uint8_t { image, video, audio, voice, file, poll, link };

struct SearchWords {
    std::vector<Phrase> phrases = {};
    std::vector<std::string> from = {};  // names as typed; several: any of them
    std::vector<std::string> in = {};
    std::vector<Has> has = {};          // each once; all of them
    std::optional<TimeMs> after = {};   // at >= after
    std::optional<TimeMs> before = {};  // at < before

    [[nodiscard]] bool empty() const {
        return phrases.empty() && from.empty() && in.empty() && has.empty() && !after && !before;
    }
};

struct QueryClock {
    TimeMs now = 0;
    std::int64_t zone_ms = 0;  // how far the searcher's clock is ahead of UTC
};

SearchWords parse_query(std::string_view query, const QueryClock& clock);

// "+08:00", "-03:30" or "Z", as milliseconds.
std::optional<std::int64_t> parse_zone(std::string_view zone);

}  // namespace teahouse::text
