// SPDX-License-Identifier: MIT
// All messages of the wire protocol: enums, structs, `Request`, `Reply`, `Push` and the table of
// operations `kOps`. They are generated from teahouse.schema by tools/schema/generate.py; the
// codecs are in proto/codec.h.
#pragma once

#include "proto/generated/operations.h"  // IWYU pragma: export
#include "proto/generated/types.h"       // IWYU pragma: export
