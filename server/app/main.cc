// SPDX-License-Identifier: MIT
// The program's entry.
#include <new>
#include <string_view>

#include "app/commands.h"
#include "base/check.h"
#include "media/thumbnail_child.h"

int main(int argc, char** argv) {
    std::set_new_handler(&teahouse::no_memory_left);
    // Not for people: what the server starts for one picture (media/thumbnails.h). It reads no
    // configuration and knows no folder.
    if (argc == 2 && std::string_view(argv[1]) == "thumbnail") {
        return teahouse::media::run_thumbnail_child();
    }
    return teahouse::app::run(argc, argv);
}
