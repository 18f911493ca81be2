"""What stands still around a device stops nobody: its clients are served, by it or by the peer."""
import re
import signal
import time

import clients
import twin
from scapy.layers.inet import IP
from scapy.layers.vrrp import VRRP
from stuck import LINES, FrozenFile, StuckReader, StuckThread, make_it_log, wait_ready
from variants import AT_ONCE, bring_up, config
from wire import Capture, is_vrrp

def test_a_reader_of_the_log_that_stops_reading_stops_nobody(new_lab, tmp_path):
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE), B=config(tmp_path, "B"))
    reader = StuckReader(lab, "A")
    lab.start("A", log=reader.path)
    lab.wait_state("A", "Master", 30)
    lab.start("B")
    lab.wait_connected()
    client = clients.Udhcpc(lab, "c1")
    had = client.get()
    make_it_log(lab, "A", LINES)
    assert client.renewed().address == had.address
    assert clients.Udhcpc(lab, "c2").get().server == "10.10.10.100"
    assert (lab.vrrp_state("A"), lab.rbs_state("A")) == ("Master", "Connected")
    said = reader.read_until(b"LINES_DROPPED")
    assert "(dropped=" in said and "CMDRECORD" in said
    make_it_log(lab, "A", LINES)
    stopped = time.monotonic()
    assert lab.end("DeviceA"), "SIGTERM was not answered"
    assert time.monotonic() - stopped < 3.5
    lab.wait_state("B", "Master", 3)
    assert client.renewed().address == had.address
    client.stop()


def test_a_frozen_file_system_of_the_startup_file_stops_nobody(new_lab, tmp_path):
    """`save` and SIGHUP hang; DHCP and VRRP go on, and the command says why it was not done."""
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE), B=config(tmp_path, "B"))
    bring_up(lab)
    client = clients.Udhcpc(lab, "c1")
    had = client.get()
    startup = lab.configs["A"]
    frozen = FrozenFile(startup.with_name(startup.name + ".new"))
    asked = lab.spawn("save", "A", lab.build / "twinlease", "-s", lab.socket("A"), "-c", "save; y")
    assert client.renewed().address == had.address
    assert clients.Udhcpc(lab, "c2").get().server == "10.10.10.100"
    assert (lab.vrrp_state("A"), lab.rbs_state("A")) == ("Master", "Connected")
    assert asked.wait(10) == 1
    said = (lab.dir / "save.log").read_text()
    assert re.search(r"Error: .*DeviceA.cfg: its disk has not answered for 5 seconds", said), said
    frozen.thaw()
    twin.wait("the log says that it was written after all",
              lambda: "FILE_LATE" in lab.log("A").read_text(), 5)
    assert lab.cli("A", "save; y").returncode == 0
    assert "sysname DeviceA" in startup.read_text()

    frozen = FrozenFile(startup)
    lab.signal("DeviceA", signal.SIGHUP)
    assert client.renewed().address == had.address
    twin.wait("the log says that it was not read",
              lambda: "RELOAD_FAILED" in lab.log("A").read_text(), 10)
    stopped = time.monotonic()
    assert lab.end("DeviceA"), "SIGTERM was not answered"
    assert time.monotonic() - stopped < 3.5
    frozen.thaw()
    lab.wait_state("B", "Master", 3)
    assert client.renewed().address == had.address
    client.stop()


def test_a_stuck_main_thread_hands_mastership_to_the_peer(new_lab, tmp_path):
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE), B=config(tmp_path, "B"))
    bring_up(lab)
    client = clients.Udhcpc(lab, "c1")
    had = client.get()
    wait_ready(lab)
    stuck = StuckThread(lab.pid("DeviceA"))
    began = time.monotonic()
    lab.wait_state("B", "Master", 5)
    assert time.monotonic() - began < 2.5
    assert client.renewed().address == had.address
    assert clients.Udhcpc(lab, "c2").get().server == "10.10.10.100"
    twin.wait("the log says so", lambda: "NODE/2/STUCK" in lab.log("A").read_text(), 5)
    stuck.go_on()
    lab.wait_connected(20)
    lab.wait_state("A", "Backup", 10)
    lab.wait_same_leases()
    client.stop()


def test_a_stuck_main_thread_without_a_peer_keeps_the_gateway(new_lab, tmp_path):
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE))
    lab.start("A")
    lab.wait_state("A", "Master", 30)
    lab.exec("c3", "ip", "addr", "replace", "10.10.10.203/24", "dev", "eth0")
    stuck = StuckThread(lab.pid("DeviceA"))
    twin.wait("the log says so", lambda: "kept as a gateway" in lab.log("A").read_text(), 5)
    lab.exec("c3", "ping", "-c", "10", "-i", "0.5", "-W", "1", "10.10.10.100")
    stuck.go_on()
    assert clients.Udhcpc(lab, "c1").get().server == "10.10.10.100"


def test_a_stuck_disk_hands_over_to_the_peer_within_the_answer_limit(new_lab, tmp_path):
    """Nobody waits for longer than the answer limit and a repetition; priority 1 says why; the
    device comes back as Backup."""
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE), B=config(tmp_path, "B"))
    bring_up(lab)
    client = clients.Udhcpc(lab, "c1")
    had = client.get()
    wait_ready(lab)
    stuck = StuckThread(lab.pid("DeviceA"), "disk")
    trunk = Capture(lab, "a", from_there=True)
    began = time.monotonic()
    assert clients.Udhcpc(lab, "c2").get().server == "10.10.10.100"
    assert time.monotonic() - began < 2.5
    assert (lab.vrrp_state("A"), lab.vrrp_state("B")) == ("Backup", "Master")
    assert client.renewed().address == had.address
    said = [f[IP][VRRP].priority for f in trunk.frames() if is_vrrp(f)]
    assert said and said[-1] == 1 and 0 not in said, said
    assert "JOURNAL/2/DISK_STALLS" in lab.log("A").read_text()
    stuck.go_on()
    lab.wait_connected(20)
    lab.wait_same_leases()
    assert lab.vrrp_state("A") == "Backup"
    client.stop()


def test_two_stuck_disks_keep_a_gateway(new_lab, tmp_path):
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE), B=config(tmp_path, "B"))
    bring_up(lab)
    wait_ready(lab)
    lab.exec("c3", "ip", "addr", "replace", "10.10.10.203/24", "dev", "eth0")
    stuck = [StuckThread(lab.pid(f"Device{d}"), "disk") for d in "AB"]
    asks = lab.spawn("asks", "c1", "udhcpc", "-f", "-i", "eth0", "-s", "/bin/true", "-T", "1",
                     "-t", "3", "-n")
    lab.exec("c3", "ping", "-c", "60", "-i", "0.25", "-W", "1", "10.10.10.100")
    lost = lab.exec("c3", "ping", "-c", "8", "-i", "0.25", "-W", "1", "10.10.10.100").stdout
    assert " 0% packet loss" in lost, lost
    assert asks.wait(10) == 1, "nobody may be served"
    assert sorted(str(lab.vrrp_state(d)) for d in "AB") == ["Backup", "Master"]
    for s in stuck:
        s.go_on()
    lab.wait_connected(40)
    assert clients.Udhcpc(lab, "c2").get().server == "10.10.10.100"
