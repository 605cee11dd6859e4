// SPDX-License-Identifier: MIT
#include "table.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace teahouse::bench {

namespace {

std::string spread(const std::vector<double>& values, const char* format) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    char text[100];
    std::snprintf(text, sizeof(text), format, median(values), *low, *high);
    return text;
}

}  // namespace

bool print_row(const Row& row, const char* format) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < row.ours.size(); ++i) {
        ratios.push_back(row.less_is_better ? row.plain[i] / row.ours[i]
                                            : row.ours[i] / row.plain[i]);
    }
    const bool ok = (row.floor == 0 || median(ratios) >= row.floor) &&
                    (row.ceiling == 0 || median(row.ours) <= row.ceiling);
    std::string wanted;
    if (row.floor != 0) {
        wanted = ">= " + std::to_string(row.floor).substr(0, 5) + "x";
    } else if (row.ceiling != 0) {
        wanted = "<= " + std::to_string(row.ceiling).substr(0, 4);
    }
    std::printf("| %-34s | %-22s | %-22s | %-20s | %-9s | %s |\n", row.title.c_str(),
                spread(row.ours, format).c_str(), spread(row.plain, format).c_str(),
                spread(ratios, "%.2f [%.2f-%.2f]").c_str(), wanted.c_str(),
                wanted.empty() ? "" : (ok ? "ok" : "MISSED"));
    std::fflush(stdout);
    return ok;
}

void print_header(const char* unit, const char* other) {
    std::printf("\n%s; median [lowest-highest] of the rounds\n\n", unit);
    std::printf("| %-34s | %-22s | %-22s | %-20s | %-9s |    |\n", "", "teahouse", other, "ratio",
                "wanted");
    std::printf("|---|---|---|---|---|---|\n");
}

double median(std::vector<double> values) {
    if (values.empty()) {
        return 0;
    }
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace teahouse::bench
