// SPDX-License-Identifier: MIT
#include "proto/records.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "proto/messages.h"

namespace teahouse::proto {

Write::Write() = default;
Write::Write(const Write&) = default;
Write::Write(Write&&) noexcept = default;
Write& Write::operator=(const Write&) = default;
Write& Write::operator=(Write&&) noexcept = default;
Write::~Write() = default;

std::vector<std::string> files_of(const Body& body) {
    std::vector<std::string> ids;
    const auto add = [&](const std::optional<FilePart>& file) {
        if (!file) {
            return;
        }
        ids.push_back(file->id);
        if (file->thumb) {
            ids.push_back(*file->thumb);
        }
    };
    add(body.file);
    if (body.record) {
        for (const RecordItem& item : body.record->items) {
            add(item.file);
        }
    }
    std::ranges::sort(ids);
    const auto repeated = std::ranges::unique(ids);
    ids.erase(repeated.begin(), repeated.end());
    return ids;
}

}  // namespace teahouse::proto
