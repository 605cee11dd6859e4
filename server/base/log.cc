// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <atomic>
#include <initializer_list>
#include <string_view>

namespace teahouse {
namespace {

// The one mutable global: where lines go is a property of the process.
struct LogState {
    std::atomic<LogSink*> sink{nullptr};
    std::atomic<LogLevel> level{LogLevel::info};
};

LogState& state() noexcept {
    static LogState the_state;
    return the_state;
}

}  // namespace

void set_log_sink(LogSink* sink) noexcept { state().sink.store(sink, std::memory_order_release); }

void set_log_level(LogLevel level) noexcept {
    state().level.store(level, std::memory_order_relaxed);
}

bool log_enabled(LogLevel level) noexcept {
    return level >= state().level.load(std::memory_order_relaxed) &&
           state().sink.load(std::memory_order_relaxed) != nullptr;
}

void log(LogLevel level, std::string_view message,
         std::initializer_list<LogField> fields) noexcept {
    if (!log_enabled(level)) {
        return;
    }
    state().sink.load(std::memory_order_acquire)->write(level, message, fields);
}

}  // namespace teahouse
