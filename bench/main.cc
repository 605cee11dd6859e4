// SPDX-License-Identifier: MIT
// teahouse_bench: measures our server beside a plain one (plain_server.h) on the same work, in the
// same run, in turns. What counts is work per second of the server's CPU: it hardly depends on what
// else the machine does.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <sys/resource.h>

#include "bench/side.h"
#include "compare.h"
#include "nodes.h"
#include "ours.h"
#include "plain_server.h"
#include "plain_side.h"
#include "search.h"
#include "table.h"
#include "waves.h"
#include "workloads.h"

namespace teahouse::bench {

namespace {

constexpr const char* kHelp =
    "teahouse_bench --server PATH [options] [fanout] [unicast] [logins] [idle]\n"
    "teahouse_bench --server PATH [options] search\n"
    "teahouse_bench --server PATH [options] ours       beside itself with other settings: all of\n"
    "      overload, deflate, ring, workers\n"
    "teahouse_bench --server PATH [options] storm | resume | history | uploads | nodes\n"
    "teahouse_bench --server PATH [options] compare    beside other servers; see "
    "tools/bench-compare\n"
    "  --folder DIR    data and logs (default: a folder beside this program)\n"
    "  --members N     members of the room (default 1000)\n"
    "  --idle N        idle connections for the memory (default 10000)\n"
    "  --logins N      connections of the login storm (default 2000)\n"
    "  --messages N    messages that are searched (default 100000)\n"
    "  --rounds N      measurements of each kind, in turns (default 5)\n"
    "  --seconds S     length of one (default 1)\n"
    "  --json FILE     results of compare, for tools/bench-compare\n"
    "  --flag=--F=V    one more flag of ours\n"
    "  --in-flight N   only this number of messages (default 1, 16 and 64)\n"
    "  --alone         not beside the plain server; nothing is printed\n"
    "  --check         exit 1 if a floor is missed\n";

bool run_fanout(const Settings& settings, Side& ours, Side& plain) {
    ours.refresh();
    Group our_group(ours);
    Group plain_group(plain);
    for (Group* group : {&our_group, &plain_group}) {
        group->connect(settings.members,
                       [&](std::size_t index) { return group->side().open_large(index); });
        group->settle();
    }
    struct Cell {
        std::size_t in_flight;
        double floor;
    };
    std::vector<Cell> cells = {{1, 0.95}, {16, 10}, {64, 0}};
    if (settings.in_flight != 0) {
        cells = {{settings.in_flight, 0}};
    }
    std::vector<Row> rows;
    std::vector<std::vector<double>> latency(cells.size() * 2);
    for (const Cell& cell : cells) {
        rows.push_back({.title = "fan-out to " + std::to_string(settings.members) + ", " +
                                 std::to_string(cell.in_flight) + " in flight",
                        .floor = cell.floor});
    }
    for (int round = 0; round < settings.rounds; ++round) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const Rate ours_now = measure_fanout(our_group, cells[i].in_flight, settings.seconds);
            const Rate plain_now =
                measure_fanout(plain_group, cells[i].in_flight, settings.seconds);
            rows[i].ours.push_back(ours_now.per_cpu_second / 1e3);
            rows[i].plain.push_back(plain_now.per_cpu_second / 1e3);
            latency[i * 2].push_back(ours_now.p50_ms);
            latency[i * 2 + 1].push_back(plain_now.p50_ms);
        }
    }
    print_header("Thousand deliveries per second of server CPU (ours stores every message)");
    bool ok = true;
    for (const Row& row : rows) {
        ok = print_row(row, "%.0f [%.0f-%.0f]") && ok;
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
        std::printf("  %zu in flight: p50 %.1f ms, plain %.1f ms\n", cells[i].in_flight,
                    median(latency[i * 2]), median(latency[i * 2 + 1]));
    }
    return ok;
}

bool run_unicast(const Settings& settings, Side& ours, Side& plain) {
    ours.refresh();
    Group our_group(ours);
    Group plain_group(plain);
    for (Group* group : {&our_group, &plain_group}) {
        group->connect(settings.members / 2 * 2, [&](std::size_t index) {
            return group->side().open_pair(index / 2, index % 2 == 1);
        });
        group->settle();
    }
    Row row{.title = std::to_string(settings.members / 2) + " pairs, one message each"};
    for (int round = 0; round < settings.rounds; ++round) {
        row.ours.push_back(measure_unicast(our_group, settings.seconds).per_cpu_second / 1e3);
        row.plain.push_back(measure_unicast(plain_group, settings.seconds).per_cpu_second / 1e3);
    }
    print_header("Thousand messages per second of server CPU (ours stores and acknowledges)");
    return print_row(row, "%.1f [%.1f-%.1f]");
}

bool run_logins(const Settings& settings, Side& ours, Side& plain) {
    Row row{.title = "connect and log in (token)", .less_is_better = true};
    for (int round = 0; round < settings.rounds; ++round) {
        row.ours.push_back(measure_logins(ours, settings.logins));
        row.plain.push_back(measure_logins(plain, settings.logins));
    }
    print_header("us of server CPU for each (plain: upgrade only)");
    return print_row(row, "%.0f [%.0f-%.0f]");
}

bool run_idle(const Settings& settings, Side& ours, Side& plain) {
    Row row{.title = std::to_string(settings.idle) + " idle, logged in, room open",
            .ceiling = 1.5,
            .less_is_better = true};
    row.ours.push_back(measure_idle(ours, settings.idle));
    row.plain.push_back(measure_idle(plain, settings.idle));
    print_header("KB of the server's own memory for each connection");
    return print_row(row, "%.2f [%.2f-%.2f]");
}

// Nothing but the work, for who looks at the server meanwhile.
void run_work(const Settings& settings) {
    const auto side = make_teahouse(settings);
    side->prepare(settings.members);
    side->refresh();
    const bool pairs = std::ranges::find(settings.parts, "unicast") != settings.parts.end();
    Group group(*side);
    group.connect(settings.members / 2 * 2, [&](std::size_t index) {
        return pairs ? side->open_pair(index / 2, index % 2 == 1) : side->open_large(index);
    });
    if (pairs) {
        measure_unicast(group, settings.seconds);
    } else {
        measure_fanout(group, std::max<std::size_t>(settings.in_flight, 1), settings.seconds);
    }
}

// Parts that bring their own servers; false: none was named.
bool run_alone(const Settings& settings) {
    const std::vector<std::pair<const char*, void (*)(const Settings&)>> parts = {
        {"ours", run_ours},     {"overload", run_overload}, {"deflate", run_deflate},
        {"ring", run_ring},     {"workers", run_workers},   {"storm", run_storm},
        {"resume", run_resume}, {"history", run_history},   {"uploads", run_uploads},
        {"nodes", run_nodes},
    };
    bool any = false;
    for (const auto& [name, run] : parts) {
        if (std::ranges::find(settings.parts, name) != settings.parts.end()) {
            run(settings);
            any = true;
        }
    }
    return any;
}

int run(Settings& settings) {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    if (settings.idle + 200 > files.rlim_cur) {
        settings.idle = files.rlim_cur - 200;
        std::printf("only %zu idle connections: the limit of open files\n", settings.idle);
    }
    std::filesystem::create_directories(settings.folder);
    pin_to_cpu(settings.generator_cpu);
    if (std::ranges::find(settings.parts, "compare") != settings.parts.end()) {
        run_compare(settings);
        return 0;
    }
    if (std::ranges::find(settings.parts, "search") != settings.parts.end()) {
        return !run_search(settings) && settings.check ? 1 : 0;
    }
    if (run_alone(settings)) {
        return 0;
    }
    if (settings.alone) {
        run_work(settings);
        return 0;
    }
    const auto ours = make_teahouse(settings);
    const auto plain = make_plain(settings);
    ours->prepare(settings.members);
    const auto wants = [&](const char* part) {
        return settings.parts.empty() || std::find(settings.parts.begin(), settings.parts.end(),
                                                   part) != settings.parts.end();
    };
    bool ok = true;
    ok = (!wants("fanout") || run_fanout(settings, *ours, *plain)) && ok;
    ok = (!wants("unicast") || run_unicast(settings, *ours, *plain)) && ok;
    ok = (!wants("logins") || run_logins(settings, *ours, *plain)) && ok;
    ok = (!wants("idle") || run_idle(settings, *ours, *plain)) && ok;
    return settings.check && !ok ? 1 : 0;
}

int main_of(const std::vector<std::string>& arguments) {
    set_on_give_up(
        [](const std::string& why) { std::fprintf(stderr, "bench: %s\n", why.c_str()); });
    if (arguments.size() == 3 && arguments[1].ends_with("-server")) {
        return run_plain_server(arguments[2], arguments[1] == "merging-server");
    }
    Settings settings;
    settings.self = std::filesystem::canonical(arguments[0]);
    settings.folder = std::filesystem::path(settings.self).parent_path() / "bench-data";
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string& name = arguments[i];
        if (name == "--alone") {
            settings.alone = true;
            continue;
        }
        if (name == "--check") {
            settings.check = true;
            continue;
        }
        if (name.starts_with("--flag=")) {
            settings.flags.push_back(name.substr(7));
            continue;
        }
        if (!name.starts_with("--")) {
            settings.parts.push_back(name);
            continue;
        }
        const std::string value = i + 1 < arguments.size() ? arguments[++i] : "";
        if (name == "--server") {
            settings.teahouse = value;
        } else if (name == "--folder") {
            settings.folder = value;
        } else if (name == "--in-flight") {
            settings.in_flight = std::stoul(value);
        } else if (name == "--members") {
            settings.members = std::stoul(value);
        } else if (name == "--idle") {
            settings.idle = std::stoul(value);
        } else if (name == "--logins") {
            settings.logins = std::stoul(value);
        } else if (name == "--messages") {
            settings.messages = std::stoul(value);
        } else if (name == "--rounds") {
            settings.rounds = std::stoi(value);
        } else if (name == "--json") {
            settings.json = value;
        } else if (name == "--seconds") {
            settings.seconds = std::stod(value);
        } else {
            give_up("unknown option " + name + "\n" + kHelp);
        }
    }
    if (settings.teahouse.empty() || !std::filesystem::exists(settings.teahouse)) {
        give_up("no server; say where it is\n" + std::string(kHelp));
    }
    return run(settings);
}

}  // namespace

}  // namespace teahouse::bench

int main(int argc, char** argv) {
    return teahouse::bench::main_of(std::vector<std::string>(argv, argv + argc));
}
