"""The unit of packaging/: what it leaves the daemon is enough, and what it asks of it is answered."""
import re
import shutil
import socket
import subprocess

import clients
import pytest
import twin
from variants import AT_ONCE, config

UNIT = twin.TREE / "packaging/twinleased.service"
EXPOSURE = 30  # tenths, of systemd-analyze security
WATCHDOG_S = 2


def setting(name):
    return re.search(rf"^{name}=(.*)$", UNIT.read_text(), re.M)[1]


def confined(capabilities):
    """A command line before that of a daemon: without what the unit takes away."""
    left = "-all," + ",".join("+" + c.removeprefix("CAP_").lower() for c in capabilities)
    return ["setpriv", "--no-new-privs", "--bounding-set", left, "--inh-caps", left]


@pytest.fixture(scope="module")
def lab(new_lab, tmp_path_factory):
    folder = tmp_path_factory.mktemp("service")
    return new_lab(A=config(folder, "A", AT_ONCE))


def test_a_device_serves_with_the_units_capabilities_and_tells_its_watchdog(lab, monkeypatch):
    path = lab.dir / "notify.sock"
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    told.bind(str(path))
    told.settimeout(20)
    words = confined(setting("CapabilityBoundingSet").split())
    plain = lab.command
    monkeypatch.setattr(lab, "command", lambda *a, **k: [*words, *plain(*a, **k)])
    monkeypatch.setenv("NOTIFY_SOCKET", str(path))
    monkeypatch.setenv("WATCHDOG_USEC", str(WATCHDOG_S * 1000000))
    lab.start("A")
    said = [told.recv(100).decode()]
    while "READY=1" not in said:
        said.append(told.recv(100).decode())
    told.settimeout(WATCHDOG_S)  # no pause is longer than it allows
    while said.count("WATCHDOG=1") < 3:
        said.append(told.recv(100).decode())
    lab.wait_state("A", "Master", 30)
    assert clients.Udhcpc(lab, "c1").get().address.startswith("10.10.10.")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_sandbox_stays_as_tight_as_it_is(tmp_path):
    unit = tmp_path / "twinleased.service"
    unit.write_text(
        UNIT.read_text().replace("@PREFIX@/sbin/twinleased", "/bin/true").replace("@PREFIX@", "/usr"))
    done = subprocess.run(["systemd-analyze", "security", "--offline=yes",
                           f"--threshold={EXPOSURE}", str(unit)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-400:] + done.stderr
    wrong = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert unit.name not in wrong.stderr, wrong.stderr
