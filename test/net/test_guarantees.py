"""What docs/guarantees.md says of stops, leaving, copies of folders, unbound pools and RELEASE, on
real devices."""
import json
import re
import shutil

import clients
import pytest
import twin
from variants import AT_ONCE, bring_up, config

DORA = "build/release/test/net/dora"
DEFAULT, MCLT = 259200, 600  # s
VERBOSE = "display remote-backup-profile service1 verbose"


@pytest.fixture
def pair(new_lab, tmp_path):
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE), B=config(tmp_path, "B"))
    bring_up(lab)
    yield lab
    lab.down()


def crowd(lab, count, first=0, seconds=15):
    """{address: (client, lease)} of clients that come at once; asserts that no two got one."""
    result = lab.exec("c4", DORA, "eth0", str(count), "100", str(seconds), str(first), check=False)
    acks = [e for e in map(json.loads, result.stdout.splitlines()) if e["what"] == "ack"]
    assert len({(e["address"], e["client"]) for e in acks}) == len({e["address"] for e in acks})
    return {e["address"]: (e["client"], e["seconds"]) for e in acks}


def connected(lab, device):
    return re.search(r"Pair state\s*: Connected", lab.ask(device, VERBOSE))


def wait_connected(lab):
    twin.wait("the pair is Connected", lambda: all(connected(lab, d) for d in "AB"), 75)


def odd(address):
    """At home on DeviceB, which has the higher source address."""
    return int(address.rsplit(".", 1)[1]) % 2 == 1


def test_a_stop_gives_nothing_away(pair):
    before = crowd(pair, 6)
    assert {lease for _, lease in before.values()} == {DEFAULT}
    assert pair.end("DeviceA")
    pair.wait_state("B", "Master", 5)
    assert re.search(r"Pair reason\s*: TCP closed by the peer: the device is stopped",
                     pair.ask("B", VERBOSE))
    alone = crowd(pair, 8, 100)
    assert len(alone) == 8 and all(map(odd, alone)) and not set(alone) & set(before)
    assert {lease for _, lease in alone.values()} == {MCLT}
    pair.fail("rbs")
    pair.fail("vrrp")
    pair.start("A")
    pair.wait_state("A", "Master", 15)
    both = crowd(pair, 8, 200, 25)
    assert len(both) == 8 and not set(both) & (set(before) | set(alone))
    pair.heal()
    wait_connected(pair)
    pair.wait_same_leases()
    held = pair.leases("A")
    for told in (before, alone, both):
        assert {a: c for a, (c, _) in told.items() if held.get(a) != c} == {}
    for device in "AB":
        assert "PARTNER_DOWN" not in pair.log(device).read_text()


def test_who_left_gives_nothing_until_it_is_back(pair):
    leave = "remote-backup leave service1 force"
    pair.fail("rbs")
    twin.wait("no session", lambda: not connected(pair, "A"), 15)
    assert "Error" in pair.ask("A", leave), "it is refused without a pair"
    pair.heal()
    wait_connected(pair)
    twin.wait("it is taken", lambda: pair.cli("A", leave, check=False).returncode == 0, 20, 1)
    pair.wait_state("B", "Master", 5)
    assert "Left" in pair.ask("A", "display remote-backup brief")
    assert re.search(r"Pair state\s*: Partner-down", pair.ask("B", VERBOSE))
    pair.kill("A")
    pair.fail("rbs")
    pair.fail("vrrp")
    pair.fail("link-B")
    pair.start("A")
    pair.wait_state("A", "Master", 15)
    assert crowd(pair, 3, 300, 14) == {}, "it gave its half away"
    pair.heal()
    wait_connected(pair)
    assert len(crowd(pair, 3, 400)) == 3


@pytest.mark.parametrize("device", ["A", "B"])
def test_an_old_folder_put_back_is_proven_by_the_peer(pair, device, tmp_path):
    other, folder = "AB"["BA".index(device)], pair.folders[device]
    crowd(pair, 4)
    pair.kill(device)
    twin.copy_sparse(folder, tmp_path)
    pair.start(device)
    wait_connected(pair)
    after = crowd(pair, 6, 50)
    assert len(after) == 6
    pair.kill(device)
    for file in folder.iterdir():
        file.unlink()
    for file in tmp_path.iterdir():
        if file.name.startswith(("log.", "snapshot.")):
            shutil.copy(file, folder)
    pair.start(device)
    wait_connected(pair)
    assert "RBS/3/STATE_OLD" in pair.log(device).read_text()
    twin.wait("the peer says it too",
              lambda: "RBS/3/PEER_STATE_OLD" in pair.log(other).read_text(), 5)
    pair.wait_same_leases()
    assert {a: c for a, (c, _) in after.items() if pair.leases(device).get(a) != c} == {}


def test_a_pool_of_no_profile_is_on_one_device(new_lab, tmp_path):
    unbound = (" remote-backup-profile service1\n", "")
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE, unbound), B=config(tmp_path, "B", unbound))
    bring_up(lab)
    told = crowd(lab, 5)
    assert len(told) == 5 and {f for f in told if lab.leases("A").get(f)} == set(told)
    assert lab.leases("B") == {}
    for device in "AB":
        assert re.search("Not protected +: IP pool pool1 on Vlanif100",
                         lab.ask(device, "display remote-backup-profile"))
        assert "RBP/3/NOT_PROTECTED" in lab.log(device).read_text()
    lab.kill("A")
    lab.wait_state("B", "Master", 6)
    assert lab.leases("B") == {}


def test_a_released_address_is_kept_until_a_reset(new_lab, tmp_path):
    one = ("section 0 10.10.10.1 10.10.10.100", "section 0 10.10.10.50 10.10.10.50")
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE, one), B=config(tmp_path, "B", one))
    bring_up(lab)
    client = clients.Udhcpc(lab, "c1")
    assert client.get().address == "10.10.10.50"
    client.release()
    twin.wait("it is kept", lambda: re.search(
        r"10\.10\.10\.50 .*kept", lab.ask("A", "display ip pool name pool1 kept")), 10)
    assert crowd(lab, 1, 500, 4) == {}
    lab.cli("A", "reset ip pool name pool1 kept")
    assert set(crowd(lab, 1, 500, 10)) == {"10.10.10.50"}
