"""test/net/takeover.py -- how long new clients wait for an address when the Master is lost.

200 new clients a second and 100 acts of a crowd that holds leases (mostly renewals), advertisements
every 100 ms. The Master is stopped whole (SIGSTOP), loses its cable, or its disk hangs, in turn;
its peer takes over and is the next round's Master. Clients repeat themselves after 4 s, as RFC 2131
4.1 wants it, so whoever has to waits seconds. Judged are those that have no address when the peer
becomes Master or come later; from that moment, or from when they came.

    takeover.py [ROUNDS [BUILD [FAULT ...]]]   of each fault (6): frozen, cable, disk; wants root;
                                               `make takeover`
"""
import datetime
import json
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(TREE / "lab"), str(pathlib.Path(__file__).resolve().parent)]
import twin  # noqa: E402
from starve import Adverts, Watch  # noqa: E402
from stuck import StuckThread  # noqa: E402
from variants import AT_ONCE, bring_up, config  # noqa: E402

PROGRAMS = TREE / "build/release/test/net"
CLIENTS, PER_SECOND, RETRY_MS, SECONDS = 1200, 200, 4000, 16
CROWD, ACTS = 400, 100
QUICK = ("vrrp vrid 1 virtual-ip 10.10.10.100\n",
         "vrrp vrid 1 virtual-ip 10.10.10.100\n vrrp vrid 1 timer advertise millisecond 100\n")
WIDE = (("10.10.10.100 255.255.255.0", "10.10.10.100 255.255.0.0"),
        ("section 0 10.10.10.1 10.10.10.100", "section 0 10.10.8.1 10.10.107.0"))


def wide(device):
    own = f"10.10.10.{1 + 'AB'.index(device)} 255.255.255.0"
    return (QUICK, *WIDE, (own, own.replace("255.255.255.0", "255.255.0.0")))


class Fault:
    """One of a Master; end() takes it away."""

    def __init__(self, lab, device, kind):
        self.lab, self.device, self.kind = lab, device, kind
        if kind == "frozen":
            lab.signal(f"Device{device}", signal.SIGSTOP)
        elif kind == "cable":
            lab.fail(f"link-{device}")
        else:
            self.thread = StuckThread(lab.pid(f"Device{device}"), "disk")

    def end(self):
        if self.kind == "frozen":
            self.lab.signal(f"Device{self.device}", signal.SIGCONT)
        elif self.kind == "cable":
            twin.run("ip", "-n", self.lab.ns("sw"), "link", "set", f"to-{self.device.lower()}",
                     "up")
        else:
            self.thread.go_on()


def master_since(lab, device, began):
    """When it became Master by its log, after that moment; None: not yet."""
    for line in reversed(lab.log(device).read_text(errors="replace").splitlines()):
        if re.search("VRRP.*-> Master", line):
            at = datetime.datetime.strptime(line[:19], "%b %d %H:%M:%S.%f")
            year = datetime.datetime.now(datetime.timezone.utc).year
            at = at.replace(year=year, tzinfo=datetime.timezone.utc).timestamp()
            return at if at > began else None
    return None


def waits_of(told, began, taken):
    """Of the clients that were served after the takeover; and how many of all were not."""
    acks = {}
    for line in told.read_text().splitlines():
        event = json.loads(line)
        if event["what"] == "ack":
            acks.setdefault(event["client"], event["when"])
    first = min(int(c.replace(":", "")[-8:], 16) for c in acks)
    waits = []
    for client, at in acks.items():
        came = began + (int(client.replace(":", "")[-8:], 16) - first) / PER_SECOND
        if at > taken:
            waits.append(at - max(came, taken))
    return waits, CLIENTS - len(acks)


def settle(lab):
    """The device that is Master once one of them is, and the pair is Connected."""
    twin.wait("one Master", lambda: sorted(
        [str(lab.vrrp_state("A")), str(lab.vrrp_state("B"))]) == ["Backup", "Master"], 60)
    lab.wait_connected(60)
    return "A" if lab.vrrp_state("A") == "Master" else "B"


def one_round(lab, kind, number):
    """What one fault of the Master costs: seconds to the takeover, waits, how many unserved."""
    master = settle(lab)
    other = "B" if master == "A" else "A"
    told = lab.dir / "told.jsonl"
    with open(told, "w") as out:
        began = time.time()
        load = subprocess.Popen(
            ["ip", "netns", "exec", lab.ns("c1"), PROGRAMS / "dora", "eth0", str(CLIENTS),
             str(PER_SECOND), str(SECONDS), str(number * CLIENTS), str(RETRY_MS)], stdout=out,
            stderr=subprocess.DEVNULL)
        twin.wait("new clients are served",
                  lambda: told.read_text().count('"ack"') >= 2 * PER_SECOND, 10, 0.05)
        lost = time.time()
        fault = Fault(lab, master, kind)
        try:
            taken = twin.wait("the takeover", lambda: master_since(lab, other, lost), 12, 0.02)
            load.wait(SECONDS + 5)
        finally:
            fault.end()
    waits, unserved = waits_of(told, began, taken)
    return taken - lost, waits, unserved


def measure(rounds, build, kinds):
    with tempfile.TemporaryDirectory() as folder:
        configs = {"A": config(pathlib.Path(folder), "A", AT_ONCE, *wide("A")),
                   "B": config(pathlib.Path(folder), "B", *wide("B"))}
        with twin.Lab("takeover", configs=configs, build=build) as lab:
            lab.create()
            bring_up(lab)
            adverts = Adverts(lab, "c2")
            crowd = subprocess.Popen(
                ["ip", "netns", "exec", lab.ns("c2"), PROGRAMS / "crowd", "eth0", str(CROWD),
                 str(ACTS), "7"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
            try:
                number = 0
                for kind in kinds:
                    worst, watch = [], Watch(lab, adverts)
                    watch.begin()
                    for _ in range(rounds):
                        took, waits, unserved = one_round(lab, kind, number)
                        number += 1
                        worst.append(max(waits))
                        print(f"{kind}: Master after {took:.3f} s; {len(waits)} clients after "
                              f"that, the slowest {max(waits):.3f} s, {sum(w > 1 for w in waits)} "
                              f"over a second, {unserved} not served", flush=True)
                    settle(lab)
                    watch.end()
                    print(f"{kind}: resident, descriptors before, during, after: {watch}")
                    print(f"{kind}: slowest new client, median of {rounds} rounds "
                          f"{statistics.median(worst):.3f} s, worst {max(worst):.3f} s",
                          flush=True)
            finally:
                crowd.stdin.close()
                crowd.wait(10)


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 6,
            pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None,
            sys.argv[3:] or ("frozen", "cable", "disk"))
