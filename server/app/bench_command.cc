// SPDX-License-Identifier: MIT
// `teahouse bench`: what this machine can do, measured with a server of its own on loopback.
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/config.h"
#include "bench/group.h"
#include "bench/offered.h"
#include "bench/process.h"
#include "bench/side.h"

namespace teahouse::app {
namespace {

using bench::Pattern;
using bench::Reached;

constexpr std::size_t kMembers = 1'000;
constexpr std::size_t kMembersMin = 2;
constexpr std::size_t kMembersMax = 50'000;
constexpr double kSeconds = 2;
constexpr double kSecondsMin = 0.1;
constexpr double kSecondsMax = 60;
constexpr double kP99Ms = 100;
constexpr double kRoomFrom = 4;  // messages per second
constexpr double kPairsFrom = 200;
constexpr double kRateMax = 1'000'000;
constexpr rlim_t kOtherFiles = 200;  // descriptors of the generator besides its connections

// Data on the disk that the real ones are on; gone with the object.
class Folder {
public:
    explicit Folder(const std::string& data) : path_(data + "/bench") {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
        good_ = std::filesystem::create_directories(path_, error);
        if (good_) {
            std::filesystem::permissions(path_, std::filesystem::perms::owner_all, error);
        }
    }
    ~Folder() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
    bool good_ = false;
};

bool allow_files(std::size_t connections) {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) {
        return false;
    }
    files.rlim_cur = files.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur >= connections + kOtherFiles;
}

void say(const std::string& line) {
    static_cast<void>(std::fputs((line + '\n').c_str(), stdout));
    static_cast<void>(std::fflush(stdout));
}

void complain(const std::string& why) {
    static_cast<void>(std::fputs(("teahouse: " + why + '\n').c_str(), stderr));
}

template <class Number>
std::optional<Number> number(const std::string& word, Number low, Number high) {
    Number value{};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    const bool good = error == std::errc{} && end == word.data() + word.size();
    return good && value >= low && value <= high ? std::optional(value) : std::nullopt;
}

std::string describe(const Reached& reached) {
    return reached.per_second == 0
               ? fmt::format("none: even the lowest rate takes more than {:.0f} ms", kP99Ms)
               : fmt::format("{:.0f} messages per second, p50 {:.1f} ms, p99 {:.1f} ms",
                             reached.per_second, reached.p50_ms, reached.p99_ms);
}

void measure_room(bench::Side& side, const bench::Settings& settings) {
    const std::size_t members = settings.members;
    bench::Group group(side);
    const std::int64_t before = bench::cpu_ns(side.pid());
    group.connect(members, [&](std::size_t i) { return side.open_large(i); });
    const std::int64_t spent = bench::cpu_ns(side.pid()) - before;
    group.settle();
    say(fmt::format("connect and log in: {:.0f} us of processor time each",
                    static_cast<double>(spent) / 1e3 / static_cast<double>(members)));
    const Reached reached =
        bench::find_rate(group, Pattern::room, kRoomFrom, kRateMax, settings.seconds, kP99Ms);
    say(fmt::format("one room of {} members: {}", members, describe(reached)));
    say(fmt::format("                        {:.0f} deliveries per second",
                    reached.per_second * static_cast<double>(members)));
}

void measure_pairs(bench::Side& side, const bench::Settings& settings) {
    const std::size_t members = settings.members;
    side.refresh();
    bench::Group group(side);
    group.connect(members, [&](std::size_t i) { return side.open_pair(i / 2, i % 2 == 1); });
    group.settle();
    say(fmt::format("{} conversations of two: {}", members / 2,
                    describe(bench::find_rate(group, Pattern::pairs, kPairsFrom, kRateMax,
                                              settings.seconds, kP99Ms))));
}

void measure_memory(bench::Side& side, const bench::Settings& settings) {
    side.restart();
    side.refresh();
    const std::int64_t before = bench::memory_bytes(side.pid());
    bench::Group group(side);
    group.connect(settings.members, [&](std::size_t i) { return side.open_large(i); });
    group.settle();
    say(fmt::format("memory: {:.1f} MB, with {} idle connections {:.1f} MB",
                    static_cast<double>(before) / 1e6, settings.members,
                    static_cast<double>(bench::memory_bytes(side.pid())) / 1e6));
}

int measure(const Config& config, std::size_t members, double seconds) {
    if (!allow_files(members)) {
        complain("this many members need more open files than the system allows (ulimit -n)");
        return kExitFailed;
    }
    const Folder folder(config.text("data"));
    bench::set_on_give_up([path = folder.path()](const std::string& why) {
        complain("bench: " + why);
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    });
    if (!folder.good()) {
        complain("cannot write to " + config.text("data"));
        return kExitFailed;
    }
    std::error_code error;
    const std::string self = std::filesystem::read_symlink("/proc/self/exe", error).string();
    const bench::Settings settings{.teahouse = self,
                                   .self = self,
                                   .folder = folder.path(),
                                   .members = members,
                                   .seconds = seconds,
                                   .workers = static_cast<int>(config.integer("workers")),
                                   .server_cpu = -1,
                                   .generator_cpu = -1};
    say(
        fmt::format("a server of its own on this machine, {} members, data in {}; what is sent is "
                    "made here too, and takes its part of the processor",
                    members, folder.path()));
    const auto side = bench::make_teahouse(settings);
    side->prepare(members);
    side->refresh();
    measure_room(*side, settings);
    measure_pairs(*side, settings);
    measure_memory(*side, settings);
    return kExitOk;
}

}  // namespace

int bench(const Config& config) {
    const std::vector<std::string>& words = config.rest();
    const auto members =
        words.empty() ? std::optional(kMembers) : number(words[0], kMembersMin, kMembersMax);
    const auto seconds =
        words.size() < 2 ? std::optional(kSeconds) : number(words[1], kSecondsMin, kSecondsMax);
    if (!members || !seconds || words.size() > 2) {
        complain(
            fmt::format("bench takes a number of members, {} to {}, and one of seconds that "
                        "each measurement takes, {} to {}",
                        kMembersMin, kMembersMax, kSecondsMin, kSecondsMax));
        return kExitUsage;
    }
    return measure(config, *members - *members % 2, *seconds);
}

}  // namespace teahouse::app
