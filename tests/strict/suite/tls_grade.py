# SPDX-License-Identifier: MIT
"""What the TLS listener offers to whoever asks, seen from outside by sslscan: two versions, forward secrecy and authenticated
encryption alone."""
import shutil
import subprocess
import xml.etree.ElementTree as xml

from .app_tls import flags, make_certificate, trusting
from .cases import Skipped, Suite, check, equal
from .program import PATIENCE, folder, own_server

suite = Suite()

PROTOCOLS = {("tls", "1.2"), ("tls", "1.3")}
ENCRYPTION = ("GCM", "CHACHA20", "POLY1305")  # authenticated
BITS_MIN = 128
# Of groups to agree on a key with, bits of security.
GROUP_BITS_MIN = 112


def scan(own):
    """sslscan's report of the listener."""
    said = subprocess.run(["sslscan", "--no-colour", "--xml=-", f"127.0.0.1:{own.port}"], capture_output=True, text=True,
                          timeout=2 * PATIENCE, check=True).stdout
    report = xml.fromstring(said[said.index("<?xml"):]).find("ssltest")
    check(report is not None, said[:300])
    return report


@suite.case("tls.grade")
def grade(server):
    if shutil.which("sslscan") is None:
        raise Skipped("sslscan is not installed")
    with folder() as path:
        make_certificate(path, 1)
        with own_server(server, *flags(path), tls=trusting(path)) as own:
            report = scan(own)
    offered = {(one.get("type"), one.get("version")) for one in report.findall("protocol") if one.get("enabled") == "1"}
    equal(offered, PROTOCOLS, "versions")
    ciphers = [one for one in report.findall("cipher") if one.get("status") in ("accepted", "preferred")]
    equal({one.get("sslversion") for one in ciphers}, {"TLSv1.2", "TLSv1.3"}, "versions that agree on a cipher")
    for one in ciphers:
        name = one.get("cipher")
        check(name.startswith(("ECDHE-", "TLS_")) and any(word in name for word in ENCRYPTION), f"{name} is weak")
        check(int(one.get("bits")) >= BITS_MIN, f"{name} has {one.get('bits')} bits")
        check(one.get("strength") in ("strong", "acceptable"), f"{name} is {one.get('strength')}")
    for group in report.findall("group"):
        check(int(group.get("bits")) >= GROUP_BITS_MIN, f"{group.get('name')} has {group.get('bits')} bits")
    for compression in report.findall("compression"):
        equal(compression.get("supported"), "0", "compression")
    renegotiation = report.find("renegotiation")
    check(renegotiation.get("supported") == "0" or renegotiation.get("secure") == "1", "insecure renegotiation")
    for bleeding in report.findall("heartbleed"):
        equal(bleeding.get("vulnerable"), "0", "heartbleed")
