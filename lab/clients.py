"""lab/clients.py -- the DHCP clients people really run, each in a client's namespace of a lab.

    client = clients.Udhcpc(lab, "c1")
    client.start()
    client.wait(("bound",))         what happened, from the client's own hook: lab/client-event
    client.renew(); client.release(); client.stop()

Nothing on the machine itself is touched: leases, pid files and sockets go to the lab's folder or
to a file system only the client sees.
"""
import json
import shutil
import signal
import time
from collections import namedtuple

import twin

HOOK = twin.TREE / "lab/client-event"
Event = namedtuple("Event", "when kind address seconds server")  # text but for `when`


class Client:
    program = None

    def __init__(self, lab, where, interface="eth0"):
        self.lab, self.where, self.interface = lab, where, interface
        self.what = f"{self.program}-{where}"
        self.events_file = lab.dir / f"{self.what}.events"
        self.process = None

    @classmethod
    def installed(cls):
        return shutil.which(cls.program, path="/usr/sbin:/sbin:/usr/bin:/bin") is not None

    def file(self, suffix):
        return self.lab.dir / f"{self.what}.{suffix}"

    def spawn(self, *command, env=None):
        env = {"TWIN_EVENTS": str(self.events_file), **(env or {})}
        self.process = self.lab.spawn(self.what, self.where, *command, env=env)

    def events(self):
        if not self.events_file.exists():
            return []
        lines = (line.split() for line in self.events_file.read_text().splitlines())
        return [Event(float(f[0]), *f[1:]) for f in lines if len(f) == 5]

    def wait(self, kinds, limit=15, since=0):
        """The first event of one of these kinds from number `since` on; kinds as the clients
        name them, in lower case: bound, renew, rebind, reboot, deconfig, release, nak ..."""
        def found():
            return next((e for e in self.events()[since:] if e.kind in kinds), None)
        return twin.wait(f"{self.what}: {' or '.join(kinds)}", found, limit, 0.02)

    def get(self, limit=20):
        """Starts the client; its first lease."""
        seen = len(self.events())
        self.start()
        return self.wait(("bound", "reboot"), limit, seen)

    def renewed(self, limit=20):
        """Asks for a renewal now; the event that ended it."""
        seen = len(self.events())
        self.renew()
        return self.wait(("renew", "rebind", "reboot", "bound"), limit, seen)

    def address(self):
        """The IPv4 address on the interface, or None."""
        text = self.lab.exec(self.where, "ip", "-j", "-4", "addr", "show", "dev",
                             self.interface).stdout
        found = [a["local"] for link in json.loads(text) for a in link.get("addr_info", [])]
        return found[0] if found else None

    def mac(self):
        text = self.lab.exec(self.where, "ip", "-j", "link", "show", "dev", self.interface).stdout
        return json.loads(text)[0]["address"]

    def signal(self, number):
        self.lab.signal(self.what, number)

    def stop(self):
        """Ends the client as a power cut does, without a release."""
        if self.lab.pid(self.what):
            self.signal(signal.SIGKILL)
            twin.wait(f"{self.what} ends", lambda: self.lab.pid(self.what) is None, 5)
        self.lab.exec(self.where, "ip", "-4", "addr", "flush", "dev", self.interface)


class Udhcpc(Client):
    program = "udhcpc"

    def start(self, *more):
        self.spawn("udhcpc", "-f", "-i", self.interface, "-s", HOOK, "-t", "10", "-T", "1",
                   "-A", "1", *more)

    def renew(self):
        """By unicast to the server identifier."""
        self.signal(signal.SIGUSR1)

    def release(self):
        seen = len(self.events())
        self.signal(signal.SIGUSR2)
        self.wait(("deconfig",), 5, seen)


class Dhclient(Client):
    program = "dhclient"

    def options(self):
        return ["-4", "-v", "-cf", "/dev/null", "-sf", HOOK, "-lf", self.file("leases"),
                "-pf", self.file("pidfile"), "-e", f"TWIN_EVENTS={self.events_file}"]

    def start(self, *more):
        self.file("leases").touch()
        self.spawn("dhclient", "-d", *self.options(), *more, self.interface)

    def renew(self):
        """dhclient has no signal for it: started again it asks for its lease (INIT-REBOOT)."""
        if self.lab.pid(self.what):
            self.signal(signal.SIGKILL)
            twin.wait(f"{self.what} ends", lambda: self.lab.pid(self.what) is None, 5)
        self.start()

    def release(self):
        self.lab.exec(self.where, "dhclient", "-r", *self.options(), self.interface)


class Dhcpcd(Client):
    """Its pid file, control socket and leases have fixed places, so it gets its own /run, in
    which only the lab's folder is there, and its own /var/lib/dhcpcd."""
    program = "dhcpcd"
    private = ("mount --bind {0} /mnt && mount -t tmpfs tmpfs /run && mkdir -p {0} && "
               "mount --move /mnt {0} && mount -t tmpfs tmpfs /var/lib/dhcpcd && exec \"$@\"")

    def start(self, *more):
        config = self.file("conf")
        config.write_text("ipv4only\nnoipv4ll\nnoarp\n")
        self.spawn("sh", "-c", self.private.format(self.lab.dir), "sh", "dhcpcd", "-B", "-f",
                   config, "-c", HOOK, "-e", f"TWIN_EVENTS={self.events_file}",
                   "-e", "TWIN_SETS_ADDRESS=no", *more, self.interface)

    def control(self, option):
        pid = self.lab.pid(self.what)
        twin.run("nsenter", "-t", pid, "-m", "-n", "dhcpcd", "-f", self.file("conf"), option,
                 self.interface)

    def renew(self):
        self.control("-N")

    def release(self):
        self.control("-k")


ALL = (Udhcpc, Dhclient, Dhcpcd)
