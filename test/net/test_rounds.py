"""A few rounds of the long test (rounds.py): one pair under one load, a fault after the other."""
import os

import history
import pytest
import rounds


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
