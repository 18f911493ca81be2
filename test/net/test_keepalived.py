"""keepalived as the other VRRP router, in either role: each accepts the other's advertisements."""
import itertools
import re
import signal
import time

import pytest
import twin
from variants import AT_ONCE, config
from wire import hear_advertisements

PEER = "10.10.10.203"
numbers = itertools.count()


class Keepalived:
    """A VRRP version 2 router at PEER in a client's place."""

    def __init__(self, lab, priority, where="c3"):
        self.lab, self.what = lab, f"keepalived{next(numbers)}"
        self.log = lab.dir / f"{self.what}.log"
        lab.exec(where, "ip", "addr", "replace", f"{PEER}/24", "dev", "eth0")
        file = lab.dir / f"{self.what}.conf"
        file.write_text(f"""
global_defs {{
    vrrp_version 2
    vrrp_garp_master_delay 0
}}
vrrp_instance foreign {{
    state BACKUP
    interface eth0
    virtual_router_id 1
    priority {priority}
    advert_int 1
    virtual_ipaddress {{
        10.10.10.100/32 dev eth0
    }}
}}
""")
        self.process = lab.spawn(self.what, where, "keepalived", "-n", "-l", "-D", "-P", "-f", file,
                                 "-p", lab.dir / f"{self.what}.main", "-r",
                                 lab.dir / f"{self.what}.vrrp")

    def state(self):
        """The last state it says it entered: BACKUP, MASTER, FAULT; None at first."""
        found = re.findall(r"\(foreign\) Entering (\w+) STATE", self.log.read_text())
        return found[-1] if found else None

    def complaints(self):
        """What it says of advertisements it does not accept."""
        return [line for line in self.log.read_text().split("\n")
                if re.search(r"invalid|mismatch|bogus|incorrect|not present|different", line, re.I)]

    def stop(self, where="c3"):
        self.process.send_signal(signal.SIGTERM)  # it says priority 0
        self.process.wait(10)
        self.lab.exec(where, "ip", "addr", "flush", "dev", "eth0")


@pytest.fixture(scope="module")
def alone(new_lab, tmp_path_factory):
    """DeviceA alone, priority 150, without recover delay and without preemption delay."""
    folder = tmp_path_factory.mktemp("alone")
    lab = new_lab(A=config(folder, "A", AT_ONCE, ("priority 200", "priority 150"),
                           (" vrrp vrid 1 preempt-mode timer delay 600\n", "")))
    lab.start("A")
    lab.wait_state("A", "Master", 15)
    return lab


def master_ip(lab):
    m = re.search(r"Master IP\s*: (\S+)", lab.ask("A", "display vrrp"))
    return m and m[1]


def test_it_accepts_our_advertisements(alone):
    """Below us it stays Backup, which it only does while it hears and accepts us."""
    other = Keepalived(alone, 100)
    twin.wait("keepalived is Backup", lambda: other.state() == "BACKUP", 10)
    hear_advertisements(alone, 6)  # longer than its Master_Down time of 3.6 s
    assert other.state() == "BACKUP"
    assert other.complaints() == []
    assert alone.vrrp_state("A") == "Master"
    other.stop()


def test_we_accept_its_advertisements(alone):
    """Above us it takes over; we follow, name it as Master, and come back when it resigns."""
    other = Keepalived(alone, 220)
    twin.wait("keepalived is Master", lambda: other.state() == "MASTER", 10)
    alone.wait_state("A", "Backup", 3)
    hear_advertisements(alone, 5)  # longer than our Master_Down time of 3.4 s
    assert alone.vrrp_state("A") == "Backup" and other.state() == "MASTER"
    assert master_ip(alone) == PEER
    left = time.monotonic()
    other.stop()
    alone.wait_state("A", "Master", 5)
    assert time.monotonic() - left < 3, "priority 0 must be answered within the skew time"


def test_we_take_over_when_it_dies(alone):
    other = Keepalived(alone, 220)
    twin.wait("keepalived is Master", lambda: other.state() == "MASTER", 10)
    alone.wait_state("A", "Backup", 3)
    for pid in twin.run("ip", "netns", "pids", alone.ns("c3")).stdout.split():
        twin.os.kill(int(pid), signal.SIGKILL)
    died = time.monotonic()
    other.process.wait(5)
    alone.exec("c3", "ip", "addr", "flush", "dev", "eth0")
    alone.wait_state("A", "Master", 6)
    assert time.monotonic() - died > 2, "three intervals were not waited for"


def test_we_preempt_a_lower_one(alone):
    """keepalived is Master first; we come with more priority and no delay. A device that backs
    leases up waits for its batch, and its peer is not there: so first it says that it waits."""
    alone.end("DeviceA")
    other = Keepalived(alone, 100)
    twin.wait("keepalived is Master", lambda: other.state() == "MASTER", 10)
    alone.start("A")
    twin.wait("DeviceA says what it waits for",
              lambda: "Preempt hold" in alone.ask("A", "display vrrp"), 5)
    assert alone.vrrp_state("A") == "Backup"
    alone.cli("A", "system-view; ip pool pool1 server; undo remote-backup-profile; quit; "
                   "undo remote-backup-profile service1; commit")
    alone.wait_state("A", "Master", 5)
    twin.wait("keepalived is Backup", lambda: other.state() == "BACKUP", 5)
    assert other.complaints() == []
    other.stop()
