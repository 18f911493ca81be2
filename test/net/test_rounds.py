"""A few rounds of the long test (rounds.py): one pair under one load, a fault after the other."""
import os

import history
import pytest
import operations
import rounds
from test_history import A, B, X, Y, heard, judge, kinds, lease, sent

C = "02:d1:00:00:00:03"


@pytest.fixture(scope="module")
def sitting(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rounds")
    lab = rounds.make_lab(f"q{os.getpid()}", folder)
    with lab:
        pair = rounds.Pair(lab)
        pair.up()
        crowd = rounds.Crowd(lab, 1)
        try:
            yield pair, crowd, folder
        finally:
            crowd.end()


@pytest.mark.parametrize("number, kind", enumerate(
    ["kill-both", "restart", "kill", "rbs", "kill-both", "vrrp"], 1))
def test_a_round(sitting, number, kind):
    pair, crowd, folder = sitting
    line = rounds.Round(pair, crowd, rounds.Plan(7, number, kind), folder / str(number)).run()
    assert line["violations"] == []
    assert line["wishes"] > 50, "there was no load"
    print(f"{kind}: {history.spread(line['struck'])}")


def test_a_plan_depends_on_its_number_and_seed_alone():
    numbers = range(1, 10 * len(rounds.KINDS) + 1)
    plans = [rounds.Plan(1, n) for n in numbers]
    assert [vars(p) for p in plans] == [vars(rounds.Plan(1, n)) for n in numbers]
    for kind in rounds.KINDS:
        assert sum(p.kind == kind for p in plans) == 10
    assert {p.device == p.master for p in plans} == {True, False}


def test_the_summary_counts_what_was_violated():
    line = {"kind": "kill", "wishes": 10, "struck": [0.001, 3.0], "connected_after": 1.5,
            "violations": [{"kind": "duplicate"}, {"kind": "forgotten"}, {"kind": "stuck"}]}
    good = {**line, "kind": "rbs", "violations": []}
    rows = rounds.table([line, good]).split("\n")
    assert rows[2].startswith("| kill -9 of one device | 1 | 10 | 1 | 1 | 1 | 1.5 s |")
    assert rows[3].startswith("| backup session cut | 1 | 10 | 0 | 0 | 0 |")
    assert rows[4].startswith("| **all** | 2 | 20 | 1 | 1 | 1 |")


def excused(h, alone=(5, 20)):
    """What the round with an empty folder leaves of a history."""
    return operations.but_switched_off([v._asdict() for v in h.violations], h, alone)


def off(t, client):
    return {"t": t, "what": "off", "client": client}


def test_an_empty_folder_excuses_whom_its_device_could_not_hear():
    h = judge(*lease(1, A, 1), off(4, A), *lease(10, B, 2),
              sent(15, "request", A, 3, how="rebooting"), heard(15.1, "nak", A, 3))
    assert kinds(h) == ["duplicate", "refused"] and excused(h) == []
    h = judge(*lease(1, A, 1), off(4, A), *lease(10, B, 2))
    h.compare(20, "DeviceA", {X: B})
    assert kinds(h) == ["duplicate", "forgotten"] and excused(h) == [] and A not in h.holds
    back = sent(9, "request", A, 3, how="rebooting")  # it was asked before, perhaps
    assert excused(judge(*lease(1, A, 1), off(4, A), back, *lease(10, B, 2))) == []


def test_an_empty_folder_excuses_nothing_else():
    def left(*events, alone=(5, 20)):
        return [v["kind"] for v in excused(judge(*events), alone)]

    gone = [*lease(1, A, 1), off(4, A), *lease(10, B, 2)]
    assert left(*lease(1, A, 1), *lease(10, B, 2)) == ["duplicate"]
    assert left(*gone, alone=(11, 20)) == ["duplicate"] == left(*gone, alone=(1, 10))
    assert left(*gone, *lease(12, C, 3)) == ["duplicate"]  # B could have answered
    assert left(*gone, sent(15, "request", B, 4), heard(15.1, "nak", B, 4)) == ["refused"]
    assert left(*lease(1, C, 9, Y), sent(12, "request", C, 8, Y), heard(12.1, "nak", C, 8),
                *gone) == ["refused"]
    long_on = sent(4.5, "request", A, 3, how="rebooting")
    assert left(*lease(1, A, 1), off(4, A), long_on, *lease(16, B, 2)) == ["duplicate"]
