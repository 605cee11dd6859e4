# SPDX-License-Identifier: MIT
"""Every header compiles alone: newest first, for HEADERS_SECONDS (45), all of them with TIDY=all. What
passed is remembered (linting.CACHE), so that the next run goes on from there."""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import time

import common
import linting

FOLDER = common.BUILD / "release/header-check"
SECONDS = float(os.environ.get("HEADERS_SECONDS", "45"))


class Header:
    """One header, and how the compiler is called for it (cmake/Layer.cmake, header_check)."""

    def __init__(self, entry):
        words = shlex.split(entry["command"])
        words = words[next(at for at, word in enumerate(words) if word.endswith("c++")):]
        at = words.index("-o")
        self.words = words[:at] + ["-fsyntax-only"] + words[at + 2:]
        self.name = pathlib.Path(entry["file"]).relative_to(FOLDER).as_posix().removesuffix(".cc")
        self.path = next(path for folder in ("server", "tests")
                         if (path := common.ROOT / folder / self.name).is_file())

    def stamp(self):
        """The file that is there once the header has passed as it is now, with all it reaches."""
        reach = set()
        linting.closure(self.path, reach)
        options = [word for word in self.words if not word.startswith("-ffile-prefix-map")]
        digest = hashlib.sha256("\0".join(options).encode())
        for part in sorted(reach):
            digest.update(os.path.relpath(part, common.ROOT).encode() + b"\0" + part.read_bytes())
        return linting.CACHE / f"header-{digest.hexdigest()}"


def look_at(header, end):
    """What the compiler objects to, None when it is fine, linting.TOO_LATE after `end`."""
    stamp = header.stamp()
    if stamp.exists():
        return None
    if end is not None and time.monotonic() > end:
        return linting.TOO_LATE
    done = subprocess.run(header.words, cwd=common.BUILD / "release", capture_output=True,
                          text=True, timeout=300)
    if done.returncode != 0:
        return done.stderr
    stamp.write_text(header.name + "\n", encoding="utf-8")
    return None


def check(report):
    common.build("release", "build.ninja")
    entries = json.loads((common.BUILD / "release/compile_commands.json").read_text())
    headers = [Header(entry) for entry in entries if f"{FOLDER}/" in entry["file"]]
    age = linting.ages()
    headers.sort(key=lambda header: (age.get(header.path, -1), header.name))
    linting.CACHE.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    end = None if os.environ.get("TIDY") == "all" else started + SECONDS
    bad = late = 0
    with concurrent.futures.ThreadPoolExecutor(common.JOBS) as pool:
        verdicts = pool.map(lambda header: look_at(header, end), headers)
        for header, objections in zip(headers, verdicts):
            if objections is linting.TOO_LATE:
                late += 1
            elif objections is not None:
                bad += 1
                linting.show(f"{header.name} does not compile alone", objections)
    what = "headers compile alone"
    if late:
        what += f" ({late} of {len(headers)} are left for the next run)"
    good = len(headers) - bad - late
    return report.add(what, good, bad + int(good + bad == 0), time.monotonic() - started)
