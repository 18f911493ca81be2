"""The unit of packaging/: what it leaves the daemon is enough, and what it asks of it is answered."""
import re
import shutil
import signal
import socket
import subprocess
import time

import clients
import pytest
import twin
from variants import AT_ONCE, config

UNIT = twin.TREE / "packaging/twinleased.service"
EXPOSURE = 25  # tenths, of systemd-analyze security
WATCHDOG_S = 2
NOBODY, GROUP = 65534, 65532


def setting(name):
    return re.search(rf"^{name}=(.*)$", UNIT.read_text(), re.M)[1]


def confined(capabilities):
    """A command line before that of a daemon: as the unit starts it, a user of no rights but these."""
    left = ",".join("+" + c.removeprefix("CAP_").lower() for c in capabilities)
    return ["setpriv", "--no-new-privs", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
            f"--inh-caps=-all,{left}", f"--ambient-caps=-all,{left}", f"--bounding-set=-all,{left}"]


def confine(lab, monkeypatch, config, capabilities):
    """DeviceA runs so from now on; what it needs lies where that user gets at it, and is his."""
    place = lab.dir / "own"
    place.mkdir(exist_ok=True)
    plain = twin.Lab.command.__get__(lab)
    shutil.copy(lab.build / "twinleased", place)
    shutil.copy(config, place / "startup.cfg")
    monkeypatch.setattr(lab, "socket", lambda device: place / "cli.sock")

    def command(device):
        words = plain(device)
        words[0] = place / "twinleased"
        words[words.index("-c") + 1] = place / "startup.cfg"
        subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", place, lab.folders[device]], check=True)
        return [*confined(capabilities), *words]

    monkeypatch.setattr(lab, "command", command)


class Told:
    """What systemd is told."""

    def __init__(self, lab, monkeypatch):
        path = lab.dir / "notify.sock"
        path.unlink(missing_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        path.chmod(0o666)
        self.said = []
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        monkeypatch.setenv("WATCHDOG_USEC", str(WATCHDOG_S * 1000000))

    def until(self, begins, limit):
        """The next message that begins so; no pause between two is longer."""
        self.socket.settimeout(limit)
        while True:
            self.said.append(self.socket.recv(1000).decode())
            if self.said[-1].startswith(begins):
                return self.said[-1]


@pytest.fixture(scope="module")
def device(tmp_path_factory):
    return config(tmp_path_factory.mktemp("service"), "A", AT_ONCE)


@pytest.fixture(scope="module")
def lab(new_lab, device):
    return new_lab(A=device)


def test_a_device_serves_as_the_units_user_and_says_how_it_is(lab, device, monkeypatch):
    told = Told(lab, monkeypatch)
    confine(lab, monkeypatch, device, setting("AmbientCapabilities").split())
    lab.start("A")
    told.until("READY=1", 20)
    lab.wait_state("A", "Master", 30)
    status = told.until("STATUS=Master", 20)
    assert status == "STATUS=Master (Vlanif100 vrid 1), pair Interrupted; 0 of 97 addresses in use"
    assert clients.Udhcpc(lab, "c1").get().address.startswith("10.10.10.")
    assert "; 1 of 97" in told.until("STATUS=", WATCHDOG_S)
    assert "NO_REALTIME" not in lab.log("A").read_text()
    for _ in range(3):
        told.until("WATCHDOG=1", WATCHDOG_S)
    assert lab.cli("A", "save; y").returncode == 0  # beside the startup file, which is its user's
    lab.signal("DeviceA", signal.SIGHUP)
    moment = told.until("RELOADING=1\nMONOTONIC_USEC=", 5)
    assert abs(int(moment.split("=")[-1]) / 1e6 - time.monotonic()) < 10
    told.until("READY=1", 5)
    lab.end("DeviceA")
    told.until("STOPPING=1", 5)
    links = lab.exec("A", "ip", "-br", "link").stdout
    assert "Vlanif100" not in links and "vrrp1" not in links


def test_who_may_speak_to_it_is_root_its_user_and_the_group(lab, device, monkeypatch):
    """The socket is another user's than root's now: root's rights and the levels are the same."""
    confine(lab, monkeypatch, device, setting("AmbientCapabilities").split())
    plain = lab.command
    words = confined(setting("AmbientCapabilities").split())
    grouped = [w if w != "--clear-groups" else f"--groups={GROUP}" for w in words]
    monkeypatch.setattr(
        lab, "command", lambda device: [*grouped, *plain(device)[len(words):], "-g", str(GROUP)])
    lab.start("A")
    shutil.copy(lab.build / "twinlease", lab.dir / "own")

    def ask(*who):
        return subprocess.run(["setpriv", *who, lab.dir / "own/twinlease", "-s", lab.socket("A"), "-c",
                               "display users; system-view; sysname DeviceA"],
                              capture_output=True, text=True)

    assert lab.cli("A", "system-view; user privilege level 0; commit").returncode == 0
    assert ask(f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups").returncode == 0
    member = ask("--reuid=65533", "--regid=65533", f"--groups={GROUP}")
    assert "Error" in member.stdout and member.returncode == 1, member  # level 0: no system view
    stranger = ask("--reuid=65533", "--regid=65533", "--clear-groups")
    assert stranger.returncode == 2 and "no permission" in stranger.stderr
    lab.end("DeviceA")


def test_a_missing_capability_is_named_before_anything_is_changed(lab, device, monkeypatch):
    all_of_them = setting("AmbientCapabilities").split()
    for missing in ("CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_NET_BIND_SERVICE", "CAP_BPF"):
        confine(lab, monkeypatch, device, [c for c in all_of_them if c != missing])
        before = sorted((lab.dir / "own").iterdir())
        done = lab.exec("A", *lab.command("A"), check=False)
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1 and missing in done.stderr, done.stderr
        assert sorted((lab.dir / "own").iterdir()) == before


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
