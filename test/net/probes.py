#!/usr/bin/python3
"""probes.py -- eleven questions to four DHCP servers, and a table of how each answers.

Twinlease (a pair), and Kea, ISC dhcpd and dnsmasq as Debian has them, with pools of three subnets,
authoritative where they know the word, otherwise with their defaults (dnsmasq and Twinlease with
rapid commit, which the other two do not have). Each is asked on its link and through a relay agent
in a subnet of its own. Needs root. `make probes` runs it; what came out is in docs/conformance.md.
Exit status 0 when Twinlease is right everywhere.

    probes.py               the table
    probes.py --ask WAY     the questions themselves, from the namespace this runs in: a line each
"""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(TREE / "lab"), str(pathlib.Path(__file__).resolve().parent)]

LINK, FAR, THIRD = "10.10.10", "10.20.0", "10.30.0"
SERVER, RELAY_MAC = f"{LINK}.100", "02:dd:00:00:00:02"
OVERRIDE = f"{FAR}.2"
SILENCE = 1.5  # seconds without an answer

KEA = {"Dhcp4": {
    "interfaces-config": {"interfaces": ["eth0"], "dhcp-socket-type": "raw"},
    "lease-database": {"type": "memfile", "persist": False}, "valid-lifetime": 3600,
    "authoritative": True,
    "subnet4": [{"id": n, "subnet": f"{net}.0/24", "pools": [{"pool": f"{net}.10 - {net}.90"}]}
                for n, net in enumerate((LINK, FAR, THIRD), 1)],
    "loggers": [{"name": "kea-dhcp4", "severity": "WARN",
                 "output_options": [{"output": "stderr"}]}]}}
DHCPD = "authoritative; ping-check false; default-lease-time 3600;\n" + "".join(
    f"subnet {net}.0 netmask 255.255.255.0 {{ range {net}.10 {net}.90; }}\n"
    for net in (LINK, FAR, THIRD))
DNSMASQ = ["--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--interface=eth0",
           "--dhcp-authoritative", "--dhcp-rapid-commit", "--no-ping", "--pid-file=", "--user=root",
           *(f"--dhcp-range={net}.10,{net}.90,255.255.255.0,1h" for net in (LINK, FAR, THIRD))]
POOL = """ip pool {name} server
 gateway {gateway} 255.255.255.0
 section 0 {net}.10 {net}.90
 lease 0 1 0
 rapid-commit
 server identifier ip 10.10.10.100
 remote-backup-profile service1
#
"""


# ---- the questions ----

class Asker:
    def __init__(self, way):
        self.way, self.net = way, {"link": LINK, "relay": FAR}[way]
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
        self.socket.bind(("eth0", 0))
        self.number = {"link": 0, "relay": 100}[way]

    def ask(self, kind, *options, ciaddr="0.0.0.0", agent=None, limit=SILENCE):
        """The answer as (type, BOOTP, {code: bytes}), or None. Through a relay agent, which on the
        link has an address of it, where option 82 or the way asks for one."""
        from scapy.layers.dhcp import BOOTP, DHCP
        from scapy.layers.inet import IP, UDP
        from scapy.layers.l2 import Ether
        self.number += 1
        mac = bytes([2, 0xee, 0, 0, 0, self.client])
        xid = 0x22000000 + self.number
        relayed = agent is not None or self.way == "relay"
        giaddr = (f"{FAR}.1" if self.way == "relay" else f"{LINK}.2") if relayed else "0.0.0.0"
        every = [(53, bytes([kind])), *options, *([(82, agent)] if agent else []), "end"]
        to = SERVER if relayed else "255.255.255.255"
        frame = (Ether(src=RELAY_MAC if relayed else mac.hex(":"),
                       dst=self.server_mac if relayed else "ff:ff:ff:ff:ff:ff")
                 / IP(src=giaddr if relayed else ciaddr, dst=to)
                 / UDP(sport=67 if relayed else 68, dport=67)
                 / BOOTP(xid=xid, chaddr=mac, ciaddr=ciaddr, giaddr=giaddr, hops=int(relayed),
                         flags=0 if relayed else 0x8000) / DHCP(options=every))
        self.socket.send(bytes(frame).ljust(342, b"\0"))
        end = time.monotonic() + limit
        while time.monotonic() < end:
            self.socket.settimeout(max(end - time.monotonic(), 0.001))
            try:
                got = self.socket.recv(2000)
            except TimeoutError:
                break
            if len(got) < 282 or got[23] != 17 or got[34:36] != b"\0\x43" or got[42] != 2 or \
                    got[46:50] != xid.to_bytes(4, "big"):
                continue
            answer = BOOTP(bytes(Ether(got)[UDP].payload))
            return self.options(answer)
        return None

    @staticmethod
    def options(answer):
        data, at, found = bytes(answer), 240, {}
        while at < len(data) and data[at] != 255:
            if data[at]:
                found[data[at]] = data[at + 2:at + 2 + data[at + 1]]
                at += data[at + 1] + 2
            else:
                at += 1
        return found.get(53, b"\0")[0], answer, found

    def learn(self):
        """The server's MAC, by ARP."""
        from scapy.layers.l2 import ARP, Ether
        from scapy.sendrecv import srp1
        for _ in range(20):
            r = srp1(Ether(src=RELAY_MAC, dst="ff:ff:ff:ff:ff:ff")
                     / ARP(hwsrc=RELAY_MAC, psrc=f"{LINK}.2", pdst=SERVER), iface="eth0",
                     timeout=0.5, verbose=0)
            if r:
                self.server_mac = r[ARP].hwsrc
                return
        raise SystemExit("the server does not answer ARP")

    def ready(self):
        """Waits until it answers at all."""
        self.client = 250
        for _ in range(30):
            if self.ask(1, limit=1.0):
                return
        raise SystemExit("the server does not answer")


def inside(answer, net):
    return answer is not None and answer[1].yiaddr.startswith(net + ".")


def said(answer):
    names = {1: "DISCOVER", 2: "OFFER", 5: "ACK", 6: "NAK"}
    return names.get(answer[0], str(answer[0])) if answer else "silence"


def lease(a):
    offer = a.ask(1)
    if not inside(offer, a.net):
        return False, said(offer)
    a.held = offer[1].yiaddr
    ack = a.ask(3, (50, socket.inet_aton(a.held)), (54, offer[2][54]))
    return ack is not None and ack[0] == 5 and ack[1].yiaddr == a.held, said(ack)


def identifier(a):
    name = b"\x00probe" + bytes([a.client])
    offer = a.ask(1, (61, name))
    there = offer is not None and 61 in offer[2]
    return there and offer[2][61] == name, "comes back" if there else "missing"


def agent_option(a):
    agent = b"\x01\x04\xaa\xbb\xcc\xdd\x97\x02zz\x02\x03abc"
    offer = a.ask(1, agent=agent)
    return offer is not None and offer[2].get(82) == agent, "as it came" if offer and \
        offer[2].get(82) == agent else "differs"


def link_selection(a):
    offer = a.ask(1, agent=b"\x05\x04" + socket.inet_aton(f"{THIRD}.0"))
    return inside(offer, THIRD), offer[1].yiaddr if offer else "silence"


def override(a):
    offer = a.ask(1, agent=b"\x0b\x04" + socket.inet_aton(OVERRIDE))
    told = socket.inet_ntoa(offer[2].get(54, bytes(4))) if offer else "silence"
    return told == OVERRIDE, told


def rapid_commit(a):
    answer = a.ask(1, (80, b""))
    return answer is not None and answer[0] == 5 and 80 in answer[2], said(answer)


def wrong_network(a):
    answer = a.ask(3, (50, socket.inet_aton("10.99.0.5")))
    return answer is not None and answer[0] == 6, said(answer)


def unknown(a):
    answer = a.ask(3, (50, socket.inet_aton(f"{a.net}.77")))
    return answer is None, said(answer)


def subnet_selection(a):
    offer = a.ask(1, (118, socket.inet_aton(f"{THIRD}.0")))
    return inside(offer, THIRD) and 118 in offer[2], offer[1].yiaddr if offer else "silence"


def another_server(a):
    answer = a.ask(3, (50, socket.inet_aton(f"{a.net}.78")), (54, socket.inet_aton("10.99.0.9")))
    return answer is None, said(answer)


def inform(a):
    answer = a.ask(8, ciaddr=f"{a.net}.79")
    right = answer is not None and answer[0] == 5 and 51 not in answer[2] and \
        answer[1].yiaddr == "0.0.0.0"
    return right, said(answer) + (" with a lease time" if answer and 51 in answer[2] else "")


QUESTIONS = (("DISCOVER, REQUEST", "ACK", lease),
             ("option 61 (RFC 6842)", "comes back", identifier),
             ("option 82 (RFC 3046)", "as it came", agent_option),
             ("link selection (RFC 3527)", "of the link", link_selection),
             ("server override (RFC 5107)", OVERRIDE, override),
             ("rapid commit (RFC 4039)", "ACK", rapid_commit),
             ("INIT-REBOOT, wrong network", "NAK", wrong_network),
             ("INIT-REBOOT, unknown client", "silence", unknown),
             ("subnet selection (RFC 3011)", "of the subnet", subnet_selection),
             ("REQUEST to another server", "silence", another_server),
             ("INFORM", "ACK, no lease", inform))


def ask_all(way):
    asker = Asker(way)
    asker.learn()
    asker.ready()
    for n, (_, _, question) in enumerate(QUESTIONS):
        asker.client = n + (1 if way == "link" else 101)
        print(json.dumps(question(asker)), flush=True)


# ---- the servers ----

class Peer:
    """A server in a namespace of its own, and a client beside it."""

    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        self.server, self.client = (f"probe{os.getpid()}{name[:2]}{x}" for x in "sc")
        self.process = None

    def __enter__(self):
        def ip(*words):
            subprocess.run(["ip", *words], check=True)
        for ns in (self.server, self.client):
            ip("netns", "add", ns)
            ip("-n", ns, "link", "set", "lo", "up")
        ip("-n", self.server, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0",
           "address", RELAY_MAC, "netns", self.client)
        ip("-n", self.server, "addr", "add", f"{SERVER}/24", "dev", "eth0")
        for ns in (self.server, self.client):
            ip("-n", ns, "link", "set", "eth0", "up")
        # The relay agent's two addresses, which its kernel answers ARP for.
        ip("-n", self.server, "route", "add", f"{FAR}.0/24", "dev", "eth0")
        # And of whoever asks by INFORM: those servers send the answer where ARP says.
        for address in (f"{FAR}.1/32", f"{LINK}.2/24", f"{FAR}.79/32", f"{LINK}.79/32"):
            ip("-n", self.client, "addr", "add", address, "dev", "eth0")
        (self.folder / "kea.json").write_text(json.dumps(KEA))
        (self.folder / "dhcpd.conf").write_text(DHCPD)
        (self.folder / "dhcpd.leases").touch()
        command = {"kea": ["kea-dhcp4", "-c", self.folder / "kea.json"],
                   "dhcpd": ["dhcpd", "-f", "-d", "-4", "--no-pid", "-cf",
                             self.folder / "dhcpd.conf", "-lf", self.folder / "dhcpd.leases",
                             "eth0"],
                   "dnsmasq": ["dnsmasq", *DNSMASQ,
                               f"--dhcp-leasefile={self.folder}/dnsmasq.leases"]}[self.name]
        self.log = open(self.folder / f"{self.name}.log", "w")
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", self.server, *map(str, command)], stdout=self.log,
            stderr=self.log, stdin=subprocess.DEVNULL,
            env={**os.environ, "KEA_LOCKFILE_DIR": str(self.folder),
                 "KEA_PIDFILE_DIR": str(self.folder)})
        return self.client

    def __exit__(self, *_):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for ns in (self.server, self.client):
            subprocess.run(["ip", "netns", "del", ns], check=False)
        self.log.close()


class Ours:
    """A pair of Twinlease."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        import twin
        from variants import AT_ONCE, bring_up, config
        pools = "".join(POOL.format(name=name, gateway=gateway, net=net) for name, gateway, net in
                        (("far", f"{FAR}.1", FAR), ("pool1", SERVER, LINK),
                         ("third", f"{THIRD}.1", THIRD)))
        text = (TREE / "lab/DeviceA.cfg").read_text()
        begin = text.index("ip pool pool1")
        pool = (text[begin:text.index("#\n", begin) + 2], pools)
        files = {"A": config(self.folder, "A", AT_ONCE, pool), "B": config(self.folder, "B", pool)}
        for device in "AB":  # .2 is the relay agent's
            text = files[device].read_text()
            text = text.replace("10.10.10.2 ", "10.10.10.3 ")
            files[device].write_text(text)
        self.lab = twin.Lab(f"p{os.getpid()}", configs=files)
        self.lab.create()
        bring_up(self.lab)
        return self.lab.ns("c1")

    def __exit__(self, *_):
        self.lab.down()


def answers(client, way):
    done = subprocess.run(["ip", "netns", "exec", client, sys.executable, "-B", __file__, "--ask",
                           way], capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    if len(lines) != len(QUESTIONS):
        raise SystemExit(f"{client}: {done.stdout}{done.stderr}")
    return lines


def main():
    table = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        peers = [("Twinlease", Ours(folder)), *((n, Peer(n, folder)) for n in
                                                ("kea", "dhcpd", "dnsmasq"))]
        for name, peer in peers:
            with peer as client:
                for way in ("link", "relay"):
                    table[name, way] = answers(client, way)
    names = [name for name, _ in peers]
    print("| question | right | way | " + " | ".join(names) + " |")
    print("|---|---|---|" + "---|" * len(names))
    for n, (question, right, _) in enumerate(QUESTIONS):
        for way in ("link", "relay"):
            cells = [("" if table[name, way][n][0] else "**not** ") + table[name, way][n][1]
                     for name in names]
            print(f"| {question} | {right} | {way} | " + " | ".join(cells) + " |")
    for way in ("link", "relay"):
        count = [str(sum(a[0] for a in table[name, way])) for name in names]
        print(f"| right of {len(QUESTIONS)} | | {way} | " + " | ".join(count) + " |")
    return not all(a[0] for way in ("link", "relay") for a in table["Twinlease", way])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        ask_all(sys.argv[2])
    else:
        sys.exit(main())
