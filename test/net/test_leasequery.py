"""Leasequery from a host on the link: over UDP with messages of scapy's, over TCP by a plain
client; across a switchover."""
import socket
import struct
import sys
import textwrap
import time

import clients
import pytest
from scapy.layers.dhcp import BOOTP, DHCP
from variants import AT_ONCE, bring_up, config

ASKS = ("#\nvlan 100\n", "#\ndhcp server leasequery requestor 10.10.10.250\n"
        "dhcp server leasequery tcp enable\n#\nvlan 100\n")
VIRTUAL, REQUESTOR = "10.10.10.100", "10.10.10.250"
UNASSIGNED, UNKNOWN, ACTIVE, BULK, DONE, FOLLOW, STATUS = 11, 12, 13, 14, 15, 16, 17
CATCH_UP_COMPLETE = 7

# Run inside the host's namespace: bytes in hexadecimal as arguments, bytes of answers as lines.
UDP_CLIENT = textwrap.dedent("""
    import socket, sys
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((sys.argv[1], 67))
    s.settimeout(5)
    s.sendto(bytes.fromhex(sys.argv[3]), (sys.argv[2], 67))
    print(s.recvfrom(2000)[0].hex())
""")
TCP_CLIENT = textwrap.dedent("""
    import socket, struct, sys
    s = socket.create_connection((sys.argv[2], 67), 5, (sys.argv[1], 0))
    s.settimeout(float(sys.argv[4]))
    q = bytes.fromhex(sys.argv[3])
    s.sendall(struct.pack("!H", len(q)) + q)
    have = b""
    while True:
        while len(have) >= 2 and len(have) >= 2 + struct.unpack("!H", have[:2])[0]:
            n = struct.unpack("!H", have[:2])[0]
            print(have[2:2 + n].hex(), flush=True)
            have = have[2 + n:]
        more = s.recv(65536)
        if not more:
            sys.exit("closed")
        have += more
""")


@pytest.fixture(scope="module")
def asked(new_lab, tmp_path_factory):
    folder = tmp_path_factory.mktemp("leasequery")
    lab = new_lab(A=config(folder, "A", AT_ONCE, ASKS), B=config(folder, "B", ASKS))
    bring_up(lab)
    lab.exec("c1", "ip", "address", "add", f"{REQUESTOR}/24", "dev", "eth0")
    return lab


def message(kind, *options, mac=None, ciaddr="0.0.0.0"):
    chaddr = bytes.fromhex(mac.replace(":", "")) if mac else b""
    return bytes(BOOTP(op=1, htype=1 if mac else 0, hlen=len(chaddr), xid=7, ciaddr=ciaddr,
                       chaddr=chaddr.ljust(16, b"\0"),
                       giaddr=REQUESTOR if kind == 10 else "0.0.0.0") /
                 DHCP(options=[("message-type", kind), *options, "end"])).hex()


def options_of(m):
    """By code, as they stand."""
    data, found, at = bytes(m), {}, 240
    while data[at] != 255:
        found[data[at]] = data[at + 2:at + 2 + data[at + 1]]
        at += 2 + data[at + 1]
    return found


def run(lab, program, query, to, *more):
    """What came back, one message a line, and what the client said at its end."""
    done = lab.exec("c1", sys.executable, "-c", program, REQUESTOR, to, query, *more, check=False)
    return [BOOTP(bytes.fromhex(line)) for line in done.stdout.split()], done.stderr


def ask_udp(lab, *args, to=VIRTUAL, **named):
    answers, _ = run(lab, UDP_CLIENT, message(10, *args, **named), to)
    return answers[0] if answers else None


def ask_tcp(lab, query, to=VIRTUAL, seconds=2):
    """All that comes until nothing came for so long."""
    return run(lab, TCP_CLIENT, query, to, str(seconds))


def kind(m):
    return options_of(m)[53][0]


@pytest.fixture(scope="module")
def client(asked):
    found = clients.Udhcpc(asked, "c2")
    found.get()
    asked.wait_same_leases()
    return found


def test_udp(asked, client):
    said = ask_udp(asked, mac=client.mac())
    assert kind(said) == ACTIVE and said.ciaddr == client.address()
    options = options_of(said)
    assert socket.inet_ntoa(options[54]) == VIRTUAL
    assert 0 < struct.unpack("!I", options[51])[0] <= 3 * 86400
    assert kind(ask_udp(asked, ciaddr=client.address())) == ACTIVE
    assert kind(ask_udp(asked, ciaddr="10.10.10.99")) == UNASSIGNED
    assert kind(ask_udp(asked, ciaddr="10.77.0.1")) == UNKNOWN
    assert ask_udp(asked, ciaddr=client.address(), to="10.10.10.2") is None  # the Backup


def test_bulk(asked, client):
    said, _ = ask_tcp(asked, message(BULK, (55, bytes([51, 152, 153, 156]))))
    assert [kind(m) for m in said].count(DONE) == 1 and kind(said[-1]) == DONE
    assert len(said) == 101 and len({m.ciaddr for m in said}) == 101
    active = [m for m in said if kind(m) == ACTIVE]
    assert [m.ciaddr for m in active] == [client.address()]
    assert abs(struct.unpack("!I", options_of(active[0])[152])[0] - time.time()) < 5
    assert options_of(active[0])[156] == b"\x02"
    _, why = ask_tcp(asked, message(BULK), to="10.10.10.2")
    assert "closed" in why or "reset" in why  # the Backup


def test_followers_are_told_and_catch_up_at_the_other_device(asked, client):
    began = int(time.time())
    address = client.address()
    query = message(FOLLOW, (55, bytes([51, 156])), (154, struct.pack("!I", began - 3600)))
    said, _ = ask_tcp(asked, query)
    assert address in [m.ciaddr for m in said if kind(m) == ACTIVE]
    assert kind(said[-1]) == STATUS and options_of(said[-1])[151][0] == CATCH_UP_COMPLETE
    asked.kill("A")
    asked.wait_state("B", "Master", 10)
    said, _ = ask_tcp(asked, query)
    assert address in [m.ciaddr for m in said if kind(m) == ACTIVE]
    assert kind(said[-1]) == STATUS and options_of(said[-1])[151][0] == CATCH_UP_COMPLETE
