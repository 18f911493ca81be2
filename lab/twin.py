"""lab/twin.py -- two devices, a switch and clients on one machine, each in a network namespace.

twin-NAME-sw holds the switch: a bridge in which frames keep their 802.1Q tag. The devices
(twin-NAME-a, -b) hang on trunks, `eth1` at their end; the clients (twin-NAME-c1 ...) on access
ports of VLAN 100, `eth0` at their end. What runs is written to /run/twinlab-NAME, so that any
later call can look at it, break it, heal it and take it down. Used by lab/twinlab, lab/demo and
test/net. Needs root, iproute2, clang, and what `make` builds.

What a device remembers stands in its state folder, a small file system of its own that can run
full; it outlives the device and goes with the lab.
"""
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import time

NETNS_FILES = pathlib.Path("/etc/netns")  # ip-netns(8): files that replace those of /etc
TREE = pathlib.Path(__file__).resolve().parent.parent
NAME = re.compile(r"[a-z0-9]{1,12}$")
VLAN = 100
CUTS = {"rbs": "10", "vrrp": "11"}  # place of the filter that cuts one protocol
DEAF = "12"  # place of the filter that cuts all towards a device
DISK = 64  # MiB of a state folder
FILLER = "filler"  # the file that fills a state folder
FAULTS = ("A, B, both, link-A, link-B, deaf-A, deaf-B, freeze-A, freeze-B, disk-A, disk-B, rbs or "
          "vrrp")


class LabError(Exception):
    """One clear sentence for the person at the terminal."""


def run(*command, check=True, **options):
    """The command's result with its text; LabError with the command's own words when it fails."""
    options = {"capture_output": True, "text": True, "stdin": subprocess.DEVNULL, **options}
    try:
        result = subprocess.run([str(c) for c in command], **options)
    except FileNotFoundError as e:
        raise LabError(f"{e.filename} is not there; run tools/setup demo") from e
    if check and result.returncode:
        words = (result.stderr or result.stdout or "").strip()
        raise LabError(f"`{' '.join(map(str, command))}` said: {words or result.returncode}")
    return result


def wait(what, happened, limit, pause=0.05):
    """Polls until happened() is true and returns its value; LabError after `limit` seconds."""
    end = time.monotonic() + limit
    while True:
        value = happened()
        if value:
            return value
        if time.monotonic() > end:
            raise LabError(f"{what}: not within {limit} s")
        time.sleep(pause)


def started_at(pid):
    """A number that no other process of this pid ever has; None when it is gone or a zombie."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return None
    return None if fields[0] in "ZX" else fields[19]


def stopped(pid):
    """Whether every thread of a process stands still."""
    states = (stat.read_text().rsplit(")", 1)[1].split()[0]
              for stat in pathlib.Path(f"/proc/{pid}/task").glob("*/stat"))
    return all(state == "T" for state in states)


def copy_sparse(source, target):
    """What stands in a folder, without the room that a log has reserved."""
    run("cp", "-r", "--sparse=always", f"{source}/.", target)


def names():
    """The labs that stand on this machine."""
    lines = run("ip", "netns", "list").stdout.splitlines()
    found = (re.match(r"twin-(\w+)-sw\b", line) for line in lines)
    return sorted(m[1] for m in found if m)


def cut_program():
    """Path of the compiled lab/cut.bpf.c."""
    source, target = TREE / "lab/cut.bpf.c", TREE / "build/lab/cut.bpf.o"
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_suffix(f".{os.getpid()}")
        run("clang", "-O2", "-g", "-Wall", "-target", "bpf",
            f"-I/usr/include/{os.uname().machine}-linux-gnu", "-c", source, "-o", scratch)
        scratch.rename(target)
    return target


class Lab:
    """One lab. Everything about it is in the kernel and under self.dir, so an object made from
    the name alone can drive a lab that another process put up."""

    def __init__(self, name="seed", configs=None, clients=4, build=None, folders=None):
        """folders: {device: state folder} where they are not to be file systems of their own."""
        if not NAME.match(name):
            raise LabError(f"{name}: a lab's name is 1 to 12 lower case letters and digits")
        self.name = name
        self.dir = pathlib.Path(f"/run/twinlab-{name}")
        self.clients = [f"c{n}" for n in range(1, clients + 1)]
        self.configs = configs or {d: TREE / f"lab/Device{d}.cfg" for d in "AB"}
        self.folders = folders or {d: self.dir / d.lower() for d in "AB"}
        self.own_disks = not folders
        self.build = pathlib.Path(build or os.environ.get("TWIN_BUILD", TREE / "build/release"))

    # ---- namespaces and wires ----

    def ns(self, where):
        """Namespace of A, B, sw, client1 or c1."""
        short = where.lower().replace("client", "c")
        if short not in ("a", "b", "sw", *self.clients):
            raise LabError(f"{where}: there are A, B, sw and client1 to client{len(self.clients)}")
        return f"twin-{self.name}-{short}"

    def stands(self):
        return pathlib.Path(f"/run/netns/{self.ns('sw')}").exists()

    def exec(self, where, *command, **options):
        return run("ip", "netns", "exec", self.ns(where), *command, **options)

    def create(self):
        """Namespaces, switch and wires; no device runs yet."""
        if os.geteuid() != 0:
            raise LabError("A lab needs root: it makes network namespaces")
        if self.stands():
            raise LabError(f"The lab `{self.name}` stands already; `twinlab -n {self.name} down` "
                           "removes it")
        if not (self.build / "access.bpf.o").exists():
            raise LabError(f"{self.build}/access.bpf.o is not there; run make first")
        self.dir.mkdir(parents=True, exist_ok=True)
        for device in self.folders if self.own_disks else ():
            self.mount_disk(device)
        for short in ("sw", "a", "b", *self.clients):
            run("ip", "netns", "add", self.ns(short))
            run("ip", "-n", self.ns(short), "link", "set", "lo", "up")
        for client in self.clients:
            # a client's own script writes resolv.conf: `ip netns exec` gives it this one
            folder = NETNS_FILES / self.ns(client)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "resolv.conf").write_text("")
        for quiet in ("sw", *self.clients):
            self.exec(quiet, "sh", "-c", "echo 1 | tee /proc/sys/net/ipv6/conf/*/disable_ipv6")
        run("ip", "-n", self.ns("sw"), "link", "add", "name", "switch", "type", "bridge",
            "forward_delay", "0", "mcast_snooping", "0")
        run("ip", "-n", self.ns("sw"), "link", "set", "switch", "up")
        for device in "AB":
            self.wire(device.lower(), "eth1")
        for n, client in enumerate(self.clients, 1):
            self.wire(client, "eth0", f"02:00:00:00:00:{n:02x}")
            self.access(client, VLAN)

    def wire(self, short, interface, mac=None):
        """A cable from the switch's port to-SHORT to `interface` in SHORT's namespace."""
        address = ["address", mac] if mac else []
        run("ip", "-n", self.ns("sw"), "link", "add", "name", f"to-{short}", "type", "veth",
            "peer", "name", interface, *address, "netns", self.ns(short))
        run("ip", "-n", self.ns("sw"), "link", "set", f"to-{short}", "master", "switch", "up")
        run("ip", "-n", self.ns(short), "link", "set", interface, "up")
        self.exec("sw", "tc", "qdisc", "add", "dev", f"to-{short}", "clsact")

    def access(self, short, vlan):
        """Makes the port of a client an access port of a VLAN; None: a trunk that passes all."""
        port, program = f"to-{short}", self.build / "access.bpf.o"
        for hook, section in (("ingress", "access_in"), ("egress", "access_out")):
            self.exec("sw", "tc", "filter", "del", "dev", port, hook, check=False)
            if vlan:
                self.exec("sw", "tc", "filter", "add", "dev", port, hook, "bpf", "da", "obj",
                          program, "sec", section, "classid", f":{vlan:x}")

    # ---- processes ----

    def spawn(self, what, where, *command, log=None, env=None):
        """Starts a process in a namespace, records it for down(), and returns the Popen."""
        path = log or self.dir / f"{what}.log"
        with open(path, "a") as out:
            process = subprocess.Popen(
                ["ip", "netns", "exec", self.ns(where), *map(str, command)], stdout=out,
                stderr=out, stdin=subprocess.DEVNULL, start_new_session=True,
                env={**os.environ, **(env or {})})
        (self.dir / f"{what}.pid").write_text(f"{process.pid} {started_at(process.pid)}\n")
        process.what = what
        return process

    def pid(self, what):
        """The recorded process when it still runs, else None."""
        try:
            pid, began = (self.dir / f"{what}.pid").read_text().split()
        except (OSError, ValueError):
            return None
        return int(pid) if started_at(int(pid)) == began else None

    def signal(self, what, number):
        pid = self.pid(what)
        if pid is None:
            raise LabError(f"{what} is not running")
        os.kill(pid, number)

    def end(self, what, limit=5.0):
        """TERM, and KILL when that is not enough; returns True when TERM was."""
        pid = self.pid(what)
        if pid is None:
            return True
        os.kill(pid, signal.SIGCONT)
        os.kill(pid, signal.SIGTERM)
        try:
            wait(what, lambda: self.pid(what) is None, limit)
            return True
        except LabError:
            os.kill(pid, signal.SIGKILL)
            wait(what, lambda: self.pid(what) is None, 5)
            return False

    # ---- devices ----

    def socket(self, device):
        return self.dir / f"{device.lower()}.sock"

    def log(self, device):
        return self.dir / f"Device{device}.log"

    def command(self, device, config=None, ports=None):
        """The command line that starts a device."""
        port_map = self.dir / f"{device.lower()}.ports"
        if ports is None:
            port_map.write_text("GigabitEthernet0/1/1 eth1\n")
        state = self.folders[device]
        state.mkdir(parents=True, exist_ok=True)
        return [self.build / "twinleased", "-c", config or self.configs[device],
                "-p", ports or port_map, "-d", state, "-s", self.socket(device), "-l", "off"]

    def wall_clock(self, device, ahead):
        """Sets the wall clock of a device that was started with settable=True; seconds ahead."""
        with open(self.dir / f"{device.lower()}.wall", "r+b", buffering=0) as wall:
            wall.write(struct.pack("=q", ahead))

    def start(self, device, settable=False, log=None):
        """Starts a device and waits until it takes commands. settable: its wall clock can be set
        while it runs. log: where its log goes instead, which somebody may read or not."""
        if not (self.build / "twinleased").exists():
            raise LabError(f"{self.build}/twinleased is not there; run make first")
        if self.pid(f"Device{device}"):
            raise LabError(f"Device{device} runs already")
        env = None
        if settable:
            wall = self.dir / f"{device.lower()}.wall"
            wall.write_bytes(bytes(8))
            env = {"WALLCLOCK": str(wall),
                   "LD_PRELOAD": str(self.build / "test/net/preload/wallclock.so")}
        process = self.spawn(f"Device{device}", device, *self.command(device), log=log,
                             env=env)
        def answers():
            if self.pid(f"Device{device}") is None:
                words = self.log(device).read_text().strip().split("\n")[-1]
                raise LabError(f"Device{device} ended at once: {words}")
            return self.cli(device, "display vrrp brief", check=False).returncode == 0
        wait(f"Device{device} takes commands", answers, 15)
        return process

    def cli(self, device, *commands, check=True):
        """Result of one-shot commands of the shell client."""
        dashes = [word for c in commands for word in ("-c", c)]
        return run(self.build / "twinlease", "-s", self.socket(device), *dashes, check=check)

    def vrrp_state(self, device):
        """Initialize, Backup or Master; None while the device does not answer."""
        m = re.search(r"^\s*State\s*: (\w+)", self.ask(device, "display vrrp"), re.M)
        return m and m[1]

    def rbs_state(self, device):
        m = re.search(r"TCP-State\s*: (\S+)",
                      self.ask(device, "display remote-backup-service service1"))
        return m and m[1]

    def leases(self, device, pool="pool1"):
        """{address: MAC} of the addresses in use."""
        text = self.ask(device, f"display ip pool name {pool} used")
        rows = re.findall(r"^\s*\d+\s+(\d+(?:\.\d+){3})\s+([0-9a-f]{4}(?:-[0-9a-f]{4}){2})\s.*used",
                          text, re.M)
        return {ip: ":".join(re.findall("..", mac.replace("-", ""))) for ip, mac in rows}

    def ask(self, device, command):
        return self.cli(device, command, check=False).stdout or ""

    def wait_state(self, device, state, limit):
        wait(f"Device{device} is {state}", lambda: self.vrrp_state(device) == state, limit)

    def wait_connected(self, limit=15):
        wait("the backup session is Connected on both devices",
             lambda: all(self.rbs_state(d) == "Connected" for d in "AB"), limit)

    def wait_same_leases(self, limit=15):
        wait("both devices hold the same leases",
             lambda: self.leases("A") == self.leases("B"), limit)

    def up(self, say=lambda text: None):
        """The whole seed: DeviceA until it is Master, then DeviceB until the pair is Connected."""
        self.create()
        say("Switch, trunks and client ports are there; VLAN 100 goes tagged over the trunks.")
        self.start("A")
        say("DeviceA runs. Its file says `vrrp recover-delay 20`: it waits 20 s before it takes "
            "part in VRRP.")
        say("DeviceB is started after that: alone on the wire it would be Master first and, by "
            "DeviceA's 600 s preemption delay, stay it.")
        self.wait_state("A", "Master", 60)
        say("DeviceA is Master.")
        self.start("B")
        self.wait_state("B", "Backup", 20)
        say("DeviceB runs and is Backup.")
        self.wait_connected(20)
        say("The remote backup service is Connected.")

    # ---- faults ----

    def fail(self, what):
        """A|B|both: kill -9. link-A|B: its cable. deaf-A|B: what comes to it over the cable.
        freeze-A|B: SIGSTOP. disk-A|B: its state folder is full. rbs|vrrp: that
        protocol alone, between the devices."""
        kind, _, device = what.rpartition("-")
        if what in CUTS:
            for port in ("to-a", "to-b"):
                self.exec("sw", "tc", "filter", "replace", "dev", port, "ingress", "pref",
                          CUTS[what], "handle", "1",
                          "bpf", "da", "obj", cut_program(), "sec", f"cut_{what}")
        elif what == "both":
            self.kill("A", "B")
        elif device not in ("A", "B") or kind not in ("", "link", "deaf", "freeze", "disk"):
            raise LabError(f"{what}: what can fail is {FAULTS}")
        elif kind == "link":
            run("ip", "-n", self.ns("sw"), "link", "set", f"to-{device.lower()}", "down")
        elif kind == "deaf":
            self.exec("sw", "tc", "filter", "replace", "dev", f"to-{device.lower()}", "egress",
                      "pref", DEAF, "handle", "1", "bpf", "da", "obj", cut_program(), "sec",
                      "cut_all")
        elif kind == "freeze":
            self.signal(f"Device{device}", signal.SIGSTOP)
        elif kind == "disk":
            self.fill_disk(device)
        else:
            self.kill(device)

    def kill(self, *devices):
        """kill -9 of one, or of both at once."""
        for device in devices:
            self.signal(f"Device{device}", signal.SIGKILL)
        for device in devices:
            wait("the end of it", lambda d=device: self.pid(f"Device{d}") is None, 5, 0.002)

    def mount_disk(self, device):
        """Makes the state folder of a device that does not run a file system of its own, with what
        stands in it."""
        folder = self.folders[device]
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as aside:
            copy_sparse(folder, aside)
            run("mount", "-t", "tmpfs", "-o", f"size={DISK}m,mode=700", "twinlab", folder)
            copy_sparse(aside, folder)

    def unmount_disk(self, device):
        """What stands there moves to the folder below; the device does not run."""
        folder = self.folders[device]
        with tempfile.TemporaryDirectory() as aside:
            copy_sparse(folder, aside)
            run("umount", "-l", folder)
            for old in folder.iterdir():
                old.unlink()
            copy_sparse(aside, folder)

    def fill_disk(self, device):
        """The next page that the device writes finds no room, also where its journal has reserved
        some: what it has not written yet is taken back while it stands still."""
        folder, what = self.folders[device], f"Device{device}"
        if not os.path.ismount(folder):
            raise LabError(f"{folder} is no file system of its own; it cannot be filled")
        pid = self.pid(what)
        if pid:
            os.kill(pid, signal.SIGSTOP)
            wait(f"{what} stands still", lambda: stopped(pid), 5, 0.005)
        try:
            for log in folder.glob("log.*"):
                used = len(log.read_bytes().rstrip(b"\0"))
                free = log.stat().st_size - used
                if free:
                    run("fallocate", "-p", "-o", used, "-l", free, log)
            with open(folder / FILLER, "wb", buffering=0) as filler:
                try:
                    while True:
                        filler.write(bytes(4096))
                except OSError:
                    pass  # full
        finally:
            if pid:
                os.kill(pid, signal.SIGCONT)

    def empty_disk(self, device):
        (self.folders[device] / FILLER).unlink(missing_ok=True)

    def heal(self):
        """Undoes every fault; a device that is dead is started again."""
        for device in "AB":
            port = f"to-{device.lower()}"
            self.empty_disk(device)
            run("ip", "-n", self.ns("sw"), "link", "set", port, "up")
            for pref in CUTS.values():
                self.exec("sw", "tc", "filter", "del", "dev", port, "ingress", "pref", pref,
                          check=False)
            self.exec("sw", "tc", "filter", "del", "dev", port, "egress", "pref", DEAF, check=False)
            if self.pid(f"Device{device}"):
                self.signal(f"Device{device}", signal.SIGCONT)
        for device in "AB":
            if not self.pid(f"Device{device}"):
                self.start(device)

    # ---- the end ----

    def down(self):
        """Ends what was started and removes what was made; nothing happens when nothing stands."""
        if self.dir.exists():
            for record in self.dir.glob("*.pid"):
                self.end(record.stem)
        prefix = f"twin-{self.name}-"
        for line in run("ip", "netns", "list").stdout.splitlines():
            namespace = line.split()[0] if line.split() else ""
            if not re.match(rf"{prefix}(sw|a|b|c\d+)$", namespace):
                continue
            for pid in run("ip", "netns", "pids", namespace, check=False).stdout.split():
                try:
                    os.kill(int(pid), signal.SIGKILL)  # a child of what was started above
                except ProcessLookupError:
                    pass
            run("ip", "netns", "del", namespace, check=False)
        for folder in self.folders.values():
            if os.path.ismount(folder):
                run("umount", "-l", folder, check=False)
        for folder in NETNS_FILES.glob(f"{prefix}c*"):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.down()
