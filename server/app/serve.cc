// SPDX-License-Identifier: MIT
// `teahouse serve`: signals, logs, the background.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/daemon.h"
#include "app/log_file.h"
#include "app/service.h"
#include "app/service_manager.h"
#include "base/error.h"
#include "base/log.h"
#include "base/result.h"

namespace teahouse::app {
namespace {

constexpr int kDrainMsMax = 5'000;
constexpr int kPollMs = 20;

sigset_t handled_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        sigaddset(&set, signal);
    }
    return set;
}

// Each connection needs a descriptor: takes as many as the system allows.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
    }
}

// The next handled signal, or 0 after so many milliseconds (negative: wait for ever).
int next_signal(const sigset_t& set, int wait_ms) {
    if (wait_ms < 0) {
        int signal = 0;
        while (sigwait(&set, &signal) != 0) {
        }
        return signal;
    }
    const timespec wait{.tv_sec = wait_ms / 1000, .tv_nsec = (wait_ms % 1000) * 1'000'000L};
    const int signal = sigtimedwait(&set, nullptr, &wait);
    return signal < 0 ? 0 : signal;
}

// What SIGHUP changes; everything else waits for a restart.
constexpr std::array<std::string_view, 7> kReloadable = {
    "log.level", "log.slow_ms",      "registration",      "tls.cert",
    "tls.key",   "turn.secret_file", "test.disk_limit_kb"};

// One line for each new value that is not taken over.
void warn_of_the_rest(const Config& started, const Config& config) {
    const bool had_tls = !started.text("tls.cert").empty();
    const bool has_tls = !config.text("tls.cert").empty();
    for (const std::string& key : config.differences(started)) {
        const bool takes_tls = !key.starts_with("tls.") || had_tls == has_tls;
        if (std::ranges::find(kReloadable, key) == kReloadable.end() || !takes_tls) {
            log(LogLevel::warning, "reload: takes effect after a restart",
                {{.key = "setting", .value = config.shown(key)}});
        }
    }
}

void reload(Service& service, LogFile& log_file, const Config& started,
            const std::function<Result<Config>()>& read_again) {
    const Result<Config> config = read_again();
    if (!config) {
        log(LogLevel::error, "reload refused", {{.key = "why", .value = config.error().message}});
        return;
    }
    set_log_level(*parse_level(config->text("log.level")));
    if (const Status opened = log_file.open(); !opened) {
        log(LogLevel::error, "reload: log file kept as it was",
            {{.key = "why", .value = opened.error().message}});
    }
    warn_of_the_rest(started, *config);
    if (const Status done = service.reload(*config); !done) {
        log(LogLevel::error, "reload failed", {{.key = "why", .value = done.error().message}});
        return;
    }
    log(LogLevel::info, "configuration reloaded");
}

void drain(Service& service, const sigset_t& signals) {
    tell_manager("STOPPING=1\nSTATUS=Draining");
    log(LogLevel::info, "draining");
    service.begin_drain();
    // A second signal ends the waiting.
    for (int waited = 0; waited < kDrainMsMax && !service.drained(); waited += kPollMs) {
        const int signal = next_signal(signals, kPollMs);
        if (signal == SIGTERM || signal == SIGINT) {
            break;
        }
    }
    service.stop();
    log(LogLevel::info, "stopped");
}

}  // namespace

int serve(const Config& config, const std::function<Result<Config>()>& read_again) {
    // Before the way to the background, which changes the process's id.
    std::vector<int> passed = take_passed_sockets();
    LogFile log_file(
        config.text("log.format") == "json" ? LogFile::Format::json : LogFile::Format::text,
        config.text("log.file"));
    Status ready = Service::prepare_data(config);
    if (ready) {
        ready = log_file.open();
        if (!ready) {
            ready = config.refuse("log.file", ready.error().message);
        }
    }
    if (!ready) {
        static_cast<void>(std::fprintf(stderr, "teahouse: %s\n", ready.error().message.c_str()));
        return kExitUsage;
    }
    Daemon daemon;
    if (config.boolean("daemon")) {
        if (const Status detached = daemon.detach(); !detached) {
            static_cast<void>(
                std::fprintf(stderr, "teahouse: %s\n", detached.error().message.c_str()));
            return kExitFailed;
        }
    }
    set_log_level(*parse_level(config.text("log.level")));
    set_log_sink(&log_file);
    // Before any thread, so that all inherit it: signals come to this thread only.
    const sigset_t signals = handled_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    static_cast<void>(::signal(SIGPIPE, SIG_IGN));
    raise_descriptor_limit();

    auto service = Service::start(config, true, std::move(passed));
    if (!service) {
        static_cast<void>(std::fprintf(stderr, "teahouse: %s\n", service.error().message.c_str()));
        const int code = exit_code(service.error());
        daemon.done(code);
        set_log_sink(nullptr);
        return code;
    }
    const std::string scheme = (*service)->secure() ? "https" : "http";
    log(LogLevel::info,
        "listening on " + scheme + "://localhost:" + std::to_string((*service)->port()),
        {{.key = "version", .value = TEAHOUSE_VERSION},
         {.key = "data", .value = config.text("data")}});
    daemon.done(kExitOk);
    const std::string ready_text = "READY=1\nSTATUS=Serving on port " +
                                   std::to_string((*service)->port()) +
                                   "\nMAINPID=" + std::to_string(::getpid());
    tell_manager(ready_text);
    while (next_signal(signals, -1) == SIGHUP) {
        tell_manager_of_reload();
        reload(**service, log_file, config, read_again);
        tell_manager(ready_text);
    }
    drain(**service, signals);
    service->reset();
    set_log_sink(nullptr);
    return kExitOk;
}

}  // namespace teahouse::app
