// SPDX-License-Identifier: MIT
// The table of settings in other forms, so that files which describe them cannot differ from it.
#pragma once

#include <string>

namespace teahouse::app {

// A configuration file in TOML with each setting, its help and its default, all of it comments.
// Settings for tests only are left out.
std::string config_template();

// JSON: a list of {key, type, default, values, help, letter}, in order.
std::string config_table();

}  // namespace teahouse::app
