#!/usr/bin/python3
"""everyone.py [NAME ...] -- the DHCP clients people run, over a switchover, and perfdhcp.

A pair with leases of a minute. udhcpc, dhclient, dhcpcd, systemd-networkd, NetworkManager and VPCS
get an address on the link, udhcpc, dhclient and dhcpcd also behind dhcrelay and behind dnsmasq as
relay agents; iPXE in qemu asks for its boot file and fetches it. Then DeviceA is killed, and each
client has to renew with DeviceB the address that it had; iPXE boots once more. Before that perfdhcp
asks with -r, -i, -f, -F and -B. `make clients` runs it; what came out is in docs/conformance.md.
One line for each, exit status 0 when all went well. KEEP_LOGS=FOLDER keeps what they said.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(TREE / "lab"), str(pathlib.Path(__file__).resolve().parent)]
import clients  # noqa: E402
import twin  # noqa: E402
from variants import AT_ONCE, bring_up, config  # noqa: E402

LEASE = 60
FAR = {"dhcrelay": (200, "10.20.0"), "dnsmasq": (300, "10.21.0")}
BOOT_SERVER = "10.10.60.1"
POOL = """ip pool {name} server
 gateway {net}.1 {mask}
 section 0 {low} {high}
 lease 0 0 1
 next-server 10.10.60.1
 bootfile loader.ipxe
 server identifier ip 10.10.10.100
 remote-backup-profile service1
#
"""
SCRIPT = "#!ipxe\necho Twinlease booted this\n"


# ---- clients that lab/clients.py has not ----

class Own:
    """A client that says nothing of its leases: its address is what its interface has."""

    def __init__(self, lab, where):
        self.lab, self.where = lab, where
        self.what = f"{self.program}-{where}"
        self.folder = lab.dir / self.what
        self.folder.mkdir()

    def get(self):
        self.start()
        return twin.wait(f"{self.what} has an address", self.address, 40)

    def address(self):
        text = self.lab.exec(self.where, "ip", "-j", "-4", "addr", "show", "dev", "eth0").stdout
        found = [a["local"] for link in json.loads(text) for a in link.get("addr_info", [])]
        return found[0] if found else None

    def mac(self):
        text = self.lab.exec(self.where, "ip", "-j", "link", "show", "dev", "eth0").stdout
        return json.loads(text)[0]["address"]

    def spawn(self, script):
        """With mounts of its own; where /sys is read-only, as in containers, udev is not asked."""
        here = self.lab.dir
        head = (f"mount --make-rprivate / && mount --bind {here} /mnt && "
                f"mount -t tmpfs tmpfs /run && mkdir -p {here} && mount --move /mnt {here} && "
                "mount -o remount,bind,ro /sys && ")
        self.lab.spawn(self.what, self.where, "unshare", "-m", "sh", "-c", head + script)

    def stop(self):
        self.lab.end(self.what)


class Networkd(Own):
    program = "systemd-networkd"

    def start(self):
        (self.folder / "10-eth0.network").write_text(
            "[Match]\nName=eth0\n[Network]\nDHCP=ipv4\nLinkLocalAddressing=no\n"
            "[DHCPv4]\nClientIdentifier=mac\n")
        self.spawn(f"mkdir -p /run/systemd/network /run/systemd/netif && "
                   f"cp {self.folder}/10-eth0.network /run/systemd/network/ && "
                   "chown -R systemd-network /run/systemd/netif && "
                   "exec /lib/systemd/systemd-networkd")


class NetworkManager(Own):
    program = "NetworkManager"

    def start(self):
        (self.folder / "eth0.nmconnection").write_text(
            "[connection]\nid=eth0\ntype=ethernet\ninterface-name=eth0\n"
            "[ipv4]\nmethod=auto\n[ipv6]\nmethod=disabled\n")
        (self.folder / "nm.conf").write_text(
            "[main]\nplugins=keyfile\ndhcp=internal\ndns=none\nrc-manager=unmanaged\n"
            "[logging]\nlevel=INFO\n")
        self.spawn("mkdir -p /run/dbus /run/nm && mount -t tmpfs tmpfs /var/lib/NetworkManager && "
                   "mount -t tmpfs tmpfs /etc/NetworkManager && "
                   "mkdir -p /etc/NetworkManager/system-connections && "
                   f"cp {self.folder}/eth0.nmconnection /etc/NetworkManager/system-connections/ && "
                   "chmod 600 /etc/NetworkManager/system-connections/* && "
                   "dbus-daemon --system --fork && "
                   f"exec NetworkManager --no-daemon --config={self.folder}/nm.conf")


class Vpcs(Own):
    """On a tap beside eth0 in a bridge. Its own MAC and address; it prints what it got."""
    program = "vpcs"

    def start(self):
        for words in (("link", "add", "br0", "type", "bridge", "forward_delay", "0"),
                      ("tuntap", "add", "dev", "tap0", "mode", "tap"),
                      ("link", "set", "tap0", "master", "br0", "up"),
                      ("link", "set", "eth0", "master", "br0"), ("link", "set", "br0", "up")):
            self.lab.exec(self.where, "ip", *words)
        self.input = self.folder / "input"
        os.mkfifo(self.input)
        self.lab.spawn(self.what, self.where, "sh", "-c",
                       f"cd {self.folder} && exec script -qfc 'vpcs -i 1 -e -d tap0' /dev/null "
                       f"<>{self.input}")
        self.keys = open(self.input, "r+b", buffering=0)
        twin.wait("VPCS has a prompt", lambda: "VPCS" in self.said(), 20)
        self.keys.write(b"dhcp -d\r")

    def said(self):
        return (self.lab.dir / f"{self.what}.log").read_text(errors="replace")

    def address(self):
        found = re.findall(r"IP (10\.10\.\d+\.\d+)/", self.said())
        return found[-1] if found else None

    def mac(self):
        return "00:50:79:66:68:00"

    def renew(self):
        self.keys.write(b"dhcp -r\r")


class Ipxe(Own):
    """One boot in qemu: what the boot loader said."""
    program = "qemu"
    MAC = "52:54:00:12:34:56"

    def get(self):
        self.lab.exec(self.where, "ip", "link", "add", "br0", "type", "bridge", "forward_delay",
                      "0")
        self.lab.exec(self.where, "ip", "tuntap", "add", "dev", "tap0", "mode", "tap")
        for words in (("tap0", "master", "br0", "up"), ("eth0", "master", "br0"), ("br0", "up")):
            self.lab.exec(self.where, "ip", "link", "set", *words)
        return self.boot(1)

    def boot(self, times):
        self.lab.spawn(self.what, self.where, "qemu-system-x86_64", "-accel", "tcg", "-m", "64",
                       "-nographic", "-nodefaults", "-serial", "stdio", "-vga", "none",
                       "-no-reboot", "-boot", "n", "-netdev",
                       "tap,id=n,ifname=tap0,script=no,downscript=no", "-device",
                       f"virtio-net-pci,netdev=n,mac={self.MAC}")
        log = self.lab.dir / f"{self.what}.log"
        twin.wait("iPXE runs the file it fetched",
                  lambda: log.read_text(errors="replace").count("booted this") >= times, 90)
        self.stop()
        return self.address()

    def address(self):
        text = (self.lab.dir / f"{self.what}.log").read_text(errors="replace")
        found = re.findall(r"net0: (10\.10\.\d+\.\d+)/", text)
        return found[-1] if found else None

    def mac(self):
        return self.MAC


# ---- the laboratory ----

def make_lab(folder):
    pools = POOL.format(name="pool1", net="10.10.10", mask="255.255.0.0", low="10.10.32.0",
                        high="10.10.63.255").replace("gateway 10.10.10.1 ", "gateway 10.10.10.100 ")
    for name, (_, net) in FAR.items():
        pools += POOL.format(name=name, net=net, mask="255.255.240.0", low=f"{net}.10",
                             high=net.rsplit(".", 1)[0] + ".14.200")
    # dnsmasq asks for the MAC of the virtual address with the one that its clients see.
    for n, (_, net) in enumerate(FAR.values(), 13):
        pools += f"ip route-static {net}.0 255.255.240.0 10.10.60.{n}\n#\n"
    files = {}
    for device, last in (("A", "1"), ("B", "2")):
        text = (TREE / f"lab/Device{device}.cfg").read_text()
        begin = text.index("ip pool pool1")
        pool = (text[begin:text.index("#\n", begin) + 2], pools)
        wide = (f"ip address 10.10.10.{last} 255.255.255.0",
                f"ip address 10.10.10.{last} 255.255.0.0")
        files[device] = config(folder, device, pool, wide, *([AT_ONCE] if device == "A" else []))
    lab = twin.Lab(f"e{os.getpid()}", configs=files, clients=16)
    lab.create()
    return lab


def start_relays(lab):
    """c13 runs dhcrelay and c14 dnsmasq, between VLAN 100 and one of their own."""
    for n, (name, (vlan, net)) in enumerate(FAR.items(), 13):
        where = f"c{n}"
        port = f"to-{where}far"
        lab.exec("sw", "ip", "link", "add", "name", port, "type", "veth", "peer", "name", "eth1",
                 "netns", lab.ns(where))
        lab.exec("sw", "ip", "link", "set", port, "master", "switch", "up")
        lab.exec("sw", "tc", "qdisc", "add", "dev", port, "clsact")
        lab.access(f"{where}far", vlan)
        lab.exec(where, "ip", "addr", "add", f"10.10.60.{n}/16", "dev", "eth0")
        lab.exec(where, "ip", "addr", "add", f"{net}.1/20", "dev", "eth1")
        lab.exec(where, "ip", "link", "set", "eth1", "up")
        lab.exec(where, "sysctl", "-qw", "net.ipv4.ip_forward=1")
        if name == "dhcrelay":
            lab.spawn("relay-dhcrelay", where, "dhcrelay", "-d", "-4", "-a", "-id", "eth1", "-iu",
                      "eth0", "10.10.10.100")
        else:
            lab.spawn("relay-dnsmasq", where, "dnsmasq", "--keep-in-foreground",
                      "--conf-file=/dev/null", "--port=0", f"--dhcp-relay={net}.1,10.10.10.100",
                      "--pid-file=", "--user=root")


def start_boot_server(lab):
    lab.exec("c15", "ip", "addr", "add", f"{BOOT_SERVER}/16", "dev", "eth0")
    folder = lab.dir / "tftp"
    folder.mkdir()
    (folder / "loader.ipxe").write_text(SCRIPT)
    lab.spawn("tftp", "c15", "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0",
              "--enable-tftp", f"--tftp-root={folder}", "--pid-file=", "--user=root")


def everyone(lab):
    """{name: client}"""
    found = {p.program: p(lab, f"c{n}") for n, p in
             enumerate((*clients.ALL, Networkd, NetworkManager, Vpcs), 1)}
    found["iPXE"] = Ipxe(lab, "c16")
    where = iter(range(7, 13))
    for name, (vlan, _) in FAR.items():
        for program in clients.ALL:
            host = f"c{next(where)}"
            lab.access(host, vlan)
            found[f"{program.program} behind {name}"] = program(lab, host)
    return found


# ---- what is looked at ----

def remaining(lab, device):
    """{address: seconds} of the leases of all pools."""
    found = {}
    for pool in ("pool1", *FAR):
        text = lab.ask(device, f"display ip pool name {pool} used")
        rows = re.findall(r"^\s*\d+\s+(\S+)\s+[0-9a-f-]{14}\s+\S+\s+(\d+)\s+used", text, re.M)
        found.update((ip, int(seconds)) for ip, seconds in rows)
    return found


def counted(lab, word):
    m = re.search(rf"^ +{word} +: (\d+)", lab.ask("A", "display dhcp server statistics"), re.M)
    return int(m[1]) if m else 0


def perfdhcp(lab):
    """(words, right, what it said) of each run: nothing dropped, nothing refused. It gives back in
    the names of many clients, which on the link is not believed of one station; so it is a relay
    agent in a subnet behind a router then. Nobody answers a RELEASE, which it counts as dropped."""
    lab.access("c7", FAR["dhcrelay"][0])
    for where, address in (("c1", "10.10.60.200/16"), ("c7", "10.20.0.250/20")):
        lab.exec(where, "ip", "addr", "add", address, "dev", "eth0")
    lab.exec("c7", "ip", "route", "add", "default", "via", "10.20.0.1")
    runs = (("c1", ""), ("c1", "-i"), ("c1", "-B"), ("c7", ""), ("c7", "-f 30 -F 20"))
    for n, (where, more) in enumerate(runs):
        words = ["-4", "-r", "100", "-R", "1000", "-p", "6", "-W", "1000000", *more.split()]
        to = ["-l", "eth0", "255.255.255.255"] if "-B" in words else ["10.10.10.100"]
        before = counted(lab, "released")
        done = lab.exec(where, "perfdhcp", *words, "-b", f"mac=00:0c:01:{n:02x}:00:00", *to,
                        check=False)
        text, _, gave = done.stdout.partition("***Statistics for: RELEASE***")
        found = re.findall(r"^(sent packets|drops|rejected leases): (\d+)", text, re.M)
        bad = sum(int(v) for k, v in found if k != "sent packets")
        sent = sum(int(v) for k, v in found if k == "sent packets")
        released = re.search(r"sent packets: (\d+)", gave)
        took = counted(lab, "released") - before
        right = bad == 0 and sent > 0 and (not released or took > 0.9 * int(released[1]))
        words = f"-r 100 {more}" + (" (relayed)" if where == "c7" else "")
        yield words, right, f"{sent} sent, {bad} dropped or refused" + \
            (f", {took} of {released[1]} given back" if released else "") + \
            ("" if sent else done.stderr[-300:])
    for where in ("c1", "c7"):
        lab.exec(where, "ip", "addr", "flush", "dev", "eth0")


def run(lab, wanted):
    good = True

    def say(right, what, words):
        nonlocal good
        good &= bool(right)
        print(f"{' ok ' if right else 'FAIL'}  {what:48} {words}", flush=True)

    start_relays(lab)
    start_boot_server(lab)
    if not wanted or "perfdhcp" in wanted:
        for words, right, said in perfdhcp(lab):
            say(right, f"perfdhcp {words}", said)
    had = {}
    found = {name: client for name, client in everyone(lab).items()
             if not wanted or name in wanted or name.split()[0] in wanted}
    for name, client in found.items():
        try:
            began = time.monotonic()
            got = client.get()
            had[name] = getattr(got, "address", got)
            say(had[name], name, f"got {had[name]} in {time.monotonic() - began:.1f} s")
        except twin.LabError as e:
            say(False, name, str(e))
    lab.kill("A")
    killed = time.monotonic()
    lab.wait_state("B", "Master", 10)
    say(True, "DeviceA killed", f"DeviceB is Master after {time.monotonic() - killed:.1f} s")
    renewed = set()

    def all_renewed():
        now = remaining(lab, "B")
        for name, address in had.items():
            # A lease of before the kill has lost by now what passed since.
            if now.get(address, 0) > LEASE - (time.monotonic() - killed) + 2:
                renewed.add(name)
        return renewed >= set(had) - {"iPXE"}
    time_out = None
    if "vpcs" in had:
        found["vpcs"].renew()
    try:
        twin.wait("all renew", all_renewed, LEASE, 1)
    except twin.LabError as e:
        time_out = e
    for name, address in had.items():
        if name == "iPXE":
            again = found[name].boot(2)
            say(again == address, name, f"boots again with {again} from DeviceB")
        else:
            say(name in renewed and found[name].address() == address, name,
                f"renewed {address} with DeviceB" if name in renewed else str(time_out))
    for client in found.values():
        client.stop()
    return good


def main(*wanted):
    with tempfile.TemporaryDirectory() as folder:
        lab = make_lab(pathlib.Path(folder))
        try:
            bring_up(lab)
            return 0 if run(lab, wanted) else 1
        finally:
            if os.environ.get("KEEP_LOGS"):
                for log in lab.dir.glob("*.log"):
                    shutil.copy(log, os.environ["KEEP_LOGS"])
            lab.down()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
