"""The Master dies, freezes or leaves under load: nothing promised is lost, nothing speaks twice."""
import json
import re
import signal
import socket
import subprocess
import threading
import time

import clients
import pytest
import twin
from variants import AT_ONCE, bring_up, config
from scapy.layers.inet import IP
from scapy.layers.vrrp import VRRP
from wire import Capture, is_virtual, is_vrrp

DORA = "build/release/test/net/dora"
MASTER_DOWN = 3.609  # s, DeviceB: three intervals of 1 s and (256 - 100) / 256
PER_SECOND, CROWD = 100, 1500

# A pool of 10 000 addresses, so that a steady load does not run out of them.
WIDE = [("10.10.10.100 255.255.255.0", "10.10.10.100 255.255.0.0"),
        ("section 0 10.10.10.1 10.10.10.100", "section 0 10.10.8.1 10.10.48.0")]


def wide(device):
    return [*WIDE, (f"10.10.10.{1 + 'AB'.index(device)} 255.255.255.0",
                    f"10.10.10.{1 + 'AB'.index(device)} 255.255.0.0")]


@pytest.fixture(scope="module")
def crowded(new_lab, tmp_path_factory):
    folder = tmp_path_factory.mktemp("crowded")
    lab = new_lab(A=config(folder, "A", AT_ONCE, *wide("A")), B=config(folder, "B", *wide("B")))
    bring_up(lab)
    return lab


@pytest.fixture
def pair(new_lab, tmp_path):
    """A pair of its own for each test that breaks it, without the recover delay."""
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE), B=config(tmp_path, "B"))
    bring_up(lab)
    yield lab
    lab.down()


def test_no_acknowledged_lease_is_lost_when_the_master_is_killed(crowded, tmp_path):
    told = tmp_path / "told.json"
    with told.open("w") as out:
        load = subprocess.Popen(["ip", "netns", "exec", crowded.ns("c1"), DORA, "eth0", str(CROWD),
                                 str(PER_SECOND), "40"], stdout=out)
    try:
        twin.wait("a third of the crowd has its lease",
                  lambda: told.read_text().count('"ack"') >= CROWD // 3, 30)
        killed = time.time()
        crowded.fail("A")
        crowded.wait_state("B", "Master", 6)
        load.wait(60)
    finally:
        load.kill()
    acks = [e for e in map(json.loads, told.read_text().splitlines()) if e["what"] == "ack"]
    before = [e for e in acks if e["when"] < killed]
    assert len(before) > 2 * PER_SECOND, "there was no steady load before the kill"
    assert load.returncode == 0, "not every client was served"
    owners = {}
    for e in acks:
        owners.setdefault(e["address"], set()).add(e["client"])
    assert {a: who for a, who in owners.items() if len(who) > 1} == {}, "given to two clients"
    held = crowded.leases("B")
    assert {e["address"]: e["client"] for e in acks if held.get(e["address"]) != e["client"]} == {}
    assert len({e["client"] for e in acks}) == CROWD


def test_the_dead_master_returns_and_learns_everything(crowded):
    crowded.start("A")
    crowded.wait_connected(20)
    twin.wait("both hold the same leases",
              lambda: len(crowded.leases("A")) >= CROWD
              and crowded.leases("A") == crowded.leases("B"), 30)
    crowded.wait_state("A", "Backup", 15)
    assert crowded.vrrp_state("B") == "Master"
    waits = re.compile(r"Preempt\s*: YES\s+Delay Time\s*: 600s\s+Remain\s*: \d+s")
    twin.wait("an advertisement of DeviceB starts the preemption delay",
              lambda: waits.search(crowded.ask("A", "display vrrp")), 5)


def knock(lab, where="c2"):
    """Asks for the virtual address without end, so that a corpse would answer."""
    lab.exec(where, "ip", "addr", "replace", "10.10.10.202/24", "dev", "eth0")
    return lab.spawn("knock", where, "sh", "-c",
                     "while :; do ip neigh flush dev eth0; ping -c 1 -W 0.2 10.10.10.100; "
                     "sleep 0.05; done")


@pytest.mark.parametrize("fault", ["A", "freeze-A"])
def test_a_dead_or_frozen_master_falls_silent(pair, fault):
    client = clients.Udhcpc(pair, "c1")
    had = client.get()
    corpse, heir = Capture(pair, "a", from_there=True), Capture(pair, "b", from_there=True)
    knock(pair)
    corpse.wait(3, is_virtual)
    broken = time.time()
    pair.fail(fault)
    pair.wait_state("B", "Master", 6)
    heir.wait(3, is_vrrp)  # more than two seconds in which the dead one could speak
    event = client.renewed()
    assert event.address == had.address
    from_corpse = [f for f in corpse.frames() if is_virtual(f)]
    assert [f for f in from_corpse if f.time < broken], "the capture saw nothing before"
    first = min(f.time for f in heir.frames() if is_vrrp(f))
    assert float(first) - broken <= MASTER_DOWN + 0.2
    late = [f for f in from_corpse if f.time > broken + MASTER_DOWN or f.time > first]
    assert late == [], [f.summary() for f in late[:5]]
    client.stop()


def test_a_thawed_master_does_not_serve_beside_the_new_one(pair):
    pair.fail("freeze-A")
    pair.wait_state("B", "Master", 6)
    thawed, trunk = Capture(pair, "a", from_there=True), Capture(pair, "b")
    pair.heal()
    twin.wait("DeviceA answers again", lambda: pair.vrrp_state("A") is not None, 10)
    trunk.wait(5, is_vrrp)  # longer than the Master_Down time of either
    roles = sorted([pair.vrrp_state("A"), pair.vrrp_state("B")])
    assert roles.count("Master") == 1, roles
    if pair.vrrp_state("B") == "Master":
        assert [f for f in thawed.frames() if is_virtual(f)] == []
    pair.wait_connected(20)
    assert clients.Udhcpc(pair, "c3").get().server == "10.10.10.100"


def test_a_clean_stop_resigns_and_removes_what_it_made(pair):
    before = {d: links(pair, d) for d in "AB"}
    trunk = Capture(pair, "a", from_there=True)
    process = pair.pid("DeviceA")
    stopped = time.monotonic()
    assert pair.end("DeviceA"), "SIGTERM was not enough"
    pair.wait_state("B", "Master", 3)
    assert time.monotonic() - stopped < 2.5, "priority 0 spares the Master_Down time"
    last = [f for f in trunk.frames() if is_vrrp(f)][-1]
    assert last[IP][VRRP].priority == 0
    assert twin.started_at(process) is None
    assert before["A"] - links(pair, "A"), "it had made links"
    assert {name for name in links(pair, "A") if name not in ("lo", "eth1")} == set()
    pair.start("A")
    pair.wait_connected(20)


def links(lab, device):
    text = lab.exec(device, "ip", "-j", "link").stdout
    return {link["ifname"] for link in json.loads(text)}


def test_a_start_waits_for_the_last_thread_of_the_one_before(new_lab):
    """A killed process holds its socket until its last thread is gone."""
    lab = new_lab()
    with socket.socket(socket.AF_UNIX) as corpse:
        corpse.bind(str(lab.socket("A")))
        corpse.listen()
        threading.Timer(0.3, corpse.close).start()
        lab.start("A")
    assert lab.ask("A", "display vlan")


def test_a_start_cleans_up_what_a_crash_left(pair):
    pair.fail("A")
    assert len(links(pair, "A")) > 2, "a crash leaves links behind"
    pair.start("A")
    pair.wait_connected(20)
    assert pair.end("DeviceA")
    assert links(pair, "A") <= {"lo", "eth1"}


def clean(lab, device="A"):
    return lab.exec(device, lab.build / "twinleased", "--clean", check=False)


def test_a_killed_device_can_be_cleaned_up_by_hand(new_lab, tmp_path):
    """Its port is as it was before: nothing of ours is in the way of who uses it next."""
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE))
    before = links(lab, "A")
    lab.exec("sw", "ip", "addr", "add", "192.0.2.1/24", "dev", "switch")
    lab.exec("A", "ip", "addr", "add", "192.0.2.2/24", "dev", "eth1")

    def port_is_heard():
        return lab.exec("sw", "ping", "-c1", "-W1", "192.0.2.2", check=False).returncode == 0

    assert port_is_heard()
    lab.start("A")
    lab.wait_state("A", "Master", 20)
    refused = clean(lab)
    assert refused.returncode == 2 and "already running" in refused.stderr
    lab.kill("A")
    assert links(lab, "A") != before and not port_is_heard(), "the crash left nothing"
    done = clean(lab)
    assert done.returncode == 0, done.stderr
    assert "Removed the link Vlanif100." in done.stdout
    assert "Removed the filters on eth1." in done.stdout
    assert links(lab, "A") == before and port_is_heard()
    assert "clsact" not in lab.exec("A", "tc", "qdisc", "show", "dev", "eth1").stdout
    again = clean(lab)
    assert again.returncode == 0 and "nothing" in again.stdout


def test_cleaning_leaves_the_filters_of_others(new_lab, tmp_path):
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE))
    lab.start("A")
    lab.exec("A", "tc", "filter", "add", "dev", "eth1", "ingress", "pref", "9", "bpf", "da", "obj",
             lab.build / "access.bpf.o", "sec", "access_in")
    lab.kill("A")
    assert "twinlease:" in lab.exec("A", "tc", "filter", "show", "dev", "eth1", "ingress").stdout
    assert clean(lab).returncode == 0
    left = lab.exec("A", "tc", "filter", "show", "dev", "eth1", "ingress").stdout
    assert "access_in" in left and "twinlease:" not in left


def test_a_pulled_cable_switches_over_and_heals(pair):
    client = clients.Udhcpc(pair, "c1")
    had = client.get()
    pair.fail("link-A")
    pair.wait_state("B", "Master", 6)
    pair.wait_state("A", "Initialize", 3)
    assert client.renewed().address == had.address
    pair.heal()
    pair.wait_connected(30)
    pair.wait_same_leases()
    client.stop()


def test_the_backup_session_alone_is_cut_and_comes_back(pair):
    pair.fail("rbs")
    twin.wait("the session is seen as lost",
              lambda: all(pair.rbs_state(d) != "Connected" for d in "AB"), 15)
    assert (pair.vrrp_state("A"), pair.vrrp_state("B")) == ("Master", "Backup")
    event = clients.Udhcpc(pair, "c1").get()
    pair.heal()
    pair.wait_connected(40)
    pair.wait_same_leases()
    assert event.address in pair.leases("B")


def test_exit_status_of_a_clean_stop(pair):
    pair.end("DeviceB")
    process = pair.start("B")
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
