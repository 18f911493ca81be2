"""systemd-networkd with a file that matches everything, in a device's namespace: the installed file
keeps it off our links, and without it networkd takes them, so it would have."""
import pathlib
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

pytestmark = pytest.mark.skipif(not NETWORKD.exists(), reason="systemd-networkd is not installed")


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


def test_the_installed_file_keeps_networkd_off_our_links(quick, tmp_path):
    networkd = Networkd(quick, tmp_path / "files", {
        "05-twinlease.network": INSTALLED.read_text(), "06-ports.network": PORTS,
        "99-all.network": ALL})
    networkd.wait("configured", {"lo"})  # it works, and has come to the end
    networkd.wait("unmanaged", OURS)
    networkd.end()
    assert "LINK_RESTORED" not in quick.log("A").read_text()
    assert quick.vrrp_state("A") == "Master"


def test_networkd_takes_them_without_it(quick, tmp_path):
    """And the device puts back what it took."""
    networkd = Networkd(quick, tmp_path / "files", {"99-all.network": ALL})
    networkd.wait("configured", OURS)
    twin.wait("the log says what it took",
              lambda: "LINK_RESTORED" in quick.log("A").read_text(), 10)
    networkd.end()
    quick.wait_state("A", "Master", 10)
    quick.wait_connected(20)
