"""test/net/rounds.py [ROUNDS] [--name NAME] [--seed N] -- a pair of real daemons under load, one
fault a round, and a judge over what every client was told. `make rounds ROUNDS=100`.

A round: DeviceA or DeviceB is Master, a crowd of clients lives on (crowd.c), a fault comes, stays
for some seconds and is healed; then the pair has to be Connected again by itself, one of the two
Master, each lease that a client holds on both displays, and every holder renewed with the address
it has. What comes in round n depends on n and the seed alone; every kind comes equally often.

State and log are in build/rounds (or build/rounds-NAME): log.jsonl has one line per finished round
and round-NNN/ its history. A run that was stopped goes on with the next round; `rm -r` begins anew.
Exit status: 0 all rounds passed, 1 something was violated, 2 the laboratory itself failed.
"""
import argparse
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import threading
import time

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(TREE / "lab"), str(pathlib.Path(__file__).resolve().parent)]
import history  # noqa: E402
import twin  # noqa: E402
from operations import OPERATIONS, missing, other  # noqa: E402
from variants import AT_ONCE, config  # noqa: E402

CLIENTS, PER_SECOND = 60, 30
SETTLE = 3       # s of load before the fault
BACK = 75        # s until the pair has to be Connected again by itself
QUIET = 25       # s until what was begun has to be answered
AGREE = 10       # s until both displays show every lease
# Leases of two minutes, of which Interrupted promises one.
BOTH = [("10.10.10.1 10.10.10.100", "10.10.10.1 10.10.10.250"),
        ("#\nremote-backup-service", " lease 0 0 2\n#\nremote-backup-service"),
        (" peer-backup hot\n", " peer-backup hot\n mclt 60\n")]
SOON = ("preempt-mode timer delay 600", "preempt-mode timer delay 2")
HOUR = 3600

# kind -> shortest and longest time it lasts, s
KINDS = {"kill": (0.5, 7), "kill-both": (0.5, 4), "freeze": (0.5, 8), "link": (1, 9),
         "rbs": (1, 9), "vrrp": (4, 9), "restart": (0.2, 5), "disk": (3, 8),
         "clock-ahead": (3, 6), "clock-behind": (3, 6), "rbs-kill": (8, 14),
         "storm": (8, 8)}
NAMED = {"kill": "kill -9 of one device", "kill-both": "kill -9 of both at once",
         "freeze": "SIGSTOP, SIGCONT", "link": "cable of one device", "rbs": "backup session cut",
         "vrrp": "VRRP cut", "restart": "clean stop and start", "disk": "disk full",
         "clock-ahead": "wall clock +1 h", "clock-behind": "wall clock -1 h",
         "rbs-kill": "backup session cut, then kill -9 of the Master",
         "storm": "five of these at random, healed now and then"}
STORM = ("A", "B", "both", "link-A", "link-B", "freeze-A", "freeze-B", "rbs", "vrrp")
KINDS |= {name: (o.least, o.most) for name, o in OPERATIONS.items()}
NAMED |= {name: o.words for name, o in OPERATIONS.items()}


class Plan:
    """What happens in round n."""

    def __init__(self, seed, n, kind=None, kinds=None):
        order = list(kinds or KINDS)
        random.Random(seed * 1000003 + (n - 1) // len(order)).shuffle(order)
        dice = random.Random(seed * 7919 + n)
        self.number, self.kind = n, kind or order[(n - 1) % len(order)]
        self.master = dice.choice("AB")
        self.device = self.master if dice.random() < 0.65 else other(self.master)
        self.lasts = dice.uniform(*KINDS[self.kind])
        # between the starts after kill-both: now and then one serves alone for a while
        self.apart = dice.uniform(8, 16) if dice.random() < 0.3 else dice.uniform(0, 1.5)
        self.first = dice.choice("AB")
        self.storm = [(dice.choice(STORM), dice.uniform(0.2, 4), dice.random() < 0.4)
                      for _ in range(5)]


class Crowd:
    """The clients, and the judge who reads what they write."""

    def __init__(self, lab, seed, first=0, clients=CLIENTS, per_second=PER_SECOND):
        self.judge, self.lock = history.History(), threading.Lock()
        self.file, self.quiet = None, threading.Event()
        program = lab.build / "test/net/crowd"
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", lab.ns("c1"), program, "eth0", str(clients), str(per_second),
             str(seed), str(first)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            event = json.loads(line)
            with self.lock:
                if self.file:
                    self.file.write(line)
                if event["what"] == "quiet":
                    self.quiet.set()
                else:
                    self.judge.feed(event)

    def write_to(self, path):
        with self.lock:
            if self.file:
                self.file.close()
            self.file = open(path, "w") if path else None

    def tell(self, word):
        self.quiet.clear()
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()

    def hush(self, word, limit):
        """rest or sweep; the wishes still unanswered after `limit` s."""
        self.tell(word)
        if self.quiet.wait(limit):
            return {}
        with self.lock:
            return dict(self.judge.open)

    def end(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.reader.join(10)
        self.write_to(None)


class Pair:
    """The two devices: how they are broken, mended and looked at."""

    def __init__(self, lab):
        self.lab = lab

    def up(self):
        self.lab.create()
        for device in "AB":
            self.lab.start(device)
        self.back("A")

    def roles(self):
        return {d: self.lab.vrrp_state(d) for d in "AB"}

    def connected(self):
        return all(re.search(r"Pair state\s*: Connected", self.lab.ask(
            d, "display remote-backup-service service1 verbose")) for d in "AB")

    def back(self, master, limit=BACK):
        """Connected, and mastership where the priorities want it; seconds it took."""
        began = time.monotonic()
        twin.wait("the pair is Connected", self.connected, limit, 0.1)
        connected = time.monotonic() - began
        want = {master: "Master", other(master): "Backup"}
        twin.wait(f"Device{master} is Master and the other Backup",
                  lambda: self.roles() == want, limit, 0.1)
        return connected

    def prefer(self, master):
        """Makes a device Master by configuration: a planned switchover under load."""
        priority = 200 if master == "A" else 90
        self.lab.cli("A", "system-view; interface Vlanif 100; "
                          f"vrrp vrid 1 priority {priority}; commit; return; save; y")
        self.back(master)

    # ---- what has to stand before a fault ----

    def prepare(self, plan):
        small = plan.device if plan.kind == "disk" else None
        for device, folder in self.lab.folders.items():
            if os.path.ismount(folder) != (device == small):
                move = self.lab.mount_disk if device == small else self.lab.unmount_disk
                self.restart(device, lambda m=move, d=device: m(d))
                self.back(plan.master)
        if plan.kind.startswith("clock"):
            self.restart(plan.device, settable=True)
            self.back(plan.master)

    def restart(self, device, between=lambda: None, settable=False):
        if not self.lab.end(f"Device{device}", 10):
            raise twin.LabError(f"SIGTERM did not end Device{device}")
        between()
        self.lab.start(device, settable)

    # ---- the fault ----

    def inject(self, plan):
        kind, device = plan.kind, plan.device
        if kind in OPERATIONS:
            OPERATIONS[kind].begin(self, plan)
        elif kind == "restart":
            if not self.lab.end(f"Device{device}", 10):
                raise twin.LabError(f"SIGTERM did not end Device{device}")
        elif kind == "rbs-kill":
            self.lab.fail("rbs")
            time.sleep(plan.lasts / 2)
            self.lab.fail(plan.master)
        elif kind == "storm":
            self.storm(plan.storm)
        elif kind.startswith("clock"):
            self.lab.wall_clock(device, HOUR if kind == "clock-ahead" else -HOUR)
        else:
            self.lab.fail({"kill": device, "kill-both": "both", "rbs": "rbs", "vrrp": "vrrp"}.get(
                kind, f"{kind}-{device}"))

    def storm(self, faults):
        """One after the other, whatever the ones before have left; what is dead cannot fail."""
        for fault, pause, heal in faults:
            devices = "AB" if fault == "both" else fault[-1] if fault[-1] in "AB" else ""
            if "link" in fault or all(self.lab.pid(f"Device{d}") for d in devices):
                self.lab.fail(fault)
            time.sleep(pause)
            if heal:
                self.lab.heal()

    def heal(self, plan):
        if plan.kind == "kill-both":
            self.lab.start(plan.first)
            time.sleep(plan.apart)
        elif plan.kind.startswith("clock"):
            self.lab.wall_clock(plan.device, 0)
        elif plan.kind in OPERATIONS:
            OPERATIONS[plan.kind].end(self, plan)
        self.lab.heal()

    def logged(self):
        """How far the logs are."""
        return {d: self.lab.log(d).stat().st_size for d in "AB"}

    def since(self, marks):
        """What the devices have logged since logged()."""
        text = ""
        for device, mark in marks.items():
            with open(self.lab.log(device), errors="replace") as log:
                log.seek(mark)
                text += log.read()
        return text


STATE = re.compile(
    r"^.*(?:VRRP/4/STATE_CHANGE|RBS/4/PAIR_STATUS|RBS/3/PAIR_INTERRUPTED|RBS/3/PARTNER_DOWN|RBS/4/CHANNEL_STATUS|RBP/4/STATE).*$", re.M)


class Round:
    def __init__(self, pair, crowd, plan, folder):
        self.pair, self.crowd, self.plan, self.folder = pair, crowd, plan, folder
        self.found = []  # violations that the history alone cannot show

    def wrong(self, kind, text):
        self.found.append({"kind": kind, "text": text})

    def run(self):
        """The round's line for the log."""
        plan, pair, crowd = self.plan, self.pair, self.crowd
        self.folder.mkdir(parents=True, exist_ok=True)
        crowd.write_to(self.folder / "history.jsonl")
        before, seen, began = len(crowd.judge.violations), len(crowd.judge.waits), time.monotonic()
        start = pair.logged()
        crowd.tell("go")
        pair.prefer(plan.master)
        pair.prepare(plan)
        time.sleep(SETTLE)
        marks = pair.logged()
        broken = time.monotonic()
        self.strike()
        time.sleep(max(0, broken + plan.lasts - time.monotonic()))
        self.check_during(marks)
        healed = time.monotonic()
        pair.heal(plan)
        took = self.come_back(healed)
        back = time.monotonic()
        self.check_said(marks)
        self.settle()
        crowd.write_to(None)
        waits = crowd.judge.waits[seen:]
        self.found += [v._asdict() for v in crowd.judge.violations[before:]]
        found = len(self.found)
        if plan.kind in OPERATIONS:
            with crowd.lock:
                self.found = OPERATIONS[plan.kind].excuses(self.found, crowd.judge,
                                                              (broken, back))
        if self.found:
            self.keep(pair.since(start))
        return {"round": plan.number, "kind": plan.kind, "device": plan.device,
                "master": plan.master, "lasted": round(healed - broken, 2),
                "connected_after": round(took, 2), "seconds": round(time.monotonic() - began, 1),
                "wishes": len(waits), "acks": crowd.judge.counts.get("ack", 0),
                "waits": [round(w.ended - w.began, 4) for w in waits],
                "struck": [round(w.ended - w.began, 4) for w in waits
                           if w.ended > broken and w.began < back],
                "other_offers": crowd.judge.other_offers, "excused": found - len(self.found),
                "violations": self.found}

    def strike(self):
        """What a fault waits for has to come."""
        try:
            self.pair.inject(self.plan)
        except twin.LabError as e:
            self.wrong("missing", str(e))

    def check_said(self, marks):
        if self.plan.kind in OPERATIONS:
            logs = {d: self.pair.since({d: mark}) for d, mark in marks.items()}
            for text in missing(self.plan, OPERATIONS[self.plan.kind], logs):
                self.wrong("missing", text)

    def check_during(self, marks):
        """A wall clock changes no state; a full disk is yielded for."""
        plan, pair = self.plan, self.pair
        if plan.kind in OPERATIONS:
            for text in OPERATIONS[plan.kind].during(pair, plan):
                self.wrong("missing", text)
        if plan.kind.startswith("clock"):
            for line in STATE.findall(pair.since(marks)):
                self.wrong("clock", f"the wall clock changed a state: {line}")
        if plan.kind == "disk" and pair.roles()[other(plan.device)] != "Master":
            self.wrong("disk", f"Device{other(plan.device)} does not serve while the disk of "
                               f"Device{plan.device} is full")

    def come_back(self, healed):
        try:
            return self.pair.back(self.plan.master)
        except twin.LabError as e:
            self.wrong("stuck", str(e))
            return time.monotonic() - healed

    def settle(self):
        """Every lease is there, on both devices, and can be renewed."""
        crowd = self.crowd
        for (client, _), (t, how) in crowd.hush("rest", QUIET).items():
            self.wrong("unanswered", f"{client} has asked since {t:.3f} ({how})")
        self.compare()
        began = time.monotonic()
        crowd.hush("sweep", QUIET)
        with crowd.lock:
            renewed = crowd.judge.renewed_since(began, time.monotonic())
        if renewed < CLIENTS / 3:
            self.wrong("unanswered", f"only {renewed} of {CLIENTS} clients had a lease to renew")

    def compare(self):
        """The displays are given a moment: the Backup applies what the Master answered."""
        crowd, lab, end = self.crowd, self.pair.lab, time.monotonic() + AGREE
        while True:
            t = time.monotonic()
            shown = {d: lab.leases(d) for d in "AB"}
            with crowd.lock:
                held = crowd.judge.held(t + 1)
                if time.monotonic() > end or all(
                        s.get(a) == c for s in shown.values() for a, c in held.items()):
                    for device, table in shown.items():
                        crowd.judge.compare(t, f"Device{device}", table)
                    return
            time.sleep(0.2)

    def keep(self, logs):
        """What somebody needs who looks for the reason."""
        (self.folder / "devices.log").write_text(logs)
        for device, state in self.pair.lab.folders.items():
            subprocess.run(["cp", "-r", "--sparse=always", state, self.folder / f"state{device}"])
        for device in "AB":
            text = "".join(f"<{device}> {c}\n{self.pair.lab.ask(device, c)}\n" for c in (
                "display vrrp", "display remote-backup-service service1 verbose",
                "display remote-backup-profile service1", "display ip pool name pool1 used",
                "display dhcp server statistics"))
            (self.folder / f"Device{device}.txt").write_text(text)


# ---- many rounds ----

def table(lines):
    """The summary of a log, as Markdown."""
    rows = ["| fault | rounds | leases asked for | duplicate | lost | other | Connected again, "
            "worst | wait, median | p95 | worst |",
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]

    def row(name, some):
        kinds = [v["kind"] for line in some for v in line["violations"]]
        lost = sum(k in ("refused", "moved", "forgotten") for k in kinds)
        twice = kinds.count("duplicate")
        struck = [w for line in some for w in line["struck"]]
        median, p95, worst = history.spread(struck)
        slowest = max(line["connected_after"] for line in some)
        rows.append(f"| {name} | {len(some)} | {sum(line['wishes'] for line in some)} | {twice} "
                    f"| {lost} | {len(kinds) - twice - lost} | {slowest:.1f} s "
                    f"| {median * 1000:.1f} ms | {p95:.2f} s | {worst:.2f} s |")

    for kind in KINDS:
        some = [line for line in lines if line["kind"] == kind]
        if some:
            row(NAMED[kind], some)
    if lines:
        row("**all**", lines)
    return "\n".join(rows)


def read_log(path):
    return list(history.read(path)) if path.exists() else []


def make_lab(name, folder):
    """A lab whose state folders are on the disk that build/ is on."""
    folders = {d: folder / f"state{d}" for d in "AB"}
    lab = twin.Lab(name, clients=1, folders=folders)
    lab.down()  # what a killed run left
    for state in folders.values():
        subprocess.run(["rm", "-rf", state], check=True)
    lab.configs = {"A": config(folder, "A", AT_ONCE, SOON, *BOTH),
                   "B": config(folder, "B", *BOTH)}
    return lab


def sitting(lab, seed, plans, folder, done):
    """Rounds on one pair; done(line) after each."""
    pair = Pair(lab)
    first = plans[0].number
    with lab:
        pair.up()
        crowd = Crowd(lab, seed * 100 + first, first)
        try:
            for plan in plans:
                done(Round(pair, crowd, plan, folder / f"round-{plan.number:03d}").run())
        finally:
            crowd.end()


def report(line):
    waits = history.spread(line["struck"])
    print(f"round {line['round']:3d}  {line['kind']:12} Device{line['device']}"
          f"{' (Master)' if line['device'] == line['master'] else '         '}"
          f" {line['lasted']:4.1f} s, Connected {line['connected_after']:4.1f} s after; "
          f"{line['wishes']:4d} wishes, struck: median {waits[0] * 1000:6.1f} ms, "
          f"worst {waits[2]:5.2f} s; {line['seconds']:5.1f} s"
          f"{'  VIOLATED' if line['violations'] else ''}", flush=True)
    for v in line["violations"][:10]:
        print(f"    {v['kind']}: {v.get('client', '')} {v.get('address') or ''} {v['text']}",
              flush=True)


def main(args):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rounds", type=int, nargs="?", default=100)
    parser.add_argument("--name", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=list(KINDS), help="only this fault")
    parser.add_argument("--operations", action="store_true", help="only what people do")
    parser.add_argument("--table", action="store_true", help="only print the summary of the log")
    o = parser.parse_args(args)
    folder = TREE / "build" / ("rounds" + (f"-{o.name}" if o.name else ""))
    log = folder / "log.jsonl"
    lines = read_log(log)

    def done(line):
        lines.append(line)
        with open(log, "a") as out:
            out.write(json.dumps(line) + "\n")
        report(line)

    kinds = list(OPERATIONS if o.operations else KINDS)
    plans = [Plan(o.seed, n, o.kind, kinds) for n in range(len(lines) + 1, o.rounds + 1)]
    status = 0
    if plans and not o.table:
        folder.mkdir(parents=True, exist_ok=True)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
        try:
            sitting(make_lab(f"r{o.name}", folder), o.seed, plans, folder, done)
        except twin.LabError as e:
            print(f"rounds: {e}", file=sys.stderr)
            status = 2
        except KeyboardInterrupt:
            status = 2
    print(f"\n{table(lines)}\n")
    bad = sum(1 for line in lines if line["violations"])
    print(f"{len(lines)} rounds of {o.rounds}, {len(lines) - bad} passed, {bad} failed")
    return status or (1 if bad else 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
