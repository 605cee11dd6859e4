// SPDX-License-Identifier: MIT
#include "search.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <unistd.h>

#include "base/ids.h"
#include "base/one_of.h"
#include "bench/api.h"
#include "bench/process.h"
#include "bench/side.h"
#include "corpus.h"
#include "history.h"
#include "proto/messages.h"
#include "table.h"

namespace teahouse::bench {

namespace {

constexpr std::size_t kAccounts = 60;  // each has a rate of searches
constexpr std::size_t kWordsInBand = 20;
constexpr std::size_t kPage = 20;
constexpr double kMsMax = 5;
constexpr double kIndexBytesMax = 110;
constexpr int kIndexingSecondsMax = 3'600;

using Seqs = std::vector<std::uint64_t>;

struct Band {
    std::string title;
    std::vector<std::string> words;
    double ceiling = 0;
    bool whole = false;  // all pages are compared with the scan
};

double ms_since(std::int64_t began) { return static_cast<double>(now_ns() - began) / 1e6; }

// The history as the scan sees it: what the index is compared with.
class History {
public:
    explicit History(std::size_t messages) {
        Corpus corpus(42);
        for (std::size_t i = 0; i < messages; ++i) {
            texts_.push_back(corpus.message());
            bytes_ += texts_.back().size();
        }
        words_ = corpus.words();
    }
    [[nodiscard]] const std::vector<std::string>& texts() const { return texts_; }
    [[nodiscard]] double mean_bytes() const {
        return static_cast<double>(bytes_) / static_cast<double>(texts_.size());
    }
    void set_first(Seq first) { first_ = first.value; }

    // The newest first.
    [[nodiscard]] Seqs scan(std::string_view word, std::size_t limit) const {
        Seqs found;
        for (std::size_t i = texts_.size(); i > 0 && found.size() < limit; --i) {
            if (texts_[i - 1].find(word) != std::string::npos) {
                found.push_back(first_ + i - 1);
            }
        }
        return found;
    }

    [[nodiscard]] std::vector<Band> bands() const {
        const auto part = [&](std::size_t from) {
            const auto begin = words_.begin() + static_cast<std::ptrdiff_t>(from);
            return std::vector<std::string>(begin, begin + kWordsInBand);
        };
        std::vector<std::string> absent;
        for (std::size_t i = 0; absent.size() < kWordsInBand; ++i) {
            std::string word = words_[i].substr(0, 3) + words_[i * 7 % words_.size()].substr(3);
            if (scan(word, 1).empty()) {
                absent.push_back(std::move(word));
            }
        }
        std::vector<std::string> characters;
        for (const std::string& word : part(0)) {
            characters.push_back(word.substr(0, 3));
        }
        return {{.title = "two characters, frequent", .words = part(0), .ceiling = kMsMax},
                {.title = "two characters, rare",
                 .words = part(words_.size() - kWordsInBand),
                 .ceiling = kMsMax,
                 .whole = true},
                {.title = "two characters, nowhere",
                 .words = std::move(absent),
                 .ceiling = kMsMax,
                 .whole = true},
                {.title = "one character", .words = std::move(characters)}};
    }

private:
    std::vector<std::string> texts_;
    std::vector<std::string> words_;
    std::size_t bytes_ = 0;
    std::uint64_t first_ = 1;
};

// The server with a data folder of its own.
class SearchServer {
public:
    explicit SearchServer(const Settings& settings)
        : settings_(settings), folder_(settings.folder + "/search-data") {
        std::filesystem::remove_all(folder_);
        start();
    }
    void start() {
        process_.reset();
        std::filesystem::remove(folder_ + "/port");
        process_ = std::make_unique<Process>(
            std::vector<std::string>{settings_.teahouse, "serve", "--port=0", "--address=127.0.0.1",
                                     "--workers=1", "--data=" + folder_, "--test.fast_hash=true",
                                     "--limits.commands_per_second=1000000",
                                     "--limits.registers_per_minute=1000000",
                                     "--log.level=warning"},
            settings_.server_cpu, settings_.folder + "/search.log");
        port_ = wait_for_port(*process_, folder_ + "/port");
        if (port_ == 0) {
            give_up("the server does not start; see " + settings_.folder + "/search.log");
        }
    }
    void stop() { process_.reset(); }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] const std::string& folder() const { return folder_; }

private:
    const Settings& settings_;
    std::string folder_;
    std::unique_ptr<Process> process_;
    std::uint16_t port_ = 0;
};

struct Accounts {
    std::vector<UserId> ids;
    std::vector<std::string> tokens;
    RoomId lobby;
};

Accounts make_accounts(std::uint16_t port) {
    std::vector<Call> calls;
    for (std::size_t i = 0; i < kAccounts; ++i) {
        calls.push_back({.op = proto::Op::register_,
                         .path = "register",
                         .token = {},
                         .json = "{\"name\":\"member" + std::to_string(i) +
                                 "\",\"password\":\"correct horse\",\"bearer\":true}"});
    }
    Accounts accounts;
    for (const proto::Reply& reply : call_all(port, calls)) {
        const auto& registered = get<proto::RegisterReply>(reply);
        accounts.ids.push_back(registered.user.id);
        accounts.tokens.push_back(registered.token.value_or(""));
    }
    const proto::Reply list = Api(port).call({.op = proto::Op::room_list,
                                              .path = "room.list",
                                              .token = accounts.tokens.front(),
                                              .json = R"({"scope":"mine"})"});
    accounts.lobby = get<proto::RoomListReply>(list).rooms.front().id;
    return accounts;
}

// Asks as one account after the other, so that none comes to its limit.
class Searches {
public:
    Searches(std::uint16_t port, const Accounts& accounts) : api_(port), accounts_(accounts) {}

    proto::SearchReply page(const std::string& word, const std::string& cursor) {
        std::string json = "{\"limit\":" + std::to_string(kPage) + ",\"query\":\"" + word + "\"";
        if (!cursor.empty()) {
            json += ",\"cursor\":\"" + cursor + "\"";
        }
        const std::string& token = accounts_.tokens[next_++ % accounts_.tokens.size()];
        return get<proto::SearchReply>(api_.call(
            {.op = proto::Op::search, .path = "search", .token = token, .json = json + "}"}));
    }
    // Of the server for one search, since the last call.
    double mean_ms() {
        const double us = api_.metric("teahouse_search_microseconds_total");
        const double count = api_.metric("teahouse_search_total");
        const double mean = (us - us_) / std::max(count - count_, 1.0) / 1e3;
        us_ = us;
        count_ = count;
        return mean;
    }
    Api& api() { return api_; }

private:
    Api api_;
    const Accounts& accounts_;
    std::size_t next_ = 0;
    double us_ = 0;
    double count_ = 0;
};

Seqs find(Searches& searches, const std::string& word, bool whole) {
    Seqs found;
    std::string cursor;
    do {
        const proto::SearchReply page = searches.page(word, cursor);
        if (page.partial) {
            give_up("a search did not look at everything");
        }
        for (const proto::SearchHit& hit : page.hits) {
            found.push_back(hit.event.seq.value);
        }
        cursor = page.cursor.value_or("");
    } while (whole && !cursor.empty());
    return found;
}

void check_exact(Searches& searches, const History& history, const std::vector<Band>& bands) {
    std::size_t words = 0;
    std::size_t hits = 0;
    for (const Band& band : bands) {
        for (const std::string& word : band.words) {
            const Seqs found = find(searches, word, band.whole);
            if (found != history.scan(word, band.whole ? SIZE_MAX : kPage)) {
                give_up("search and scan differ for " + word);
            }
            ++words;
            hits += found.size();
        }
    }
    std::printf("exact: %zu words, %zu hits, as a scan for the substring finds them\n", words,
                hits);
}

void wait_for_index(Api& api, std::size_t messages) {
    const std::int64_t began = now_ns();
    for (int second = 0;
         api.metric("teahouse_search_building") != 0 || api.metric("teahouse_search_behind") != 0;
         ++second) {
        if (second == kIndexingSecondsMax) {
            give_up("the index does not become complete");
        }
        ::sleep(1);
    }
    std::printf("the index of %zu messages was complete %.0f s after the start\n", messages,
                ms_since(began) / 1e3);
}

bool measure(Searches& searches, const History& history, const Settings& settings) {
    const std::vector<Band> bands = history.bands();
    check_exact(searches, history, bands);
    print_header("Milliseconds of the server for a search", "scan in memory");
    bool ok = true;
    for (const Band& band : bands) {
        Row row{.title = band.title, .ceiling = band.ceiling, .less_is_better = true};
        searches.mean_ms();
        for (int round = 0; round < settings.rounds; ++round) {
            for (const std::string& word : band.words) {
                find(searches, word, false);
            }
            row.ours.push_back(searches.mean_ms());
            const std::int64_t began = now_ns();
            for (const std::string& word : band.words) {
                static_cast<void>(history.scan(word, kPage));
            }
            row.plain.push_back(ms_since(began) / static_cast<double>(band.words.size()));
        }
        ok = print_row(row, "%.2f [%.2f-%.2f]") && ok;
    }
    return ok;
}

}  // namespace

bool run_search(const Settings& settings) {
    SearchServer server(settings);
    const Accounts accounts = make_accounts(server.port());
    server.stop();
    History history(settings.messages);
    history.set_first(
        append_history(server.folder(), accounts.lobby, accounts.ids, history.texts()));
    server.start();
    bool ok = true;
    {
        Searches searches(server.port(), accounts);
        wait_for_index(searches.api(), settings.messages);
        ok = measure(searches, history, settings);
    }
    server.stop();  // what the write-ahead log holds goes into the file
    const auto size = std::filesystem::file_size(server.folder() + "/search.db");
    Row row{.title = "search.db", .ceiling = kIndexBytesMax, .less_is_better = true};
    row.ours.push_back(static_cast<double>(size) / static_cast<double>(settings.messages));
    row.plain.push_back(history.mean_bytes());
    print_header("Bytes for each message", "its text");
    return print_row(row, "%.0f") && ok;
}

}  // namespace teahouse::bench
