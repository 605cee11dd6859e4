// SPDX-License-Identifier: MIT
// Deletes pictures that nobody uses: uploaded but never set, or replaced since. At the start and
// once an hour it looks at the folders of the store one after another; what is old enough
// (limits::kLoosePictureMs) and named by no account or room goes.
#pragma once

#include <string>
#include <vector>

#include "gateway/shared.h"
#include "net/worker.h"

namespace teahouse::gateway {

// Lives on one worker's thread; the disk is touched by the pool for it.
class PictureSweep {
public:
    // Both outlive it.
    PictureSweep(Shared& shared, net::Worker& worker) : shared_(shared), worker_(worker) {}

    void begin();

private:
    // Worker's thread: what is old in this folder, and so on to the last one.
    void look(unsigned folder);
    void later();
    // In the pool.
    void remove(const std::vector<std::string>& unnamed) const;

    Shared& shared_;
    net::Worker& worker_;
};

}  // namespace teahouse::gateway
