"""test/net/foreign.py -- VRRP flaps beside keepalived and FRR vrrpd, and a judge on the switch.

DeviceA and a foreign router are one group: keepalived or FRR, version 2 or 3, the foreign one or ours
Master by priority; each combination is a lab of its own, all run side by side. A flap breaks one of
the two, waits until the other is Master, mends it, and waits until the Master by priority is back.
A host asks by ARP for the virtual address all the time; the judge reads every advertisement and every
answer at the switch, with the kernel's times, and knows nothing else of the two.

    foreign.py [SECONDS [COMBINATION ...]]    600 s of all; wants root; `make foreign`
    foreign.py --one COMBINATION SECONDS      one; its report as a line of JSON

Exit status: 0 nothing violated, 1 something was, 2 a laboratory failed.
"""
import collections
import ctypes
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(TREE / "lab"), str(pathlib.Path(__file__).resolve().parent)]
import twin  # noqa: E402

VIRTUAL, PEER, ASKER = "10.10.10.100", "10.10.10.203", "10.10.10.202"
OURS, THEIRS = "ours", "theirs"
PORTS = {"to-a": OURS, "to-c1": THEIRS, "to-c2": "asker"}
FRR = pathlib.Path("/usr/lib/frr")
MARGIN = 0.2  # s, beyond the protocol's times; and what the judge itself was late
ASK = 0.05    # s between two questions
SETTLED = 3   # advertisements in a row of the Master by priority
# name -> router, version, interval in ms, their priority, ours. 200 ms is 20 centiseconds.
COMBINATIONS = {f"{router}-v{version}-{master}": (router, version, {2: 1000, 3: 200}[version],
                                                  *{OURS: (100, 200), THEIRS: (220, 100)}[master])
                for router in ("keepalived", "frr") for version in (2, 3)
                for master in (OURS, THEIRS)}
# "boot": a foreign router starts beside our Master, who has heard nobody yet.
FLAPS = ("boot", "cut-ours", "freeze-theirs", "kill-ours", "restart-theirs", "freeze-ours",
         "cut-theirs", "kill-theirs", "restart-ours")

DEVICE = """#
sysname DeviceA
#
vrrp version v{version}
#
vlan 100
#
interface Vlanif 100
 ip address 10.10.10.1 255.255.255.0
 vrrp vrid 1 virtual-ip {virtual}
 vrrp vrid 1 priority {priority}
 vrrp vrid 1 timer advertise {interval}
#
interface GigabitEthernet 0/1/1
 portswitch
 undo shutdown
 port link-type trunk
 port trunk allow-pass vlan 100
#
return
"""


# ---- the routers ----

class Foreign:
    """A router on c1; a power cut leaves nothing of it."""

    def __init__(self, lab, version, interval_ms, priority):
        self.lab, self.version, self.interval_ms = lab, version, interval_ms
        self.priority, self.number = priority, 0
        lab.exec("c1", "ip", "addr", "replace", f"{PEER}/24", "dev", "eth0")

    def pids(self):
        return [int(p) for p in twin.run("ip", "netns", "pids", self.lab.ns("c1")).stdout.split()]

    def freeze(self):
        for pid in self.pids():
            os.kill(pid, signal.SIGSTOP)

    def thaw(self):
        for pid in self.pids():
            os.kill(pid, signal.SIGCONT)

    def cut_power(self):
        """Its link goes first, or its kernel would go on answering for what was killed."""
        self.lab.exec("c1", "ip", "link", "set", "eth0", "down")
        for pid in self.pids():
            os.kill(pid, signal.SIGKILL)
        twin.wait("the foreign router is gone", lambda: not self.pids(), 5, 0.01)
        self.remove()
        self.lab.exec("c1", "ip", "link", "set", "eth0", "up")

    def remove(self):
        """What it left in its kernel."""
        self.lab.exec("c1", "ip", "addr", "del", f"{VIRTUAL}/32", "dev", "eth0", check=False)

    def spawn(self, what, *command):
        return self.lab.spawn(f"{what}{self.number}", "c1", *command)

    def state(self):
        """The last state it says it entered since it was started; None at first."""
        log = self.lab.dir / f"{self.program}{self.number}.log"
        found = re.findall(self.entered, log.read_text(errors="replace"))
        return found[-1].lower() if found else None

    def complaints(self):
        """What it says of advertisements that it does not accept."""
        return sum(bool(re.search(r"invalid|mismatch|bogus|incorrect|not present|\bbad\b",
                                  line, re.I))
                   for log in self.lab.dir.glob(f"{self.program}*.log")
                   for line in log.read_text(errors="replace").splitlines())


class Keepalived(Foreign):
    program, entered = "keepalived", r"\(foreign\) Entering (BACKUP|MASTER) STATE"

    @staticmethod
    def installed():
        return shutil.which("keepalived", path="/usr/sbin:/sbin") is not None

    def start(self):
        file = self.lab.dir / "keepalived.conf"
        file.write_text(f"""
global_defs {{
    vrrp_version {self.version}
    vrrp_garp_master_delay 0
}}
vrrp_instance foreign {{
    state BACKUP
    interface eth0
    virtual_router_id 1
    priority {self.priority}
    advert_int {self.interval_ms / 1000:g}
    virtual_ipaddress {{
        {VIRTUAL}/32 dev eth0
    }}
}}
""")
        files = [self.lab.dir / f"keepalived.{n}" for n in ("main", "vrrp")]
        for pidfile in files:
            pidfile.unlink(missing_ok=True)
        self.number += 1
        self.process = self.spawn("keepalived", "keepalived", "-n", "-l", "-D", "-P", "-f", file,
                                  "-p", files[0], "-r", files[1])

    def stop(self):
        """It says priority 0."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)


class Frr(Foreign):
    """zebra and vrrpd; the virtual address stands on a macvlan that they shut while Backup. eth0
    answers ARP for its own address only, or it would answer for that one all the time."""
    program, entered = "vrrpd", r"\[IPv4\] (?:Initialize|Backup|Master) -> (Backup|Master|Initialize)"

    @staticmethod
    def installed():
        return (FRR / "vrrpd").exists()

    def start(self):
        folder = self.lab.dir / "frr"
        folder.mkdir(exist_ok=True)
        self.lab.exec("c1", "sh", "-c", "echo 1 >/proc/sys/net/ipv4/conf/eth0/arp_ignore")
        shutil.chown(folder, "frr", "frr")
        (folder / "zebra.conf").write_text("log stdout\n")
        (folder / "vrrpd.conf").write_text(
            f"log stdout\ndebug vrrp protocol\ninterface eth0\n vrrp 1 version {self.version}\n"
            f" vrrp 1 priority {self.priority}\n vrrp 1 advertisement-interval {self.interval_ms}\n"
            f" vrrp 1 ip {VIRTUAL}\n")
        self.remove()
        self.lab.exec("c1", "sh", "-c", "ip link add vrrp1 link eth0 type macvlan mode bridge && "
                      "ip link set vrrp1 address 00:00:5e:00:01:01 && "
                      f"ip link set vrrp1 protodown on && ip addr add {VIRTUAL}/32 dev vrrp1 && "
                      "ip link set vrrp1 up")
        self.number += 1
        for name in ("zebra", "vrrpd"):
            process = self.spawn(
                name, FRR / name, "-z", folder / "zserv.api", "--vty_socket", folder, "-i",
                folder / f"{name}.pid", "-f", folder / f"{name}.conf", "-A", "127.0.0.1")
            setattr(self, name, process)
            if name == "zebra":
                twin.wait("zebra listens", (folder / "zserv.api").exists, 10)

    def stop(self):
        """vrrpd says priority 0, and zebra shuts the macvlan for it."""
        self.vrrpd.send_signal(signal.SIGTERM)
        self.vrrpd.wait(10)
        self.zebra.send_signal(signal.SIGTERM)
        self.zebra.wait(10)
        (self.lab.dir / "frr/zserv.api").unlink(missing_ok=True)

    def remove(self):
        (self.lab.dir / "frr/zserv.api").unlink(missing_ok=True)
        self.lab.exec("c1", "ip", "link", "del", "vrrp1", check=False)


ROUTERS = {"keepalived": Keepalived, "frr": Frr}


# ---- what passes the switch ----

Event = collections.namedtuple("Event", "t what who priority", defaults=(None,))


def packet_socket(namespace, *bound):
    """A packet socket of a network namespace; this thread goes there and comes back."""
    libc = ctypes.CDLL(None, use_errno=True)

    def enter(target):
        if libc.setns(target.fileno(), 0x40000000):  # CLONE_NEWNET
            raise OSError(ctypes.get_errno(), "setns")
    with open("/proc/thread-self/ns/net") as home, open(f"/run/netns/{namespace}") as there:
        enter(there)
        try:
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
            if bound:
                s.bind(bound)
            return s
        finally:
            enter(home)


def address(text):
    return bytes(map(int, text.split(".")))


def dissect(frame):
    """(what, priority) of a frame: advert, ask, answer, or None."""
    kind, data = frame[12:14], frame[14:]
    if kind == b"\x81\x00":
        kind, data = frame[16:18], frame[18:]
    if kind == b"\x08\x00" and len(data) > 28 and data[9] == 112:
        vrrp = data[(data[0] & 15) * 4:]
        return ("advert", vrrp[2]) if vrrp[1] == 1 else None
    if kind == b"\x08\x06" and len(data) >= 28:
        if data[7] == 1 and data[14:18] == address(ASKER) and data[24:28] == address(VIRTUAL):
            return "ask", None
        if data[7] == 2 and data[14:18] == address(VIRTUAL) and data[24:28] == address(ASKER):
            return "answer", None
    return None


class Watch:
    """Reads at the switch's ports what came in from there, and asks from c2."""
    TIMES = 35  # SO_TIMESTAMPNS and what comes of it

    def __init__(self, lab):
        self.events, self.late, self.ended = [], 0.0, threading.Event()
        self.switch = packet_socket(lab.ns("sw"))
        self.switch.setsockopt(socket.SOL_SOCKET, self.TIMES, 1)
        self.switch.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.switch.settimeout(0.2)
        self.host = packet_socket(lab.ns("c2"), "eth0", 0)
        self.threads = [threading.Thread(target=f, daemon=True) for f in (self.read, self.ask)]
        for thread in self.threads:
            thread.start()

    def read(self):
        while not self.ended.is_set():
            try:
                frame, more, _, where = self.switch.recvmsg(128, 64)
            except TimeoutError:
                continue
            who = PORTS.get(where[0])
            seen = dissect(frame) if who and where[2] != socket.PACKET_OUTGOING else None
            if seen:
                seconds, nanoseconds = struct.unpack("qq", more[0][2])
                self.events.append(Event(seconds + nanoseconds / 1e9, seen[0], who, seen[1]))

    def ask(self):
        mac = self.host.getsockname()[4]
        frame = (b"\xff" * 6 + mac + b"\x08\x06\0\1\x08\0\6\4\0\1" + mac + address(ASKER) +
                 bytes(6) + address(VIRTUAL))
        due = time.monotonic()
        while not self.ended.is_set():
            self.host.send(frame)
            due += ASK
            time.sleep(max(0, due - time.monotonic()))
            self.late = max(self.late, time.monotonic() - due)
            due = max(due, time.monotonic() - ASK)

    def adverts(self, who, since):
        """How many advertisements of a living Master came from there since then."""
        return sum(e.what == "advert" and e.who == who and e.priority > 0 and e.t >= since
                   for e in self.events[-400:])

    def row(self, who, since):
        """How many came in a row from there since then, the last ones of all."""
        count = 0
        for e in reversed(self.events[-400:]):
            if e.t < since:
                break
            if e.what == "advert":
                if e.who != who or not e.priority:
                    break
                count += 1
        return count

    def end(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()


# ---- the judge ----

class Judge:
    """The protocol's times over what passed the switch. `priority` and `interval` (s) as configured;
    `margin` in s. RFC 3768 6.1, RFC 9568 6.1."""

    def __init__(self, version, interval, priority, margin):
        self.interval, self.margin = interval, margin
        unit = 1 if version == 2 else interval
        self.skew = {who: (256 - p) / 256 * unit for who, p in priority.items()}
        self.priority = priority

    def down(self, who):
        return 3 * self.interval + self.skew[who]

    def masterless(self, adverts):
        """(begin, end, longest that is allowed) between any two advertisements."""
        for a, b in zip(adverts, adverts[1:]):
            if a.priority == 0:
                limit = self.skew[b.who] if a.who != b.who else self.down(b.who)
            else:
                limit = self.interval if a.who == b.who else self.down(b.who)
            yield a.t, b.t, limit + self.margin

    def reigns(self, adverts, who):
        """(begin, end): this one was Master before and after, so in between."""
        mine = [e for e in adverts if e.who == who]
        for a, b in zip(mine, mine[1:]):
            if a.priority and b.priority and b.t - a.t <= self.interval * 1.5 + self.margin:
                yield a.t, b.t

    def both(self, adverts):
        """(begin, end) of the times with two Masters."""
        times, theirs = [], list(self.reigns(adverts, THEIRS))
        for a, b in self.reigns(adverts, OURS):
            for c, d in theirs:
                if max(a, c) < min(b, d):
                    times.append((max(a, c), min(b, d)))
        return joined(times, 0.001)

    def claims(self, adverts):
        """Who began to advertise beside a Master that is the better one: (t, who)."""
        last = {}
        for e in adverts:
            other, own = last.get(OURS if e.who == THEIRS else THEIRS), last.get(e.who)
            fresh = self.interval + self.margin
            new = not own or own.priority == 0 or e.t - own.t > fresh
            if (new and e.priority and other and other.priority and e.t - other.t < self.interval
                    and other.priority > e.priority):
                yield e.t, e.who
            last[e.who] = e

    @staticmethod
    def questions(events):
        """(t, set of those who answered) of every question."""
        asked = []
        for e in events:
            if e.what == "ask":
                asked.append((e.t, set()))
            elif e.what == "answer" and asked:
                asked[-1][1].add(e.who)
        return asked

    def unanswered(self, asked):
        """(begin, end, longest allowed) between answers, by whom answers next."""
        answered = [q for q in asked if q[1]]
        for a, b in zip(answered, answered[1:]):
            yield a[0], b[0], max(self.down(w) for w in b[1]) + self.margin + ASK

    @staticmethod
    def twice(asked):
        """(begin, end) of times in which both answered."""
        return joined([(t, t) for t, who in asked if len(who) > 1], 2 * ASK)


def joined(times, gap):
    """Times that follow each other within `gap` as one."""
    ret = []
    for a, b in sorted(times):
        if ret and a - ret[-1][1] <= gap:
            ret[-1] = (ret[-1][0], max(b, ret[-1][1]))
        else:
            ret.append((a, b))
    return ret


def touches(a, b, windows):
    return any(c <= b and a <= d for c, d in windows)


def verdict(judge, events, asleep, absent, apart):
    """What was worst, and what is violated: (time, text). Windows: asleep, the foreign router's kernel
    answers for a router that stands still; absent, nobody is to serve; apart, the foreign router could
    not hear, and may claim the address once when it comes back."""
    adverts = [e for e in events if e.what == "advert"]
    asked = judge.questions(events)
    limit = judge.interval + judge.margin
    wrong, worst = [], collections.Counter()

    def look(name, windows, excused, text):
        for a, b, allowed in windows:
            if touches(a, b, excused):
                continue
            worst[name] = max(worst[name], b - a)
            if b - a > allowed:
                wrong.append((a, f"{text} for {b - a:.2f} s, {allowed:.2f} s are allowed"))

    look("no Master", judge.masterless(adverts), absent, "nobody advertised")
    look("two Masters", ((a, b, limit) for a, b in judge.both(adverts)), [], "both advertised")
    look("no answer", judge.unanswered(asked), absent, "nobody answered ARP")
    look("two answers", ((a, b, limit) for a, b in judge.twice(asked)), asleep, "both answered ARP")
    claims = list(judge.claims(adverts))
    for t, who in claims:
        if who == OURS or not touches(t, t, apart):
            wrong.append((t, f"{who} claimed the address beside a better Master"))
    return {"adverts": len(adverts), "asked": len(asked), "claims": len(claims),
            "worst": {k: round(v, 3) for k, v in worst.items()}, "wrong": sorted(wrong)}


# ---- flaps ----

class Sitting:
    """One combination."""

    def __init__(self, name, lab, seed):
        router, self.version, interval_ms, theirs, ours = COMBINATIONS[name]
        self.name, self.lab, self.dice = name, lab, random.Random(f"{seed} {name}")
        self.interval, self.priority = interval_ms / 1000, {OURS: ours, THEIRS: theirs}
        self.best = max(self.priority, key=self.priority.get)
        self.foreign = ROUTERS[router](lab, self.version, interval_ms, theirs)
        self.asleep, self.absent, self.apart, self.done = [], [], [], []

    @staticmethod
    def config(name):
        _, version, interval_ms, _, ours = COMBINATIONS[name]
        return DEVICE.format(version=version, virtual=VIRTUAL, priority=ours,
                             interval="1" if interval_ms == 1000 else f"millisecond {interval_ms}")

    def run(self, seconds):
        self.lab.start("A")
        self.foreign.start()
        self.watch = Watch(self.lab)
        self.settle()
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if len(self.done) % len(FLAPS) == 0:
                order = list(FLAPS) if not self.done else self.dice.sample(FLAPS, len(FLAPS))
            flap = order[len(self.done) % len(FLAPS)]
            self.flap(*flap.partition("-")[::2])
            self.done.append((flap, time.time()))
            self.settle()
        self.watch.end()
        return self.report(time.monotonic() - began)

    def settle(self):
        """Both are there, and the better one alone has advertised three times since."""
        twin.wait(f"{self.name}: the foreign router takes part", self.foreign.state, 30, 0.02)
        since = time.time()
        twin.wait(f"{self.name}: {self.best} is Master",
                  lambda: SETTLED <= self.watch.row(self.best, since), 30, 0.02)

    def serves(self, who, count=2):
        """Waits until this one has advertised so often."""
        since = time.time()
        twin.wait(f"{self.name}: {who} serves", lambda: self.watch.adverts(who, since) >= count,
                  20, 0.02)

    def flap(self, kind, who):
        time.sleep(self.dice.uniform(0, self.interval))  # at any moment between two of them
        if kind == "boot":
            self.boot()
            return
        began = time.time()
        getattr(self, f"{kind}_{who}")()
        # longer than Master_Down of the other, which may be Master all the time
        self.serves(THEIRS if who == OURS else OURS, 5)
        time.sleep(self.dice.uniform(0, self.interval))
        getattr(self, f"mend_{kind}_{who}")()
        window = began, time.time() + self.interval + MARGIN
        if who == THEIRS and kind in ("cut", "freeze"):
            self.apart.append(window)
        if who == THEIRS and kind == "freeze":
            self.asleep.append(window)

    def boot(self):
        """A foreign router boots beside our Master, who has heard nobody."""
        began = time.time()
        self.foreign.cut_power()
        self.lab.end("DeviceA")
        self.lab.start("A")
        self.serves(OURS, 1)
        self.absent.append((began, time.time()))
        self.foreign.start()
        self.serves(self.best, 5)

    def link(self, port, state):
        twin.run("ip", "-n", self.lab.ns("sw"), "link", "set", port, state)

    def cut_ours(self):
        self.link("to-a", "down")

    def mend_cut_ours(self):
        self.link("to-a", "up")

    def cut_theirs(self):
        self.link("to-c1", "down")

    def mend_cut_theirs(self):
        self.link("to-c1", "up")

    def freeze_ours(self):
        self.lab.signal("DeviceA", signal.SIGSTOP)

    def mend_freeze_ours(self):
        self.lab.signal("DeviceA", signal.SIGCONT)

    def freeze_theirs(self):
        self.foreign.freeze()

    def mend_freeze_theirs(self):
        self.foreign.thaw()

    def kill_ours(self):
        self.lab.kill("A")

    def mend_kill_ours(self):
        self.lab.start("A")

    def kill_theirs(self):
        self.foreign.cut_power()

    def mend_kill_theirs(self):
        self.foreign.start()

    def restart_ours(self):
        if not self.lab.end("DeviceA"):
            raise twin.LabError("SIGTERM did not end DeviceA")

    def mend_restart_ours(self):
        self.lab.start("A")

    def restart_theirs(self):
        self.foreign.stop()

    def mend_restart_theirs(self):
        self.foreign.start()

    def report(self, seconds):
        judge = Judge(self.version, self.interval, self.priority, MARGIN + self.watch.late)
        said = verdict(judge, sorted(self.watch.events, key=lambda e: e.t), self.asleep,
                       self.absent, self.apart)
        wrong = []
        for t, text in said["wrong"]:
            flap, at = max((f for f in self.done if f[1] <= t), key=lambda f: f[1],
                           default=("the start", t))
            soon = next((f[0] for f in self.done if f[1] > t), "the end")
            wrong.append(f"{text} ({t - at:.1f} s after {flap}, in {soon})")
        log = self.lab.log("A").read_text(errors="replace")
        return {**said, "wrong": wrong, "name": self.name, "seconds": round(seconds, 1),
                "flaps": len(self.done), "late": round(self.watch.late, 3),
                "master_down": {w: round(judge.down(w), 3) for w in self.priority},
                "complaints": self.foreign.complaints(),
                "rejected": log.count("ADVERTISEMENT_REJECTED")}


def one(name, seconds, seed):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    lab = twin.Lab(f"f{os.getpid()}", clients=2)
    with lab:
        lab.dir.mkdir(parents=True, exist_ok=True)
        lab.dir.chmod(0o755)  # FRR's daemons run as somebody else
        lab.configs["A"] = lab.dir / "A.cfg"
        lab.configs["A"].write_text(Sitting.config(name))
        lab.create()
        print(json.dumps(Sitting(name, lab, seed).run(seconds)), flush=True)


def available():
    return [n for n, c in COMBINATIONS.items() if ROUTERS[c[0]].installed()]


def side_by_side(names, seconds, seed=1):
    """The reports of so many seconds of each; LabError when a laboratory failed."""
    runs = {n: subprocess.Popen([sys.executable, "-B", __file__, "--one", n, str(seconds),
                                 str(seed)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True) for n in names}
    reports, failed = [], []
    try:
        for name, run in runs.items():
            out, err = run.communicate(timeout=seconds + 180)
            if run.returncode:
                failed.append(f"{name}: {err.strip().splitlines()[-1:]}")
            else:
                reports.append(json.loads(out))
    finally:
        for run in runs.values():
            if run.poll() is None:
                run.terminate()
    if failed:
        raise twin.LabError("; ".join(failed))
    return reports


def line(r):
    worst = collections.Counter(r["worst"])
    return (f"{r['name']:22} {r['flaps']:3} flaps in {r['seconds']:5.0f} s, {r['adverts']:5} "
            f"advertisements, {r['asked']:5} questions: longest without a Master "
            f"{worst['no Master']:.2f} s, with two {worst['two Masters']:.2f} s; without an answer "
            f"{worst['no answer']:.2f} s, with two {worst['two answers']:.2f} s; {r['claims']} "
            f"claims, {r['complaints']} complaints, {r['rejected']} rejected; the judge was "
            f"{r['late'] * 1000:.0f} ms late" + "".join(f"\n    VIOLATED {w}" for w in r["wrong"]))


def main(seconds="600", *names):
    missing = [n for n in ROUTERS if not ROUTERS[n].installed()]
    if missing:
        print(f"foreign: not installed: {', '.join(missing)}", file=sys.stderr)
        return 2
    try:
        reports = side_by_side(names or list(COMBINATIONS), float(seconds))
    except twin.LabError as e:
        print(f"foreign: {e}", file=sys.stderr)
        return 2
    for r in reports:
        print(line(r))
    bad = sum(bool(r["wrong"]) for r in reports)
    print(f"load average {os.getloadavg()[1]:.1f} on {os.cpu_count()} processors")
    print(f"{len(reports) - bad} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], float(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 1)
    else:
        sys.exit(main(*sys.argv[1:]))
