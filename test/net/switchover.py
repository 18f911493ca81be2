"""test/net/switchover.py -- for how long the gateway is gone when its Master is lost, as a host on
the VLAN sees it, beside keepalived in the same run.

A host asks for both virtual addresses by ARP every 2 ms and hears every advertisement, with the
kernel's times. A pair of this product and a pair of keepalived lose their Masters in turn; neither
preempts and the backup session is not waited for, so the other one is the next round's Master; both
pairs do so at once. Faults: killed (kill -9), frozen (SIGSTOP),
cut (its port at the switch goes down), stopped (SIGTERM: priority 0). Two figures a fault:

  takeover   from the fault to the first advertisement of the other one; not of cut, whose moment
             is not known as well
  silence    the longest time between two answers to ARP. Of keepalived after cut and stopped only:
             the kernel of one that was killed or frozen goes on answering

    switchover.py [ROUNDS [MODE ...]]   of each fault (20); wants root; `make switchover`
    switchover.py --host SECONDS        the host, in its namespace
"""
import os
import pathlib
import shutil
import signal
import socket
import statistics
import struct
import sys
import tempfile
import threading
import time

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(TREE / "lab"), str(pathlib.Path(__file__).resolve().parent)]
import twin  # noqa: E402
from variants import AT_ONCE, bring_up, config  # noqa: E402

OURS, THEIRS = {"A": "10.10.10.1", "B": "10.10.10.2"}, {"c2": "10.10.10.12", "c3": "10.10.10.13"}
VIRTUAL = {1: "10.10.10.100", 2: "10.10.10.200"}  # by VRID; 2 is keepalived's
ASK = 0.002
STAMPS = 35  # SO_TIMESTAMPNS
# name -> version, milliseconds, BFD, the longest Master_Down in seconds, faults
MODES = {"v2 1 s": (2, 1000, False, 3.7, ("frozen",)),
         "v3 100 ms": (3, 100, False, 0.4, ("frozen", "cut")),
         "v3 10 ms": (3, 10, False, 0.04, ("killed", "frozen", "cut", "stopped")),
         "BFD 10 ms x 3": (3, 100, True, 0.4, ("killed", "frozen", "cut"))}


# ---- the host ----

def ask(address):
    """A broadcast ARP question from eth0, 02:00:00:00:00:01."""
    mac = bytes.fromhex("020000000001")
    return (b"\xff" * 6 + mac + b"\x08\x06" + struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + mac
            + socket.inet_aton("10.10.10.201") + bytes(6) + socket.inet_aton(address))


def heard(frame):
    """What it is to the report: an answer for a virtual address, or an advertisement."""
    if frame[12:14] == b"\x08\x06" and frame[20:22] == b"\0\2":
        return "arp", socket.inet_ntoa(frame[28:32])
    if frame[12:14] == b"\x08\x00" and frame[23] == 112:
        return "advert" if frame[36] else "zero", socket.inet_ntoa(frame[26:30])
    return None


def host(seconds):
    """Prints TIME KIND ADDRESS; `late` is how long it did not ask when it should have."""
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    s.setsockopt(socket.SOL_SOCKET, STAMPS, 1)
    s.bind(("eth0", 0))
    questions, end, due = [ask(v) for v in VIRTUAL.values()], time.time() + seconds, time.time()
    while (now := time.time()) < end:
        if now >= due:
            for question in questions:
                s.send(question)
            if now - due > 0.01:
                print(f"{now:.6f} late {now - due:.6f}", flush=True)
            due = max(due + ASK, now)
        s.settimeout(max(0.0001, due - now))
        try:
            frame, extra, _, _ = s.recvmsg(200, 64)
        except (TimeoutError, BlockingIOError):
            continue
        what = heard(frame)
        if what and extra:
            at = struct.unpack("qq", extra[0][2])
            print(f"{at[0]}.{at[1] // 1000:06d}", *what, flush=True)


# ---- two pairs ----

class Ours:
    """DeviceA and DeviceB of the lab."""
    vrid, routers = 1, OURS

    def __init__(self, lab, bfd):
        self.lab, self.bfd = lab, bfd

    def pids(self, device):
        return [self.lab.pid(f"Device{device}")]

    def main(self, device):
        return self.lab.pid(f"Device{device}")

    def port(self, device):
        return f"to-{device.lower()}"

    def heal(self, device, kind):
        if kind == "frozen":
            self.lab.signal(f"Device{device}", signal.SIGCONT)
        elif kind == "cut":
            twin.run("ip", "-n", self.lab.ns("sw"), "link", "set", self.port(device), "up")
        else:
            twin.wait("it ended", lambda: self.lab.pid(f"Device{device}") is None, 10)
            self.lab.start(device)
        self.lab.wait_state(device, "Backup", 30)
        if self.bfd:
            twin.wait("the session is Up", lambda: all(
                "1/0" in self.lab.ask(d, "display bfd session all") for d in "AB"), 30)


class Keepalived:
    """Two of them in clients' places."""
    vrid, routers = 2, THEIRS

    def __init__(self, lab, version, interval_ms):
        self.lab, self.number, self.process = lab, 0, {}
        self.version, self.interval_ms = version, interval_ms
        for where, address in THEIRS.items():
            lab.exec(where, "ip", "addr", "replace", f"{address}/24", "dev", "eth0")
            self.start(where)

    def start(self, where):
        file = self.lab.dir / f"{where}.conf"
        file.write_text(f"""
global_defs {{
    vrrp_version {self.version}
    vrrp_garp_master_delay 0
    vrrp_rt_priority 50
}}
vrrp_instance beside {{
    state BACKUP
    nopreempt
    interface eth0
    virtual_router_id {self.vrid}
    priority 100
    advert_int {self.interval_ms / 1000:g}
    virtual_ipaddress {{
        {VIRTUAL[self.vrid]}/32 dev eth0
    }}
}}
""")
        self.number += 1
        files = [self.lab.dir / f"{where}.{n}.{self.number}" for n in ("main", "vrrp")]
        self.process[where] = self.lab.spawn(
            f"keepalived{self.number}", where, "keepalived", "-n", "-l", "-P", "-f", file,
            "-p", files[0], "-r", files[1])

    def pids(self, where):
        return [int(p) for p in twin.run("ip", "netns", "pids", self.lab.ns(where)).stdout.split()]

    def main(self, where):
        return self.process[where].pid

    def port(self, where):
        return f"to-{where}"

    def heal(self, where, kind):
        if kind == "frozen":
            for pid in self.pids(where):
                os.kill(pid, signal.SIGCONT)
        elif kind == "cut":
            twin.run("ip", "-n", self.lab.ns("sw"), "link", "set", self.port(where), "up")
        else:
            self.process[where].wait(10)
            self.lab.exec(where, "ip", "addr", "del", f"{VIRTUAL[self.vrid]}/32", "dev", "eth0",
                          check=False)
            self.start(where)


# ---- rounds ----

SIGNALS = {"killed": signal.SIGKILL, "frozen": signal.SIGSTOP, "stopped": signal.SIGTERM}


def hurt(pair, who, kind):
    """The moment of it."""
    pids = [pair.main(who)] if kind == "stopped" else pair.pids(who)
    moment = time.time()
    if kind == "cut":
        twin.run("ip", "-n", pair.lab.ns("sw"), "link", "set", pair.port(who), "down")
    else:
        for pid in pids:
            os.kill(pid, SIGNALS[kind])
    return moment


class Told:
    """What the host printed, read as it comes."""

    def __init__(self, path):
        self.file, self.lines = open(path), []

    def since(self, moment):
        """(time, kind, address) of everything heard from that moment on."""
        for line in self.file.read().splitlines(keepends=True):
            if self.lines and not self.lines[-1].endswith("\n"):
                self.lines[-1] += line
            else:
                self.lines.append(line)
        words = [line.split() for line in self.lines[-20000:] if line.endswith("\n")]
        return [(float(at), kind, of) for at, kind, of in words if float(at) >= moment]

    def master(self, routers, span_s):
        """Who alone advertised in so long until now; None: two, or nobody."""
        of = {by for _, kind, by in self.since(time.time() - span_s)
              if kind == "advert" and by in routers.values()}
        return next((who for who, by in routers.items() if {by} == of), None)


def silence(told, address, began, ended):
    """The longest time between two answers around the fault."""
    at = sorted(t for t, kind, of in told
                if kind == "arp" and of == address and began <= t <= ended)
    return max((b - a for a, b in zip(at, at[1:])), default=None)


def await_answers(told, address, taken):
    """Until the gateway has answered a hundred times since the takeover, so that the silence around
    it, however long, lies between two answers that are there."""
    twin.wait("answers after the takeover", lambda: sum(
        kind == "arp" and of == address for _, kind, of in told.since(taken)) >= 100, 30, 0.02)


def one_round(told, pair, kind, mode):
    """(takeover, silence) in seconds of one fault of the pair's Master; None: nobody took over."""
    _, ms, _, wait_s, _ = MODES[mode]
    span_s = max(0.3, 0.0025 * ms)
    time.sleep(span_s)
    master = twin.wait("one Master", lambda: told.master(pair.routers, span_s), 30)
    other = next(a for who, a in pair.routers.items() if who != master)
    lost = hurt(pair, master, kind)
    try:
        twin.wait("the takeover", lambda: any(
            k == "advert" and of == other for _, k, of in told.since(lost)), wait_s * 3 + 5, 0.02)
    except twin.LabError:
        pair.heal(master, kind)
        return None
    taken = min(t for t, k, of in told.since(lost) if k == "advert" and of == other)
    await_answers(told, VIRTUAL[pair.vrid], taken)
    gap = silence(told.since(lost - 0.2), VIRTUAL[pair.vrid], lost - 0.1, time.time())
    taken -= lost
    pair.heal(master, kind)
    return taken, gap


def rounds_of(path, pair, kind, mode, rounds):
    """All of one pair; it has a view of its own of what the host says."""
    told = Told(path)
    pair.done = [one_round(told, pair, kind, mode) for _ in range(rounds)]


def figures(seconds):
    ms = [1000 * s for s in seconds]
    return f"{statistics.median(ms):8.1f} {max(ms):8.1f}"


def report(mode, kind, who, rounds):
    count, rounds = len(rounds), [r for r in rounds if r]
    none, gaps = "       -        -", [g for _, g in rounds if g is not None]
    takeovers = none if kind == "cut" else figures([t for t, _ in rounds])
    honest = who == "ours" or kind in ("cut", "stopped")
    print(f"{mode:14} {kind:8} {who:10} {len(rounds):3} {takeovers} "
          f"{figures(gaps) if honest and gaps else none}"
          + f"  nobody in {count - len(rounds)}" * (len(rounds) < count), flush=True)


def all_rounds(path, pairs, kind, mode, rounds):
    threads = [threading.Thread(target=rounds_of, args=(path, pair, kind, mode, rounds),
                                daemon=True)
               for pair in pairs.values()]
    for pair in pairs.values():
        pair.done = None  # a thread that failed leaves it so
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for who, pair in pairs.items():
        if pair.done is None:
            raise twin.LabError(f"{mode}, {kind}: the rounds of {who} ended early")
        report(mode, kind, who, pair.done)


# ---- the laboratory ----

def text_of(folder, device, mode):
    """The document's file, with the mode's timers, and nobody who preempts."""
    version, ms, bfd, _, _ = MODES[mode]
    group = "vrrp vrid 1 virtual-ip 10.10.10.100\n vrrp vrid 1 preempt-mode disable\n"
    changes = [("sysname", f"vrrp version v{version}\n#\nsysname")]
    if ms != 1000:
        group += f" vrrp vrid 1 timer advertise millisecond {ms}\n"
    if bfd:
        other, own = OURS["B" if device == "A" else "A"], "AB".index(device) + 1
        group += " vrrp vrid 1 track bfd-session session-name pair peer\n"
        changes += [("\n#\nreturn", f"\n#\nbfd\n#\nbfd pair bind peer-ip {other} interface Vlanif "
                     f"100\n discriminator local {own}\n discriminator remote {3 - own}\n commit\n"
                     "#\nreturn"),
                    (" port 10000\n", f" port 10000\n track bfd-session {own}\n")]
    changes += [(" vrrp vrid 1 virtual-ip 10.10.10.100\n", f" {group}")]
    if device == "A":
        changes += [AT_ONCE, (" vrrp vrid 1 preempt-mode timer delay 600\n", "")]
        changes += [(" vrrp vrid 1 priority 200\n", "")]
    return config(folder, device, *changes)


def measure(mode, rounds):
    version, ms, bfd, _, faults = MODES[mode]
    with tempfile.TemporaryDirectory() as folder:
        configs = {d: text_of(pathlib.Path(folder), d, mode) for d in "AB"}
        with twin.Lab("switchover", configs=configs, build=TREE / "build/release") as lab:
            lab.create()
            lab.exec("c1", "ip", "addr", "replace", "10.10.10.201/24", "dev", "eth0")
            bring_up(lab)
            path = lab.dir / "host.told"
            lab.spawn("host", "c1", sys.executable, __file__, "--host", 3600, log=path)
            pairs = {"ours": Ours(lab, bfd)}
            if not bfd and shutil.which("keepalived", path="/usr/sbin:/sbin"):
                pairs["keepalived"] = Keepalived(lab, version, ms)
            for kind in faults:
                all_rounds(path, pairs, kind, mode, rounds)
            late = [float(of) for _, kind, of in
                    (line.split() for line in path.read_text().splitlines()) if kind == "late"]
            print(f"{mode:14} the host was late {len(late)} times, by "
                  f"{1000 * max(late, default=0):.1f} ms at most", flush=True)


def main():
    if sys.argv[1:2] == ["--host"]:
        host(float(sys.argv[2]))
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    print("milliseconds                           takeover          silence\n"
          "mode           fault    of           n   median    worst   median    worst")
    for mode in sys.argv[2:] or MODES:
        measure(mode, rounds)


if __name__ == "__main__":
    main()
