#!/usr/bin/python3
"""compare.py PROGRAM [SEED] -- our decoder of DHCP messages beside scapy's, on mutated ones.

PROGRAM is built from test/differ/decode.c. 6000 messages from one seed: options of clients in any
order and of odd lengths, then bytes changed, taken out, doubled or put in. Of each message that
ours takes scapy has to read the same fields and options. What scapy does not join or leave out as we do
(overload, an option in pieces, empty ones) is left out; a quarter must be compared. Prints
differences and `N passed, M failed`.
"""
import logging
import random
import subprocess
import sys

from scapy.layers.dhcp import BOOTP, DHCP

logging.getLogger("scapy").setLevel(logging.ERROR)
MESSAGES, COOKIE = 6000, b"\x63\x82\x53\x63"
READ = {61: "client_id", 82: None, 12: "hostname", 60: "vendor_class_id", 55: "param_req_list",
        77: None, 93: None}
KEPT = {77: 64, 93: 16}  # bytes; of 93, which comes in pairs, only whole ones


def message(dice):
    """Bytes of a message as clients and their relay agents send them."""
    options = [(53, bytes([dice.choice((1, 1, 3, 3, 3, 4, 7, 8))]))]
    for code, size in ((50, 4), (54, 4), (118, 4), (57, 2), (61, 7), (12, 6), (60, 9), (55, 12),
                       (82, 9), (77, 5), (93, 2), (224, 3)):
        if dice.random() < 0.5:
            often = 20 if code in (50, 54, 118) else 3  # one of another length costs the message
            right = dice.randrange(often) > 0
            options.append((code, dice.randbytes(size if right else dice.randrange(20))))
    dice.shuffle(options)
    body = b"".join(bytes([c, len(v)]) + v for c, v in options)
    ours = bytes([10, 10, 10, dice.randrange(1, 200)])
    head = bytes([1, 1, 6, 0]) + dice.randbytes(4)
    head += bytes([0, dice.randrange(9), dice.choice((0, 128)), 0])
    head += dice.choice((bytes(4), ours)) + bytes(8) + dice.choice((bytes(4), ours))
    head += b"\x02" + dice.randbytes(5) + bytes(10) + bytes(192)
    return head + COOKIE + body + b"\xff"


def mutate(dice, m):
    m = bytearray(m)
    for _ in range(dice.choice((0, 1, 1, 2, 4))):
        from_here = min(236, len(m) - 1) if dice.random() < 0.8 else 0
        at = dice.randrange(from_here, len(m))
        what = dice.randrange(4)
        if what == 0:
            m[at] = dice.randrange(256)
        elif what == 1:
            del m[at:at + dice.randrange(1, 9)]
        elif what == 2:
            m[at:at] = m[at:at + dice.randrange(1, 9)]
        else:
            m[at:at] = dice.randbytes(dice.randrange(1, 4))
    return bytes(m)


def pieces(data):
    """(code, value) of the options area by scapy, one option at a time."""
    found, rest = [], data
    while rest:
        if rest[0] in (0, 255):
            if rest[0] == 255:
                break
            rest = rest[1:]
            continue
        one = rest[:2 + rest[1]] if len(rest) > 1 else rest
        # Only what we read: of other codes scapy may not come to an end.
        back = bytes(DHCP(options=DHCP(one).options)) if one[0] in (*READ, 50, 54, 118) else b""
        found.append((one[0], one[2:], back))
        rest = rest[len(one):]
    return found


def expected(m):
    """What scapy reads: (fields, {code: value}), or None where it cannot tell."""
    bootp = BOOTP(m[:236])
    area = m[240:]
    options = {}
    for code, value, back in pieces(area):
        if code in options or code == 52:
            return None
        options[code] = value
        if code in READ and value and back and back != bytes([code, len(value)]) + value:
            return None
    return bootp, options


def number(options, code, size):
    return int.from_bytes(options[code], "big") if len(options.get(code, b"")) == size else 0


def line_of(m):
    """The line of test/differ/decode.c, by scapy; None: it cannot tell."""
    try:
        read = expected(m)
    except (IndexError, ValueError, TypeError):
        return None
    if read is None:
        return None
    b, o = read

    def ip(a):
        return int.from_bytes(bytes(map(int, a.split("."))), "big")

    head = [f"{number(o, 53, 1):x}", b.chaddr[:b.hlen].hex(), f"{b.xid:x}", f"{b.secs:x}",
            f"{int(b.flags) >> 15:x}", f"{ip(b.ciaddr):x}", f"{ip(b.giaddr):x}",
            *(f"{number(o, c, 4):x}" for c in (50, 54, 118))]
    least = {82: 2}
    if len(o.get(93, b"")) % 2:
        o[93] = b""
    tail = [o[c][:KEPT.get(c)].hex() if len(o.get(c, b"")) >= least.get(c, 1) else "."
            for c in READ]
    return " ".join(head + tail)


def main(program, seed="1"):
    dice = random.Random(int(seed))
    sent = [mutate(dice, message(dice)) for _ in range(MESSAGES)]
    done = subprocess.run([program], input=b"".join(len(m).to_bytes(2, "big") + m for m in sent),
                          capture_output=True, check=True)
    ours = done.stdout.decode().splitlines()
    assert len(ours) == MESSAGES
    same = differ = 0
    for m, line in zip(sent, ours):
        theirs = line_of(m) if line != "-" else None
        if theirs is None:
            continue
        same += line == theirs
        differ += line != theirs
        if line != theirs and differ <= 5:
            print(f"{m.hex()}\n  ours  {line}\n  scapy {theirs}")
    if same < MESSAGES // 4:
        print(f"only {same} of {MESSAGES} could be compared")
        differ += 1
    print(f"{same} passed, {differ} failed")
    return differ > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
