# SPDX-License-Identifier: MIT
"""clang-tidy over our sources with a memory: a file whose text, headers and rules are as they were
when it last passed is not looked at again. Used by the part `tidy` and by tools/lint."""
import concurrent.futures
import hashlib
import os
import pathlib
import re
import subprocess
import time

import common

FOLDERS = ["server", "tests", "bench"]
CACHE = pathlib.Path(os.environ.get("TEAHOUSE_TIDY_CACHE") or common.BUILD / "tidy-cache")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
# The analyzer spends its time in GoogleTest's macros; in tests only the cheaper checks run, and a
# pure layer's tests may include what they like.
TEST_CHECKS = ("-clang-analyzer-*,-readability-*,-misc-*,-modernize-*,-performance-*,-google-*,"
               "-portability-*,readability-identifier-naming,misc-use-internal-linkage,"
               "misc-include-cleaner")


def git(*words):
    done = subprocess.run(["git", *words], cwd=common.ROOT, capture_output=True, text=True)
    return done.stdout.splitlines() if done.returncode == 0 else []


def sources(*endings, folders=FOLDERS):
    """Hand-written files of the repository, committed or not, with one of these endings."""
    names = git("ls-files", "-co", "--exclude-standard", "--", *folders)
    paths = (common.ROOT / name for name in names if "/generated/" not in name)
    return sorted(path for path in paths if path.suffix in endings and path.is_file())


def changed():
    """Sources that differ from the main line (what is about to land), and those that include a
    header that does. None when there is nothing to compare with: on the main line itself, in a
    fresh clone, without a remote."""
    base = git("merge-base", "HEAD", "origin/main")
    if not base:
        return None
    names = set(git("diff", "--name-only", base[0]) +
                git("ls-files", "-o", "--exclude-standard"))
    if base == git("rev-parse", "HEAD") and not names:
        return None
    touched = {common.ROOT / name for name in names}
    return [path for path in sources(".cc")
            if path in touched or any(header in touched for header in own_headers(path))]


def kept_clean():
    """The files that are known to pass and must go on to: those of tools/linted.txt, which only
    grows. Those of the last commits come first."""
    names = (common.ROOT / "tools/linted.txt").read_text(encoding="utf-8").splitlines()
    kept = {common.ROOT / name for name in names if name and not name.startswith("#")}
    return [path for path in newest_first() if path in kept]


def ages():
    """{path: how long ago it was changed}, as an order. What is not committed is not in it."""
    age = {}
    for name in git("log", "--format=", "--name-only"):
        age.setdefault(common.ROOT / name, len(age))
    return age


def newest_first():
    """All sources, those of the last commits first."""
    age = ages()
    return sorted(sources(".cc"), key=lambda path: age.get(path, -1))


def own_headers(path):
    """The headers of ours that a file names itself."""
    for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
        yield common.ROOT / "server" / name


def closure(path, seen):
    """Add path and every header of ours that it reaches to seen."""
    if path in seen or not path.is_file():
        return
    seen.add(path)
    for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
        for base in (common.ROOT / "server", path.parent, common.ROOT / "tests"):
            closure((base / name).resolve(), seen)


def versions():
    """What besides our files decides a verdict."""
    text = subprocess.run(["clang-tidy-19", "--version"], check=True, capture_output=True,
                          text=True).stdout
    return text + TEST_CHECKS + (common.ROOT / "cmake/Compiler.cmake").read_text(encoding="utf-8")


def fingerprint(path, version):
    """Changes when anything that clang-tidy looks at for this file does."""
    seen = set()
    closure(path, seen)
    digest = hashlib.sha256(version.encode())
    for part in sorted(seen):
        digest.update(os.path.relpath(part, common.ROOT).encode() + b"\0" + part.read_bytes())
    folder = path.parent
    while folder != common.ROOT.parent:
        rules = folder / ".clang-tidy"
        if rules.exists():
            digest.update(rules.read_bytes())
        folder = folder.parent
    return digest.hexdigest()


def lint(path, version):
    """What clang-tidy objects to in one file, or None. Success is remembered."""
    stamp = CACHE / fingerprint(path, version)
    if stamp.exists():
        return None
    command = ["clang-tidy-19", "--quiet", "-p", str(common.BUILD / "debug")]
    if path.stem.endswith("_test"):
        command.append(f"--checks={TEST_CHECKS}")
    done = subprocess.run([*command, str(path)], cwd=common.ROOT, capture_output=True, text=True,
                          timeout=600)
    if done.returncode == 0:
        stamp.write_text(os.path.relpath(path, common.ROOT) + "\n", encoding="utf-8")
        return None
    return done.stdout or done.stderr


TOO_LATE = object()


def show(heading, objections):
    print(f"   {heading}")
    for line in objections.splitlines()[:common.TAIL_LINES]:
        print(f"   | {line}")


def lint_all(paths, seconds=None):
    """Yield (path, objections or None), as many at once as there are cores. With `seconds`, files
    that come up later than that are TOO_LATE, unless the cache knows them."""
    CACHE.mkdir(parents=True, exist_ok=True)
    version = versions()
    end = None if seconds is None else time.monotonic() + seconds

    def one(path):
        late = end is not None and time.monotonic() > end
        if late and not (CACHE / fingerprint(path, version)).exists():
            return TOO_LATE
        return lint(path, version)

    with concurrent.futures.ThreadPoolExecutor(common.JOBS) as pool:
        yield from zip(paths, pool.map(one, paths))


def fix_all(paths):
    """Let clang-tidy mend what it can, one file at a time since fixes may touch headers."""
    for path in paths:
        print(os.path.relpath(path, common.ROOT), flush=True)
        extra = [f"--checks={TEST_CHECKS}"] if path.stem.endswith("_test") else []
        subprocess.run(["clang-tidy-19", "--quiet", "--fix", "--format-style=file", "-p",
                        str(common.BUILD / "debug"), *extra, str(path)], cwd=common.ROOT,
                       capture_output=True, check=False)
