"""The unit tests of src/linux/ once more on a kernel that has 802.1Q devices, using them.

The kernel of the machine may have none; Debian's user-mode-linux has (6.1, as Debian 12), and runs as
a process: the machine's files are its root, read-only. Skipped where it is not installed.
"""
import pathlib
import re
import shutil
import subprocess

import pytest

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
UML = shutil.which("linux.uml")
MODULES = pathlib.Path("/usr/lib/uml/modules")
WANTED = ["ipv6", "8021q", "bridge", "macvlan", "veth", "sch_ingress", "cls_bpf"]
TESTS = ["links", "virtual", "packet"]


def load_order(folder):
    """Paths of the wanted modules, each behind those it needs."""
    needs = {}
    for line in (folder / "modules.dep").read_text().splitlines():
        module, _, others = line.partition(":")
        needs[module] = others.split()
    order = []
    for name in WANTED:
        module = next(m for m in needs if m.endswith(f"/{name}.ko"))
        # modules.dep lists the nearest need first
        order += [m for m in [*reversed(needs[module]), module] if m not in order]
    return [str(folder / m) for m in order]


@pytest.mark.skipif(not UML or not MODULES.exists(), reason="user-mode-linux is not installed")
def test_links_on_a_kernel_with_802_1q(tmp_path):
    subprocess.run(["make", *(f"build/release/test/unit/linux/{t}" for t in TESTS)], cwd=TREE,
                   check=True, stdout=subprocess.DEVNULL)
    insmod = shutil.which("insmod") or "busybox insmod"
    init = tmp_path / "init"
    init.write_text("\n".join([
        "#!/bin/sh", "export PATH=/usr/sbin:/usr/bin:/sbin:/bin", "mount -t proc proc /proc",
        "mount -t sysfs sysfs /sys", "export TWINLEASE_VLAN=8021q",
        *(f"{insmod} {m}" for m in load_order(next(MODULES.iterdir()))),
        *(f"{TREE}/build/release/test/unit/linux/{t}; echo {t} exits with $?" for t in TESTS),
        "echo o >/proc/sysrq-trigger", "while :; do read -r _ </proc/loadavg; done", ""]))
    init.chmod(0o755)
    kernel = subprocess.run(
        [UML, "mem=256M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", "quiet",
         f"init={init}", f"uml_dir={tmp_path}", "con=null", "con0=fd:0,fd:1"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300,
        check=False)
    said = kernel.stdout.decode(errors="replace")
    ended = re.findall(r"(\w+) exits with (\d+)", said)
    assert ended == [(t, "0") for t in TESTS], said[-4000:]
