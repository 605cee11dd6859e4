// SPDX-License-Identifier: MIT
// A list of system calls that a process keeps for itself; all others fail, or end it.
#pragma once

namespace teahouse::media {

// From here on this process and its threads compute: memory, threads, and what is open already.
// Files, names, sockets and other programs are refused with an error; trying to start a program, to
// make a socket or to look into another process ends it. False: not possible on this machine; then
// nothing has changed.
bool keep_only_computing();

}  // namespace teahouse::media
