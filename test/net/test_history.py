"""The judge of histories says right and wrong on histories made by hand."""
import json

import history

A, B = "02:d1:00:00:00:01", "02:d1:00:00:00:02"
X, Y = "10.0.0.7", "10.0.0.8"


def sent(t, what, client, xid=1, address=X, how="renewing", txn=None):
    return {"t": t, "what": what, "client": client, "xid": xid, "address": address, "how": how,
            "txn": xid if txn is None else txn}


def heard(t, what, client, xid=1, address=X, seconds=60):
    return {"t": t, "what": what, "client": client, "xid": xid, "address": address,
            "seconds": seconds, "server": "10.0.0.1", "from": "00:00:5e:00:01:01"}


def lease(t, client, xid, address=X, seconds=60):
    """A whole DORA that begins at t and ends 0.3 s later."""
    return [sent(t, "discover", client, xid, how="selecting"),
            heard(t + 0.1, "offer", client, xid, address),
            sent(t + 0.2, "request", client, xid, address, "requesting"),
            heard(t + 0.3, "ack", client, xid, address, seconds)]


def judge(*events):
    h = history.History()
    for event in events:
        h.feed(event)
    return h


def kinds(h):
    return [v.kind for v in h.violations]


def test_a_life_without_fault():
    h = judge(*lease(1, A, 1), *lease(2, B, 2, Y),
              sent(30, "request", A, 3), heard(30.01, "ack", A, 3),
              sent(31, "release", B, 4, Y),
              *lease(40, B, 5, Y), sent(50, "request", B, 6, Y, "rebooting"),
              heard(50.1, "ack", B, 6, Y))
    assert kinds(h) == [] and h.strays == 0 and h.open == {}
    assert h.held(60) == {X: A, Y: B}
    assert [round(w.ended - w.began, 3) for w in h.waits] == [0.3, 0.3, 0.01, 0.3, 0.1]


def test_one_address_for_two():
    h = judge(*lease(1, A, 1), *lease(2, B, 2))
    assert kinds(h) == ["duplicate"]
    assert h.violations[0].client == B and A in h.violations[0].text


def test_the_lease_counts_from_the_first_request_to_its_last_moment():
    """Sent at 1.2 for 60 s: held until 61.2, whenever the ACK came."""
    asked = sent(61.0, "request", B, 2, how="requesting")
    assert kinds(judge(*lease(1, A, 1), asked, heard(61.19, "ack", B, 2))) == ["duplicate"]
    assert kinds(judge(*lease(1, A, 1), asked, heard(61.21, "ack", B, 2))) == []


def test_a_repeated_request_does_not_lengthen_the_lease():
    asked = [sent(t, "request", A, 1, how="requesting") for t in (1, 4)]
    h = judge(*asked, heard(4.1, "ack", A, 1))
    assert h.held(60.9) == {X: A} and h.held(61.1) == {}


def test_a_renewal_lengthens_it():
    renewed = [sent(31, "request", A, 3), heard(31.1, "ack", A, 3)]
    assert kinds(judge(*lease(1, A, 1), *renewed, *lease(80, B, 2))) == ["duplicate"]
    assert kinds(judge(*lease(1, A, 1), *renewed, *lease(91, B, 2))) == []


def test_a_released_address_is_free():
    assert kinds(judge(*lease(1, A, 1), sent(2, "release", A, 9), *lease(3, B, 2))) == []


def test_who_vanishes_still_holds():
    h = judge(*lease(1, A, 1), sent(5, "discover", A, 3, how="selecting"), *lease(6, B, 2))
    assert kinds(h) == ["duplicate"]


def test_who_asks_for_another_address_gave_up_its_own():
    h = judge(*lease(1, A, 1), *lease(5, A, 3, Y), *lease(6, B, 2, X))
    assert kinds(h) == [] and h.held(7) == {X: B, Y: A}
    assert h.other_offers == 1


def test_a_nak_for_what_is_held():
    h = judge(*lease(1, A, 1), sent(5, "request", A, 3, how="rebinding"),
              heard(5.1, "nak", A, 3, "0.0.0.0"))
    assert kinds(h) == ["refused"] and h.violations[0].address == X
    assert h.held(6) == {}


def test_a_nak_for_what_is_over_or_never_was():
    late = [sent(62, "request", A, 3, how="rebooting"), heard(62.1, "nak", A, 3, "0.0.0.0")]
    assert kinds(judge(*lease(1, A, 1), *late)) == []
    other = [sent(5, "request", A, 3, Y, "requesting"), heard(5.1, "nak", A, 3, "0.0.0.0")]
    assert kinds(judge(*lease(1, A, 1), *other)) == []


def test_a_nak_after_the_ack_of_that_request():
    h = judge(*lease(1, A, 1), heard(1.5, "nak", A, 1, "0.0.0.0"))
    assert kinds(h) == [] and h.strays == 1 and h.held(2) == {X: A}


def test_another_address_than_the_one_asked_for():
    h = judge(*lease(1, A, 1), sent(5, "request", A, 3), heard(5.1, "ack", A, 3, Y))
    assert kinds(h) == ["moved"]


def test_answers_to_what_nobody_asked_any_more_promise_nothing():
    """The client gave that REQUEST up and asked for another address; the late ACK is not taken."""
    h = judge(sent(1, "request", A, 1, X, "requesting"), sent(9, "request", A, 2, Y, "requesting"),
              heard(9.1, "ack", A, 1, X), *lease(10, B, 3, X))
    assert kinds(h) == [] and h.strays == 1 and h.held(11) == {X: B}
    h = judge(*lease(1, A, 1), heard(5, "nak", A, 77, "0.0.0.0"))
    assert kinds(h) == [] and h.strays == 1 and h.held(6) == {X: A}


def test_what_the_devices_show():
    h = judge(*lease(1, A, 1), *lease(2, B, 2, Y))
    h.compare(10, "DeviceA", {X: A, Y: B, "10.0.0.9": "somebody"})
    assert kinds(h) == []
    h.compare(10, "DeviceB", {X: B})
    assert kinds(h) == ["forgotten", "forgotten"]
    assert "DeviceB shows nobody" in h.violations[1].text


def test_a_lease_about_to_end_may_be_gone_from_the_display():
    h = judge(*lease(1, A, 1))
    h.compare(60.5, "DeviceA", {})
    assert kinds(h) == []


def test_a_renewal_nobody_answered():
    h = judge(*lease(1, A, 1), *lease(2, B, 2, Y),
              sent(20, "request", A, 5), heard(20.1, "ack", A, 5), sent(20, "request", B, 6, Y),
              *lease(2, "gone", 7, "10.0.0.9"))
    assert h.renewed_since(19.9, 28) == 1
    assert kinds(h) == ["forgotten"] and h.violations[0].client == B


def test_waits_count_from_the_first_word_over_all_attempts():
    h = judge(sent(1, "discover", A, 1, how="selecting", txn=9),
              sent(4, "discover", A, 1, how="selecting", txn=9), heard(4.1, "offer", A, 1),
              sent(4.2, "request", A, 1, how="requesting", txn=9),
              sent(11, "discover", A, 2, how="selecting", txn=9), heard(11.1, "offer", A, 2),
              sent(11.2, "request", A, 2, how="requesting", txn=9), heard(11.5, "ack", A, 2))
    assert [(w.began, w.ended) for w in h.waits] == [(1, 11.5)]
    assert judge(sent(1, "discover", A, 1, how="selecting")).open == {(A, 1): (1, "selecting")}


def test_spread():
    assert history.spread([]) == (0.0, 0.0, 0.0)
    assert history.spread([3.0]) == (3.0, 3.0, 3.0)
    assert history.spread(range(101)) == (50, 95, 100)


def test_a_kept_history_is_judged_as_well(tmp_path, capsys):
    file = tmp_path / "history"
    bad = [*lease(1, A, 1), *lease(2, B, 2)]
    file.write_text("".join(json.dumps(e) + "\n" for e in bad) + '{"t": 3, "wh')
    assert history.main([file]) == 1
    assert "duplicate" in capsys.readouterr().out
