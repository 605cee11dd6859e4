// SPDX-License-Identifier: MIT
// What `teahouse doctor` says: a line for each thing that it looked at.
#pragma once

#include <string_view>

namespace teahouse::app {

// Prints as it goes: some questions take seconds.
class Findings {
public:
    void good(std::string_view what, std::string_view text) { say("ok  ", what, text); }
    // It works, but not for everybody, or not in all weathers.
    void note(std::string_view what, std::string_view text) { say("note", what, text); }
    void bad(std::string_view what, std::string_view text) {
        ++bad_;
        say("BAD ", what, text);
    }
    // The last line, `well` if nothing was bad; the exit code.
    int sum_up(std::string_view well) const;

private:
    static void say(std::string_view sign, std::string_view what, std::string_view text);
    int bad_ = 0;
};

}  // namespace teahouse::app
