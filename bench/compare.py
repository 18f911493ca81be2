"""bench/compare.py -- this server beside Kea, dhcpd and dnsmasq, interleaved in one go.

    compare.py [ROUNDS]      all of it (3 rounds), into bench/RESULTS.md and bench/plots/
    compare.py --quick       one short round, printed and not kept
    compare.py --report      bench/RESULTS.md again, of the last run
    beside them: --only NAME (again for more), --seconds S of a measurement

In each round every server is started empty, loaded by bench/load and ended. What each costs is the
kernel's processor time of its processes, all threads (the clock of the process), over the leases
that it acknowledged. One round's figures are compared with Kea's of the same round. Needs root;
what a failure or Ctrl-C leaves is removed. Servers: bench/servers.py; tables: bench/report.py.
"""
import argparse
import json
import os
import pathlib
import select
import signal
import subprocess
import sys
import tempfile
import time

TREE = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(TREE / "lab"), str(TREE / "bench")]
import report  # noqa: E402
import servers  # noqa: E402
import twin  # noqa: E402

BUILD = TREE / "build/release"
KEPT = TREE / "build/bench/rounds.json"
WINDOWS = (1, 64, 256, 1024)
OVER = 2  # times what a server can do
BESIDE = 0.1  # renewals of that
HALF_OF_NOBODY = 5000  # leases a second, where there is no Kea to take half of


# ---- processor time, and the generator ----

def processor_us(pid):
    """Of a process, all threads, those that ended as well: its clock, as clock_getcpuclockid(3)
    names it."""
    return time.clock_gettime_ns(~pid << 3 | 2) / 1000


def pin(pid, processors):
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), processors)


class Load:
    """bench/load in the place of a client."""

    def __init__(self, bed, first, pinned, *more):
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", bed.ns("c1"), str(BUILD / "bench/load"), "-i", "eth0", "-b",
             str(first), *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            start_new_session=True)
        self.pinned = pinned

    def ask(self, words, limit):
        """What it says of an order, as a dictionary."""
        if self.pinned:
            pin(self.process.pid, {max(os.sched_getaffinity(0))})
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], limit)[0]:
            raise twin.LabError(f"the generator says nothing of `{words}` in {limit} s")
        line = self.process.stdout.readline()
        if not line:
            raise twin.LabError(f"the generator ended at `{words}`")
        found = json.loads(line)
        if "error" in found:
            raise twin.LabError(f"the generator does not take `{words}`")
        return found

    def end(self):
        self.process.kill()
        self.process.communicate()


# ---- measurements ----

class Visit:
    """A server in one round: started, measured, ended."""

    def __init__(self, bed, server, first, settings):
        self.bed, self.server, self.first, self.settings = bed, server, first, settings
        self.cells, self.loads, self.says_half = {}, [], False
        self.alone = server.pinned and (os.cpu_count() or 1) > 1

    def load(self, *more):
        self.loads.append(Load(self.bed, self.first + (len(self.loads) << 22), self.alone, *more))
        return self.loads[-1]

    def measure(self, cell, load, words):
        pids = self.server.pids()
        if self.alone:
            for pid in pids:
                pin(pid, {min(os.sched_getaffinity(0))})
        before = [processor_us(p) for p in pids]
        seconds = self.settings["seconds"]
        found = load.ask(f"{words} d={seconds}", seconds + 30)
        found["cpu_us"] = [processor_us(p) - b for p, b in zip(pids, before)]
        self.cells[cell] = found

    def peak(self):
        return max(self.cells[c]["rate"] for c in self.cells if c.startswith("new "))

    def closed(self, load):
        most = f" n={self.server.most}" if self.server.most else ""
        for w in WINDOWS:
            if f"new {w}" in self.settings["cells"]:
                self.measure(f"new {w}", load, f"new w={w}{most}")

    def ready(self, load):
        if not load.ask("new w=1 n=1 d=60 rto=0.5", 90)["acks"]:
            raise twin.LabError(f"{self.server.name} answers nobody; see {self.server.folder}")

    def relay(self):
        """The agent's kernel answers ARP for it; a socket takes what comes, so that nobody is told
        that its port is closed."""
        self.bed.exec("c1", "ip", "addr", "replace", f"{servers.AGENT}/11", "dev", "eth0")
        sink = subprocess.Popen(
            ["ip", "netns", "exec", self.bed.ns("c1"), sys.executable, "-c",
             "import socket, sys; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); "
             "s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1); s.bind(('', 67)); "
             "sys.stdin.read()"], stdin=subprocess.PIPE, start_new_session=True)
        try:
            self.bed.exec("c1", "ping", "-c", "1", "-W", "2", servers.GATEWAY, check=False)
            shown = json.loads(self.bed.exec("c1", "ip", "-j", "neigh", "show", servers.GATEWAY,
                                             "dev", "eth0").stdout or "[]")
            if not shown or "lladdr" not in shown[0]:
                raise twin.LabError(f"{self.server.name} does not answer ARP")
            load = self.load("-g", servers.AGENT, "-s", servers.GATEWAY, "-m", shown[0]["lladdr"])
            self.measure("relay 64", load, "new w=64")
        finally:
            sink.kill()
            sink.communicate()
            self.bed.exec("c1", "ip", "addr", "flush", "dev", "eth0")

    def run(self):
        wanted, load = self.settings["cells"], self.load()
        self.ready(load)
        self.closed(load)
        if not self.server.relays:
            return
        if "renew 64" in wanted:
            self.measure("renew 64", load, "renew w=64")
        if "relay 64" in wanted:
            self.relay()
        if self.says_half:
            self.settings["half"] = self.peak() / 2
        if "half" in wanted:
            half = self.settings["half"] / 2
            self.measure("half", load, f"new r={half:.0f} rr={half:.0f}")
        if "over" in wanted:
            rate = self.peak()
            self.measure("over", load, f"new r={OVER * rate:.0f} rr={BESIDE * rate:.0f} rto=4")

    def __enter__(self):
        self.server.start()
        return self

    def __exit__(self, *_):
        for load in self.loads:
            load.end()
        self.server.stop()


def only_ports(bed, ports):
    for port in ("to-a", "to-b", "to-c2", "to-c3"):
        twin.run("ip", "-n", bed.ns("sw"), "link", "set", port, "up" if port in ports else "down")


def visit(bed, folder, kind, number, settings):
    """{cell: figures} of a server in a round."""
    name = kind.name.lower().replace(" ", "-").replace(",", "")
    server = kind(bed, folder / f"{number}-{name}")
    only_ports(bed, server.ports)
    this = Visit(bed, server, (number + 1) << 24, settings)
    this.says_half = kind is servers.Kea and number == 0
    try:
        with this:
            this.run()
    except twin.LabError as e:
        for log in sorted(server.folder.glob("*.log")):
            print(f"{log.name}: {log.read_text(errors='replace')[-1500:]}", file=sys.stderr)
        raise twin.LabError(f"{server.name}, round {number + 1}: {e}") from e
    return this.cells


def all_rounds(bed, folder, kinds, rounds, settings):
    """A list of {server: {cell: figures}}. The first of the first round is Kea, whose peak says how
    much half of it is; each later round begins with the next one."""
    found = []
    for number in range(rounds):
        turn = number % len(kinds)
        found.append({})
        for kind in kinds[turn:] + kinds[:turn]:
            began = time.monotonic()
            cells = visit(bed, folder, kind, number, settings)
            found[-1][kind.name] = cells
            print(f"round {number + 1}: {kind.name} ({time.monotonic() - began:.0f} s)",
                  file=sys.stderr, flush=True)
    return found


# ---- the whole ----

def parse(words):
    p = argparse.ArgumentParser(description="rates, latency and cost beside other servers")
    p.add_argument("rounds", nargs="?", type=int, default=3)
    p.add_argument("--quick", action="store_true", help="one short round, printed and not kept")
    p.add_argument("--report", action="store_true", help="the tables again, of the last run")
    p.add_argument("--only", action="append", help="a server's name, as in the tables")
    p.add_argument("--seconds", type=float, help="of a measurement; 3, in a short round 1")
    ret = p.parse_args(words)
    if not 1 <= ret.rounds <= 100 or not 0.1 <= (ret.seconds or 1) <= 60:
        p.error("1 to 100 rounds, 0.1 to 60 seconds")
    return ret


def chosen(only):
    """(servers that are there, names of those that are not)."""
    wanted = [k for k in servers.ALL if not only or k.name in only]
    if only and len(wanted) != len(set(only)):
        raise twin.LabError("there are " + "; ".join(k.name for k in servers.ALL))
    return [k for k in wanted if k.there()], [k.name for k in wanted if not k.there()]


def measure(arguments):
    kinds, missing = chosen(arguments.only)
    for name in missing:
        print(f"{name} is not installed and is left out; tools/setup bench installs it")
    rounds = 1 if arguments.quick else arguments.rounds
    cells = list(report.QUICK if arguments.quick else report.CELLS)
    settings = {"seconds": arguments.seconds or (1 if arguments.quick else 3), "cells": cells,
                "half": HALF_OF_NOBODY}
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    machine = report.machine(KEPT.parent)
    with tempfile.TemporaryDirectory(dir=KEPT.parent) as name:
        folder = pathlib.Path(name)
        configs = {d: folder / f"Device{d}.cfg" for d in "AB"}
        bed = twin.Lab(f"bench{os.getpid()}"[:12], configs=configs, clients=3, build=BUILD,
                       folders={d: folder / d.lower() for d in "AB"})
        try:
            bed.create()
            found = all_rounds(bed, folder, kinds, rounds, settings)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            bed.down()
    versions = {k.name: f"{k.package} {servers.version(k)}" for k in kinds if k.package}
    return {"machine": machine, "versions": versions, "missing": missing, "settings": settings,
            "rounds": found}


def main(words):
    arguments = parse(words)
    if arguments.report:
        report.write(json.loads(KEPT.read_text()), TREE / "bench")
        return 0
    if os.geteuid() != 0:
        print("This needs root: it makes network namespaces.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        run = measure(arguments)
    except twin.LabError as e:
        print(e, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if arguments.quick:
        print(report.text(run))
    else:
        KEPT.write_text(json.dumps(run))
        report.write(run, TREE / "bench")
        print("bench/RESULTS.md and bench/plots/ are written anew")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
