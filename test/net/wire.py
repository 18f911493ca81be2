"""What went over a cable of a lab, dissected by scapy, which shares no code with us."""
import itertools
import pathlib
import signal
import struct
import subprocess
import sys

from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import ARP, Dot1Q, Ether
from scapy.layers.vrrp import VRRP
from scapy.utils import PcapReader, rdpcap

import twin

VIRTUAL_MAC = "00:00:5e:00:01:01"
PCAP_HEADER = 24  # bytes before the first frame
numbers = itertools.count()

# Puts frames on eth0: each is two bytes of length and the bytes, on stdin.
SENDER = """
import socket, struct, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("eth0", 0))
data, at = sys.stdin.buffer.read(), 0
while at < len(data):
    n = struct.unpack_from("!H", data, at)[0]
    s.send(data[at + 2:at + 2 + n])
    at += 2 + n
"""


def send(lab, where, frames, times=1):
    """Puts frames (bytes) on eth0 of a host, in one go, all of them so many times."""
    data = b"".join(struct.pack("!H", len(f)) + f for f in frames) * times
    subprocess.run(["ip", "netns", "exec", lab.ns(where), sys.executable, "-c", SENDER], input=data,
                   check=True, timeout=60)


class Capture:
    """tcpdump at the switch's end of a cable. `from_there`: only what came in from that side."""

    def __init__(self, lab, short, from_there=False):
        self.lab, self.what = lab, f"capture{next(numbers)}-{short}"
        self.file = lab.dir / f"{self.what}.pcap"
        way = ["-Q", "in"] if from_there else []
        # Immediate: otherwise the kernel keeps frames for up to a second and an end loses them.
        self.process = lab.spawn(self.what, "sw", "tcpdump", "--immediate-mode", "-U", "-n", "-B",
                                 "16384", "-i", f"to-{short}", *way, "-w", self.file, "-Z", "root")
        log = lab.dir / f"{self.what}.log"
        twin.wait("tcpdump listens", lambda: "listening on" in log.read_text(), 10)

    def wait(self, count, wanted, limit=20):
        """Waits until `count` frames that are wanted have been captured since it began."""
        def there():
            if self.file.stat().st_size < PCAP_HEADER:
                return False
            with PcapReader(str(self.file)) as frames:
                return sum(1 for f in frames if wanted(f)) >= count
        twin.wait(f"{count} frames: {wanted.__name__}", there, limit)

    def sleeps(self):
        """Whether tcpdump waits for a frame: a frame wakes it as it passes, before it can be seen
        at the other end, and -U writes each. An end would lose those it has not taken yet."""
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        return stat.rsplit(")", 1)[1].split()[0] == "S"

    def frames(self):
        """Ends the capture; its frames in order. frame.time is seconds since the epoch."""
        if self.process.poll() is None:
            twin.wait("tcpdump has written what passed", self.sleeps, 10)
            self.process.send_signal(signal.SIGINT)
            self.process.wait(10)
        return list(rdpcap(str(self.file)))


def tag(frame):
    """The 802.1Q VLAN of a frame, or None."""
    return frame[Dot1Q].vlan if Dot1Q in frame else None


def is_vrrp(frame):
    return IP in frame and frame[IP].proto == 112


def hear_advertisements(lab, count):
    """Lets so many VRRP advertisements, one a second, pass DeviceA's port."""
    trunk = Capture(lab, "a")
    trunk.wait(count, is_vrrp)
    trunk.frames()


def is_virtual(frame):
    return frame[Ether].src == VIRTUAL_MAC


def is_dhcp(frame):
    return UDP in frame and {frame[UDP].sport, frame[UDP].dport} & {67, 68} != set()


def is_reply(frame):
    """Not an ICMP error that quotes one: a client that has gone answers the next reply so."""
    return is_dhcp(frame) and BOOTP in frame and frame[BOOTP].op == 2


def kind(frame):
    """discover, offer, request ... as scapy's numbers; None when it is no DHCP message."""
    if not is_dhcp(frame) or DHCP not in frame:
        return None
    return next((o[1] for o in frame[DHCP].options if o[0] == "message-type"), None)


def option(frame, name):
    return next((o[1] for o in frame[DHCP].options if o[0] == name), None)
