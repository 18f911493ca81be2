"""test/net/commits.py [COMMITS] -- many commits in a row under load: do they cost a lease, a role,
or an answer? `make commits`.

A crowd (crowd.c) lives on a pair. First alone, for ALONE seconds; then while they are made one
behind the other, on the Master and on the Backup in turn: a pool's options and lease times,
another pool, VLANs, a Vlanif, names, values of the backup session. Every answer is judged
(history.py), what the devices log of roles is read, and both displays must show what clients hold.
A line each: how long clients waited without commits, and with them; and for whom had to ask again,
what was committed.
Exit status: 0, 1 something was violated, 2 the laboratory failed.
"""
import os
import pathlib
import subprocess
import sys
import time

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(TREE / "lab"), str(pathlib.Path(__file__).resolve().parent)]
import history  # noqa: E402
import twin  # noqa: E402
from rounds import BOTH, STATE, Crowd, Pair  # noqa: E402
from variants import AT_ONCE, bring_up, config  # noqa: E402

COMMITS, ALONE = 200, 15  # ALONE: s of load without commits
CLIENTS, PER_SECOND = 150, 100
QUIET, AGREE = 25, 10  # s
LATE = 2.9  # s: the client had to ask again (crowd.c RETRY_US)

# One commit each, and what takes it back; the next round of them begins where it began.
CHANGES = [
    ("ip pool pool1 server", "dns-server 10.9.9.9"),
    ("vlan batch 301 to 304",),
    ("interface Vlanif 301", "ip address 10.31.{n}.1 255.255.255.0"),
    ("ip pool other server", "gateway 10.32.0.1 255.255.255.0", "section 0 10.32.0.9 10.32.0.90"),
    ("ip pool pool1 server", "lease 0 0 3"),
    ("sysname Changed",),
    ("remote-backup-service service1", "keepalive interval 2 retry 3"),
    ("ip pool pool1 server", "lease 0 0 2"),
    ("undo ip pool other",),
    ("undo interface Vlanif 301",),
    ("undo vlan batch 301 to 304",),
    ("ip pool pool1 server", "undo dns-server"),
    ("remote-backup-service service1", "undo keepalive"),
    ("sysname Device{device}",),
]


def commit(lab, number):
    """The commit of that number, on both devices; seconds it took on each."""
    took = []
    for n, device in enumerate("AB", 1):
        lines = [line.format(n=n, device=device) for line in CHANGES[number % len(CHANGES)]]
        began = time.monotonic()
        lab.cli(device, "system-view", *lines, "commit")
        took.append(time.monotonic() - began)
    return took


def waits_between(crowd, began, ended):
    with crowd.lock:
        return [w.ended - w.began for w in crowd.judge.waits if began <= w.began and
                w.ended <= ended]


class Commits:
    """COMMITS of them on a pair that is Connected, under a crowd."""

    def __init__(self, pair, crowd):
        self.pair, self.lab, self.crowd = pair, pair.lab, crowd
        self.took, self.wrong, self.waits, self.begun = [], [], [], []

    def run(self, count, alone):
        seen, marks, roles = len(self.crowd.judge.violations), self.pair.logged(), \
            self.pair.roles()
        self.crowd.tell("go")
        for lasts in (lambda: time.sleep(alone), lambda: self.make(count)):
            began = time.monotonic()
            lasts()
            self.waits.append((began, time.monotonic()))
        left = self.crowd.hush("rest", QUIET)
        self.late = self.late_beside(self.waits[1])
        self.waits = [waits_between(self.crowd, *span) for span in self.waits]
        self.wrong += [f"{c} has asked since {t:.3f} ({how})" for (c, _), (t, how) in left.items()]
        self.wrong += [line for line in STATE.findall(self.pair.since(marks))
                       if "VRRP/4" in line or "PARTNER_DOWN" in line]
        if self.pair.roles() != roles or not self.pair.connected():
            self.wrong.append(f"roles: {roles} before, {self.pair.roles()} after")
        for device in "AB":
            twin.wait(f"Device{device} shows what clients hold", lambda d=device: self.shows(d),
                      AGREE)
        self.wrong += [f"{v.kind}: {v.client} {v.address} {v.text}"
                       for v in self.crowd.judge.violations[seen:]]

    def make(self, count):
        number = 0
        while len(self.took) < count or number % len(CHANGES):
            self.begun.append((time.monotonic(), CHANGES[number % len(CHANGES)]))
            self.took += commit(self.lab, number)
            number += 1

    def late_beside(self, span):
        """Of answers for which a client had to ask again, what was committed when it asked."""
        with self.crowd.lock:
            late = [w for w in self.crowd.judge.waits
                    if span[0] <= w.began <= span[1] and w.ended - w.began > LATE]
        return [(w, next((lines for t, lines in reversed(self.begun) if t <= w.began), None))
                for w in late]

    def shows(self, device):
        shown = self.lab.leases(device)
        with self.crowd.lock:
            held = self.crowd.judge.held(time.monotonic() + 1)
        return all(shown.get(address) == client for address, client in held.items())


def print_row(name, values):
    median, p95, worst = history.spread(values)
    print(f"| {name} | {len(values)} | {median * 1000:.1f} ms | {p95 * 1000:.1f} ms "
          f"| {worst * 1000:.1f} ms |", flush=True)


def main(count=str(COMMITS)):
    folder = TREE / "build/commits"
    folders = {d: folder / f"state{d}" for d in "AB"}
    for state in folders.values():
        subprocess.run(["rm", "-rf", state], check=True)
    lab = twin.Lab(f"m{os.getpid()}", clients=1, folders=folders, configs={
        "A": config(folder, "A", AT_ONCE, *BOTH), "B": config(folder, "B", *BOTH)})
    try:
        with lab:
            lab.create()
            bring_up(lab)
            crowd = Crowd(lab, 5, clients=CLIENTS, per_second=PER_SECOND)
            try:
                c = Commits(Pair(lab), crowd)
                c.run(int(count), ALONE)
            finally:
                crowd.end()
    except twin.LabError as e:
        print(f"commits: {e}", file=sys.stderr)
        return 2
    print("| | number | median | p95 | worst |\n|---|--:|--:|--:|--:|")
    print_row("an answer, without commits", c.waits[0])
    print_row("an answer, while it is committed", c.waits[1])
    print_row("a commit, with its client's start", c.took)
    print(*(f"    asked again: {w.ended - w.began:.3f} s, while: {lines}" for w, lines in c.late),
          sep="\n")
    print(*(f"    {w}" for w in c.wrong[:20]), sep="\n", file=sys.stderr)
    return 1 if c.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
