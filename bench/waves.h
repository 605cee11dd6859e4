// SPDX-License-Identifier: MIT
// What comes at once after a restart, and what is asked by HTTP: all return to the large room,
// devices resume a hundred rooms, pages of history are read, files are uploaded.
#pragma once

#include "bench/side.h"

namespace teahouse::bench {

// After a restart of the server all members come back at the same moment.
void run_storm(const Settings& settings);
void run_resume(const Settings& settings);
void run_history(const Settings& settings);
void run_uploads(const Settings& settings);

}  // namespace teahouse::bench
