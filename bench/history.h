// SPDX-License-Identifier: MIT
// A long history for a server that does not run, written by the store itself.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/ids.h"

namespace teahouse::bench {

// Appends the texts to a room, by these people in turn, and gives the seq of the first.
Seq append_history(const std::string& data_folder, RoomId room, const std::vector<UserId>& people,
                   const std::vector<std::string>& texts);

}  // namespace teahouse::bench
