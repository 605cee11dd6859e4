// SPDX-License-Identifier: MIT
// The process that decodes a picture of a stranger: started for one picture, with nothing but that
// on its standard input, and a pipe for the small one on its standard output.
#pragma once

namespace teahouse::media {

inline constexpr int kThumbnailMade = 0;
inline constexpr int kThumbnailNoLibrary = 3;  // libvips is not installed
inline constexpr int kThumbnailNoSandbox = 4;  // this kernel, or this machine, is not known
inline constexpr int kThumbnailRefused = 5;    // it is no picture that can be made smaller

// The whole life of that process; the exit code. Bounds itself first (time, memory, what it may
// write), loads libvips, and gives up everything but reading its input and writing its output
// before it looks at the first byte.
int run_thumbnail_child();

}  // namespace teahouse::media
