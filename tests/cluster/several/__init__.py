# SPDX-License-Identifier: MIT
"""Several nodes on real Redis servers, which are killed, paused and cut off."""
