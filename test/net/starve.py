"""test/net/starve.py -- stations that want a pool's addresses for themselves, and what others see.

A pair serves a crowd that renews (known clients) and clients that come for the first time (new
ones). One station then (1) sends DISCOVERs from random MACs, (2) makes leases of them, each without
and with `dhcp check dhcp-rate`, (3) sends RELEASE and DECLINE in the names of the known, (4)
answers every address probe, (5) sends frames that lie: DHCP messages cut short and noise, VRRP that is not to be
believed, ARP that claims the virtual address. Printed: what known and new clients saw, how long it took until a new client
was served again, and memory, descriptors and VRRP intervals before, during and after.

    starve.py [CLIENTS [PER_SECOND]]     all loads (100000, 10000); wants root; `make starve`
"""
import concurrent.futures
import json
import os
import pathlib
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(TREE / "lab"), str(pathlib.Path(__file__).resolve().parent)]
import twin  # noqa: E402
from history import History, read, spread  # noqa: E402
from scapy.layers.l2 import Ether  # noqa: E402, F401 (PcapReader reads frames)
from scapy.utils import PcapReader  # noqa: E402
from variants import AT_ONCE, bring_up, config  # noqa: E402
from wire import PCAP_HEADER, VIRTUAL_MAC, send  # noqa: E402

PROGRAMS = TREE / "build/release/test/net"
KNOWN, ACTS, NEW = 25, 25, 4  # of 97 addresses; acts of the known a second; new ones in a load
AGAIN = 20  # s, the longest wait for a new client to be served once a load is over
RATE = ("\n dhcp server enable\n", "\n dhcp server enable\n dhcp check dhcp-rate 5\n")

# Answers every ARP request on eth0: the address is mine.
LIAR = """
import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x806))
s.bind(("eth0", 0x806))
me = s.getsockname()[4]
while True:
    f = s.recv(2048)
    if f[20:22] == b"\\0\\1" and f[6:12] != me:
        s.send(f[6:12] + me + f[12:20] + b"\\0\\2" + me + f[38:42] + f[22:28] + f[28:32])
"""


class Crowd:
    """Known clients on c1: they hold leases, and renew, rebind and reboot as they like."""

    def __init__(self, lab):
        self.log = lab.dir / "crowd.jsonl"
        with open(self.log, "w") as out:
            self.process = subprocess.Popen(
                ["ip", "netns", "exec", lab.ns("c1"), PROGRAMS / "crowd", "eth0", str(KNOWN),
                 str(ACTS), "7"], stdin=subprocess.PIPE, stdout=out, text=True)
        twin.wait("the crowd has its leases", lambda: len(self.history().held(
            time.monotonic())) >= KNOWN * 0.6, 20, 0.2)

    def history(self):
        h = History()
        for event in read(self.log):
            h.feed(event)
        return h

    def held(self):
        return self.history().held(time.monotonic())

    def waits(self, began, ended):
        """How long known clients waited for the answer of what they began in that time, and how
        many have none."""
        h = self.history()
        done = [w.ended - w.began for w in h.waits
                if began <= w.began < ended and w.how != "selecting"]
        late = [t for t, how in h.open.values() if began <= t < ended - 3 and how != "selecting"]
        return done, len(late)

    def end(self):
        self.process.stdin.close()
        self.process.wait(10)


class Adverts:
    """When advertisements of the Master reached a client, c3 or another one."""

    def __init__(self, lab, where="c3"):
        self.file = lab.dir / "adverts.pcap"
        self.process = lab.spawn("adverts", where, "tcpdump", "--immediate-mode", "-U", "-n", "-i",
                                 "eth0", "-w", self.file, "-Z", "root", "ip", "proto", "112",
                                 "and", "ether", "src", VIRTUAL_MAC)
        log = lab.dir / "adverts.log"
        twin.wait("tcpdump listens", lambda: "listening on" in log.read_text(), 10)

    def times(self, began, ended=float("inf")):
        if self.file.stat().st_size < PCAP_HEADER:
            return []
        with PcapReader(str(self.file)) as frames:
            times = [float(f.time) for f in frames]
        return [t for t in times if began <= t <= ended]

    def wait(self, count, began):
        """So many came since then: a second each while nothing disturbs VRRP."""
        twin.wait(f"{count} advertisements", lambda: len(self.times(began)) >= count, 30)

    def longest(self, began, ended):
        """The longest interval between two in that time, in seconds."""
        times = self.times(began, ended)
        return max((b - a for a, b in zip(times, times[1:])), default=0.0)


def sizes(lab, devices="AB"):
    """{device: (kB resident, descriptors)}."""
    ret = {}
    for device in devices:
        pid = lab.pid(f"Device{device}")
        with open(f"/proc/{pid}/status") as status:
            kb = int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])
        ret[device] = (kb, len(os.listdir(f"/proc/{pid}/fd")))
    return ret


class Watch:
    """What both devices take and how far apart advertisements are, before a load, during it, after
    it: begin(), look() at moments of interest, end(). Waits for four advertisements before and
    after."""

    def __init__(self, lab, adverts):
        self.lab, self.adverts = lab, adverts

    def calm(self):
        """When it began, and what they take after it."""
        at = time.time()
        self.adverts.wait(4, at)
        return at, sizes(self.lab)

    def begin(self):
        self.start, self.before = self.calm()
        self.loaded, self.most = time.time(), dict(self.before)

    def look(self):
        for device, now in sizes(self.lab).items():
            self.most[device] = tuple(map(max, self.most[device], now))

    def end(self):
        self.look()
        ended, self.after = self.calm()
        self.intervals = [self.adverts.longest(a, b) for a, b in (
            (self.start, self.loaded), (self.loaded, ended), (ended, time.time()))]

    def __str__(self):
        taken = [f"{d} " + ", ".join(f"{x[d][0]} kB {x[d][1]}"
                                     for x in (self.before, self.most, self.after)) for d in "AB"]
        return "; ".join(taken) + "; VRRP " + ", ".join(f"{i:.2f} s" for i in self.intervals)


def new_clients(lab, count, per_second, seconds, first):
    """How many of so many clients that nobody knows got a lease within that time."""
    result = lab.exec("c2", PROGRAMS / "dora", "eth0", str(count), str(per_second), str(seconds),
                      str(first), check=False)
    return sum(json.loads(line)["what"] == "ack" for line in result.stdout.splitlines())


def served_after(lab, first):
    """Seconds until a new client has a lease, None: not within AGAIN."""
    began = time.monotonic()
    while time.monotonic() - began < AGAIN:
        if new_clients(lab, 1, 100, 2, first):
            return time.monotonic() - began
    return None


class Load:
    """Around a load: what was before, what it did, what is after."""

    def __init__(self, name, lab, crowd, adverts, devices="AB"):
        self.name, self.lab, self.crowd, self.adverts = name, lab, crowd, adverts
        self.devices, self.first, self.new = devices, zlib.crc32(name.encode()) % 900 * 1000, None
        self.waits, self.unanswered = [], 0

    def __enter__(self):
        self.before = sizes(self.lab, self.devices)
        self.t, self.wall = time.monotonic(), time.time()
        return self

    def come(self, seconds):
        """New clients come meanwhile."""
        self.new = new_clients(self.lab, NEW, 2, seconds, self.first)

    def __exit__(self, kind, *_):
        if kind:
            return
        self.ended, self.wall_ended = time.monotonic(), time.time()
        self.during = sizes(self.lab, self.devices)
        self.again = served_after(self.lab, self.first + 500)
        self.adverts.wait(4, time.time())  # meanwhile the last of the known have their answer
        self.after = sizes(self.lab, self.devices)
        now = time.time()
        self.intervals = (self.adverts.longest(self.wall - 10, self.wall),
                          self.adverts.longest(self.wall, self.wall_ended),
                          self.adverts.longest(self.wall_ended, now))
        if self.crowd:
            self.waits, self.unanswered = self.crowd.waits(self.t, self.ended)

    def __str__(self):
        median, p95, worst = spread(self.waits)
        text = [f"{self.name}: {self.ended - self.t:.1f} s"]
        if self.crowd:
            text.append(f"  known clients: {len(self.waits)} asked and were answered, median "
                        f"{median * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms, worst {worst:.2f} s; "
                        f"{self.unanswered} not")
        if self.new is not None:
            text.append(f"  new clients: {self.new} of {NEW} were served meanwhile")
        text.append("  after it a new client was served " +
                    (f"in {self.again:.2f} s" if self.again is not None
                     else f"not within {AGAIN} s"))
        for device in self.devices:
            text.append(f"  Device{device}: resident " + ", ".join(
                f"{s[device][0]} kB" for s in (self.before, self.during, self.after)) +
                "; descriptors " + ", ".join(
                    f"{s[device][1]}" for s in (self.before, self.during, self.after)))
        text.append("  longest VRRP interval: " + ", ".join(f"{i:.2f} s" for i in self.intervals))
        return "\n".join(text)


def starve(load, clients, per_second, what):
    """Runs the flood, and new clients beside it; what it counted."""
    lab = load.lab
    flood = subprocess.Popen(["ip", "netns", "exec", lab.ns("c4"), PROGRAMS / "starve", "eth0",
                              str(clients), str(per_second), what], stdout=subprocess.PIPE,
                             text=True)
    load.come(max(3, clients // per_second))
    out, _ = flood.communicate(timeout=clients // per_second + 60)
    assert flood.returncode == 0
    return json.loads(out)


def message(kind, mac, ciaddr=bytes(4), options=b""):
    """A client's message as bytes of a frame from another station."""
    bootp = struct.pack("!BBBBIHH", 1, 1, 6, 0, 77, 0, 0) + ciaddr + bytes(12) + mac + bytes(202)
    data = bootp + b"\x63\x82\x53\x63\x35\x01" + bytes([kind]) + options + b"\xff"
    udp = struct.pack("!HHHH", 68, 67, 8 + len(data), 0) + data
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + ciaddr + b"\xff" * 4
    total = sum(struct.unpack("!10H", ip))
    total = (total & 0xffff) + (total >> 16)
    ip = ip[:10] + struct.pack("!H", ~(total + (total >> 16)) & 0xffff) + ip[12:]
    return b"\xff" * 6 + bytes.fromhex("0600000000aa") + b"\x08\0" + ip + udp


def forge(lab, held, times):
    """A RELEASE and a DECLINE of everything that is held, in the name of whom holds it."""
    frames = []
    for address, client in held.items():
        ip = bytes(map(int, address.split(".")))
        mac = bytes.fromhex(client.replace(":", ""))
        server = b"\x36\x04" + bytes([10, 10, 10, 100])
        frames += [message(7, mac, ip, server), message(4, mac, options=b"\x32\x04" + ip + server)]
    send(lab, "c4", frames, times)
    return len(frames) * times


def settled(lab):
    """A pair, its known clients and a capture of its advertisements, once all is quiet."""
    bring_up(lab)
    crowd = Crowd(lab)
    adverts = Adverts(lab)
    adverts.wait(5, time.time())  # VRRP and the known without a load
    return crowd, adverts


def floods(lab, bound, clients, per_second):
    """The two floods, DISCOVERs first; yields the finished loads with what the station counted."""
    crowd, adverts = settled(lab)
    for what in ("discover", "lease"):
        with Load(f"{clients} random MACs, {what}, {bound}", lab, crowd, adverts) as load:
            load.counted = starve(load, clients, per_second, what)
        yield load
    crowd.end()


def forgery(lab, times):
    crowd, adverts = settled(lab)
    with Load("RELEASE and DECLINE in the names of others", lab, crowd, adverts) as load:
        load.counted = {"sent": forge(lab, crowd.held(), times)}
        load.come(4)
    load.violations = crowd.history().violations
    crowd.end()
    return load


def liar(lab):
    """DeviceA alone, with an empty disk: it probes what it gives to new clients."""
    lab.start("A")
    lab.wait_state("A", "Master", 30)
    adverts = Adverts(lab)
    twin.wait("it is careful no more", lambda: new_clients(lab, 1, 100, 2, 999999), 30)
    process = subprocess.Popen(["ip", "netns", "exec", lab.ns("c4"), sys.executable, "-c", LIAR])
    try:
        with Load("a station answers every probe", lab, None, adverts, "A") as load:
            load.counted = {}
            load.come(20)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(5)
    return load


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xffff) + (total >> 16)
    return struct.pack("!H", ~(total + (total >> 16)) & 0xffff)


def advertisement(source, ttl=255, priority=254, vrid=1, version=2, virtual=100, broken=0):
    """A VRRP packet to all routers, as bytes of a frame."""
    vrrp = bytes([version << 4 | 1, vrid, priority, 1, 0, 1, 0, 0, 10, 10, 10, virtual]) + bytes(8)
    vrrp = vrrp[:6] + checksum(vrrp[:6] + bytes([0, broken]) + vrrp[8:]) + vrrp[8:]
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(vrrp), 0, 0, ttl, 112, 0) + source + bytes(
        [224, 0, 0, 18])
    return (bytes.fromhex("01005e000012") + bytes.fromhex("0600000000aa") + b"\x08\0" + ip[:10] +
            checksum(ip) + ip[12:] + vrrp)


def claim(address):
    """ARP by which a station announces an address."""
    me = bytes.fromhex("0600000000aa")
    return (b"\xff" * 6 + me + b"\x08\x06\0\1\x08\0\6\4\0\1" + me + address + bytes(6) + address)


def lies(seed=1):
    """Frames of which none may change anything."""
    dice, there = random.Random(seed), bytes([10, 10, 10, 66])
    whole = message(1, bytes.fromhex("0600000000ab"))
    frames = [whole[:n] for n in range(14, len(whole), 3)]
    frames += [whole[:42] + dice.randbytes(dice.randrange(1, 400)) for _ in range(100)]
    frames += [advertisement(there, ttl=254), advertisement(there, broken=1),
               advertisement(there, version=7), advertisement(there, vrid=9),
               advertisement(bytes(4)), advertisement(bytes([10, 10, 10, 1])),
               advertisement(bytes([192, 0, 2, 1])), advertisement(there, virtual=99)]
    return frames + [claim(bytes([10, 10, 10, 100]))]


def hostile(lab, times):
    crowd, adverts = settled(lab)
    frames = lies()
    with (concurrent.futures.ThreadPoolExecutor(1) as one,
          Load("frames that lie", lab, crowd, adverts) as load):
        sender = one.submit(send, lab, "c4", frames, times)
        load.come(4)
        sender.result()
        load.counted = {"sent": len(frames) * times}
    load.roles = [lab.vrrp_state(d) for d in "AB"]
    crowd.end()
    return load


def main(clients=100000, per_second=10000):
    number = iter(range(9))
    with tempfile.TemporaryDirectory() as name:
        def lab(*changes):
            folder = pathlib.Path(name) / str(next(number))
            return twin.Lab(f"s{os.getpid()}n{folder.name}", configs={
                "A": config(folder, "A", AT_ONCE, *changes), "B": config(folder, "B", *changes)})
        for bound, changes in (("no bound", ()), ("dhcp check dhcp-rate 5", (RATE,))):
            with lab(*changes) as one:
                one.create()
                for load in floods(one, bound, clients, per_second):
                    print(load, load.counted, sep="\n  the station: ", flush=True)
        for run in (lambda one: forgery(one, 20), liar, lambda one: hostile(one, 300)):
            with lab() as one:
                one.create()
                load = run(one)
                print(load, load.counted, sep="\n  the station: ", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
