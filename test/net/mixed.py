"""A pair of two versions, upgraded one device at a time: `make mixed FORMER=commit`.

    mixed.py COMMIT      builds that commit of this tree in build/former
    mixed.py FOLDER      programs that are built

Both devices run the former version and have a client; the Slave gets the present one on the state folder
that it has, the former Master serves a new client meanwhile, then it is stopped and upgraded too. After each
step the two are Connected with equal configurations and leases. Wants root. Closes with `N passed, N failed`.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TREE = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TREE / "lab"), str(pathlib.Path(__file__).resolve().parent)]
import clients  # noqa: E402
import twin  # noqa: E402
from variants import AT_ONCE, config  # noqa: E402

results = []


def former_programs(what):
    if pathlib.Path(what, "twinleased").exists():
        return pathlib.Path(what).resolve()
    folder = TREE / "build/former"
    folder.mkdir(parents=True, exist_ok=True)
    archive = subprocess.run(["git", "-C", TREE, "archive", what], check=True, capture_output=True)
    subprocess.run(["tar", "-xf", "-", "-C", folder], input=archive.stdout, check=True)
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "BUILD", "O")}
    subprocess.run(["make", f"-j{os.cpu_count()}", "-s", "-C", folder, "all"], check=True, env=env)
    return folder / "build/release"


class Pair:
    def __init__(self, lab, former):
        self.lab, self.build = lab, {"A": former, "B": former}

    def ask(self, device, command):
        self.lab.build = self.build[device]
        return self.lab.cli(device, command, check=False).stdout

    def start(self, device, build):
        self.build[device] = self.lab.build = build
        self.lab.start(device)

    def leases(self, device):
        lines = self.ask(device, "display ip pool name pool1 used").splitlines()
        return {line.split()[1] for line in lines if re.search(r" used$", line)}

    def connected(self, device):
        said = self.ask(device, "display remote-backup-service service1 verbose")
        return all(re.search(rf"^ *{name} *: {value}$", said, re.M)
                   for name, value in (("Pair state", "Connected"), ("Configuration", "equal")))

    def shows(self, what, leases):
        """Both Connected and equal, with these leases."""
        try:
            twin.wait(what, lambda: all(self.connected(d) and self.leases(d) == leases for d in "AB"), 20)
            results.append(True)
        except twin.LabError:
            results.append(False)
        print(f"{' ok ' if results[-1] else 'FAIL'}  {what}: {sorted(leases)}", flush=True)

    def end(self, device):
        self.lab.build = self.build[device]
        self.lab.end(f"Device{device}")


def upgrade(pair, present):
    lab = pair.lab
    pair.start("A", pair.build["A"])
    lab.wait_state("A", "Master", 30)
    pair.start("B", pair.build["B"])
    leases = {clients.Udhcpc(lab, "c1").get().address}
    pair.shows("both former", leases)
    pair.end("B")
    pair.start("B", present)
    pair.shows("the Slave is upgraded", leases)
    leases.add(clients.Udhcpc(lab, "c2").get().address)
    pair.shows("a new client of the former Master", leases)
    pair.end("A")
    lab.build = present
    lab.wait_state("B", "Master", 10)
    pair.start("A", present)
    pair.shows("both present", leases)
    leases.add(clients.Udhcpc(lab, "c3").get().address)
    pair.shows("a new client of the pair", leases)


def main(former):
    build = former_programs(former)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        lab = twin.Lab(f"m{os.getpid()}", configs={"A": config(folder, "A", AT_ONCE), "B": config(folder, "B")},
                       folders={"A": folder / "a", "B": folder / "b"}, clients=3)
        try:
            lab.create()
            upgrade(Pair(lab, build), TREE / "build/release")
        finally:
            lab.down()
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
