# SPDX-License-Identifier: MIT
ALL = []
