"""VRRP flaps beside keepalived and FRR, a short form of `make foreign`; and its judge is seen to
notice."""
import pytest
import foreign
from foreign import OURS, THEIRS, Event, Judge, verdict

SECONDS = 8  # flaps begin within so long: one of version 2, some four of version 3
SHORT = ("keepalived-v2-ours", "keepalived-v3-ours", "keepalived-v3-theirs", "frr-v3-ours",
         "frr-v3-theirs")


def a_router(name):
    router = foreign.COMBINATIONS[name][0]
    return pytest.param(name, marks=pytest.mark.skipif(
        not foreign.ROUTERS[router].installed(), reason=f"{router} is not installed"))


@pytest.fixture(scope="module")
def reports():
    """All at once: they mostly wait."""
    names = [n for n in SHORT if n in foreign.available()]
    return {r["name"]: r for r in foreign.side_by_side(names, SECONDS)}


@pytest.mark.parametrize("name", map(a_router, SHORT))
def test_there_is_one_master_through_flaps(reports, name):
    report = reports[name]
    print(foreign.line(report))
    assert report["wrong"] == []
    assert report["flaps"] >= 1 and report["adverts"] > 10 and report["asked"] > 100
    if "v3" in name:
        down = min(report["master_down"].values())
        assert report["flaps"] >= 3 and report["worst"]["no Master"] > down * 0.9
    assert report["complaints"] == report["rejected"] == 0


# ---- the judge: version 2, one second, ours 200 and theirs 100; Master_Down 3.22 and 3.61 s ----

JUDGE = Judge(2, 1.0, {OURS: 200, THEIRS: 100}, 0.2)
PRIORITY = {OURS: 200, THEIRS: 100}


def adverts(who, *times):
    return [Event(float(t), "advert", who, PRIORITY[who]) for t in times]


def zero(who, t):
    return [Event(float(t), "advert", who, 0)]


def asked(t, *who):
    return [Event(t, "ask", "asker"), *(Event(t + 0.001, "answer", w) for w in who)]


def found(*events, asleep=(), absent=(), apart=()):
    return [text.split(" for ")[0] for _, text in verdict(
        JUDGE, sorted(sum(events, []), key=lambda e: e.t), asleep, absent, apart)["wrong"]]


def test_a_switchover_in_the_protocols_times_is_none():
    assert found(adverts(OURS, 0, 1, 2), adverts(THEIRS, 5.7, 6.7), adverts(OURS, 7.1, 8.1)) == []
    assert found(adverts(OURS, 0, 1), zero(OURS, 1.5), adverts(THEIRS, 2.2, 3.2)) == []


def test_nobody_is_master_for_too_long():
    assert found(adverts(OURS, 0, 1), adverts(THEIRS, 4.9)) == ["nobody advertised"]
    assert found(adverts(OURS, 0, 1, 2.3)) == ["nobody advertised"]
    assert found(zero(OURS, 0), adverts(THEIRS, 0.9)) == ["nobody advertised"]
    assert found(adverts(OURS, 0, 1), adverts(THEIRS, 4.9), absent=[(2, 3)]) == []


def test_two_are_master_for_too_long():
    both = adverts(OURS, 0, 1, 2, 3), adverts(THEIRS, 0.5, 1.5, 2.5)
    assert found(*both) == ["both advertised", "theirs claimed the address beside a better Master"]
    assert found(*both, apart=[(0, 1)]) == ["both advertised"]
    # the worse one hears the better one's next advertisement
    assert found(adverts(THEIRS, 0, 1, 2), adverts(OURS, 1.2, 2.2, 3.2)) == []


def test_a_claim_beside_a_better_master():
    claim = adverts(OURS, 0, 1, 2), adverts(THEIRS, 0.5)
    assert found(*claim) == ["theirs claimed the address beside a better Master"]
    assert found(*claim, apart=[(0, 1)]) == []
    ours_below = Judge(2, 1.0, {OURS: 100, THEIRS: 220}, 0.2)
    events = [Event(t, "advert", w, p) for t, w, p in (
        (0.0, THEIRS, 220), (0.5, OURS, 100), (1.0, THEIRS, 220))]
    wrong = verdict(ours_below, events, [], [], [(0, 1)])["wrong"]
    assert [text for _, text in wrong] == ["ours claimed the address beside a better Master"]


def test_questions_that_nobody_or_both_answer():
    def asks(until, who):
        return sum((asked(n / 20, *who(n / 20)) for n in range(int(until * 20))), [])

    def late(t):
        return [OURS] if not 1 < t < 5 else []

    def twice(t):
        return [OURS, THEIRS] if 1 < t < 3 else [OURS]
    assert found(asks(8, late)) == ["nobody answered ARP"]
    assert found(asks(8, twice)) == ["both answered ARP"]
    assert found(asks(8, twice), asleep=[(1, 3)]) == []
    assert found(asks(8, lambda t: [OURS] if not 1 < t < 4 else [])) == []
    assert found(asks(8, lambda t: [OURS, THEIRS] if 1 < t < 2 else [OURS])) == []
