"""Who wants all addresses for himself takes nothing from known clients, and new ones are served
once it is over. The short form of `make starve`."""
import starve
from variants import AT_ONCE, config

CLIENTS, PER_SECOND = 10000, 5000
starve.AGAIN = 5


def lab_of(new_lab, folder, *changes):
    return new_lab(A=config(folder, "A", AT_ONCE, *changes), B=config(folder, "B", *changes))


def known_are_served(load):
    print(load, load.counted, sep="\n  the station: ")
    assert len(load.waits) >= 10 and load.unanswered == 0
    assert max(load.waits) < 2.5
    for device, (kb, descriptors) in load.after.items():
        assert kb - load.before[device][0] < 8192, device
        assert descriptors <= load.before[device][1] + 1, device
    assert max(load.intervals) < 1.5


def test_a_flood_without_a_bound(new_lab, tmp_path):
    discovers, leases = starve.floods(lab_of(new_lab, tmp_path), "no bound", CLIENTS, PER_SECOND)
    known_are_served(discovers)
    assert discovers.counted["sent"] == CLIENTS
    assert discovers.counted["offers"] > 2000  # far more than there are addresses: overtaken
    assert discovers.again is not None and discovers.again < 3
    known_are_served(leases)
    assert leases.counted["acks"] > 20  # it has what was left


def test_a_flood_with_a_bound(new_lab, tmp_path):
    loads = starve.floods(lab_of(new_lab, tmp_path, starve.RATE), "a bound", CLIENTS, PER_SECOND)
    for load in loads:
        known_are_served(load)
        assert load.counted["offers"] <= 5 * (load.ended - load.t + 3)
        assert load.again is not None and load.again < 3


def test_messages_in_the_names_of_others(new_lab, tmp_path):
    load = starve.forgery(lab_of(new_lab, tmp_path), 5)
    known_are_served(load)
    assert load.violations == []
    assert load.new == starve.NEW and load.again < 3


def test_frames_that_lie(new_lab, tmp_path):
    load = starve.hostile(lab_of(new_lab, tmp_path), 50)
    known_are_served(load)
    assert load.roles == ["Master", "Backup"]
    assert load.new == starve.NEW and load.again < 3
    log = load.lab.log("A").read_text()
    assert "ADVERTISEMENT_REJECTED" in log and "VIRTUAL_ADDRESS_DUPLICATE" in log


def test_a_station_that_answers_every_probe(new_lab, tmp_path):
    load = starve.liar(lab_of(new_lab, tmp_path))
    assert load.new == starve.NEW and load.again < 5
    assert "ARP_LIAR" in load.lab.log("A").read_text()
