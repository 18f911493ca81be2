"""BFD beside FRR bfdd and bird, active and passive, one hop and several: both come Up, each finds out
what happens to the other, and strangers' packets change nothing."""
import json
import pathlib
import re
import shutil
import signal
import struct
import sys

import pytest
import twin
from foreign import FRR, PEER

VLANIF = "10.10.10.1"
CONFIG = f"""#
sysname DeviceA
#
bfd
#
vlan 100
#
interface Vlanif 100
 ip address {VLANIF} 255.255.255.0
#
interface GigabitEthernet 0/1/1
 portswitch
 undo shutdown
 port link-type trunk
 port trunk allow-pass vlan 100
#
bfd far bind peer-ip {PEER} source-ip {VLANIF} auto
 min-tx-interval 50
 min-rx-interval 50
 commit
#
bfd near bind peer-ip {PEER} interface Vlanif 100 auto
 min-tx-interval 50
 min-rx-interval 50
 commit
#
return
"""
# name -> program, our session, passive
PEERS = {"frr": ("bfdd", "near", False), "frr-passive": ("bfdd", "near", True),
         "frr-several": ("bfdd", "far", False), "bird": ("bird", "near", False),
         "bird-passive": ("bird", "near", True), "bird-several": ("bird", "far", False)}


class Bfdd:
    """zebra and bfdd in a client's place."""

    @staticmethod
    def installed():
        return (FRR / "bfdd").exists()

    def __init__(self, lab, several, passive):
        self.lab, self.folder, self.number = lab, lab.dir / "frr", 0
        self.folder.mkdir(exist_ok=True)
        shutil.chown(self.folder, "frr", "frr")
        (self.folder / "zebra.conf").write_text("log stdout\n")
        how = f"multihop local-address {PEER}" if several else f"local-address {PEER} interface eth0"
        (self.folder / "bfdd.conf").write_text(
            f"log stdout\nbfd\n peer {VLANIF} {how}\n  receive-interval 50\n"
            "  transmit-interval 50\n" + "  passive-mode\n" * passive + "  no shutdown\n")

    def start(self):
        self.number += 1
        (self.folder / "zserv.api").unlink(missing_ok=True)
        self.programs = []
        for name, more in (("zebra", ()), ("bfdd", ("--bfdctl", self.folder / "bfdd.sock"))):
            self.programs.append(self.lab.spawn(
                f"{name}{self.number}", "c1", FRR / name, "-z", self.folder / "zserv.api",
                "--vty_socket", self.folder, "-i", self.folder / f"{name}.pid", "-f",
                self.folder / f"{name}.conf", "-A", "127.0.0.1", *more))
            if name == "zebra":
                twin.wait("zebra listens", (self.folder / "zserv.api").exists, 10)

    def state(self):
        told = self.lab.exec("c1", "vtysh", "--vty_socket", self.folder, "-d", "bfdd", "-c",
                             "show bfd peers json", check=False).stdout
        try:
            return json.loads(told)[0]["status"].lower()
        except (ValueError, LookupError):
            return None


class Bird:
    @staticmethod
    def installed():
        return pathlib.Path("/usr/sbin/bird").exists()

    def __init__(self, lab, several, passive):
        self.lab, self.number = lab, 0
        self.socket, self.file = lab.dir / "bird.ctl", lab.dir / "bird.conf"
        timers = ("{ min rx interval 50 ms; min tx interval 50 ms; idle tx interval 1 s; "
                  f"multiplier 3; passive {'yes' if passive else 'no'}; }};")
        self.file.write_text(
            f"router id {PEER};\nprotocol device {{}}\nprotocol bfd {{\n"
            f" {'multihop' if several else 'interface' + chr(32) + chr(34) + 'eth0' + chr(34)} {timers}\n"
            f" neighbor {VLANIF} " + (f"local {PEER} multihop yes" if several else
                                      f'dev "eth0" local {PEER}') + ";\n}\n")

    def start(self):
        self.number += 1
        self.programs = [self.lab.spawn(f"bird{self.number}", "c1", "/usr/sbin/bird", "-f", "-c",
                                        self.file, "-s", self.socket, "-P", self.lab.dir / "bird.pid")]

    def state(self):
        told = self.lab.exec("c1", "birdc", "-s", self.socket, "show bfd sessions", check=False).stdout
        found = re.search(rf"^{re.escape(VLANIF)}\s+\S+\s+(\w+)", told, re.M)
        return found and found[1].lower()


PROGRAMS = {"bfdd": Bfdd, "bird": Bird}


def a_peer(name):
    program = PEERS[name][0]
    return pytest.param(name, marks=pytest.mark.skipif(
        not PROGRAMS[program].installed(), reason=f"{program} is not installed"))


@pytest.fixture(scope="module")
def lab(new_lab, tmp_path_factory):
    file = tmp_path_factory.mktemp("bfd") / "DeviceA.cfg"
    file.write_text(CONFIG)
    lab = new_lab(A=file)
    lab.exec("c1", "ip", "addr", "replace", f"{PEER}/24", "dev", "eth0")
    lab.start("A")
    return lab


def session(lab, name):
    told = json.loads(lab.ask("A", "display bfd session all verbose | json"))
    return next(s for s in told["sessions"] if s["name"] == name)


def dropped(lab):
    return json.loads(lab.ask("A", "display bfd statistics | json"))


def kill(peer):
    for program in peer.programs:
        program.send_signal(signal.SIGKILL)
        program.wait(10)


def wait_up(lab, name, peer):
    twin.wait("our session is Up", lambda: session(lab, name)["state"] == "Up", 20)
    twin.wait("theirs is Up", lambda: peer.state() == "up", 20)


@pytest.fixture(params=map(a_peer, PEERS))
def pair(request, lab):
    """(our session's name, the peer), both Up."""
    program, name, passive = PEERS[request.param]
    peer = PROGRAMS[program](lab, name == "far", passive)
    peer.start()
    wait_up(lab, name, peer)
    yield name, peer
    kill(peer)
    twin.wait("our session is Down", lambda: session(lab, name)["state"] == "Down", 5)


def test_both_come_up_with_the_slower_timers_s_18(lab, pair):
    ours = session(lab, pair[0])
    assert ours["tx_ms"] == 50 and ours["detect_ms"] == 150
    assert ours["remote_diagnostic"] in ("No Diagnostic", "Neighbor Signaled Session Down",
                                         "Control Detection Time Expired")
    assert ours["remote"] > 0 and ours["counts_up"]


def test_each_finds_out_that_the_other_died_or_slept(lab, pair):
    name, peer = pair
    before = session(lab, name)
    kill(peer)
    twin.wait("our session is Down", lambda: session(lab, name)["state"] == "Down", 5)
    assert session(lab, name)["diagnostic"] == "Control Detection Time Expired"
    assert session(lab, name)["failures"] == before["failures"] + 1
    peer.start()
    wait_up(lab, name, peer)
    lab.signal("DeviceA", signal.SIGSTOP)
    try:
        twin.wait("theirs is Down", lambda: peer.state() == "down", 5)
    finally:
        lab.signal("DeviceA", signal.SIGCONT)
    wait_up(lab, name, peer)


def test_a_cut_cable_is_a_failure_and_heals(lab, pair):
    name, peer = pair
    lab.exec("c1", "ip", "link", "set", "eth0", "down")
    twin.wait("our session is Down", lambda: session(lab, name)["state"] == "Down", 5)
    lab.exec("c1", "ip", "link", "set", "eth0", "up")
    lab.exec("c1", "ip", "addr", "replace", f"{PEER}/24", "dev", "eth0")
    wait_up(lab, name, peer)


def test_a_session_that_is_shut_says_so(lab, pair):
    name, peer = pair
    before = session(lab, name)["failures"]
    lab.cli("A", f"system-view; bfd {name}; shutdown; commit")
    twin.wait("theirs is Down", lambda: peer.state() in ("down", "admindown"), 5)
    lab.cli("A", f"system-view; bfd {name}; undo shutdown; commit")
    wait_up(lab, name, peer)
    assert session(lab, name)["failures"] == before


SENDER = """
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, int(sys.argv[1]))
s.bind(("", 49999))
s.sendto(bytes.fromhex(sys.argv[2]), ("10.10.10.1", 3784))
"""


def lie(lab, ttl, packet):
    lab.exec("c2", "ip", "addr", "replace", "10.10.10.204/24", "dev", "eth0")
    lab.exec("c2", sys.executable, "-c", SENDER, str(ttl), packet.hex())


def test_strangers_are_dropped_and_counted_s_10(lab):
    """Without anybody else: bytes of RFC 5880 4.1 with one thing wrong each."""
    good = struct.pack(">BBBBIIIII", 0x20, 0x40, 3, 24, 7, 0, 1000000, 50000, 0)
    lies = {"bad_ttl": (254, good), "no_session": (255, good),
            "bad_length": (255, good[:20]), "bad_version": (255, b"\0" + good[1:]),
            "bad_multiplier": (255, good[:2] + b"\0" + good[3:]),
            "no_my_discriminator": (255, good[:4] + bytes(4) + good[8:]),
            "authenticated": (255, good[:1] + b"\x44" + good[2:]),
            "multipoint": (255, good[:1] + b"\x41" + good[2:])}
    before = dropped(lab)
    for ttl, packet in lies.values():
        lie(lab, ttl, packet)
    twin.wait("all are counted",
              lambda: all(dropped(lab)[k] == before[k] + 1 for k in lies), 5)
    assert session(lab, "near")["state"] == "Down"


ADVERTISER = """
import socket, struct, sys, time
vip = socket.inet_aton("10.10.10.100")
body = struct.pack(">BBBBBBH", 0x21, 1, 200, 1, 0, 1, 0) + vip + bytes(8)
total = sum(struct.unpack(f">{len(body) // 2}H", body))
total = (total & 0xffff) + (total >> 16)
body = body[:6] + struct.pack(">H", ~total & 0xffff) + body[8:]
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(sys.argv[1]))
while True:
    s.sendto(body, ("224.0.0.18", 0))
    time.sleep(1)
"""


def group(lab):
    return json.loads(lab.ask("A", "display vrrp verbose | json"))["groups"][0]


@pytest.fixture
def master(lab):
    """A Master of priority 200 that is also the other end of a BFD session."""
    if not Bfdd.installed():
        pytest.skip("bfdd is not installed")
    peer = Bfdd(lab, False, False)
    peer.start()
    wait_up(lab, "near", peer)
    advertiser = lab.spawn("advertiser", "c1", sys.executable, "-c", ADVERTISER, PEER)
    lab.cli("A", "system-view; interface Vlanif 100; vrrp vrid 1 virtual-ip 10.10.10.100; "
            "vrrp vrid 1 track bfd-session session-name near peer; commit")
    twin.wait("it is followed", lambda: group(lab)["master_ip"] == PEER, 10)
    yield peer, advertiser
    for program in (*peer.programs, advertiser):
        if program.poll() is None:
            program.kill()
        program.wait(10)
    lab.cli("A", "system-view; interface Vlanif 100; undo vrrp vrid 1; commit")


def test_a_backup_takes_over_from_a_master_that_answers_no_bfd(lab, master):
    """Master_Down is 3.6 s here, the detection time 0.15 s."""
    peer, advertiser = master
    assert group(lab)["state"] == "Backup"
    assert group(lab)["track_bfd_session"] == [{"session": "near", "type": "peer", "state": "UP"}]
    advertiser.kill()
    kill(peer)
    twin.wait("we are Master", lambda: group(lab)["state"] == "Master", 1)
    assert group(lab)["reason"] == "Peer BFD session down"
    assert group(lab)["last_change_router"] == PEER


def test_a_session_that_fails_beside_a_live_master_moves_nothing_for_long(lab, master):
    peer, _ = master
    kill(peer)
    twin.wait("our session is Down", lambda: session(lab, "near")["state"] == "Down", 5)
    twin.wait("the Master is followed", lambda: group(lab)["master_ip"] == PEER, 5)
    assert group(lab)["state"] == "Backup"


def test_a_group_takes_no_part_while_its_link_is_down(lab, master):
    peer, advertiser = master
    advertiser.kill()
    twin.wait("we are Master", lambda: group(lab)["state"] == "Master", 10)
    lab.cli("A", "system-view; interface Vlanif 100; undo vrrp vrid 1 track bfd-session "
            "session-name near; vrrp vrid 1 track bfd-session session-name near link; commit")
    assert group(lab)["state"] == "Master"
    kill(peer)
    twin.wait("no part is taken", lambda: group(lab)["state"] == "Initialize", 5)
    assert group(lab)["reason"] == "Link BFD session down"
