// SPDX-License-Identifier: MIT
// What search must find, run against each store: the memory store looks at every message, the
// SQLite store asks its index. Random texts are compared between the two.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/sqlite/sqlite_store.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/samples.h"
#include "text/cut.h"

namespace teahouse::store::testing {
namespace {

constexpr RoomId kGarden{2};

proto::SearchPhrase phrase(const std::string& words) {
    text::Phrase made = text::make_phrase(words, false);
    return {.tokens = std::move(made.tokens), .prefix = made.prefix};
}

proto::SearchQuery everywhere(const std::vector<std::string>& words) {
    proto::SearchQuery query{.limit = 20};
    for (const std::string& one : words) {
        query.phrases.push_back(phrase(one));
    }
    for (const RoomId room : {kTea, kGarden}) {
        query.scopes.push_back({.room = room, .first = Seq{1}, .last = Seq{100'000}});
    }
    return query;
}

// "room:seq" of each hit.
std::vector<std::string> places(const proto::SearchResult& result) {
    std::vector<std::string> places;
    for (const proto::SearchHit& hit : result.hits) {
        places.push_back(std::to_string(hit.event.room.value) + ":" +
                         std::to_string(hit.event.seq.value));
    }
    return places;
}
using Places = std::vector<std::string>;

class Talk {
public:
    explicit Talk(BackendKind kind) : backend_(make_backend(kind)) {
        client_ = std::make_unique<Client>(backend_->open());
        std::vector<proto::Write> writes;
        for (const RoomId room : {kTea, kGarden}) {
            writes.emplace_back(proto::PutRoom{make_room(room.value)});
        }
        client_->commit(std::move(writes));
    }

    void say(RoomId room, UserId from, const std::string& words) {
        proto::Append append = message(room, from, "cmid-" + std::to_string(++said_), words);
        append.event.at = TimeMs{1'000} * said_;
        client_->commit_one(append);
    }
    void send(RoomId room, proto::EventKind kind, const std::string& name,
              const std::string& words = "") {
        proto::Append append = message(room, kAnn, "cmid-" + std::to_string(++said_), words);
        append.event.at = TimeMs{1'000} * said_;
        append.event.kind = kind;
        if (words.empty()) {
            append.event.body.text.reset();
        }
        append.event.body.file =
            proto::FilePart{.id = "file-" + name, .name = name, .size = 1, .mime = "x/y"};
        client_->commit_one(append);
    }
    void index() {
        if (auto* sqlite = dynamic_cast<SqliteStore*>(&client_->store())) {
            sqlite->wait_indexed();
        }
    }
    void reopen() {
        client_.reset();
        client_ = std::make_unique<Client>(backend_->open());
    }
    Client& client() { return *client_; }

private:
    std::unique_ptr<Backend> backend_;
    std::unique_ptr<Client> client_;
    int said_ = 0;
};

class SearchConformance : public ::testing::TestWithParam<BackendKind> {
protected:
    void SetUp() override {
        talk_.say(kTea, kAnn, "今天天气不错");                        // 1:1
        talk_.say(kGarden, kBob, "Good tea, https://tea.example/a");  // 2:1
        talk_.say(kTea, kBob, "天，气");                              // 1:2
        talk_.say(kTea, kAnn, "teahouse 茶馆");                       // 1:3
        talk_.say(kGarden, kAnn, "明天天气呢？");                     // 2:2
    }
    Places find(const proto::SearchQuery& query) { return places(talk_.client().search(query)); }
    // Before and after the index has it, and from a new start.
    void expect(const proto::SearchQuery& query, const Places& expected) {
        EXPECT_EQ(find(query), expected);
        talk_.index();
        EXPECT_EQ(find(query), expected);
        talk_.reopen();
        EXPECT_EQ(find(query), expected);
    }
    Talk talk_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, SearchConformance, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& kind) {
                             return name_of(kind.param);
                         });

TEST_P(SearchConformance, finds_two_characters_in_all_rooms_newest_first) {
    expect(everywhere({"天气"}), {"2:2", "1:1"});
}

TEST_P(SearchConformance, finds_one_character) {
    expect(everywhere({"气"}), {"2:2", "1:2", "1:1"});
}

TEST_P(SearchConformance, finds_words_by_their_beginning_and_all_of_them) {
    expect(everywhere({"TEA"}), {"1:3", "2:1"});
    expect(everywhere({"good", "tea"}), {"2:1"});
    expect(everywhere({"eahouse"}), {});
}

TEST_P(SearchConformance, keeps_to_the_scopes) {
    proto::SearchQuery query = everywhere({"天气"});
    query.scopes = {{.room = kTea, .first = Seq{2}, .last = Seq{100}},
                    {.room = kGarden, .first = Seq{1}, .last = Seq{1}},
                    {.room = RoomId{77}, .first = Seq{1}, .last = Seq{9}}};
    expect(query, {});
    query.scopes = {};
    expect(query, {});
}

TEST_P(SearchConformance, filters) {
    proto::SearchQuery query = everywhere({"天"});
    query.from = {kBob};
    expect(query, {"1:2"});
    query = everywhere({});
    query.link = true;
    expect(query, {"2:1"});
    query = everywhere({"天"});
    query.after = 3'000;
    expect(query, {"2:2", "1:2"});
    query.before = 5'000;
    expect(query, {"1:2"});
    query = everywhere({});
    query.before = 3'000;
    expect(query, {"2:1", "1:1"});
}

TEST_P(SearchConformance, finds_files_by_their_kind_and_by_the_words_of_their_names) {
    using enum proto::EventKind;
    talk_.send(kTea, file, "Q3_report-final.pdf");                            // 1:4
    talk_.send(kTea, image, "茶园风景.jpg", "see https://tea.example/view");  // 1:5
    talk_.send(kGarden, voice, "voice-report.webm");                          // 2:3
    talk_.send(kGarden, video, "clip.mp4", "明天天气");                       // 2:4
    talk_.say(kTea, kBob, "the report");                                      // 1:6
    proto::SearchQuery query = everywhere({});
    query.kinds = {file};
    expect(query, {"1:4"});
    query.kinds = {voice};
    expect(query, {"2:3"});
    query.kinds = {image};
    query.link = true;
    expect(query, {"1:5"});
    query.kinds = {video};
    expect(query, {});
    query = everywhere({"天气"});
    query.kinds = {video};
    expect(query, {"2:4"});
    query = everywhere({});
    query.kinds = {image, video};
    expect(query, {});
    expect(everywhere({"report"}), {"1:6", "1:4"});  // what a program called it, nobody knows
    expect(everywhere({"风景"}), {"1:5"});
    expect(everywhere({"see", "jpg"}), {"1:5"});
}

TEST_P(SearchConformance, shows_what_a_file_is_called_and_forgets_it_when_it_is_taken_back) {
    talk_.send(kTea, proto::EventKind::file, "Q3 report.pdf");                // 1:4
    talk_.send(kTea, proto::EventKind::image, "report.png", "look at this");  // 1:5
    talk_.send(kTea, proto::EventKind::voice, "voice.webm");                  // 1:6
    std::vector<proto::SearchHit> hits = talk_.client().search(everywhere({"report"})).hits;
    ASSERT_EQ(hits.size(), 2U);
    EXPECT_EQ(hits[0].event.body.text, "look at this\nreport.png");
    EXPECT_EQ(talk_.client().search(everywhere({"look"})).hits.at(0).event.body.text,
              "look at this");
    EXPECT_EQ(hits[1].event.body.text, "Q3 report.pdf");
    EXPECT_EQ(hits[1].marks, (std::vector{proto::Mark{.start = 3, .size = 6}}));
    EXPECT_EQ(hits[1].event.body.file->name, "Q3 report.pdf");
    proto::SearchQuery voices = everywhere({});
    voices.kinds = {proto::EventKind::voice};
    hits = talk_.client().search(voices).hits;
    ASSERT_EQ(hits.size(), 1U);
    EXPECT_FALSE(hits[0].event.body.text);
    for (const std::uint64_t seq : {4U, 6U}) {
        proto::Append recall = message(kTea, kAnn, "recall-" + std::to_string(seq), "");
        recall.event.kind = proto::EventKind::recall;
        recall.event.ref = Seq{seq};
        recall.event.body = {};
        talk_.client().commit_one(recall);
    }
    expect(everywhere({"report"}), {"1:5"});
    expect(voices, {});
}

TEST_P(SearchConformance, goes_on_where_it_ended) {
    for (int i = 0; i < 150; ++i) {
        talk_.say(i % 3 == 0 ? kGarden : kTea, kAnn, "月饼 " + std::to_string(i));
    }
    talk_.index();
    for (const bool fresh : {false, true}) {
        if (fresh) {
            talk_.say(kTea, kBob, "月饼 at last");
        }
        proto::SearchQuery query = everywhere({"月饼"});
        Places all;
        for (;;) {
            const proto::SearchResult page = talk_.client().search(query);
            const Places some = places(page);
            all.insert(all.end(), some.begin(), some.end());
            if (!page.more) {
                break;
            }
            ASSERT_EQ(some.size(), 20U);
            query.cursor = proto::place_of(page.hits.back().event);
        }
        EXPECT_EQ(all.size(), fresh ? 151U : 150U);
        std::ranges::sort(all);
        EXPECT_TRUE(std::ranges::adjacent_find(all) == all.end());
    }
}

TEST_P(SearchConformance, finds_messages_as_they_are_by_now) {
    proto::Append edit = message(kTea, kAnn, "cmid-edit", "下雨了");
    edit.event.kind = proto::EventKind::edit;
    edit.event.ref = Seq{1};
    talk_.client().commit_one(edit);
    EXPECT_EQ(find(everywhere({"天气"})), Places{"2:2"});
    expect(everywhere({"下雨"}), {"1:1"});
    proto::Append recall = message(kGarden, kAnn, "cmid-recall", "");
    recall.event.kind = proto::EventKind::recall;
    recall.event.ref = Seq{2};
    recall.event.body = {};
    talk_.client().commit_one(recall);
    expect(everywhere({"天气"}), {});
}

TEST_P(SearchConformance, marks_the_words_in_a_piece) {
    const std::string far(500, '.');
    talk_.say(kTea, kAnn, far + "👍天气" + far);
    const proto::SearchResult result = talk_.client().search(everywhere({"天气"}));
    ASSERT_EQ(result.hits.size(), 3U);
    const proto::SearchHit& hit = result.hits[0];
    EXPECT_EQ(hit.event.seq, Seq{4});
    EXPECT_FALSE(hit.event.cmid);
    EXPECT_TRUE(hit.before && hit.after);
    ASSERT_EQ(hit.marks.size(), 1U);
    EXPECT_EQ(hit.marks[0],
              (proto::Mark{.start = 41, .size = 2}));  // 39 dots and a sign of 2 units
    EXPECT_LT(hit.event.body.text.value_or("").size(), 200U);
}

// Everything that a scan for the substring finds, and nothing else.
TEST(SearchExactness, equals_a_scan_for_the_substring) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const std::vector<std::string> signs = {"天", "气", "茶", "馆", "好", "，", "tea", " ", "👍"};
    const auto make = [&](std::size_t kinds, std::size_t length) {
        std::string text;
        for (std::size_t i = 0; i < length; ++i) {
            text += signs[random() % kinds];
        }
        return text;
    };
    Talk talk(BackendKind::sqlite);
    std::vector<std::string> texts;
    for (int i = 0; i < 400; ++i) {
        texts.push_back("x" + make(signs.size(), 1 + random() % 12));
        talk.say(kTea, kAnn, texts.back());
        if (i == 300) {
            talk.index();  // the rest is found without the index, or by now with it
        }
    }
    for (int i = 0; i < 150; ++i) {
        const std::string word = make(5, 1 + random() % 4);
        proto::SearchQuery query = everywhere({word});
        query.limit = 1'000;
        const Places found = places(talk.client().search(query));
        Places expected;
        for (std::size_t seq = texts.size(); seq > 0; --seq) {
            if (texts[seq - 1].find(word) != std::string::npos) {
                expected.push_back("1:" + std::to_string(seq));
            }
        }
        ASSERT_EQ(found, expected) << word;
    }
}

// More rooms than are asked for one by one: beginnings of words, page by page, with and without the
// index, with edits that it has not seen.
TEST(SearchExactness, holds_in_many_rooms_page_by_page) {
    constexpr std::uint64_t kRooms = 7;
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const std::vector<std::string> signs = {"天", "气", "茶", "馆", "，", "x"};
    const auto make = [&] {
        std::string text = "x";
        for (std::size_t i = 1 + random() % 8; i > 0; --i) {
            text += signs[random() % signs.size()];
        }
        return text;
    };
    Talk talk(BackendKind::sqlite);
    for (std::uint64_t id = 3; id <= kRooms; ++id) {
        talk.client().commit_one(proto::PutRoom{make_room(id)});
    }
    struct Said {
        RoomId room;
        std::uint64_t seq;
        std::string text;
    };
    std::vector<Said> said;
    std::vector<std::uint64_t> heads(kRooms + 1);
    for (int i = 0; i < 700; ++i) {
        // Most of it in one room, so that it has more than is kept of one question.
        const RoomId room{random() % 2 == 0 ? 1 : 1 + random() % kRooms};
        said.push_back({room, ++heads[room.value], make()});
        talk.say(room, kAnn, said.back().text);
        if (i == 600) {
            talk.index();
        }
    }
    for (int i = 0; i < 20; ++i) {
        Said& old = said[random() % said.size()];
        old.text = make();
        proto::Append edit = message(old.room, kAnn, "edit-" + std::to_string(i), old.text);
        edit.event.kind = proto::EventKind::edit;
        edit.event.ref = Seq{old.seq};
        talk.client().commit_one(edit);
    }
    for (const std::string word : {"天", "气茶", "馆", "天气", "茶馆天"}) {
        Places expected;
        for (auto one = said.rbegin(); one != said.rend(); ++one) {
            if (one->text.find(word) != std::string::npos) {
                expected.push_back(std::to_string(one->room.value) + ":" +
                                   std::to_string(one->seq));
            }
        }
        proto::SearchQuery query{.phrases = {phrase(word)}, .limit = 15};
        for (std::uint64_t id = 1; id <= kRooms; ++id) {
            query.scopes.push_back({.room = RoomId{id}, .first = Seq{1}, .last = Seq{10'000}});
        }
        Places found;
        for (bool more = true; more;) {
            const proto::SearchResult page = talk.client().search(query);
            EXPECT_FALSE(page.partial);
            const Places some = places(page);
            found.insert(found.end(), some.begin(), some.end());
            more = page.more;
            if (more) {
                query.cursor = proto::place_of(page.hits.back().event);
            }
        }
        ASSERT_EQ(found, expected) << word;
    }
}

// Where the clock was set back, nothing is lost between two pages.
TEST(SearchPages, go_by_seq_where_times_do_not_ascend) {
    Talk talk(BackendKind::sqlite);
    Places expected;
    for (int i = 1; i <= 40; ++i) {
        proto::Append append = message(kTea, kAnn, "cmid-" + std::to_string(i), "天气");
        append.event.at = i <= 20 ? 1'000'000 + i : 1'000 + i;
        talk.client().commit_one(append);
        expected.insert(expected.begin(), "1:" + std::to_string(i));
    }
    talk.index();
    proto::SearchQuery query = everywhere({"天气"});
    query.limit = 7;
    Places found;
    for (bool more = true; more;) {
        const proto::SearchResult page = talk.client().search(query);
        const Places some = places(page);
        found.insert(found.end(), some.begin(), some.end());
        more = page.more;
        if (more) {
            query.cursor = proto::place_of(page.hits.back().event);
        }
    }
    EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace teahouse::store::testing
