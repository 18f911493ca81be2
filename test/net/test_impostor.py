"""Who speaks at the port of the backup service in the peer's name, and lies: the session is closed
with a counted reason, memory stays bounded, clients are served meanwhile, and the true peer is taken
afterwards."""
import json
import os
import random
import re
import struct
import subprocess
import sys
import time

import pytest
import twin
from scapy.layers.inet import IP, TCP
from variants import AT_ONCE, bring_up, config
from wire import Capture

DORA = "build/release/test/net/dora"
PORT = 10000
HEADER = 32  # bytes before a frame's body, which has its length at byte 8
MORE_KB = 8192  # what the daemon may grow by, whatever it hears

# Connects from the peer's address, once for each line of stdin: a JSON list of [hexadecimal bytes,
# seconds to wait then], to be sent. Says of each connection how long it stood, in seconds, and
# what ended it.
SPEAKER = """
import json, socket, sys, time
for line in sys.stdin:
    s = socket.socket()
    s.bind(("10.10.10.2", 0))
    s.settimeout(20)
    began, why = time.monotonic(), "closed"
    try:
        s.connect(("10.10.10.1", 10000))
        for data, pause in json.loads(line):
            s.sendall(bytes.fromhex(data))
            time.sleep(pause)
        while s.recv(65536):
            pass
    except TimeoutError:
        why = "open"
    except OSError:
        pass
    s.close()
    print(json.dumps([time.monotonic() - began, why]), flush=True)
"""


def speak(lab, *connections):
    """Each connection is a list of (bytes, pause). [(seconds, what ended it)] of each."""
    lines = "".join(json.dumps([[d.hex(), p] for d, p in c]) + "\n" for c in connections)
    result = subprocess.run(["ip", "netns", "exec", lab.ns("B"), sys.executable, "-c", SPEAKER],
                            input=lines, capture_output=True, text=True, check=True, timeout=120)
    return [tuple(json.loads(line)) for line in result.stdout.splitlines()]


def said(frames):
    """What DeviceB said in the session that stood, in order."""
    streams = {}
    for f in frames:
        if TCP in f and IP in f and PORT in (f[TCP].sport, f[TCP].dport):
            data = bytes(f[TCP].payload)[:f[IP].len - 4 * f[IP].ihl - 4 * f[TCP].dataofs]
            if data:
                key = (f[TCP].sport, f[TCP].dport)
                streams.setdefault(key, {}).setdefault(f[TCP].seq, data)
    whole = [b"".join(part for _, part in sorted(s.items())) for s in streams.values()]
    return max(whole, key=len)


@pytest.fixture(scope="module")
def alone(new_lab, tmp_path_factory):
    """DeviceA serves, DeviceB is dead; lab.heard is what B had said while it lived."""
    folder = tmp_path_factory.mktemp("alone")
    lab = new_lab(A=config(folder, "A", AT_ONCE), B=config(folder, "B"))
    trunk = Capture(lab, "b", from_there=True)
    bring_up(lab)
    lab.exec("c4", DORA, "eth0", "20", "200", "10")
    lab.wait_same_leases()
    lab.kill("B")
    lab.heard = said(trunk.frames())
    assert lab.heard[:2] == b"TL" and len(lab.heard) > 500
    twin.wait("DeviceA sees that DeviceB is gone", lambda: lab.rbs_state("A") != "Connected", 10)
    return lab


def memory(lab):
    """kB in memory of DeviceA."""
    with open(f"/proc/{lab.pid('DeviceA')}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])


def count(lab, what):
    text = lab.ask("A", "display remote-backup-service service1 verbose")
    m = re.search(rf"{what}\s*: (\d+)", text)
    assert m, text
    return int(m[1])


def served(lab, first):
    """New clients are served; a second at most for each."""
    assert lab.exec("c4", DORA, "eth0", "3", "100", "5", str(first), check=False).returncode == 0


def hello(lab):
    """DeviceB's first frame, whole."""
    length = struct.unpack("!I", lab.heard[8:12])[0]
    return lab.heard[:HEADER + length]


def test_garbage_is_closed_and_counted(alone):
    dice, before, room = random.Random(3), count(alone, "Packet errors"), memory(alone)
    noise = [[(dice.randbytes(dice.randrange(HEADER, 65536)), 0)] for _ in range(50)]
    noise += [[(alone.heard[:n] + dice.randbytes(4096), 0)] for n in range(1, HEADER)]
    ends = speak(alone, *noise)
    assert all(why == "closed" and took < 5 for took, why in ends), ends
    assert count(alone, "Packet errors") - before >= len(noise) * 0.9
    assert memory(alone) - room < MORE_KB
    assert re.search("SESSION_FAILED: .*not a frame", alone.log("A").read_text())
    served(alone, 100)


def test_a_huge_length_is_refused_before_its_bytes_come(alone):
    before, room = count(alone, "Packet errors"), memory(alone)
    head = bytearray(hello(alone)[:HEADER])
    connections = []
    for length in (65536, 1 << 24, 0xffffffff):
        head[8:12] = struct.pack("!I", length)
        connections.append([(bytes(head), 0)] + [(bytes(1 << 16), 0)] * 8)
    ends = speak(alone, *connections)
    assert all(why == "closed" and took < 5 for took, why in ends), ends
    assert count(alone, "Packet errors") - before == len(connections)
    assert memory(alone) - room < MORE_KB
    served(alone, 110)


def test_who_stops_in_the_middle_of_a_frame_is_not_waited_for(alone):
    room, whole = memory(alone), hello(alone)
    ends = speak(alone, [(whole[:HEADER // 2], 0)], [(whole[:-1], 0)],
                 [(whole + alone.heard[len(whole):len(whole) + HEADER + 3], 0)],
                 [(whole[n:n + 1], 0.05) for n in range(60)])
    assert all(why == "closed" and took < 12 for took, why in ends), ends
    assert memory(alone) - room < MORE_KB
    served(alone, 120)


def test_a_session_of_before_is_not_taken_for_a_new_one(alone):
    """All that DeviceB ever said, once more: whole, in part, and doubled."""
    held, room, heard = alone.leases("A"), memory(alone), alone.heard
    assert len(held) >= 20
    ends = speak(alone, [(heard, 0)], [(heard[:len(heard) * 2 // 3], 0)],
                 [(hello(alone) * 2 + heard, 0)], [(heard * 4, 0)])
    assert all(why == "closed" and took < 12 for took, why in ends), ends
    now = alone.leases("A")
    assert {a: c for a, c in held.items() if now.get(a) != c} == {}, "an old record won"
    assert memory(alone) - room < MORE_KB
    served(alone, 130)


def test_many_connections_at_once_are_bounded(alone):
    room, files = memory(alone), f"/proc/{alone.pid('DeviceA')}/fd"
    crowd = ("import socket, sys\n"
             "held = []\n"
             "for n in range(300):\n"
             "    s = socket.socket(); s.bind(('10.10.10.2', 0)); s.settimeout(0.2)\n"
             "    try: s.connect(('10.10.10.1', 10000)); s.send(b'TL'); held.append(s)\n"
             "    except OSError: pass\n"
             "print('there', flush=True); sys.stdin.read()\n")
    with subprocess.Popen(["ip", "netns", "exec", alone.ns("B"), sys.executable, "-c", crowd],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        opened = len(os.listdir(files))
        served(alone, 140)
    assert opened < 100
    assert memory(alone) - room < MORE_KB


def test_the_true_peer_is_taken_afterwards(alone):
    began = time.monotonic()
    alone.start("B")
    alone.wait_connected(40)
    alone.wait_same_leases()
    assert len(alone.leases("B")) >= 20, f"after {time.monotonic() - began:.1f} s"
