// SPDX-License-Identifier: MIT
// teahouse_sim: the engine under a store that fails, connections that break and processes that die,
// from seeds.
//   teahouse_sim --seeds 1000            seeds 1 to 1000
//   teahouse_sim --seed 42 [--steps K]   one seed, with its story if it fails
//   teahouse_sim --break NAME            with a bug put in; succeeds if it is found
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "testkit/host.h"
#include "world.h"

namespace {

using teahouse::sim::Violation;
using teahouse::sim::World;
using Bug = teahouse::testkit::Host::Bug;

struct Options {
    std::uint64_t seeds = 100;
    std::uint64_t seed = 0;  // 0: 1 to `seeds`
    std::uint64_t steps = 600;
    std::string broken;
    bool wrong = false;
};

const std::map<std::string, Bug>& bugs() {
    static const std::map<std::string, Bug> kBugs = {
        {"doubled-delivery", Bug::doubled_delivery},
        {"lost-delivery", Bug::lost_delivery},
        {"late-unsubscribe", Bug::late_unsubscribe},
        {"no-dedupe", Bug::no_dedupe},
        {"no-window", Bug::no_window},
        {"short-read-mark", Bug::short_read_mark},
        {"lost-tail", Bug::lost_tail},
    };
    return kBugs;
}

Options read_options(int argc, char** argv) {
    Options options;
    const std::map<std::string_view, std::uint64_t*> numbers = {
        {"--seeds", &options.seeds}, {"--seed", &options.seed}, {"--steps", &options.steps}};
    for (int i = 1; i < argc; i += 2) {
        const std::string_view word = argv[i];
        const std::string_view value = i + 1 < argc ? argv[i + 1] : "";
        const auto number = numbers.find(word);
        if (number != numbers.end()) {
            const auto end = value.data() + value.size();
            const auto parsed = std::from_chars(value.data(), end, *number->second);
            options.wrong = options.wrong || value.empty() || parsed.ptr != end;
        } else if (word == "--break" && bugs().contains(std::string(value))) {
            options.broken = value;
        } else {
            options.wrong = true;
        }
    }
    return options;
}

// Empty: nothing was found.
std::string run_seed(std::uint64_t seed, std::uint64_t steps, Bug bug, bool tell) {
    std::uint64_t step = 0;
    std::unique_ptr<World> world;
    try {
        world = std::make_unique<World>(seed, bug);
        for (; step < steps; ++step) {
            world->step();
        }
        world->heal();
        return {};
    } catch (const Violation& violation) {
        if (tell && world != nullptr) {
            for (const std::string& line : world->story()) {
                std::printf("    %s\n", line.c_str());
            }
        }
        return "seed " + std::to_string(seed) + ", step " + std::to_string(step) + ": " +
               violation.what();
    }
}

// A bug must be found within so many seeds, however few are asked for; the rarest needs hundreds.
constexpr std::uint64_t kSeedsForBug = 2'000;

bool finds(const std::string& name, const Options& options) {
    const std::uint64_t seeds = std::max(options.seeds, kSeedsForBug);
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const std::string found = run_seed(seed, options.steps, bugs().at(name), false);
        if (!found.empty()) {
            std::printf("ok   %s is found: %s\n", name.c_str(), found.c_str());
            return true;
        }
    }
    std::printf("FAIL %s is not found\n", name.c_str());
    return false;
}

int run(const Options& options) {
    if (!options.broken.empty()) {
        return finds(options.broken, options) ? 0 : 1;
    }
    std::size_t passed = 0;
    std::size_t failed = 0;
    const std::uint64_t first = options.seed != 0 ? options.seed : 1;
    const std::uint64_t last = options.seed != 0 ? options.seed : options.seeds;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        const std::string found = run_seed(seed, options.steps, Bug::none, true);
        if (!found.empty()) {
            std::printf("FAIL %s\n", found.c_str());
        }
        ++(found.empty() ? passed : failed);
    }
    if (options.seed == 0) {
        for (const auto& [name, bug] : bugs()) {
            ++(finds(name, options) ? passed : failed);
        }
    }
    std::printf("sim: %zu passed, %zu failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const Options options = read_options(argc, argv);
    if (options.wrong) {
        std::fprintf(stderr,
                     "usage: teahouse_sim [--seeds N] [--seed S] [--steps K] [--break BUG]\n");
        return 2;
    }
    return run(options);
}
