#!/usr/bin/python3
"""conform.py WAY SOCKET_A SOCKET_B TWINLEASE TABLE ... -- plays test/conform/ to a real pair.

Runs in the namespace of a host whose eth0 is on the pair's VLAN, and needs the pools of
test/conform/pools.cfg. Frames are made and read by scapy, which shares no code with us. WAY:

    link    as a client on the link
    relay   as a relay agent at giaddr
    reload  as a relay agent of a subnet whose pool was committed after the pair began to serve

The language is that of test/conform/play.h. Cases that are `slow` are left out,
for time is real here, and `unreal` ones. The clients of a case are numbered by its name, so that
one more case changes nobody else's: which free address a client is offered first follows from its
MAC, and it may be one that another case names; then that is said, and one of the two gets another
name. Silence is not waited for: behind each such message goes
one that is answered for sure. What comes later fails the run. Prints a line for what failed, and
`N passed, M failed`.
"""
import ipaddress
import pathlib
import re
import socket
import subprocess
import sys
import time
import zlib

from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether
from scapy.packet import Raw

LIMIT = 5.0  # seconds for an answer
TYPES = "none discover offer request decline ack nak release inform".split()
WAYS = {"link": "10.10.10.0", "relay": "10.20.10.0", "reload": "10.21.10.0"}
VIRTUAL, VIRTUAL_MAC, ROUTER_MAC = "10.10.10.100", "00:00:5e:00:01:01", "02:dd:00:00:00:01"
CIRCUIT = b"\x01\x05Gi0/7"
PACKET_OUTGOING = 4
QUERY = 10  # from this type on they are leasequery's
NUMBERS = "op htype hlen hops xid secs flags sport short".split()
ADDRESSES = "ciaddr yiaddr siaddr giaddr source dest".split()
BYTES = "chaddr sname file cookie tail station".split()


class Wrong(Exception):
    """What differs, in one line."""


def ip(number):
    return str(ipaddress.IPv4Address(number & 0xffffffff))


def number_of_type(word):
    return TYPES.index(word) if word in TYPES else int(word.partition("-")[2])


class World:
    """What the words of a case stand for."""

    def __init__(self, way, name):
        self.way, self.name = way, name
        self.number = zlib.crc32(name.encode()) & 0xffff
        self.net = int(ipaddress.IPv4Address(WAYS[way]))
        self.relay = ip(self.net + 100)
        self.yours = {}

    def mac(self, client):
        way = list(WAYS).index(self.way) + 1
        return bytes([2, 0xcc, way, self.number >> 8, self.number & 255, client + 1])

    def address(self, client, word):
        if re.fullmatch(r"\.\d+", word):
            return ip(self.net + int(word[1:]))
        if word in ("ours", "relay"):
            return VIRTUAL if word == "ours" else self.relay
        if word == "yours":
            return self.yours.get(client, "0.0.0.0")
        if word.startswith("yours:"):
            return self.yours.get(ord(word[6]) - ord("a"), "0.0.0.0")
        return word

    def value(self, client, text):
        """Bytes of a value."""
        out = b""
        for part in text.split("+"):
            if part.startswith('"'):
                out += part[1:-1].encode()
            elif part.startswith("x"):
                out += bytes.fromhex(part[1:])
            elif re.match(r"u\d+:", part):
                bits, number = part[1:].split(":")
                out += int(number).to_bytes(int(bits) // 8, "big")
            elif part == "mac":
                out += self.mac(client)
            else:
                out += socket.inet_aton(self.address(client, part))
        return out

    def number_of(self, client, text):
        return int(text) if text.isdigit() else int.from_bytes(self.value(client, text), "big")

    def command(self, text):
        def word(w):
            if re.fullmatch(r"\.\d+", w):
                return self.address(0, w)
            if re.fullmatch("MAC[a-d]?", w):
                digits = self.mac(ord(w[3:] or "a") - ord("a")).hex()
                return "-".join(digits[i:i + 4] for i in (0, 4, 8))
            return w
        return " ".join(map(word, text.split(" ")))


class Message:
    """One line that sends, as a frame."""

    def __init__(self, world, client, kind, words, xid):
        self.world, self.client, self.kind, self.xid = world, client, kind, xid
        self.relayed = world.way != "link"
        self.unicast = "unicast" in words
        through = self.relayed and not self.unicast
        self.fields = {"op": 1, "htype": 1, "hlen": 6, "hops": int(through), "xid": xid, "secs": 0,
                       "flags": 0, "ciaddr": "0.0.0.0", "yiaddr": "0.0.0.0", "siaddr": "0.0.0.0",
                       "giaddr": world.relay if through else "0.0.0.0",
                       "source": world.relay if through else "0.0.0.0",
                       "dest": VIRTUAL if self.unicast or through else "255.255.255.255",
                       "sport": 67 if through else 68, "short": 0,
                       "chaddr": world.mac(client), "sname": b"", "file": b"", "tail": b"",
                       "cookie": b"\x63\x82\x53\x63",
                       "station": bytes.fromhex(ROUTER_MAC.replace(":", "")) if self.relayed
                       else world.mac(client)}
        self.options = [] if kind == 0 else [(53, bytes([kind]))]
        self.flags, self.agent = set(), b""
        for word in words:
            self.take(word)
        if self.unicast and self.fields["source"] == "0.0.0.0":
            self.fields["source"] = self.fields["ciaddr"]
        if through and not self.agent and "noend" not in self.flags:
            self.options.append((82, CIRCUIT))
            self.agent = CIRCUIT

    def take(self, word):
        name, equals, value = word.partition("=")
        if name.isdigit():
            content = self.world.value(self.client, value) if equals and value else b""
            self.options.append((int(name), content))
            if name == "82":
                self.agent += content
        elif not equals:
            self.flags.add(name)
        elif name in NUMBERS:
            self.fields[name] = self.world.number_of(self.client, value)
        elif name in ADDRESSES:
            number = value.isdigit()
            self.fields[name] = ip(int(value)) if number else self.world.address(self.client, value)
        elif name in BYTES:
            self.fields[name] = self.world.value(self.client, value)
        else:
            raise Wrong(f"no such word: {word}")
        self.xid = self.fields["xid"]

    def bootp(self):
        f = self.fields
        options = [*self.options, *([] if "noend" in self.flags else ["end"])]
        m = BOOTP(op=f["op"], htype=f["htype"], hlen=f["hlen"], hops=f["hops"], xid=f["xid"],
                  secs=f["secs"], flags=f["flags"], ciaddr=f["ciaddr"], yiaddr=f["yiaddr"],
                  siaddr=f["siaddr"], giaddr=f["giaddr"], chaddr=f["chaddr"].ljust(16, b"\0"),
                  sname=f["sname"].ljust(64, b"\0"), file=f["file"].ljust(128, b"\0"),
                  options=f["cookie"])
        data = bytes(m / DHCP(options=options)) + f["tail"]
        if "bare" not in self.flags:
            data = data.ljust(300, b"\0")
        return data[:f["short"]] if f["short"] else data

    def frame(self):
        f = self.fields
        to = "ff:ff:ff:ff:ff:ff" if f["dest"] == "255.255.255.255" else VIRTUAL_MAC
        whole = bytearray(bytes(
            Ether(src=f["station"].hex(":"), dst=to) / IP(src=f["source"], dst=f["dest"])
            / UDP(sport=f["sport"], dport=67) / Raw(self.bootp())))
        if "badsum" in self.flags:
            whole[40] ^= 0x55
        return bytes(whole)


class Answer:
    """A frame that came back, by scapy's dissection; the options also as they stand."""

    def __init__(self, frame):
        self.frame = Ether(frame)
        payload = bytes(self.frame[UDP].payload)
        self.bootp = BOOTP(payload)
        self.data = payload
        self.options, self.codes = {}, []
        at = 240
        while at < len(payload) and payload[at] != 255:
            if payload[at] == 0:
                at += 1
                continue
            code, size = payload[at], payload[at + 1]
            if code in self.options:
                raise Wrong(f"option {code} came twice")
            self.options[code] = payload[at + 2:at + 2 + size]
            self.codes.append(code)
            at += 2 + size
        layer = self.bootp[DHCP].options if DHCP in self.bootp else []
        said = {o[0]: o[1] for o in layer if isinstance(o, tuple)}
        self.kind = said.get("message-type", 0)
        if self.kind and said.get("server_id") != socket.inet_ntoa(self.options.get(54, bytes(4))):
            raise Wrong("scapy reads another server identifier")

    def field(self, name):
        if name == "to":
            return self.frame[IP].dst
        if name == "port":
            return self.frame[UDP].dport
        return getattr(self.bootp, name)


def is_word(m, a, word, through):
    """Whether what a word says is so."""
    name, equals, value = word.partition("=")
    negated = name.endswith("!")
    name = name.rstrip("!")
    if word == "whole":
        return len(a.data) >= 300
    if word.startswith("!"):
        return int(word[1:]) not in a.options
    if name.isdigit():
        if int(name) not in a.options or not equals:
            return int(name) in a.options
        return (a.options[int(name)] == m.world.value(m.client, value)) != negated
    if name == "chaddr":
        return a.bootp.chaddr == m.world.value(m.client, value).ljust(16, b"\0")
    if name in ("sname", "file"):
        return a.field(name).split(b"\0")[0] == m.world.value(m.client, value)
    if name == "mac":
        own = m.world.mac(m.client).hex(":")
        wanted = "ff:ff:ff:ff:ff:ff" if value == "all" else ROUTER_MAC if m.relayed else own
        return through or a.frame.dst == wanted
    if name == "order":
        places = [a.codes.index(int(c)) if int(c) in a.codes else -1 for c in value.split(",")]
        return places == sorted(set(places)) and places[0] >= 0
    if name == "last":
        return through or a.codes[-1] == int(value)
    if name == "at-most":
        return a.frame[IP].len - (2 + len(m.agent) if through else 0) <= int(value)
    if name == "to" and through:
        return True
    if name == "port":
        wanted = m.world.number_of(m.client, value)
        return a.field(name) == (67 if through and wanted == 68 else wanted)
    if value == "all":
        wanted = 0xffffffff
    else:
        wanted = m.world.number_of(m.client, value)
    there = a.field(name)
    there = int(ipaddress.IPv4Address(there)) if isinstance(there, str) else int(there)
    return (there == wanted) != negated


def check(m, a, words):
    through = m.relayed and not m.unicast
    b = a.bootp
    chaddr = m.fields["chaddr"].ljust(16, b"\0")
    if m.kind >= QUERY:
        chaddr = b.chaddr  # of whom is spoken
    if (b.op, b.hops, b.chaddr) != (2, 0, chaddr) or (54 in a.options) != (a.kind != 0):
        raise Wrong("the head differs")
    if a.frame.src != VIRTUAL_MAC or a.frame[IP].src != VIRTUAL:
        raise Wrong(f"it came from {a.frame.src}, {a.frame[IP].src}")
    if a.kind == 6 and (b.yiaddr != "0.0.0.0" or 51 in a.options):
        raise Wrong("a NAK says too much")
    if through:
        if (b.giaddr, a.frame[IP].dst, a.frame.dst) != (m.world.relay, m.world.relay, ROUTER_MAC):
            raise Wrong("it does not go to the relay agent")
        if a.options.get(82, b"") != m.agent or (m.agent and a.codes[-1] != 82):
            raise Wrong("option 82 is not as it came, last")
    for word in words:
        if not is_word(m, a, word, through):
            raise Wrong(f"{word} differs: {a.frame.summary()} {a.options}")


class Player:
    def __init__(self, way, sockets, program):
        self.way, self.sockets, self.program = way, sockets, program
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
        self.socket.bind(("eth0", 0))
        self.xid = 0x10000000 + (list(WAYS).index(way) << 24)
        self.came = []
        self.echoes = []
        self.late = []
        self.told = {}  # address: the case that was offered or given it first

    # ---- the pair ----

    def cli(self, which, *lines):
        dashes = [word for line in lines for word in ("-c", line)]
        done = subprocess.run([self.program, "-s", self.sockets[which], *dashes],
                              capture_output=True, text=True)
        if done.returncode:
            raise Wrong(f"{lines}: {done.stdout}{done.stderr}")
        return done.stdout

    def configure(self, world, view, line):
        before = len(world.yours)
        enter = [view] if view else []
        for which in (0, 1):
            self.cli(which, "system-view", *enter, world.command(line), "commit", "return")
        assert before == len(world.yours)
        # Its devices compare their files again before both of them promise anything new.
        end = time.monotonic() + LIMIT
        while "Connected" not in self.cli(0, "display remote-backup-profile service1 verbose | "
                                             "include Pair"):
            if time.monotonic() >= end:
                raise Wrong(f"{line}: the pair is not Connected again within {LIMIT} s")
            time.sleep(0.05)

    def pool(self):
        return "ip pool %s server" % {"link": "pool1", "relay": "far", "reload": "later"}[self.way]

    def counted(self, name):
        text = self.cli(0, "display dhcp server statistics")
        m = re.search(rf"^\s+{name}\s*: (\d+)$", text, re.M)
        return int(m[1]) if m else 0

    # ---- frames ----

    def keep(self, frame):
        """A DHCP answer, or an ICMP echo request with how many answers came before it."""
        if frame[23] == 17 and len(frame) >= 282 and frame[34:36] == b"\0\x43" and frame[42] == 2:
            self.came.append(frame)
        elif frame[23] == 1 and frame[34] == 8:
            self.echoes.append((len(self.came), Ether(frame)))

    def read(self, until):
        """Keeps what comes until `until` holds, or time is over: whether it held."""
        end = time.monotonic() + LIMIT
        while not until():
            self.socket.settimeout(max(end - time.monotonic(), 0.001))
            try:
                frame, where = self.socket.recvfrom(2000)
            except TimeoutError:
                return False
            if where[2] != PACKET_OUTGOING and len(frame) >= 42:
                self.keep(frame)
        return True

    def of(self, xid):
        return [f for f in self.came if int.from_bytes(f[46:50], "big") == xid]

    def send(self, m):
        self.socket.send(m.frame())

    def settle(self, world):
        """Until what was sent before has been looked at: an INFORM behind it is answered."""
        self.xid += 1
        m = Message(world, 7, 8, ["ciaddr=.219"], self.xid)
        self.send(m)
        if not self.read(lambda: self.of(m.xid)):
            raise Wrong("the INFORM behind it was not answered")
        self.came = [f for f in self.came if f not in self.of(m.xid)]

    # ---- cases ----

    def step(self, world, line, expected):
        words = line.split()
        client = ord(words.pop(0)) - ord("a") if len(words[0]) == 1 else 0
        kind = words.pop(0)
        kind = number_of_type(kind)
        self.xid += 1
        m = Message(world, client, kind, words, self.xid)
        whys = [e.split()[1] for e in expected if e.startswith("silence") and len(e.split()) > 1]
        before = {why: self.counted(why) for why in whys}
        wanted = [e for e in expected if not e.startswith("silence") and e != "echo"]
        self.came, self.echoes = [], []
        self.send(m)
        if not self.read(lambda: len(self.of(m.xid)) >= len(wanted)):
            raise Wrong("no answer")
        if not expected or any(e.startswith("silence") for e in expected):
            self.settle(world)
        answers = self.of(m.xid)
        self.asked(world, client, expected.count("echo"))
        for e, frame in zip(wanted, answers):
            kind, *words = e.split()
            a = Answer(frame)
            if a.kind != number_of_type(kind):
                raise Wrong(f"the answer is of type {a.kind}")
            try:
                check(m, a, words)
            except Wrong as wrong:
                raise Wrong(f"{wrong}{self.taken(world, m, words)}") from wrong
            if a.bootp.yiaddr != "0.0.0.0":
                world.yours[client] = a.bootp.yiaddr
                self.told.setdefault(a.bootp.yiaddr, world.name)
        if len(answers) > len(wanted):
            raise Wrong(f"another answer came: {Ether(answers[-1]).summary()}")
        self.late += [f for f in self.came if f not in answers]
        for why in whys:
            if self.counted(why) <= before[why]:
                raise Wrong(f"not counted as {why}")

    def asked(self, world, client, wanted):
        """So many echoes came before the answer, from the virtual address to who relayed."""
        if len(self.echoes) != wanted:
            raise Wrong(f"{len(self.echoes)} ICMP echoes")
        for before, e in self.echoes:
            if before or e.dst != ROUTER_MAC or (e.src, e[IP].src) != (VIRTUAL_MAC, VIRTUAL):
                raise Wrong(f"another ICMP echo: {e.summary()}")
            world.yours[client] = e[IP].dst

    def taken(self, world, m, words):
        """Which other case had the address that this one names."""
        for word in words:
            if word.startswith("yiaddr=."):
                name = self.told.get(world.address(m.client, word.partition("=")[2]), world.name)
                if name != world.name:
                    return f" (offered to a client of {name} before)"
        return ""

    def play(self, name, lines):
        world = World(self.way, name)
        for i, (at, line) in enumerate(lines):
            try:
                if line.startswith("> "):
                    behind = [text for _, text in lines[i + 1:]]
                    end = next((n for n, text in enumerate(behind) if text[0] not in "<#"),
                               len(behind))
                    self.step(world, line[2:], [t[2:] for t in behind[:end] if t[0] == "<"])
                elif line.startswith("$$ "):
                    self.configure(world, None, line[3:])
                elif line.startswith("$ "):
                    self.configure(world, self.pool(), line[2:])
            except Wrong as wrong:
                raise Wrong(f"{at}: {wrong}") from wrong


def read_cases(path):
    """[(name, flags, [(line number, text)])]"""
    found = []
    with open(path) as table:
        for n, line in enumerate(table.read().splitlines(), 1):
            if line.startswith("case "):
                _, name, *flags = line.split()
                found.append((name, flags, []))
            elif line and found:
                found[-1][2].append((n, line))
    return found


def is_played(way, flags):
    ways = [f for f in flags if f in WAYS]
    if "slow" in flags or "unreal" in flags:
        return False
    # The third way is a relay agent's here.
    return not ways or ("relay" if way == "reload" else way) in ways


def main(way, socket_a, socket_b, program, *tables):
    player = Player(way, (socket_a, socket_b), program)
    passed, failed, numbers = 0, 0, {}
    for table in tables:
        for name, flags, lines in read_cases(table):
            full = f"{pathlib.Path(table).stem}:{name}"
            other = numbers.setdefault(World(way, full).number, full)
            if other != full:
                sys.exit(f"{table}: the clients of {full} are those of {other}; another name, please")
            if not is_played(way, flags):
                continue
            try:
                player.play(full, lines)
                passed += 1
            except Wrong as wrong:
                failed += 1
                print(f"{table}:{str(wrong)[:600]} ({name}, {way})")
    # An answer to what was to have none may be on its way still.
    player.came = []
    player.settle(World(way, "the end"))
    for frame in player.late + player.came:
        failed += 1
        print(f"nobody waited for {Ether(frame).summary()}")
    print(f"{passed} passed, {failed} failed")
    return failed > 0 or passed == 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
