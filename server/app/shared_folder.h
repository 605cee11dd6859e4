// SPDX-License-Identifier: MIT
// Where the bytes of files and pictures are, if not in the data folder: on another disk, or in a
// folder that several nodes share. The data folder then has links to it, so that `backup`, `export`
// and `verify` find them.
#pragma once

#include <string>

#include "app/config.h"
#include "base/result.h"

namespace teahouse::app {

// The folder of files/, blobs/ and vapid.pem.
std::string shared_folder(const Config& config);
// The folder of what is not complete yet: on the disk of files/, but this node's own.
std::string uploads_folder(const Config& config);

// Before the start: makes folders and links. invalid: they cannot be made, or the data folder has
// such things of its own.
Status prepare_shared_folder(const Config& config);

}  // namespace teahouse::app
