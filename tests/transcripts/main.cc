// SPDX-License-Identifier: MIT
// teahouse_transcripts: runs transcripts/*.txt against the engine or against a live server. See
// transcripts/README.md.
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backend.h"
#include "engine_backend.h"
#include "live_backend.h"
#include "live_nodes.h"
#include "runner.h"
#include "script.h"
#include "test_paths.h"

namespace teahouse::transcripts {
namespace {

struct Options {
    bool live = false;
    std::string server;
    Place place;
    std::string only;  // part of a name
    std::filesystem::path folder = std::filesystem::path(TEAHOUSE_SOURCE_DIR) / "transcripts";
    bool wrong = false;
};

Options read_options(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const bool more = i + 1 < argc;
        if (word == "--against" && more) {
            options.live = std::string_view(argv[++i]) == "server";
        } else if ((word == "--server" || word == "--binary") && more) {
            options.live = true;
            options.server = argv[++i];
        } else if (word == "--store" && more) {
            options.place.store = argv[++i];
        } else if (word == "--nodes" && more) {
            options.place.nodes = std::strtoul(argv[++i], nullptr, 10);
        } else if (word == "--folder" && more) {
            options.folder = argv[++i];
        } else if (!word.starts_with("-")) {
            options.only = word;
        } else {
            options.wrong = true;
        }
    }
    const bool alone = options.place.nodes == 1 && options.place.store.empty();
    options.wrong = options.wrong || (options.live && options.server.empty()) ||
                    (!options.live && !alone) || options.place.nodes == 0 ||
                    (options.place.nodes > 1 && options.place.store.empty());
    return options;
}

std::vector<Script> read_all(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".txt") {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    std::vector<Script> scripts;
    for (const std::filesystem::path& file : files) {
        try {
            scripts.push_back(read_script(file));
        } catch (const Failure& failure) {
            throw Failure(file.filename().string() + ": " + failure.what());
        }
    }
    return scripts;
}

bool run_one(Backend& backend, const Script& script) {
    try {
        backend.start(script.settings);
        Runner(backend).run(script);
        return true;
    } catch (const std::exception& failure) {
        std::printf("FAIL %s\n  %s\n", script.name.c_str(), failure.what());
        return false;
    }
}

int run(const Options& options) {
    const std::vector<Script> scripts = read_all(options.folder);
    std::unique_ptr<Backend> backend;
    if (options.live) {
        backend = std::make_unique<LiveBackend>(options.server, options.place);
    } else {
        backend = std::make_unique<EngineBackend>();
    }
    const std::string other = options.live ? "engine-only" : "live-only";
    std::size_t passed = 0;
    std::size_t failed = 0;
    for (const Script& script : scripts) {
        if (script.tags.contains(other) || script.name.find(options.only) == std::string::npos) {
            continue;
        }
        ++(run_one(*backend, script) ? passed : failed);
        std::fflush(stdout);
    }
    std::printf("transcripts: %zu passed, %zu failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}

int run_program(int argc, char** argv) {
    const Options options = read_options(argc, argv);
    if (options.wrong) {
        std::fprintf(stderr,
                     "usage: teahouse_transcripts [--against engine | --against server --server "
                     "PROGRAM [--store REDIS [--nodes N]]] [--folder FOLDER] [PART OF A NAME]\n");
        return 2;
    }
    try {
        return run(options);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
}

}  // namespace
}  // namespace teahouse::transcripts

int main(int argc, char** argv) { return teahouse::transcripts::run_program(argc, argv); }
