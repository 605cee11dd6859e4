// SPDX-License-Identifier: MIT
// The log front-end of all layers. Lines go to one sink that app/ installs before threads start
// (text or JSON, file or stderr); without one they are dropped. Never log passwords, tokens or
// message texts.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace teahouse {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

struct LogField {
    std::string_view key;
    std::string value;
};

// Writes whole lines; called from any thread at the same time, must not throw and should not block
// for long.
class LogSink {
public:
    virtual ~LogSink() = default;
    virtual void write(LogLevel level, std::string_view message,
                       std::initializer_list<LogField> fields) noexcept = 0;
};

// The sink must outlive all threads that log; nullptr: drop.
void set_log_sink(LogSink* sink) noexcept;
// May be changed while running (SIGHUP).
void set_log_level(LogLevel level) noexcept;
[[nodiscard]] bool log_enabled(LogLevel level) noexcept;

void log(LogLevel level, std::string_view message,
         std::initializer_list<LogField> fields = {}) noexcept;

}  // namespace teahouse
