"""systemd-networkd with a file that matches everything, NetworkManager, dhcpcd and udev, in a device's
namespace: what is installed or documented keeps each off our links, and without it each takes them,
so it would have."""
import pathlib
import shutil
import subprocess

import pytest
import twin

NETWORKD = pathlib.Path("/lib/systemd/systemd-networkd")
INSTALLED = twin.TREE / "packaging/keep-off/05-twinlease.network"
# What docs/running.md leaves to the administrator: the port and its sub-interfaces.
PORTS = "[Match]\nName=eth1 eth1.*\n\n[Link]\nUnmanaged=yes\n"
ALL = "[Match]\nName=*\n\n[Network]\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n"
OURS = {"eth1", "eth1.100", "Vlanif100", "vrrp1.100"}
# Folders of its own, and no udev to wait for, as in a container: /sys is read-only.
RUN = """set -e
for folder in /etc/systemd /lib/systemd/network /run/systemd; do
	mkdir -p $folder
	mount -t tmpfs tmpfs $folder
done
mkdir -p /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp
chown -R systemd-network:systemd-network /run/systemd/netif
cp "$1"/*.network /lib/systemd/network/
mount -o remount,ro /sys
exec env SYSTEMD_LOG_TARGET=console """ + str(NETWORKD)

needs_networkd = pytest.mark.skipif(not NETWORKD.exists(),
                                    reason="systemd-networkd is not installed")
needs_manager = pytest.mark.skipif(
    not shutil.which("NetworkManager") or not shutil.which("dbus-daemon"),
    reason="NetworkManager is not installed")
needs_dhcpcd = pytest.mark.skipif(not shutil.which("dhcpcd"), reason="dhcpcd is not installed")
needs_udev = pytest.mark.skipif(not shutil.which("udevadm"), reason="udev is not installed")


def restored(lab):
    """How often the device had to put something back."""
    return lab.log("A").read_text().count("LINK_RESTORED")


def settled(lab):
    """After somebody took its links: the device is as before."""
    lab.wait_state("A", "Master", 10)
    lab.wait_connected(20)


class Networkd:
    """networkd in DeviceA's namespace, with these files: {name: text}."""

    def __init__(self, lab, folder, files):
        self.lab = lab
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)
        self.process = lab.spawn("networkd", "A", "sh", "-c", RUN, "sh", folder)

    def states(self):
        """{link: what networkd says of it}: pending, unmanaged, configuring, configured."""
        said = subprocess.run(
            ["nsenter", "-t", str(self.process.pid), "-m", "-n", "sh", "-c",
             "cd /run/systemd/netif/links && for i in *; do "
             "echo $(ip -o link | sed -n \"s/^$i: \\([^:@]*\\).*/\\1/p\") "
             "$(sed -n s/ADMIN_STATE=//p $i); done"], capture_output=True, text=True, check=False)
        return dict(line.split() for line in said.stdout.splitlines() if line.count(" ") == 1)

    def wait(self, state, links):
        twin.wait(f"networkd: {', '.join(sorted(links))} {state}", lambda: all(
            self.states().get(link) == state for link in links), 20, 0.2)

    def end(self):
        assert self.lab.end("networkd")


@needs_networkd
def test_the_installed_file_keeps_networkd_off_our_links(quick, tmp_path):
    before = restored(quick)
    networkd = Networkd(quick, tmp_path / "files", {
        "05-twinlease.network": INSTALLED.read_text(), "06-ports.network": PORTS,
        "99-all.network": ALL})
    networkd.wait("configured", {"lo"})  # it works, and has come to the end
    networkd.wait("unmanaged", OURS)
    networkd.end()
    assert restored(quick) == before
    assert quick.vrrp_state("A") == "Master"


@needs_networkd
def test_networkd_takes_them_without_it(quick, tmp_path):
    """And the device puts back what it took."""
    networkd = Networkd(quick, tmp_path / "files", {"99-all.network": ALL})
    networkd.wait("configured", OURS)
    twin.wait("the log says what it took",
              lambda: "LINK_RESTORED" in quick.log("A").read_text(), 10)
    networkd.end()
    settled(quick)


# ---- NetworkManager: with a bus of its own ----

NM_INSTALLED = twin.TREE / "packaging/keep-off/twinlease-networkmanager.conf"
NM_PORTS = "[keyfile]\nunmanaged-devices=interface-name:eth1*\n"
NM_RUN = """set -e
for folder in /etc/NetworkManager /usr/lib/NetworkManager/conf.d /var/lib/NetworkManager \\
	/run/NetworkManager /run/dbus /run/udev /usr/share/dbus-1/system-services; do
	mkdir -p $folder
	mount -t tmpfs tmpfs $folder
done
mkdir -p /etc/NetworkManager/conf.d /etc/NetworkManager/system-connections
printf '[main]\\nplugins=keyfile\\n' >/etc/NetworkManager/NetworkManager.conf
cp "$1"/*.conf /etc/NetworkManager/conf.d/
mount -o remount,ro /sys
dbus-daemon --system --nofork --nopidfile & bus=$!
until [ -S /run/dbus/system_bus_socket ]; do kill -0 $bus; sleep 0.1; done
NetworkManager --no-daemon & manager=$!
trap 'kill $manager; wait $manager; kill $bus' TERM
wait $manager
"""


class NetworkManager:
    """NetworkManager in DeviceA's namespace, with these files: {name: text}."""

    def __init__(self, lab, folder, files):
        self.lab = lab
        folder.mkdir()
        (folder / "00-none.conf").write_text("")
        for name, text in files.items():
            (folder / name).write_text(text)
        self.process = lab.spawn("manager", "A", "sh", "-c", NM_RUN, "sh", folder)

    def states(self):
        """{link: what nmcli says of it}."""
        said = subprocess.run(
            ["nsenter", "-t", str(self.process.pid), "-m", "-n", "nmcli", "-t", "-f",
             "DEVICE,STATE", "device"], capture_output=True, text=True, check=False)
        return dict(line.split(":", 1) for line in said.stdout.splitlines())

    def wait(self, state, links):
        twin.wait(f"NetworkManager: {', '.join(sorted(links))} {state}", lambda: all(
            self.states().get(link, "").startswith(state) for link in links), 20, 0.2)

    def end(self):
        assert self.lab.end("manager")


@needs_manager
def test_the_installed_file_keeps_networkmanager_off_our_links(quick, tmp_path):
    before = restored(quick)
    manager = NetworkManager(quick, tmp_path / "files", {
        "twinlease.conf": NM_INSTALLED.read_text(), "ports.conf": NM_PORTS})
    manager.wait("connected (externally)", {"lo"})
    manager.wait("unmanaged", OURS)
    manager.end()
    assert restored(quick) == before
    assert quick.vrrp_state("A") == "Master"


@needs_manager
def test_networkmanager_takes_them_without_it(quick, tmp_path):
    """The port it configures itself; what has addresses already it calls connected."""
    manager = NetworkManager(quick, tmp_path / "files", {})
    manager.wait("connect", OURS)
    manager.end()
    settled(quick)


# ---- dhcpcd ----

DENY = "denyinterfaces Vlanif* LoopBack* vrrp*.* eth1 eth1.*\n"
DHCPCD_RUN = """set -e
for folder in /run/dhcpcd /var/lib/dhcpcd /run/udev; do
	mkdir -p $folder
	mount -t tmpfs tmpfs $folder
done
ip link add other type veth peer name rehto
ip link set other up
ip link set rehto up
exec dhcpcd --nobackground --debug --config "$1" --script /bin/true
"""


def dhcpcd(lab, folder, text):
    """dhcpcd beside a link that is nobody's, until that one asks for a lease; links it began."""
    config, log = folder / "dhcpcd.conf", folder / "dhcpcd.log"
    config.write_text(text)
    lab.spawn("dhcpcd", "A", "sh", "-c", DHCPCD_RUN, "sh", config, log=log)
    twin.wait("dhcpcd at work", lambda: "other: sending DISCOVER" in log.read_text(), 20)
    assert lab.end("dhcpcd")
    subprocess.run(["ip", "-n", lab.ns("A"), "link", "del", "other"], check=True)
    return {line.split(":")[0] for line in log.read_text().splitlines() if "PREINIT" in line}


@needs_dhcpcd
def test_a_line_keeps_dhcpcd_off_our_links(quick, tmp_path):
    before = restored(quick)
    assert dhcpcd(quick, tmp_path, DENY) == {"other", "rehto"}
    assert restored(quick) == before
    assert quick.vrrp_state("A") == "Master"


@needs_dhcpcd
def test_dhcpcd_takes_them_without_it(quick, tmp_path):
    """All but the bridge: it leaves bridges alone by itself."""
    assert dhcpcd(quick, tmp_path, "") >= OURS - {"Vlanif100"} | {"other"}
    settled(quick)


# ---- udev: its rules and files, read as for a new link, by no daemon ----

UDEV_RUN = """set -e
for folder in /etc/udev /lib/udev/rules.d /etc/systemd /lib/systemd/network /run/udev; do
	mkdir -p $folder
	mount -t tmpfs tmpfs $folder
done
cp "$1"/*.rules /lib/udev/rules.d/
cp "$1"/*.link /lib/systemd/network/
udevadm test --action=add /sys/class/net/$2
"""


@needs_udev
@pytest.mark.parametrize("link", ["Vlanif100", "vrrp1.100", "eth1"])
def test_the_installed_files_tell_udev_whose_links_they_are(quick, tmp_path, link):
    for file in (twin.TREE / "packaging/keep-off").glob("*twinlease.[lr]*"):
        (tmp_path / file.name).write_text(file.read_text())
    (tmp_path / "80-net.rules").write_text('SUBSYSTEM=="net", IMPORT{builtin}="net_setup_link"\n')
    (tmp_path / "99-default.link").write_text(
        "[Match]\nOriginalName=*\n\n[Link]\nMACAddressPolicy=persistent\n")
    said = subprocess.run(
        ["ip", "netns", "exec", quick.ns("A"), "sh", "-c", UDEV_RUN, "sh", tmp_path, link],
        capture_output=True, text=True, check=True).stdout
    ours = link != "eth1"
    assert ("NM_UNMANAGED=1" in said) == ours
    assert ("ID_NET_MANAGED_BY=twinleased" in said) == ours
    assert ("05-twinlease.link" in said) == ours
    assert ("99-default.link" in said) != ours
