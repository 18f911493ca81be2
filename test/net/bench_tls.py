"""test/net/bench_tls.py [ROUNDS] [CLIENTS] -- what TLS costs a pair: processor time of both daemons per
lease that is given to a new client and replicated. `make bench-tls`.

Three pairs stand side by side: their backup session in the clear, under certificates, and signed by a
password (TCP-MD5). In turn each gives so many leases, ROUNDS times (7 of 2000); what they use idle is taken off.
Then the certificates of both devices are renewed while leases are given.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(TREE / "lab"), str(pathlib.Path(__file__).resolve().parent)]
import twin  # noqa: E402
from starve import Adverts, Watch  # noqa: E402
from test_tls import certify, make_ca, said, sessions_lost, with_password, with_policy  # noqa: E402
from variants import AT_ONCE, bring_up, config  # noqa: E402

PER_SECOND, IDLE = 400, 5  # leases a second; s that show what a pair uses without a load
# Room for all the clients there are.
WIDE = [("10.10.10.1 255.255.255.0", "10.10.10.1 255.255.0.0"),
        ("10.10.10.2 255.255.255.0", "10.10.10.2 255.255.0.0"),
        ("gateway 10.10.10.100 255.255.255.0", "gateway 10.10.10.100 255.255.0.0"),
        ("section 0 10.10.10.1 10.10.10.100", "section 0 10.10.32.0 10.10.223.255")]


def widened(path):
    text = path.read_text()
    for old, new in WIDE:
        text = text.replace(old, new)
    path.write_text(text)
    return path


def processor_us(lab):
    """Of both daemons, all threads, so far."""
    total = 0
    for device in "AB":
        for task in pathlib.Path(f"/proc/{lab.pid(f'Device{device}')}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1000


class Pair:
    def __init__(self, name, configs):
        self.name, self.first, self.cost = name, 0, []
        self.lab = twin.Lab(f"b{os.getpid()}{name}"[:12], clients=4, configs=configs)
        self.lab.create()
        bring_up(self.lab)
        self.watch = Watch(self.lab, Adverts(self.lab, "c3"))

    def start(self, clients):
        """Clients that come one after the other, in the background."""
        ret = subprocess.Popen(
            ["ip", "netns", "exec", self.lab.ns("c4"), self.lab.build / "test/net/dora", "eth0",
             str(clients), str(PER_SECOND), "60", str(self.first)], stdout=subprocess.PIPE,
            text=True)
        self.first += clients
        return ret

    def finish(self, dora, clients):
        out, _ = dora.communicate(timeout=90)
        acks = sum(json.loads(line)["what"] == "ack" for line in out.splitlines())
        assert acks == clients, f"{self.name}: {acks} of {clients} were served"

    def look_idle(self):
        before = processor_us(self.lab)
        time.sleep(IDLE)
        self.idle = (processor_us(self.lab) - before) / IDLE

    def round(self, clients):
        before, began = processor_us(self.lab), time.monotonic()
        self.finish(self.start(clients), clients)
        used = processor_us(self.lab) - before
        self.watch.look()
        self.cost.append((used - self.idle * (time.monotonic() - began)) / clients)

    def __str__(self):
        cost = sorted(self.cost)
        return (f"{self.name}: {cost[len(cost) // 2]:.0f} us a lease, {cost[0]:.0f} to "
                f"{cost[-1]:.0f}, n = {len(cost)}; idle {self.idle / 1000:.1f} ms/s\n"
                f"    resident, descriptors before, during, after: {self.watch}")


def renew(pair, folder, clients):
    """New certificates on both devices while leases are given; sessions that were lost by it."""
    dora = pair.start(clients)
    for device in "AB":
        certify(folder / "ca", folder / device / "ssl", f"Renewed{device}")
        twin.wait("the new certificate is in force",
                  lambda d=device: said(pair.lab, d, f"SSL_POLICY_LOADED: .*CN=Renewed{d}"), 15)
    assert dora.poll() is None, "the load was over too soon"
    pair.finish(dora, clients)
    return sessions_lost(pair.lab)


def main(rounds=7, clients=2000):
    pairs = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_ca(folder / "ca")
        for device in "AB":
            certify(folder / "ca", folder / device / "ssl", f"Device{device}")
        ways = {
            "clear": lambda d: config(folder / "clear", d, *[AT_ONCE] * (d == "A")),
            "tls": lambda d: with_policy(folder, d, *[AT_ONCE] * (d == "A")),
            "md5": lambda d: with_password(folder / "md5", d, "sesame")}
        try:
            for way, make in ways.items():
                pairs.append(Pair(way, {d: widened(make(d)) for d in "AB"}))
            for pair in pairs:
                pair.look_idle()
                pair.watch.begin()
            for n in range(rounds):
                for pair in pairs[n % 3:] + pairs[:n % 3]:
                    pair.round(clients)
            lost = renew(pairs[1], folder, 8 * PER_SECOND * 2)
            for pair in pairs:
                pair.watch.end()
        finally:
            for pair in pairs:
                pair.lab.down()
    print(*pairs, sep="\n")
    print(f"certificates of both renewed under {PER_SECOND} leases a second: {lost} sessions lost, "
          "every client served")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
