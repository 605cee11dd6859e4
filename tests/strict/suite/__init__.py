# SPDX-License-Identifier: MIT
"""The parts of tests/strict/run."""
