"""bench/servers.py -- the servers that bench/compare.py measures, each started empty on the bed.

The bed is a laboratory of lab/twin.py: a switch, the devices' two trunks, and access ports c1 (the
generator), c2 and c3 (other people's servers, and the reflector). Only the ports that a server
needs are up, so that nobody pays for frames that others hear. State is on a disk, below the build.
"""
import json
import os
import shutil
import subprocess
import time

import twin

GATEWAY, MASK, NET = "10.0.0.100", "255.224.0.0", "10.0.0.0/11"
FIRST, LAST = "10.1.0.0", "10.31.255.255"
SECTIONS = 31  # of 65536 addresses
AGENT = "10.0.0.9"
LEASE = 86400
HOOKS = "kea/hooks"

POOL = "".join([
    "ip pool pool1 server\n", f" gateway {GATEWAY} {MASK}\n",
    *(f" section {n} 10.{n + 1}.0.0 10.{n + 1}.255.255\n" for n in range(SECTIONS)),
    f" server identifier ip {GATEWAY}\n"])
VLANIF = "interface Vlanif 100\n ip address {address} " + MASK + "\n{group} dhcp server enable\n"
PORT = ("#\ninterface GigabitEthernet 0/1/1\n portswitch\n undo shutdown\n"
        " port link-type trunk\n port trunk allow-pass vlan 100\n#\nreturn\n")
SERVICE = """ remote-backup-profile service1
#
remote-backup-service service1
 peer {peer} source {own} port 10000
#
remote-backup-profile service1
 service-type dhcp-server
 backup-id 1 remote-backup-service service1
 peer-backup hot
 vrrp-id 1 interface Vlanif 100
"""
GROUP = (" vrrp vrid 1 virtual-ip 10.0.0.100\n vrrp vrid 1 priority {priority}\n")


def device_file(device, paired):
    own, peer = ("10.0.0.1", "10.0.0.2") if device == "A" else ("10.0.0.2", "10.0.0.1")
    if not paired:
        own = GATEWAY
    service = SERVICE.format(own=own, peer=peer) if paired else ""
    group = GROUP.format(priority=200 if device == "A" else 100) if paired else ""
    return (f"#\nsysname Device{device}\n#\nvlan 100\n#\n{POOL}{service}#\n"
            + VLANIF.format(address=own, group=group) + PORT)


class Server:
    """name: in the tables. package: of Debian, whose version is told. pinned: it has the first
    processor for itself. most: clients of one measurement, where more would measure how its cost
    grows; None: as many as there is time for."""
    package, pinned, most, ports = None, False, None, ("to-c2",)
    relays = True  # answers through a relay agent, renews, and stands an open loop

    def __init__(self, bed, folder):
        self.bed, self.folder, self.started = bed, folder, []
        folder.mkdir(parents=True)

    @classmethod
    def there(cls):
        return shutil.which(cls.program, path="/usr/sbin:/usr/bin:/sbin:/bin") is not None

    def address(self, where, address):
        self.bed.exec(where, "ip", "addr", "flush", "dev", "eth0")
        self.bed.exec(where, "ip", "addr", "add", f"{address}/11", "dev", "eth0")

    def spawn(self, what, where, *command, env=None):
        name = f"{self.folder.name}-{what}"
        self.bed.spawn(name, where, *command, log=self.folder / f"{what}.log", env=env)
        self.started.append(name)

    def pids(self):
        """Of all its processes, in the order in which their cost is told."""
        found = [self.bed.pid(name) for name in self.started]
        if None in found:
            raise twin.LabError(f"{self.name} ended; see {self.folder}")
        return found

    def stop(self):
        for name in self.started:
            self.bed.end(name)


class Twinlease(Server):
    name, program, pinned, ports = "Twinlease", None, True, ("to-a",)
    devices, paired = "A", False

    @classmethod
    def there(cls):
        return True

    def start(self):
        for d in self.devices:
            file = self.folder / f"Device{d}.cfg"
            file.write_text(device_file(d, self.paired))
            self.bed.configs[d] = file
            self.bed.folders[d] = self.folder / d.lower()
        self.started = [f"Device{d}" for d in self.devices]
        self.bed.start("A")
        if self.paired:
            self.bed.wait_state("A", "Master", 30)
            self.bed.start("B")
            self.bed.wait_state("B", "Backup", 15)
            self.bed.wait_connected(30)


class TwinleasePair(Twinlease):
    name, pinned, ports = "Twinlease pair", False, ("to-a", "to-b")
    devices, paired = "AB", True


class Kea(Server):
    name, program, package, pinned = "Kea", "kea-dhcp4", "kea-dhcp4-server", True
    threads = 0
    hosts = (("c2", GATEWAY),)

    def config(self, where):
        folder = self.folder / where
        folder.mkdir()
        dhcp4 = {
            "interfaces-config": {"interfaces": ["eth0"], "dhcp-socket-type": "raw"},
            "lease-database": {"type": "memfile", "persist": True, "lfc-interval": 0,
                               "name": str(folder / "leases.csv")},
            "multi-threading": {"enable-multi-threading": self.threads > 0},
            "valid-lifetime": LEASE, "authoritative": True,
            "option-data": [{"name": "routers", "data": GATEWAY}],
            "subnet4": [{"id": 1, "subnet": NET, "pools": [{"pool": f"{FIRST} - {LAST}"}]}],
            "loggers": [{"name": "kea-dhcp4", "severity": "WARN",
                         "output_options": [{"output": "stderr"}]}]}
        if self.threads:
            dhcp4["multi-threading"].update({"thread-pool-size": self.threads,
                                             "packet-queue-size": 64})
        return folder, dhcp4

    def start(self):
        for where, address in self.hosts:
            self.address(where, address)
            folder, dhcp4 = self.config(where)
            file = folder / "kea.json"
            file.write_text(json.dumps({"Dhcp4": dhcp4}))
            self.spawn(where, where, "kea-dhcp4", "-c", file,
                       env={"KEA_LOCKFILE_DIR": str(folder), "KEA_PIDFILE_DIR": str(folder)})


class KeaThreads(Kea):
    name, pinned, threads = "Kea, threads", False, os.cpu_count() or 1


class KeaPair(Kea):
    """Hot standby: an ACK waits for the partner's answer, as a pair's does; neither syncs."""
    name, pinned, ports = "Kea hot standby", False, ("to-c2", "to-c3")
    threads = os.cpu_count() or 1
    hosts = (("c2", GATEWAY), ("c3", "10.0.0.101"))

    @classmethod
    def hooks(cls):
        libs = f"/usr/lib/{os.uname().machine}-linux-gnu/{HOOKS}"
        return [f"{libs}/libdhcp_{name}.so" for name in ("lease_cmds", "ha")]

    @classmethod
    def there(cls):
        return super().there() and all(os.path.exists(h) for h in cls.hooks())

    def config(self, where):
        folder, dhcp4 = super().config(where)
        lease_commands, ha = self.hooks()
        peers = [{"name": w, "url": f"http://{a}:8000/", "role": role, "auto-failover": True}
                 for (w, a), role in zip(self.hosts, ("primary", "standby"))]
        dhcp4["hooks-libraries"] = [
            {"library": lease_commands},
            {"library": ha, "parameters": {"high-availability": [{
                "this-server-name": where, "mode": "hot-standby", "heartbeat-delay": 1000,
                "max-response-delay": 60000, "max-ack-delay": 10000, "max-unacked-clients": 10,
                "multi-threading": {"enable-multi-threading": True,
                                    "http-dedicated-listener": True,
                                    "http-listener-threads": self.threads,
                                    "http-client-threads": self.threads},
                "peers": peers}]}}]
        dhcp4["loggers"].append({"name": "kea-dhcp4.ha-hooks", "severity": "INFO",
                                 "output_options": [{"output": "stderr"}]})
        return folder, dhcp4

    def start(self):
        super().start()
        for where, _ in self.hosts:
            log = self.folder / f"{where}.log"
            twin.wait(f"{where} is a hot standby's half",
                      lambda log=log: "to HOT-STANDBY" in log.read_text(), 60, 0.2)


class Dhcpd(Server):
    """Its cost grows with free addresses: it has 4096 (pools of one size would be of no use)."""
    name, program, package, pinned = "dhcpd", "dhcpd", "isc-dhcp-server", True
    most, relays = 700, False

    def start(self):
        self.address("c2", GATEWAY)
        conf, leases = self.folder / "dhcpd.conf", self.folder / "dhcpd.leases"
        conf.write_text(f"authoritative; ping-check false; default-lease-time {LEASE};\n"
                        f"subnet 10.0.0.0 netmask {MASK} {{ range 10.1.0.0 10.1.15.255; "
                        f"option routers {GATEWAY}; }}\n")
        leases.touch()
        self.spawn("dhcpd", "c2", "dhcpd", "-f", "-d", "-q", "-4", "--no-pid", "-cf", conf, "-lf",
                   leases, "eth0")


class Dnsmasq(Server):
    """It writes its whole file anew for each lease: the cost of the first two thousand."""
    name, program, package, pinned = "dnsmasq", "dnsmasq", "dnsmasq-base", True
    most, relays = 500, False

    def start(self):
        self.address("c2", GATEWAY)
        self.spawn("dnsmasq", "c2", "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null",
                   "--port=0", "--interface=eth0", "--dhcp-authoritative", "--no-ping",
                   "--pid-file=", "--user=root", "--dhcp-lease-max=100000", "--quiet-dhcp",
                   "--dhcp-range=10.1.0.0,10.1.255.255,255.224.0.0,24h",
                   f"--dhcp-leasefile={self.folder}/leases")


class Reflector(Server):
    name, program, pinned, relays = "reflector", None, True, False

    @classmethod
    def there(cls):
        return True

    def start(self):
        self.spawn("reflect", "c2", self.bed.build / "bench/reflect", "eth0")
        time.sleep(0.2)  # it opens its ring


ALL = (Kea, Twinlease, TwinleasePair, KeaThreads, KeaPair, Dhcpd, Dnsmasq, Reflector)


def version(server):
    if server.package is None:
        return None
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", server.package],
                          capture_output=True, text=True)
    return done.stdout.strip() or "of unknown version"
