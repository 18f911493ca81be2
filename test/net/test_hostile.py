"""Packets that lie are dropped and counted, a peer that differs is refused with a reason."""
import os
import random
import re
import resource
import socket
import subprocess
import sys
import time

import clients
import twin
from variants import AT_ONCE, config
from wire import send
from scapy.compat import raw
from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import ARP, Ether
from scapy.layers.vrrp import VRRP


def count(lab, device, command, what):
    m = re.search(rf"{what}\s*: (\d+)", lab.ask(device, command))
    assert m, f"{command} shows no {what}"
    return int(m[1])


def test_broken_dhcp_messages_are_dropped_and_counted(quick):
    def count_bad():
        return count(quick, "A", "display dhcp server statistics", "Bad Messages")

    def frame(payload):
        return raw(Ether(src="02:00:00:00:00:99", dst="ff:ff:ff:ff:ff:ff")
                   / IP(src="0.0.0.0", dst="255.255.255.255") / UDP(sport=68, dport=67) / payload)

    good = raw(BOOTP(chaddr=b"\x02\0\0\0\0\x99", xid=7)
               / DHCP(options=[("message-type", "discover"), "end"]))
    before, held = count_bad(), quick.leases("A")
    dice = random.Random(1)
    send(quick, "c4", [frame(good[:n]) for n in range(0, 240, 3)])
    twin.wait("every strict prefix is counted", lambda: count_bad() - before >= 80, 5)
    send(quick, "c4", [frame(dice.randbytes(dice.randrange(1, 400))) for _ in range(300)])
    twin.wait("noise is counted", lambda: count_bad() - before >= 300, 5)
    assert quick.leases("A") == held
    client = clients.Udhcpc(quick, "c1")
    assert client.get().server == "10.10.10.100"
    client.stop()


def test_false_advertisements_are_dropped_and_counted(quick):
    """Each would make DeviceA step down if it were believed."""
    def errors(what):
        return count(quick, "A", "display vrrp statistics", what)

    def frame(ttl=255, cut=None, break_sum=False, **fields):
        v = VRRP(**{"version": 2, "vrid": 1, "priority": 254, "addrlist": ["10.10.10.100"],
                    "authtype": 0, "adv": 1, **fields})
        packet = bytearray(raw(v))
        if break_sum:
            packet[6] ^= 0x55
        return raw(Ether(src="00:00:5e:00:01:01", dst="01:00:5e:00:00:12")
                   / IP(src="10.10.10.66", dst="224.0.0.18", ttl=ttl, proto=112)
                   / bytes(packet[:cut]))

    false = {"IP TTL errors": frame(ttl=254), "Checksum errors": frame(break_sum=True),
             "Version errors": frame(version=7), "Vrid errors": frame(vrid=9),
             "Packet length errors": frame(cut=7)}
    before = {what: errors(what) for what in false}
    for what, packet in false.items():
        send(quick, "c4", [packet] * 5)
        twin.wait(f"{what} is counted", lambda w=what: errors(w) - before[w] >= 5, 5)
    assert (quick.vrrp_state("A"), quick.vrrp_state("B")) == ("Master", "Backup")


def entry(lab, device, address):
    """The kernel's neighbour entry of an address, as `ip` says it."""
    return subprocess.run(["ip", "-n", lab.ns(device), "neigh", "show", "to", address],
                          capture_output=True, text=True, check=True).stdout


def mac_of(lab, device):
    said = subprocess.run(["ip", "-n", lab.ns(device), "-o", "link", "show", "Vlanif100"],
                          capture_output=True, text=True, check=True).stdout
    return re.search(r"link/ether (\S+)", said)[1]


def test_a_neighbour_that_claims_the_devices_addresses_does_not_end_the_session(quick):
    """Both are told that the other one is at the neighbour's MAC, by answers and announcements."""
    mine, own, peer = "02:00:00:00:00:99", "10.10.10.1", "10.10.10.2"
    twin.wait("fixed entries", lambda: "PERMANENT" in entry(quick, "A", peer)
              and "PERMANENT" in entry(quick, "B", own), 5)
    before = [quick.log(device).read_text().count("channelState=Down") for device in "AB"]
    for _ in range(40):
        for address, other in ((own, peer), (peer, own)):
            send(quick, "c4", [
                raw(Ether(src=mine, dst="ff:ff:ff:ff:ff:ff")
                    / ARP(op=op, hwsrc=mine, psrc=address, hwdst=mine, pdst=to))
                for op, to in ((1, address), (2, other))])
        time.sleep(0.1)  # a claim at a time, longer than a session lives that nobody answers
    assert mac_of(quick, "B") in entry(quick, "A", peer)
    assert mac_of(quick, "A") in entry(quick, "B", own)
    client = clients.Udhcpc(quick, "c1")  # its lease is on both devices before it hears of it
    assert client.get().server == "10.10.10.100"
    client.stop()
    after = [quick.log(device).read_text().count("channelState=Down") for device in "AB"]
    assert after == before
    quick.wait_connected(1)


def test_an_entry_that_the_operator_fixed_is_left_alone(quick):
    """Ours goes with the session; one that was there by another hand stays as it is."""
    peer = "10.10.10.2"
    twin.wait("a fixed entry", lambda: "PERMANENT" in entry(quick, "A", peer), 5)
    mac = mac_of(quick, "B")
    quick.end("DeviceB")
    twin.wait("it goes", lambda: "PERMANENT" not in entry(quick, "A", peer), 10)
    fix = ("ip", "neigh", "replace", peer, "lladdr", mac, "dev", "Vlanif100", "nud", "permanent")
    try:
        quick.exec("A", *fix)
        quick.start("B")
        quick.wait_connected()
        assert " proto " not in entry(quick, "A", peer)
        quick.end("DeviceB")
        twin.wait("the session ends", lambda: quick.rbs_state("A") != "Connected", 10)
        assert "PERMANENT" in entry(quick, "A", peer) and mac in entry(quick, "A", peer)
    finally:
        quick.exec("A", "ip", "neigh", "del", peer, "dev", "Vlanif100")
    quick.start("B")
    quick.wait_connected()
    twin.wait("ours again", lambda: "PERMANENT" in entry(quick, "A", peer), 5)


def test_strangers_at_the_port_of_the_backup_service_change_nothing(quick):
    """A client is on the VLAN and can connect; it is not the configured peer."""
    quick.exec("c3", "ip", "addr", "replace", "10.10.10.203/24", "dev", "eth0")
    noise = ("import socket, os\n"
             "for n in range(5):\n"
             "    try:\n"
             "        s = socket.create_connection(('10.10.10.1', 10000), 2)\n"
             "        s.sendall(os.urandom(4000)); s.close()\n"
             "    except OSError: pass\n")
    try:
        subprocess.run(["ip", "netns", "exec", quick.ns("c3"), sys.executable, "-c", noise],
                       check=True, timeout=30)
    finally:
        quick.exec("c3", "ip", "addr", "flush", "dev", "eth0")
    assert all(quick.rbs_state(d) == "Connected" for d in "AB")
    client = clients.Udhcpc(quick, "c2")
    event = client.get()
    quick.wait_same_leases()
    assert event.address in quick.leases("B")
    client.stop()


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_device_without_descriptors_serves_on(quick):
    """It gets no further one: whoever connects waits, nothing spins, clients are served; and then
    all is as before."""
    pid = quick.pid("DeviceA")
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    client = clients.Udhcpc(quick, "c1")
    had = client.get()
    low = 10  # numbers below are in use; poll() takes no more than this many
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (low, before[1]))
    try:
        with socket.socket(socket.AF_UNIX) as waits:
            waits.connect(str(quick.socket("A")))
            twin.wait("it is said", lambda: "NO_DESCRIPTORS" in quick.log("A").read_text(), 5)
            began, used = time.monotonic(), processor_seconds(pid)
            assert client.renewed().address == had.address
            new = clients.Udhcpc(quick, "c2")
            assert new.get().server == "10.10.10.100"
            time.sleep(3 - (time.monotonic() - began) % 3)  # what it used is counted over seconds
            used = processor_seconds(pid) - used
            assert used < 0.2 * (time.monotonic() - began), f"{used} s of processor"
    finally:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
    assert quick.vrrp_state("A") == "Master"  # the command line answers
    assert quick.log("A").read_text().count("NO_DESCRIPTORS") == 1
    assert quick.rbs_state("A") == "Connected"
    client.stop()
    new.stop()


def test_a_peer_with_another_pool_is_refused_on_both_sides(new_lab, tmp_path):
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE),
                  B=config(tmp_path, "B", ("10.10.10.1 10.10.10.100", "10.10.10.1 10.10.10.90")))
    lab.start("A")
    lab.start("B")
    for device, theirs in (("A", "10.10.10.90"), ("B", "10.10.10.100")):
        twin.wait(f"Device{device} names what differs", lambda d=device, t=theirs: re.search(
            rf'CONFIGURATION_MISMATCH: only there: "[^"]*section 0 10.10.10.1 {t}"',
            lab.log(d).read_text()), 10)
        assert "pairState=Connected" not in lab.log(device).read_text()
