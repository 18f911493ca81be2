"""Frames are lost in one direction: a Master that hears nobody yields, and nobody else does."""
import re
import time

import clients
import pytest
import twin
from variants import AT_ONCE, bring_up, config
from wire import Capture, is_vrrp

YIELDS = 10  # s: three of silence, three rounds, the skew of the peer, and something
BESIDE = 7  # s in which a Backup that hears nobody may be Master beside the Master


@pytest.fixture
def pair(new_lab, tmp_path):
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE), B=config(tmp_path, "B"))
    bring_up(lab)
    yield lab
    lab.down()


def known_client(lab):
    """A client that the Master, and by its broadcasts and announcements the Slave, has heard."""
    client = clients.Udhcpc(lab, "c1")
    had = client.get()
    assert client.renewed().address == had.address
    lab.exec("c1", "arping", "-U", "-c", "2", "-I", "eth0", had.address, check=False)
    return client, had


def test_a_deaf_master_yields_and_returns(pair):
    client, had = known_client(pair)
    pair.fail("deaf-A")
    began = time.monotonic()
    pair.wait_state("B", "Master", YIELDS)
    took = time.monotonic() - began
    assert client.renewed().address == had.address
    print(f"the peer is Master {took:.1f} s after the loss began")
    twin.wait("DeviceA says so", lambda: re.search(
        r"VRRP/2/DEAF.*Vlanif100", pair.log("A").read_text()), 5)
    assert pair.vrrp_state("A") == "Initialize"
    assert "no host answers" in pair.ask("A", "display vrrp")
    pair.heal()
    pair.wait_state("A", "Backup", 10)
    assert "VRRP/4/HEARS_AGAIN" in pair.log("A").read_text()
    pair.wait_connected(20)
    assert pair.vrrp_state("B") == "Master"
    assert clients.Udhcpc(pair, "c2").get().server == "10.10.10.100"
    pair.wait_same_leases()
    client.stop()


def test_a_deaf_backup_does_not_stay_master(pair):
    client, had = known_client(pair)
    trunk = Capture(pair, "b", from_there=True)
    began = time.time()
    pair.fail("deaf-B")
    twin.wait("DeviceB takes no part", lambda: pair.vrrp_state("B") == "Initialize", 15)
    assert pair.vrrp_state("A") == "Master"
    assert client.renewed().address == had.address
    said = [float(f.time) - began for f in trunk.frames() if is_vrrp(f)]
    print(f"DeviceB advertised from {min(said):.1f} to {max(said):.1f} s")
    assert max(said) < BESIDE
    pair.heal()
    pair.wait_state("B", "Backup", 15)
    pair.wait_connected(20)
    assert pair.vrrp_state("A") == "Master"
    client.stop()


def test_a_device_alone_on_a_quiet_link_stays_master(new_lab, tmp_path):
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE))
    lab.start("A")
    lab.wait_state("A", "Master", 30)
    client, _ = known_client(lab)
    client.stop()
    trunk = Capture(lab, "a", from_there=True)
    trunk.wait(15, is_vrrp, 25)  # a quarter of a minute in which nobody says anything
    assert lab.vrrp_state("A") == "Master"
    assert "DEAF" not in lab.log("A").read_text()
