"""The arithmetic of bench/: figures and tables of made-up rounds, a plot, counted instructions."""
import pathlib
import sys
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
import instructions  # noqa: E402
import plot  # noqa: E402
import report  # noqa: E402


def cell(rate, cpu_us, acks=100, **more):
    latency = {"n": acks, "p50": 2.0, "p99": 4.0}
    zero = dict.fromkeys(("twice", "moved", "missed", "unsent", "naks", "again", "open"), 0)
    return {"rate": rate, "renew_rate": 0, "cpu_us": cpu_us, "acks": acks, "renewed": 0,
            "seconds": 2.0, "processor_s": 0.5, "lease_ms": latency, "renewal_ms": latency,
            "discovers": 200, "renewals": 0, **zero, **more}


def a_run(*rounds):
    machine = {"at": "now", "tree": "t", "processor": "p", "processors": 2, "memory_gb": 4,
               "kernel": "k", "disk": "ext4", "load": [0.1, 0.1, 0.1]}
    return {"machine": machine, "versions": {}, "missing": ["dhcpd"], "rounds": list(rounds),
            "settings": {"seconds": 3, "half": 10}}


RUN = a_run({"Kea": {"new 64": cell(100, [8000])}, "Twinlease pair": {
                "new 64": cell(300, [1000, 600]), "over": cell(10, [100, 0], naks=7, open=9)}},
            {"Kea": {"new 64": cell(200, [10000])},
             "Twinlease pair": {"new 64": cell(1000, [3000, 1000])}},
            {"Kea": {"new 64": cell(400, [10000])},
             "Twinlease pair": {"new 64": cell(800, [1000, 1000], twice=1)}})


def test_figures_are_of_all_processes_and_ratios_of_one_round():
    assert report.of_rounds(RUN, "Twinlease pair", "new 64", report.cpu) == [16, 40, 20]
    assert report.ratios(RUN, "Twinlease pair", "new 64", report.rate) == [3, 5, 2]
    assert report.spread([300, 1000, 800]) == "800 (300-1.0 k)"
    assert report.spread([5]) == "5.00" and report.spread([]) == "-"


def test_who_served_nobody_has_no_cost():
    assert report.cpu(cell(0, [500], acks=0)) is None
    assert report.spread(report.of_rounds(a_run({"Kea": {"new 1": cell(0, [5], acks=0)}}), "Kea",
                                          "new 1", report.cpu)) == "-"


def test_the_page():
    text = report.text(RUN)
    assert "| Twinlease pair | 800 (300-1.0 k) | 3.00 | 20.0 (16.0-40.0) | 0.20 | 2.00 (2.00-2.00)" \
        in text
    assert "- Twinlease pair, new clients, 64 outstanding: 10.0 us where it was answered and 10.0" \
        in text
    assert "- Twinlease pair, New clients, 64 outstanding: 1 twice" in text
    assert "| 50.0 | - | 7.00 |" in text, "the open loop: half of the new ones, no renewals, 7 NAKs"
    assert "left out: dhcpd" in text and "was busy" not in text
    RUN["machine"]["load"][0] = 3.0
    assert "was busy" in report.text(RUN)
    assert text.count("|") and "New clients, 256" not in text


def test_a_plot_is_whole_and_its_points_lie_in_it():
    svg = plot.lines("a < b", "x", "y", {"one": [(1, 0.5), (1024, 300)], "two": [(1, 0)]})
    tree = xml.etree.ElementTree.fromstring(svg)
    dots = tree.findall("{http://www.w3.org/2000/svg}circle")
    assert [(float(d.get("cx")), float(d.get("cy"))) for d in dots] == [(70.0, 328.8), (461.3, 85.8)]
    assert "two" not in svg and "a &lt; b" in svg


OUT = """fl=(1) a.c
fn=(1) decode
10 100
+3 20
calls=2 7
+1 5000
fn=(2) checksum.part.0'2
* 7
fn=(1)
-2 3
"""


def test_own_instructions_without_those_of_what_is_called():
    assert instructions.functions(OUT) == {"decode": 123, "checksum.part.0'2": 7}
    assert instructions.plain("checksum.part.0'2") == "checksum"


def test_more_instructions_than_are_tolerated():
    whole = instructions.each({"a": 2100, "b": 500}, {"a": 100}, 100)
    assert whole == {"a": 20, "b": 5, "(all)": 25}
    kept = instructions.parse(instructions.render({"single": whole, "paired": whole}, "gcc 1"))
    assert kept == ("gcc 1", {"single": whole, "paired": whole})
    more = {"a": 20.1, "b": 5, "(all)": 25.1}
    assert instructions.compare(kept[1], {"single": more, "paired": whole})[1] is False
    more = {"a": 22, "b": 5, "(all)": 27}
    lines, worse = instructions.compare(kept[1], {"single": whole, "paired": more})
    assert worse and "paired: 27 instructions a lease, 25 kept, +8.00 %" in lines
    assert "      +2.0  a (20.0 -> 22.0)" in lines
