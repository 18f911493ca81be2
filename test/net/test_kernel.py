"""Another program takes away what a device made in the kernel: that is put back, or the peer
serves."""
import re
import subprocess
import time

import clients
import pytest
import twin
from variants import AT_ONCE, bring_up, config

GATEWAY, ASKER = "10.10.10.100", "c4"
SERVED_AGAIN = 2.5  # s
ESTRANGE = ["ip", "link", "set", "dev", "vrrp1.100", "group", "0", "down"]  # no longer ours
TAKEN = {
    "addresses of the macvlan": (["ip", "addr", "flush", "dev", "vrrp1.100"],
                                 r"virtual address 10\.10\.10\.100 of Vlanif100 vanished"),
    "macvlan": (["ip", "link", "del", "vrrp1.100"], r"link vrrp1\.100 vanished"),
    "macvlan shut": (["ip", "link", "set", "vrrp1.100", "down"], r"link vrrp1\.100 was shut down"),
    "bridge": (["ip", "link", "del", "Vlanif100"], r"link Vlanif100 vanished"),
    "bridge shut": (["ip", "link", "set", "Vlanif100", "down"], r"link Vlanif100 was shut down"),
    "addresses of the bridge": (["ip", "addr", "flush", "dev", "Vlanif100"],
                                r"address 10\.10\.10\.1 of Vlanif100 vanished"),
    "bridge port": (["ip", "link", "set", "eth1.100", "nomaster"],
                    r"bridge port eth1\.100 left Vlanif100"),
    "sub-interface": (["ip", "link", "del", "eth1.100"], r"link eth1\.100 vanished"),
    "filters of the port": (["tc", "qdisc", "del", "dev", "eth1", "clsact"],
                            r"filter on eth1 vanished"),
    "filters of the bridge": (["tc", "qdisc", "del", "dev", "Vlanif100", "clsact"],
                              r"filter on Vlanif100 vanished"),
    "mac of the bridge": (["ip", "link", "set", "Vlanif100", "address", "02:00:00:00:00:77"],
                          r"link Vlanif100 has another hardware address"),
}


@pytest.fixture(scope="module")
def pair(new_lab, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kernel")
    lab = new_lab(A=config(folder, "A", AT_ONCE), B=config(folder, "B"))
    bring_up(lab)
    lab.exec(ASKER, "ip", "addr", "replace", "10.10.10.204/24", "dev", "eth0")
    twin.wait("DeviceA hears that DeviceB would serve", lambda: re.search(
        r"Peer ready\s*: yes", lab.ask("A", "display remote-backup-profile service1 verbose")), 10)
    return lab


def seconds_without_gateway(lab, seconds):
    """The longest time in which a host, asking by ARP and ping 20 times a second, got nothing, over
    the next seconds; starts at once and returns a function that waits and tells."""
    ping = subprocess.Popen(
        ["ip", "netns", "exec", lab.ns(ASKER), "ping", "-n", "-D", "-i", "0.05", "-W", "1", "-w",
         str(seconds), GATEWAY], stdout=subprocess.PIPE, text=True)
    began = time.time()

    def longest():
        out, _ = ping.communicate(timeout=seconds + 10)
        times = [float(t) for t in re.findall(r"^\[(\d+\.\d+)\] \d+ bytes from", out, re.M)]
        edges = [began, *times, began + seconds]
        return max(b - a for a, b in zip(edges, edges[1:]))
    return longest


@pytest.mark.parametrize("what", TAKEN)
def test_what_is_taken_away_is_put_back(pair, what):
    command, sentence = TAKEN[what]
    client = clients.Udhcpc(pair, "c1")
    had = client.get()
    said = len(pair.log("A").read_text())
    longest = seconds_without_gateway(pair, 5)
    pair.exec("A", *command)
    new = clients.Udhcpc(pair, "c2").get()
    assert new.server == GATEWAY and new.address != had.address
    assert client.renewed().address == had.address
    assert longest() < SERVED_AGAIN
    twin.wait("the log says what vanished", lambda: re.search(
        rf"IFNET/3/LINK_RESTORED.*: {sentence}; restored", pair.log("A").read_text()[said:]), 5)
    assert (pair.vrrp_state("A"), pair.vrrp_state("B")) == ("Master", "Backup")
    pair.wait_connected(20)
    client.stop()


def test_a_name_that_another_took_is_given_up_to_the_peer(new_lab, tmp_path):
    """The kernel refuses: a device of that name is not ours."""
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE), B=config(tmp_path, "B"))
    bring_up(lab)
    lab.exec(ASKER, "ip", "addr", "replace", "10.10.10.204/24", "dev", "eth0")
    client = clients.Udhcpc(lab, "c1")
    had = client.get()
    twin.wait("DeviceA hears that DeviceB would serve", lambda: re.search(
        r"Peer ready\s*: yes", lab.ask("A", "display remote-backup-profile service1 verbose")), 10)
    longest = seconds_without_gateway(lab, 6)
    lab.exec("A", *ESTRANGE)
    lab.wait_state("B", "Master", 5)
    assert client.renewed().address == had.address
    assert longest() < SERVED_AGAIN
    twin.wait("the log says why", lambda: re.search(
        r"IFNET/2/LINK_LOST.*: link vrrp1\.100 is not ours; it could not be restored: vrrp1\.100: "
        r"a device of this name exists", lab.log("A").read_text()), 5)
    assert lab.vrrp_state("A") == "Backup"
    assert "taken away by another program" in lab.ask("A", "display vrrp")
    faults = lab.ask("A", "display interface fault")
    assert re.search(r"broken\s+link vrrp1\.100 is not ours", faults)
    lab.exec("A", "ip", "link", "del", "vrrp1.100")
    twin.wait("it is made again", lambda: "vrrp1.100@" in lab.exec("A", "ip", "link").stdout, 10)
    client.stop()


def test_a_fight_with_another_daemon_ends_with_the_peer_as_master(new_lab, tmp_path):
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE), B=config(tmp_path, "B"))
    bring_up(lab)
    client = clients.Udhcpc(lab, "c1")
    had = client.get()
    twin.wait("DeviceA hears that DeviceB would serve", lambda: re.search(
        r"Peer ready\s*: yes", lab.ask("A", "display remote-backup-profile service1 verbose")), 10)
    lab.spawn("foe", "A", "sh", "-c",
              "while :; do ip addr flush dev vrrp1.100; sleep 0.3; done 2>/dev/null")
    lab.wait_state("B", "Master", 10)
    assert client.renewed().address == had.address
    twin.wait("the log says that it is a fight", lambda: re.search(
        r"IFNET/2/LINK_LOST.*again and again", lab.log("A").read_text()), 5)
    lab.wait_state("A", "Backup", 5)
    assert lab.log("A").read_text().count("LINK_RESTORED") < 10
    assert "fought over" in lab.ask("A", "display interface fault")
    assert lab.end("foe")
    lab.wait_connected(20)
    client.stop()


def test_a_device_alone_stays_the_gateway_and_goes_on(new_lab, tmp_path):
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE))
    lab.start("A")
    lab.wait_state("A", "Master", 30)
    lab.exec(ASKER, "ip", "addr", "replace", "10.10.10.204/24", "dev", "eth0")
    lab.exec("A", *ESTRANGE)
    twin.wait("the log says so", lambda: "LINK_LOST" in lab.log("A").read_text(), 5)
    assert lab.vrrp_state("A") == "Master"
    lab.exec("A", "ip", "link", "del", "vrrp1.100")
    twin.wait("the gateway answers again", lambda: lab.exec(
        ASKER, "ping", "-c", "1", "-W", "1", GATEWAY, check=False).returncode == 0, 10)
    assert lab.end("DeviceA"), "SIGTERM was not answered"
    assert "vrrp1.100" not in lab.exec("A", "ip", "link").stdout
