"""The DHCP clients people run get, renew and release; nobody else's VLAN is served."""
import json
import re
import time

import clients
import pytest
from variants import AT_ONCE, bring_up, config
from wire import Capture, is_dhcp, is_reply, kind, option, tag

DORA = "build/release/test/net/dora"


@pytest.fixture(scope="module")
def short(new_lab, tmp_path_factory):
    """The pair with leases of one minute, so that clients renew by themselves after 30 s."""
    folder = tmp_path_factory.mktemp("short")
    lease = ("#\nremote-backup-service", " lease 0 0 1\n#\nremote-backup-service")
    lab = new_lab(A=config(folder, "A", AT_ONCE, lease), B=config(folder, "B", lease))
    bring_up(lab)
    return lab


@pytest.mark.parametrize("number, program", list(enumerate(clients.ALL, 1)),
                         ids=[c.program for c in clients.ALL])
def test_gets_renews_and_releases(quick, number, program):
    client = program(quick, f"c{number}")
    event = client.get()
    assert event.server == "10.10.10.100" and event.seconds == str(3 * 86400)
    assert client.address() == event.address
    quick.wait_same_leases()
    assert quick.leases("B").get(event.address) == client.mac()
    again = client.renewed()
    assert again.kind in ("renew", "reboot") and again.address == event.address
    assert client.address() == event.address
    client.release()
    for device in "AB":
        clients.twin.wait(f"Device{device} took the release",
                          lambda d=device: event.address not in quick.leases(d), 10)
    client.stop()


def test_clients_renew_by_themselves_when_half_the_lease_is_over(short):
    found = [kind(short, f"c{n}") for n, kind in enumerate(clients.ALL, 1)]
    trunk = Capture(short, "a")
    for client in found:
        client.start()
    bound = [client.wait(("bound",), 20) for client in found]
    assert all(e.seconds == "60" for e in bound)
    for client, first in zip(found, bound):
        event = client.wait(("renew",), 50)
        assert event.address == first.address
        assert 20 <= event.when - first.when <= 45
        assert client.address() == first.address
    renewals = [f for f in trunk.frames()
                if kind(f) == 3 and option(f, "requested_addr") is None]
    assert renewals, "no renewal was seen on the trunk"
    for client in found:
        client.stop()


def test_the_answers_carry_what_the_document_says(quick):
    trunk = Capture(quick, "a")
    client = clients.Udhcpc(quick, "c1")
    client.get()
    frames = [f for f in trunk.frames() if is_dhcp(f)]
    replies = [f for f in frames if is_reply(f)]
    assert [kind(f) for f in frames] == [1, 2, 3, 5]
    for f in replies:
        assert option(f, "server_id") == "10.10.10.100"
        assert option(f, "router") == "10.10.10.100"
        assert option(f, "subnet_mask") == "255.255.255.0"
        assert option(f, "lease_time") == 3 * 86400
        assert option(f, "renewal_time") == 36 * 3600
        assert option(f, "rebinding_time") == 63 * 3600
        assert f["UDP"].sport == 67 and f["UDP"].dport == 68
    client.release()
    client.stop()


def test_own_addresses_are_withheld(quick):
    """97 of 100: .1, .2 and .100 are never given out. Some may be kept for who gave them back."""
    text = quick.cli("A", "display ip pool name pool1").stdout
    kept = re.search(r"Kept +: (\d+)", text)
    row = next(line.split() for line in text.split("\n") if line.split()[:1] == ["0"])
    assert row[1:4] == ["10.10.10.1", "10.10.10.100", "100"]
    assert int(row[5]) + int(kept[1] if kept else 0) == 97 and row[7] == "3", row


@pytest.fixture(scope="module")
def full(new_lab, tmp_path_factory):
    """A pair of its own: an address released less than 30 s ago goes to nobody else, so where
    other tests have been the pool is not free."""
    folder = tmp_path_factory.mktemp("full")
    lab = new_lab(A=config(folder, "A", AT_ONCE), B=config(folder, "B"))
    bring_up(lab)
    return lab


def test_a_crowd_fills_the_pool_and_the_rest_hears_nothing(full):
    result = full.exec("c4", DORA, "eth0", "100", "200", "6", "5000", check=False)
    acks = {}
    for line in map(json.loads, result.stdout.splitlines()):
        if line["what"] == "ack":
            acks.setdefault(line["address"], set()).add(line["client"])
    missing = {f"10.10.10.{n}" for n in range(3, 100)} - set(acks)
    assert missing == set(), full.ask("A", "display ip pool name pool1 all")
    assert all(len(who) == 1 for who in acks.values())
    assert not {"10.10.10.1", "10.10.10.2", "10.10.10.100"} & set(acks)
    full.wait_same_leases()
    assert set(acks) <= set(full.leases("B"))


def test_json_says_the_same_as_the_text(full):
    held = full.leases("A")
    assert held
    words = []

    def walk(value):
        if isinstance(value, dict):
            value = value.values()
        if isinstance(value, str):
            words.append(value)
        elif hasattr(value, "__iter__"):
            for v in value:
                walk(v)

    for device in "AB":
        words.clear()
        walk(json.loads(full.cli(device, "display ip pool name pool1 used | json").stdout))
        assert set(held) <= set(words)


def test_other_vlans_and_untagged_frames_get_nothing(quick):
    for vlan in (200, None):
        quick.access("c2", vlan)
        trunk = Capture(quick, "a")
        began = time.time()
        result = quick.exec("c2", DORA, "eth0", "3", "100", "3", "9000", check=False)
        assert result.returncode == 1 and result.stdout == ""
        frames = [f for f in trunk.frames() if is_dhcp(f) and f.time >= began]
        assert frames and all(tag(f) == vlan for f in frames), "the trunk did not carry them"
        assert not [f for f in frames if is_reply(f)]
    quick.access("c2", 100)
