"""test/net/stuck.py [ROUNDS] [KIND ...] -- what stands still around the device that serves, under load:
for how long is nobody served, and is anybody served twice? `make stuck`.

A crowd (crowd.c) lives on a pair. A round waits until the pair is Connected and the Backup would serve, lets
something stand still at the Master, waits for what is to follow and for ANSWERS answers after it, and lets it go
on. Kinds: `log`, who reads the log of the Master reads no more, and it is full; `save`, the file system of
its startup file hangs in a `save`; `main`, its main thread hangs; `disk`, its disk thread does.
With the first two the Master must serve on, with the others the peer must take over.

The longest time without an answer at the clients, from the fault on, is measured, and every answer is
judged (history.py); at the end of a round both displays must show what clients hold. What the devices take
(resident memory, descriptors) and the longest interval between advertisements are printed, before, at most, after.
Exit status: 0, 1 something was violated or took longer than LIMIT, 2 the laboratory failed.
"""
import ctypes
import fcntl
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(TREE / "lab"), str(pathlib.Path(__file__).resolve().parent)]
import history  # noqa: E402
import twin  # noqa: E402
from rounds import BOTH, Crowd, Pair, other  # noqa: E402
from starve import Adverts, Watch  # noqa: E402
from variants import AT_ONCE, bring_up, config  # noqa: E402

LIMIT = 2.5  # s without service
CLIENTS, PER_SECOND = 150, 100
ANSWERS = 150
LINES = 320  # more than the log keeps


class StuckReader:
    """Who reads a device's log, and has stopped: the pipe is full from the start."""

    def __init__(self, lab, device):
        self.path = lab.dir / f"Device{device}.pipe"
        os.mkfifo(self.path)
        self.end = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)
        fcntl.fcntl(self.end, fcntl.F_SETPIPE_SZ, 4096)
        self.fill()

    def fill(self):
        while True:
            try:
                os.write(self.end, bytes(64))
            except BlockingIOError:
                return

    def read_until(self, word, limit=10):
        """Reads again; all that came until a line has this word."""
        got = b""

        def there():
            nonlocal got
            try:
                got += os.read(self.end, 1 << 16)
            except BlockingIOError:
                pass
            return word in got and got.endswith(b"\n")
        twin.wait(f"the log says {word}", there, limit, 0.01)
        return got.replace(b"\0", b"").decode()


def make_it_log(lab, device, lines):
    """Of commands 200 lines are said at once; each commit is one more."""
    commits = "".join(f"sysname Device{device}{i}\ncommit\n" for i in range(lines - 200))
    subprocess.run([lab.build / "twinlease", "-s", lab.socket(device)], check=True,
                   input="reset dhcp server statistics\n" * 200 + "system-view\n" + commits,
                   text=True, capture_output=True)


class FrozenFile:
    """A file whose file system hangs: who opens it waits, by a lease on it, until thaw()."""

    def __init__(self, path):
        signal.signal(signal.SIGIO, signal.SIG_IGN)
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT)
        fcntl.fcntl(self.fd, fcntl.F_SETLEASE, fcntl.F_WRLCK)

    def thaw(self):
        fcntl.fcntl(self.fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        os.close(self.fd)


class StuckThread:
    """One thread of a process stands still, the others go on: stopped by ptrace. The main one, or
    that of this name."""

    SEIZE, INTERRUPT, DETACH = 0x4206, 0x4207, 17

    def __init__(self, pid, name=None):
        self.pid = next(int(task.name) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()
                        if int(task.name) == pid and name is None
                        or name and (task / "comm").read_text().strip() == name)
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        self.ask(self.SEIZE)
        self.ask(self.INTERRUPT)
        os.waitpid(self.pid, 0x40000000)  # __WALL

    def ask(self, what):
        if self.libc.ptrace(what, self.pid, None, None) < 0:
            raise OSError(ctypes.get_errno(), "ptrace")

    def go_on(self):
        self.ask(self.DETACH)


def wait_ready(lab, device="A"):
    twin.wait(f"Device{device} hears that its peer would serve", lambda: re.search(
        r"Peer ready\s*: yes", lab.ask(
            device, "display remote-backup-profile service1 verbose")), 20)


# ---- rounds ----

class Kind:
    """One kind of fault on a pair; hands_over: the peer has to serve."""
    words, hands_over = None, True

    def __init__(self, lab):
        self.lab = lab

    def start(self):
        bring_up(self.lab)

    def begin(self, device):
        self.stuck = StuckThread(self.lab.pid(f"Device{device}"))

    def end(self, device):
        self.stuck.go_on()


class Main(Kind):
    words = "main thread stands still"


class Disk(Kind):
    words = "disk thread stands still"

    def begin(self, device):
        self.stuck = StuckThread(self.lab.pid(f"Device{device}"), "disk")


class Save(Kind):
    words, hands_over = "`save`, its file system hangs", False

    def begin(self, device):
        startup = self.lab.configs[device]
        self.frozen = FrozenFile(startup.with_name(startup.name + ".new"))
        self.asked = self.lab.spawn("save", device, self.lab.build / "twinlease", "-s",
                                    self.lab.socket(device), "-c", "save; y")

    def end(self, device):
        assert self.asked.wait(10) == 1, "it was saved on a file system that hangs"
        self.frozen.thaw()
        twin.wait("the device says that it can save again", lambda: self.lab.cli(
            device, "save; y", check=False).returncode == 0, 10)


class Log(Kind):
    words, hands_over = "the reader of the log reads no more", False

    def start(self):
        self.reader = StuckReader(self.lab, "A")
        self.lab.start("A", log=self.reader.path)
        self.lab.wait_state("A", "Master", 30)
        self.lab.start("B")
        self.lab.wait_connected()

    def begin(self, device):
        make_it_log(self.lab, device, LINES)

    def end(self, device):
        self.reader.read_until(b"LINES_DROPPED")
        self.reader.fill()


KINDS = {"log": Log, "save": Save, "main": Main, "disk": Disk}


def answers_since(crowd, began):
    """When clients got the answers that ended their wishes."""
    with crowd.lock:
        return sorted(w.ended for w in crowd.judge.waits if w.ended >= began)


def longest(began, times):
    """The longest time without an answer from the fault on."""
    return max(b - a for a, b in zip([began, *times], times))


class Sitting:
    def __init__(self, name, lab):
        self.lab, self.kind, self.pair = lab, KINDS[name](lab), Pair(lab)
        self.gaps, self.wrong = [], []

    def run(self, rounds):
        self.kind.start()
        self.watch = Watch(self.lab, Adverts(self.lab, "c1"))
        self.crowd = Crowd(self.lab, 3, clients=CLIENTS, per_second=PER_SECOND)
        try:
            self.watch.begin()
            for _ in range(rounds):
                self.round()
            self.watch.end()
        finally:
            self.crowd.end()
        self.wrong += [f"{v.kind}: {v.client} {v.address} {v.text}"
                       for v in self.crowd.judge.violations]

    def master(self):
        roles = self.pair.roles()
        return next((d for d in "AB" if roles[d] == "Master" and roles[other(d)] == "Backup"), None)

    def round(self):
        twin.wait("the pair is Connected", self.pair.connected, 60, 0.1)
        device = twin.wait("one is Master and the other Backup", self.master, 30)
        wait_ready(self.lab, device)
        self.crowd.tell("go")
        self.wait_answers(time.monotonic(), ANSWERS)
        began = time.monotonic()
        self.kind.begin(device)
        if self.kind.hands_over:
            self.lab.wait_state(other(device), "Master", 20)
        self.watch.look()
        self.wait_answers(time.monotonic(), ANSWERS)
        self.gaps.append(longest(began, answers_since(self.crowd, began)))
        if not self.kind.hands_over and self.master() != device:
            self.wrong.append(f"Device{device} is not Master any more")
        self.kind.end(device)
        self.settle()

    def wait_answers(self, since, count):
        twin.wait(f"{count} answers", lambda: len(answers_since(self.crowd, since)) >= count, 30)

    def settle(self):
        """All that was begun has its answer, and both devices show it."""
        twin.wait("the pair is Connected", self.pair.connected, 60, 0.1)
        left = self.crowd.hush("rest", 25)
        self.wrong += [f"{c} has asked since {t:.3f} ({how})" for (c, _), (t, how) in left.items()]
        for device in "AB":
            twin.wait(f"Device{device} shows what clients hold", lambda d=device: self.shows(d), 10)

    def shows(self, device):
        shown = self.lab.leases(device)
        with self.crowd.lock:
            held = self.crowd.judge.held(time.monotonic() + 1)
        return all(shown.get(address) == client for address, client in held.items())


def sitting(name, folder, rounds):
    """The finished Sitting of a kind; its state folders are on the disk that `folder` is on."""
    folders = {d: folder / f"{name}-state{d}" for d in "AB"}
    for state in folders.values():
        subprocess.run(["rm", "-rf", state], check=True)
    lab = twin.Lab(f"k{os.getpid()}{name}"[:12], clients=1, folders=folders, configs={
        "A": config(folder / name, "A", AT_ONCE, *BOTH), "B": config(folder / name, "B", *BOTH)})
    with lab:
        lab.create()
        ret = Sitting(name, lab)
        ret.run(rounds)
    return ret


def row(s):
    median, _, worst = history.spread(s.gaps)
    waits = history.spread([w.ended - w.began for w in s.crowd.judge.waits])
    twice = sum(w.startswith("duplicate") for w in s.wrong)
    return (f"| {s.kind.words} | {len(s.gaps)} | {median:.2f} s | {worst:.2f} s | {twice} "
            f"| {len(s.wrong) - twice} | {len(s.crowd.judge.waits)} | {waits[0] * 1000:.1f} ms "
            f"| {waits[2]:.2f} s | {s.watch} |")


def main(rounds="10", *names):
    folder = TREE / "build/stuck"
    folder.mkdir(parents=True, exist_ok=True)
    bad = False
    print("| what stands still | rounds | nobody served, median | worst | twice | other | answers "
          "| a wait, median | worst | resident, descriptors, VRRP before, during, after |\n"
          "|---|--:|--:|--:|--:|--:|--:|--:|--:|---|", flush=True)
    for name in names or KINDS:
        try:
            s = sitting(name, folder, int(rounds))
        except twin.LabError as e:
            print(f"stuck: {name}: {e}", file=sys.stderr)
            return 2
        print(row(s), flush=True)
        print(*(f"    {w}" for w in s.wrong[:10]), sep="\n", file=sys.stderr)
        bad |= bool(s.wrong) or max(s.gaps) > LIMIT
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
