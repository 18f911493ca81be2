"""A client behind a relay agent, in a subnet that no Vlanif has, across a switchover: frames as an
agent at a client's port makes them, to the virtual address."""
import pytest
from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.inet import ICMP, IP, UDP
from scapy.layers.l2 import Ether
from variants import AT_ONCE, bring_up, config
from wire import VIRTUAL_MAC, Capture, option, send

FAR = ("#\nremote-backup-service service1\n",
       "#\nip pool far server\n gateway 10.20.0.1 255.255.255.0\n section 0 10.20.0.10 10.20.0.20\n"
       " static-bind ip-address 10.20.0.20 circuit-id ascii Gi0/1\n"
       " server identifier ip 10.10.10.100\n remote-backup-profile service1\n"
       "#\nremote-backup-service service1\n")
AGENT = "02:00:00:00:00:01"  # c1's, where the frames come from
RELAY, VIRTUAL, CLIENT = "10.20.0.1", "10.10.10.100", "02:aa:00:00:00:01"
CIRCUIT = b"\x01\x05Gi0/1"
PORT = b"\x13\x00"  # RFC 8357
OTHER_LINK = b"\x05\x04\x0a\x1e\x00\x00"  # RFC 3527: 10.30.0.0


@pytest.fixture(scope="module")
def far(new_lab, tmp_path_factory):
    folder = tmp_path_factory.mktemp("far")
    lab = new_lab(A=config(folder, "A", AT_ONCE, FAR), B=config(folder, "B", FAR))
    bring_up(lab)
    return lab


def message(what, *options, xid, source=RELAY, port=67, giaddr=RELAY, ciaddr="0.0.0.0", agent=b""):
    """Bytes of a frame from the relay agent; giaddr 0.0.0.0: from the client by way of a router."""
    options = [("message-type", what), *options]
    if agent:
        options.append((82, agent))
    return bytes(Ether(src=AGENT, dst=VIRTUAL_MAC) / IP(src=source, dst=VIRTUAL) /
                 UDP(sport=port, dport=67) /
                 BOOTP(op=1, xid=xid, giaddr=giaddr, ciaddr=ciaddr, hops=1,
                       chaddr=bytes.fromhex(CLIENT.replace(":", ""))) /
                 DHCP(options=[*options, "end"]))


def ask(lab, *frames, xid):
    """The answer to the last of the frames as it left for the relay agent's port, with what its UDP
    holds: scapy knows BOOTP by ports 67 and 68 alone."""
    seen = Capture(lab, "c1")

    def answer(f):
        m = BOOTP(bytes(f[UDP].payload)) if UDP in f else None
        return m is not None and (m.op, m.xid) == (2, xid)
    send(lab, "c1", frames)
    seen.wait(1, answer)
    found = next(f for f in seen.frames() if answer(f))
    found[UDP].payload = BOOTP(bytes(found[UDP].payload))
    return found


def echoes(seen, count):
    """The next echo requests that leave for the relay agent's port."""
    seen.wait(count, lambda f: ICMP in f and f[ICMP].type == 8)
    return [f for f in seen.frames() if ICMP in f and f[ICMP].type == 8]


def kind(frame):
    return option(frame, "message-type")


def test_an_address_that_answers_a_ping_is_not_offered(far):
    """Asked by echo from the virtual address by way of the agent; one host answers, the next is
    silent."""
    far.cli("A", "system-view", "dhcp server ping packets 1", "dhcp server ping timeout 1000",
            "commit")
    first, seen = Capture(far, "c1"), Capture(far, "c1")
    send(far, "c1", [message("discover", xid=21)])
    asked = echoes(first, 1)[0]
    used = asked[IP].dst
    assert (asked[IP].src, asked[Ether].src) == (VIRTUAL, VIRTUAL_MAC)
    assert asked[Ether].dst == AGENT and used.startswith("10.20.0.")
    send(far, "c1", [bytes(Ether(src=AGENT, dst=VIRTUAL_MAC) / IP(src=used, dst=VIRTUAL) /
                           ICMP(type=0, id=asked[ICMP].id, seq=asked[ICMP].seq) /
                           bytes(asked[ICMP].payload))])

    def is_offer(f):
        return UDP in f and f[IP].src == VIRTUAL and f[UDP].dport == 67
    seen.wait(1, is_offer)
    other = echoes(seen, 2)[1][IP].dst
    offer = next(f for f in seen.frames() if is_offer(f))
    assert offer[BOOTP].xid == 21 and offer[BOOTP].yiaddr == other != used
    assert used in far.cli("A", "display ip pool name far conflict").stdout
    far.cli("A", "system-view", "undo dhcp server ping packets", "undo dhcp server ping timeout",
            "commit")


def test_a_lease_behind_a_relay_agent_outlives_its_device(far):
    agent = CIRCUIT + PORT
    offer = ask(far, message("discover", xid=1, port=40000, agent=agent), xid=1)
    assert kind(offer) == 2 and offer[BOOTP].yiaddr == "10.20.0.20"
    assert option(offer, "server_id") == VIRTUAL and option(offer, "router") == RELAY
    assert (offer[IP].src, offer[IP].dst) == (VIRTUAL, RELAY)
    assert (offer[Ether].src, offer[Ether].dst) == (VIRTUAL_MAC, AGENT)
    assert (offer[UDP].sport, offer[UDP].dport) == (67, 40000)
    assert bytes([82, len(agent)]) + agent + b"\xff" in bytes(offer[DHCP])
    ack = ask(far, message("request", ("requested_addr", "10.20.0.20"), ("server_id", VIRTUAL),
                           xid=2, agent=CIRCUIT), xid=2)
    assert kind(ack) == 5 and ack[UDP].dport == 67
    far.wait_same_leases()
    assert far.leases("B", "far") == {"10.20.0.20": CLIENT}
    far.kill("A")
    far.wait_state("B", "Master", 10)
    renewed = ask(far, message("request", xid=3, source="10.20.0.20", port=68, giaddr="0.0.0.0",
                               ciaddr="10.20.0.20"), xid=3)
    assert kind(renewed) == 5 and renewed[BOOTP].yiaddr == "10.20.0.20"
    assert (renewed[IP].src, renewed[IP].dst, renewed[UDP].dport) == (VIRTUAL, "10.20.0.20", 68)
    again = ask(far, message("request", xid=4, ciaddr="10.20.0.20", agent=CIRCUIT), xid=4)
    assert kind(again) == 5 and again[IP].dst == RELAY


def test_a_link_without_a_pool_hears_nothing(far):
    """Of two messages only the second is answered, and the first is counted."""
    frame = message("discover", xid=5, agent=CIRCUIT + OTHER_LINK)
    answer = ask(far, frame, message("discover", xid=6, agent=CIRCUIT), xid=6)
    assert answer[BOOTP].yiaddr == "10.20.0.20"
    text = far.cli("B", "display dhcp server statistics").stdout
    assert "no_pool               : 1" in text, text
