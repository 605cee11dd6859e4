// SPDX-License-Identifier: MIT
// The folders that an import makes: beside those of a server, until they take their places.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/sqlite/data_dir.h"

namespace teahouse::original {

class Target {
public:
    // `data` outlives it. `files`: where files/ and blobs/ will be, if not in the data folder.
    Target(const store::DataDir& data, std::string files);
    // Removes what did not take its place.
    ~Target();
    Target(const Target&) = delete;
    Target& operator=(const Target&) = delete;

    // Removes what a run left that did not come to its end. conflict: there is data already.
    Status clear();
    // From here on, until all has taken its place, no server starts on the data folder.
    Status begin();
    // When everything is written and closed. The database comes last: with it the folder is one
    // that a server starts on. All or nothing, unless it is killed meanwhile.
    Status take_places();

    [[nodiscard]] std::string store_folder() const;              // the database is made in it
    [[nodiscard]] std::string files_folder() const;              // files/ and blobs/ are
    [[nodiscard]] std::string rows_path(bool at_the_end) const;  // of rows that are left out

private:
    struct Move {
        std::string from;
        std::string to;
    };

    [[nodiscard]] bool apart() const { return !files_.empty(); }
    [[nodiscard]] std::string place_of(std::string_view name) const;
    void remove_work() const;
    Status sync_all() const;
    Status move_all(std::vector<Move>& done) const;

    const store::DataDir& data_;
    std::string files_;  // empty: in the data folder
    bool begun_ = false;
};

}  // namespace teahouse::original
