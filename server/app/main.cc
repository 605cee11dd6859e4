// SPDX-License-Identifier: MIT
// The program's entry.
#include "app/commands.h"

int main(int argc, char** argv) { return teahouse::app::run(argc, argv); }
