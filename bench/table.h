// SPDX-License-Identifier: MIT
// How results are printed; tools/parts/bench.py reads it.
#pragma once

#include <string>
#include <vector>

namespace teahouse::bench {

// Values of both servers, by round.
struct Row {
    std::string title;
    std::vector<double> ours;
    std::vector<double> plain;
    double floor = 0;    // least ratio of ours to the plain server's; 0: none
    double ceiling = 0;  // largest value of ours; 0: none
    bool less_is_better = false;
};

// Both columns are said to be what they are in the header. False: a floor or ceiling is missed.
void print_header(const char* unit, const char* other = "plain send()");
bool print_row(const Row& row, const char* format);

double median(std::vector<double> values);

}  // namespace teahouse::bench
