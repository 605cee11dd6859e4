// SPDX-License-Identifier: MIT
// How long a flush to a large channel waits for more to go with it. A flush costs about the same
// for one message as for twenty. Pure: the caller brings the clock.
//
// Two reasons to wait. More is known to come (Handler::more_expected): then for no longer than the
// flush itself would take, so that whatever comes it is at most twice the best that could be done
// by somebody who knew. Or so much has come of late that flushes for each message would take half
// of the worker's time or more: then for one and a half, which more than wins its time back if
// anything comes meanwhile (two merged more still, but the slowest of a hundred messages came later
// than without; `teahouse_bench overload`). Where nothing comes, several times in turn, it is tried
// only now and then. An idle channel never waits.
#pragma once

#include <cstdint>

namespace teahouse::net {

class MergeWait {
public:
    struct Moment {
        std::int64_t now_ms = 0;
        std::int64_t flush_us = 0;  // what a flush of the channel takes
        std::uint32_t waiting = 0;  // messages that are to be flushed
        bool more_expected = false;
        std::int64_t wait_max_ms = 0;
    };

    // Whether the flush is to be held back; to be asked again at until_ms() at the latest.
    bool holds(const Moment& moment);
    // It goes out, with so many messages.
    void flushed(std::int64_t now_ms, std::uint32_t messages);
    // 0: it does not wait.
    [[nodiscard]] std::int64_t until_ms() const { return until_ms_; }

private:
    void begin(const Moment& moment);
    bool is_pressed(const Moment& moment);

    std::int64_t until_ms_ = 0;
    std::int64_t flushed_ms_ = 0;
    std::int64_t per_second_ = 0;  // messages of late
    std::uint32_t begun_with_ = 0;
    std::uint32_t in_vain_ = 0;  // guesses in turn, and the flushes without one after them
    bool guessed_ = false;
};

}  // namespace teahouse::net
