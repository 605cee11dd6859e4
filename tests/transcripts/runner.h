// SPDX-License-Identifier: MIT
// Runs one transcript, line by line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backend.h"
#include "script.h"
#include "testkit/json.h"
#include "wire_check.h"

namespace teahouse::transcripts {

class Runner {
public:
    explicit Runner(Backend& backend) : backend_(backend) {}

    // Throws Failure, with the line that did not come true.
    void run(const Script& script);

private:
    // One thing that arrived: an answer, or one item of a push.
    struct Item {
        std::string kind;  // ok, error, event, head, typing … closed
        Json value = {};
        std::uint64_t re = 0;  // answers
    };
    struct Question {
        std::uint64_t re = 0;
        std::string op = {};
        Json body = {};
    };
    struct Client {
        std::deque<Item> items = {};
        std::deque<Question> questions = {};  // not answered by an expected line yet
        WireCheck wire = {};
        std::uint64_t last_re = 0;
        std::uint64_t last_cmid = 0;
    };

    void run_line(const Line& line);
    void ask(const Line& line);
    static void set_at(Json& in, std::string_view path, Json value);
    void ask_raw(const Line& line);
    void expect(const Line& line);
    void expect_answer(const Line& line, Client& client);
    void expect_none(const Line& line, Client& client);
    void act(const std::string& client, const std::vector<std::string>& words);
    void control(const Line& line);

    std::uint64_t send(const std::string& client, const std::string& op, Json body, bool post);
    // Sends, and takes the answer, which must be ok.
    Json call(const std::string& client, const std::string& op, const Json& body, bool post);

    // --- shorthands.cc
    void make_account(const std::string& name);
    void go_online(const std::string& name);
    void log_in(const std::string& client, const std::string& account);
    Json make_group(const std::string& owner, const std::string& title, std::vector<Json> users);
    void open_room(const std::string& name, const Json& room);
    void open_rooms(const std::string& name, int count);
    void fill(const std::string& client, const Json& room, int count, std::size_t bytes);
    void repeat(const std::vector<std::string>& words);
    void make_crowd(const std::string& owner, int count);
    void resume(const std::string& name);
    void forget_arrivals();

    void collect(const std::string& name);
    void sort_in(Client& client, const Json& frame);
    void note_opened(Client& client, const Question& question, const Json& reply);
    bool fits(const Item& item, const Line& line, std::size_t first_field);
    std::string arrivals(const Client& client) const;

    Backend& backend_;
    std::map<std::string, Client> clients_;
    Variables variables_;
};

}  // namespace teahouse::transcripts
