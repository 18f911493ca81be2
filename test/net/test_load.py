"""bench/load against a device: as many leases as clients, no address twice, figures that add up."""
import json
import re
import subprocess
import sys

from conftest import TREE
sys.path.insert(0, str(TREE / "bench"))
from servers import device_file  # noqa: E402

KEYS = {"n", "mean", "p50", "p90", "p99", "p999", "most"}


def say(where, device, *orders):
    done = subprocess.run(
        [*where, TREE / "build/release/bench/load", "-i", device],
        input="\n".join((*orders, "quit", "")), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def ordered(latency):
    assert set(latency) == KEYS
    assert 0 < latency["p50"] <= latency["p90"] <= latency["p99"] <= latency["p999"]
    return latency["p999"] <= latency["most"]


def test_as_many_leases_as_clients(new_lab, tmp_path):
    (tmp_path / "A.cfg").write_text(device_file("A", False))
    lab = new_lab(A=tmp_path / "A.cfg", B=tmp_path / "A.cfg")
    lab.start("A")
    ready, first, renewed, mixed = say(
        ("ip", "netns", "exec", lab.ns("c1")), "eth0", "new w=1 n=1 d=20 rto=0.2",
        "new w=32 n=300 d=20", "renew w=8 n=100 d=20", "new r=200 rr=100 d=0.5")
    assert ready["acks"] == 1
    assert first["discovers"] == first["offers"] == first["requests"] == first["acks"] == 300
    assert renewed["renewals"] == renewed["renewed"] == renewed["renewal_ms"]["n"] == 100
    assert 80 <= mixed["discovers"] == mixed["acks"] and 30 <= mixed["renewals"]
    for figures in (first, renewed, mixed):
        assert not any(figures[k] for k in ("naks", "twice", "moved", "unsent", "missed", "open"))
    assert first["lease_ms"]["n"] == first["offer_ms"]["n"] == 300 and ordered(first["lease_ms"])
    assert abs(first["rate"] * first["seconds"] - 300) < 1 and first["processor_s"] > 0
    used = re.findall(r"10\.\d+\.255\.255 +65536 +(\d+) ",
                      lab.ask("A", "display ip pool name pool1"))
    assert sum(map(int, used)) == mixed["held"] == 301 + mixed["acks"]


def test_a_wrong_order_is_refused():
    orders = ("new", "new w=64 r=3", "new w=x", "new w=-1", "renew r=3", "new w=1 d=1e9", "old w=1",
              "new w=1 v=2")
    assert all("error" in said for said in say((), "lo", *orders))
