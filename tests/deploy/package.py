# SPDX-License-Identifier: MIT
"""The Debian package: what is in it, and its life in a fresh Debian."""
import os
import pathlib
import re
import shutil
import subprocess
import urllib.request

from cases import ROOT, Failed, Skipped, case, check, end_process, equal, folder, needs, run, wait_for

BASE = ROOT / "build/debian"  # a small Debian, made once
# What the package depends on; dpkg refuses it if something is missing.
BASE_PACKAGES = ("adduser,ca-certificates,libcrypt1,libcurl4,libfmt9,libicu72,libsodium23,libsqlite3-0,libsrtp2-1,"
                 "libssl3,liburing2,zlib1g")
RELEASE = "bookworm"
CONFIG = "/etc/teahouse/teahouse.toml"
PORT = 8097
_chosen = None


def use(path):
    global _chosen  # pylint: disable=global-statement
    _chosen = pathlib.Path(path) if path else None


def package():
    """The package, made of the release build unless one was named."""
    if _chosen:
        return _chosen
    binary, found = ROOT / "build/release/teahouse", sorted((ROOT / "build/release/package").glob("*.deb"))
    newest = max(file.stat().st_mtime for file in [binary, ROOT / "tools/manual", ROOT / "cmake/Package.cmake",
                                                   *(ROOT / "deploy").rglob("*")])
    if not found or found[0].stat().st_mtime < newest:
        run(ROOT / "tools/package")
        found = sorted((ROOT / "build/release/package").glob("*.deb"))
    return found[0]


def field(deb, name):
    return run("dpkg-deb", "-f", deb, name).strip()


@case("package.contents")
def contents(_):
    deb = package()
    listing = run("dpkg-deb", "-c", deb)
    for name in ["/usr/bin/teahouse", "/lib/systemd/system/teahouse.service", "/lib/systemd/system/teahouse.socket",
                 "/usr/lib/sysusers.d/teahouse.conf", CONFIG, "/etc/logrotate.d/teahouse",
                 "/usr/share/man/man1/teahouse.1.gz", "/usr/share/man/man5/teahouse.toml.5.gz",
                 "/usr/share/bash-completion/completions/teahouse", "/usr/share/zsh/vendor-completions/_teahouse",
                 "/usr/share/doc/teahouse/copyright"]:
        check(f" .{name}\n" in listing, f"no {name}:\n{listing}")
    check(not re.search(r"^-..x.*(share|etc|lib/systemd)", listing, re.MULTILINE), f"executable: {listing}")
    check(re.search(r"libssl3.*libsqlite3|libsqlite3.*libssl3", field(deb, "Depends")), field(deb, "Depends"))
    check(field(deb, "Version").count(".") == 2, field(deb, "Version"))


@case("package.manual_and_completions")
def manual(binary):
    """Each setting stands in the configuration file, in the manual and in the completions."""
    with folder() as path:
        run(ROOT / "tools/manual", binary, path)
        keys = re.findall(r"^#?([a-z_.]+) = ", run(binary, "config", "template"), re.MULTILINE)
        check(len(keys) > 30, f"{keys}")
        page = run("gzip", "-dc", path / "teahouse.toml.5.gz").replace("\\-", "-")
        written = {name: (path / name).read_text() for name in ("teahouse.bash", "_teahouse", "teahouse.toml")}
        for key in keys:
            check(f".B {key}\n" in page, f"teahouse.toml(5) lacks {key}")
            check(f"--{key}=" in written["teahouse.bash"] and f"--{key}=" in written["_teahouse"], key)
            check(re.search(rf"^#?{re.escape(key)} = ", written["teahouse.toml"], re.MULTILINE), key)
        check('\ndata = "/var/lib/teahouse"\n' in written["teahouse.toml"], "no data folder")
        run(binary, "config", f"--config={path}/teahouse.toml")
        offered = run("bash", "-c", 'source "$1"; compopt() { :; }; COMP_CWORD=1 COMP_WORDS=(teahouse "") _teahouse; '
                      'echo "${COMPREPLY[@]}"; COMP_CWORD=2 COMP_WORDS=(teahouse user p); _teahouse; '
                      'echo "${COMPREPLY[@]}"; COMP_CWORD=3 COMP_WORDS=(teahouse --log.level = w); _teahouse; '
                      'echo "${COMPREPLY[@]}"', "bash", path / "teahouse.bash").splitlines()
        check({"serve", "user", "top", "doctor"} <= set(offered[0].split()), f"{offered}")
        equal(offered[1:], ["passwd promote", "warning"], "what bash offers")
        if shutil.which("zsh"):
            run("zsh", "-n", path / "_teahouse")


@case("package.lintian")
def lintian(_):
    said = run(needs("lintian"), "--fail-on=none", "--allow-root", "--tag-display-limit=0", package(), code=None)
    errors = [line for line in said.splitlines() if line.startswith("E:")]
    check(not errors, said)


def next_version(deb, path):
    """The same package, called one version later."""
    tree, out = path / "tree", path / "next.deb"
    run("dpkg-deb", "-R", deb, tree)
    control = tree / "DEBIAN/control"
    control.write_text(re.sub(r"^Version: (.*)$", r"Version: \1+1", control.read_text(), flags=re.MULTILINE))
    run("dpkg-deb", "-Zgzip", "-z1", "--root-owner-group", "-b", tree, out)
    return out


def base():
    """A small Debian with what the package depends on, kept in the build folder."""
    if os.geteuid() != 0:
        raise Skipped("only root may make a Debian to install into")
    if not (BASE / "complete").exists():
        shutil.rmtree(BASE, ignore_errors=True)
        run(needs("debootstrap"), "--variant=minbase", f"--include={BASE_PACKAGES}", RELEASE, BASE)
        shutil.rmtree(BASE / "var/cache/apt/archives", ignore_errors=True)
        (BASE / "complete").touch()
    return BASE


class Debian:
    """A copy of the small Debian in `path`."""

    def __init__(self, path):
        self.root = path / "root"
        run("cp", "-a", "--reflink=auto", base(), self.root)

    def run(self, *words, **options):
        return run("chroot", self.root, *words, **options)

    def file(self, name):
        return self.root / name.lstrip("/")

    def start(self):
        """The server as the unit starts it, without systemd: as its user."""
        process = subprocess.Popen(["chroot", "--userspec=teahouse:teahouse", self.root, "/usr/bin/teahouse", "serve",
                                    "--config", CONFIG, f"--port={PORT}", "--address=127.0.0.1"],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            wait_for("the server", lambda: process.poll() is not None or self.healthy())
            check(process.poll() is None, "it ended")
        except Failed:
            end_process(process)
            raise Failed(process.stdout.read().decode()) from None
        return process

    def healthy(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=10) as answer:
                return answer.read() == b"ok\n"
        except OSError:
            return False


@case("package.life")
def life(_):
    """Installed, used, upgraded, removed and purged, in a fresh Debian."""
    deb = package()
    with folder() as path:
        debian = Debian(path)
        shutil.copy(deb, debian.file("/first.deb"))
        shutil.copy(next_version(deb, path), debian.file("/second.deb"))
        debian.run("dpkg", "-i", "/first.deb")
        check(":/var/lib/teahouse:/usr/sbin/nologin" in debian.run("getent", "passwd", "teahouse"), "its user")
        equal(debian.run("stat", "-c", "%U %a", "/var/lib/teahouse").strip(), "teahouse 700", "data folder")
        check(not debian.healthy(), "it was started in a chroot")

        process = debian.start()
        debian.run("chroot", "--userspec=teahouse:teahouse", "/", "teahouse", "user", "add", "anna", "owner",
                   "--config", CONFIG, input="a long password\n")
        check("ready" in debian.run("chroot", "--userspec=teahouse:teahouse", "/", "teahouse", "doctor", "health",
                                    "--config", CONFIG), "health")
        equal(end_process(process), 0, "exit code")

        config = debian.file(CONFIG)
        config.write_text(config.read_text() + 'name = "Our house"\n')
        debian.run("dpkg", "-i", "/second.deb")
        check("+1" in debian.run("dpkg-query", "-W", "-f", "${Version}", "teahouse"), "not upgraded")
        check("Our house" in config.read_text(), "the upgrade took the configuration away")
        end_process(debian.start())
        check("anna" in debian.run("chroot", "--userspec=teahouse:teahouse", "/", "teahouse", "user", "list",
                                   "--config", CONFIG), "the account is gone")

        debian.run("dpkg", "-r", "teahouse")
        check(config.exists() and debian.file("/var/lib/teahouse/main.db").exists(), "removing is no purging")
        debian.run("dpkg", "-P", "teahouse")
        for name in (CONFIG, "/etc/logrotate.d/teahouse", "/var/lib/teahouse", "/usr/bin/teahouse"):
            check(not debian.file(name).exists(), f"{name} is left")
