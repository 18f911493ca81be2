"""bench/report.py -- what bench/compare.py measured, as a page and plots.

A figure is the median of its rounds, with the least and the most behind it. A ratio is taken within
a round, then the median of those. Tested in test/tools/test_bench.py.
"""
import os
import pathlib
import platform
import re
import statistics
import subprocess

import plot

CLOSED = ("new 1", "new 64", "new 256", "new 1024")
CELLS = (*CLOSED, "renew 64", "relay 64", "half", "over")
QUICK = ("new 1", "new 64", "new 256", "renew 64")
TITLES = {
    "new 1": "New clients, one at a time", "new 64": "New clients, 64 outstanding",
    "new 256": "New clients, 256 outstanding", "new 1024": "New clients, 1024 outstanding",
    "renew 64": "Renewals, 64 outstanding",
    "relay 64": "New clients through a relay agent, 64 outstanding",
    "half": "Mixed at half of Kea's peak, half of it renewals",
    "over": "Open loop: twice the own peak of new clients, and a tenth of it renewals beside"}
BASE = "Kea"
NOTHING = "-"


# ---- figures ----

def done(cell):
    return cell["acks"] + cell["renewed"]


def rate(cell):
    return cell["rate"] + cell["renew_rate"]


def cpu(cell):
    """us of all its processes for each lease; None where nothing was acknowledged."""
    return sum(cell["cpu_us"]) / done(cell) if done(cell) else None


def latency(cell):
    """Whole exchanges: of renewals where there is nothing else."""
    return cell["lease_ms"] if cell["lease_ms"]["n"] else cell["renewal_ms"]


def share(cell, got, asked):
    return 100 * cell[got] / cell[asked] if cell[asked] else None


def of_rounds(run, server, cell, figure):
    """The figure of each round that has it."""
    found = (r[server][cell] for r in run["rounds"] if cell in r.get(server, {}))
    return [v for v in map(figure, found) if v is not None]


def ratios(run, server, cell, figure):
    """The figure over Kea's, of each round that has both."""
    ret = []
    for r in run["rounds"]:
        if cell in r.get(server, {}) and cell in r.get(BASE, {}):
            a, b = figure(r[server][cell]), figure(r[BASE][cell])
            if a is not None and b:
                ret.append(a / b)
    return ret


def number(v):
    if v >= 1000:
        return f"{v / 1000:.1f} k"
    return f"{v:.0f}" if v >= 100 else f"{v:.1f}" if v >= 10 else f"{v:.2f}"


def spread(values):
    """`median (least-most)`; without a spread when there is one."""
    if not values:
        return NOTHING
    middle = number(statistics.median(values))
    if len(values) == 1:
        return middle
    return f"{middle} ({number(min(values))}-{number(max(values))})"


def times(values):
    return f"{statistics.median(values):.2f}" if values else NOTHING


# ---- tables ----

def generator_share(cell):
    return 100 * cell["processor_s"] / cell["seconds"] if cell["seconds"] else None


COLUMNS = (
    ("a second", lambda run, s, c: spread(of_rounds(run, s, c, rate))),
    ("of Kea's", lambda run, s, c: times(ratios(run, s, c, rate))),
    ("CPU us each", lambda run, s, c: spread(of_rounds(run, s, c, cpu))),
    ("of Kea's", lambda run, s, c: times(ratios(run, s, c, cpu))),
    ("p50 ms", lambda run, s, c: spread(of_rounds(run, s, c, lambda x: latency(x)["p50"]))),
    ("p99 ms", lambda run, s, c: spread(of_rounds(run, s, c, lambda x: latency(x)["p99"]))),
    ("generator %", lambda run, s, c: times(of_rounds(run, s, c, generator_share))))
OVER = (
    ("new % served", lambda run, s, c: spread(
        of_rounds(run, s, c, lambda x: share(x, "acks", "discovers")))),
    ("renewals % served", lambda run, s, c: spread(
        of_rounds(run, s, c, lambda x: share(x, "renewed", "renewals")))),
    ("wrong NAKs", lambda run, s, c: spread(of_rounds(run, s, c, lambda x: x["naks"]))))


def names(run):
    """The servers in the order of the first round."""
    return list(run["rounds"][0])


def table(run, cell):
    rows = [s for s in names(run) if of_rounds(run, s, cell, lambda x: x["seconds"])]
    if not rows:
        return []
    columns = COLUMNS + (OVER if cell == "over" else ())
    ret = [f"## {TITLES[cell]}", "", "| | " + " | ".join(c for c, _ in columns) + " |",
           "|---|" + "---|" * len(columns)]
    for s in rows:
        ret.append(f"| {s} | " + " | ".join(f(run, s, cell) for _, f in columns) + " |")
    return [*ret, ""]


def cpu_of_pairs(run):
    """Lines that say what each half of a pair costs."""
    ret = []
    for s in names(run):
        for cell in ("new 64", "new 256", "renew 64"):
            halves = of_rounds(run, s, cell, lambda x: [v / max(done(x), 1) for v in x["cpu_us"]])
            if halves and len(halves[0]) == 2:
                each = [number(statistics.median(h[n] for h in halves)) for n in (0, 1)]
                ret.append(f"- {s}, {TITLES[cell][0].lower() + TITLES[cell][1:]}: {each[0]} us "
                           f"where it was answered and {each[1]} us at the other.")
    return ["## The halves of a pair", "", *ret, ""] if ret else []


def trouble(run):
    """What should be zero and was not: sums over the rounds. Beyond capacity only what no load
    excuses."""
    ret = []
    for s in names(run):
        for cell in CELLS:
            keys = ("twice", "moved", "missed", "unsent")
            keys += () if cell == "over" else ("naks", "again", "open")
            sums = {k: sum(of_rounds(run, s, cell, lambda x, k=k: x[k])) for k in keys}
            said = ", ".join(f"{v} {k}" for k, v in sums.items() if v)
            if said:
                ret.append(f"- {s}, {TITLES[cell]}: {said}")
    return ["## What should be zero and was not", "",
            "`twice`: one address for two clients; `moved`: an ACK for another address than was "
            "asked; `missed`, `unsent`: frames the generator lost; `naks`; `again`: said again "
            "after a second; `open`: unanswered at the end. Sums over the rounds.", "",
            *(ret or ["Nothing."]), ""]


# ---- the machine ----

def first_match(path, pattern, otherwise):
    try:
        m = re.search(pattern, pathlib.Path(path).read_text(), re.M)
    except OSError:
        m = None
    return m[1].strip() if m else otherwise


def said_by(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        return ""


def machine(folder):
    """What it is measured on, before anything runs."""
    tree = pathlib.Path(__file__).resolve().parent.parent
    return {
        "processor": first_match("/proc/cpuinfo", r"^model name\s*: (.*)$", platform.machine()),
        "processors": len(os.sched_getaffinity(0)),
        "memory_gb": int(first_match("/proc/meminfo", r"^MemTotal:\s*(\d+)", "0")) / 1e6,
        "kernel": platform.release(),
        "disk": said_by("stat", "-f", "-c", "%T", str(folder)) or "unknown",
        "load": os.getloadavg(), "at": said_by("date", "-u", "+%Y-%m-%d %H:%M UTC"),
        "tree": said_by("git", "-C", str(tree), "describe", "--always", "--dirty") or "unknown"}


def busy(m):
    return m["load"][0] > 0.5


def head(run):
    m, s = run["machine"], run["settings"]
    pinned = "Servers of one thread and Twinlease alone have the first processor, the generator " \
        "has the last; threads and pairs share all with it." if m["processors"] > 1 else \
        "All share one processor."
    ret = [
        f"{m['at']}, tree {m['tree']}, rounds: {len(run['rounds'])}, {s['seconds']:g} s a "
        "measurement, all servers in turn in each round, each started empty. Median of the rounds "
        "(least-most); ratios are taken within a round.", "",
        f"Machine: {m['processor']}, {m['processors']} processors, {m['memory_gb']:.0f} GB, Linux "
        f"{m['kernel']}, state on {m['disk']}. Load average at the start: "
        + " ".join(f"{v:.2f}" for v in m["load"]) + ".", ""]
    if busy(m):
        ret += ["**The machine was busy with something else: rates and latencies are worth little, "
                "ratios and processor time something.**", ""]
    ret += ["Versions: " + "; ".join(dict.fromkeys(run["versions"].values())) + ".", ""] if run["versions"] else []
    if run["missing"]:
        ret += ["Not installed, left out: " + "; ".join(run["missing"]) + ".", ""]
    return [*ret,
            "Settings: one bridge, a namespace for each. " + pinned + " Twinlease syncs every "
            "lease before its ACK, in the pair on both devices; it is behind its bridge, VLAN and "
            "eBPF. Kea writes its file and never syncs; hot standby waits for the partner. dhcpd "
            "and dnsmasq sync each lease; they have few clients, for their cost grows: dhcpd's "
            "with free addresses (it has 4096), dnsmasq's with leases. Renewals through the "
            "kernel's ARP, as theirs are, are not measured. The reflector answers without any "
            "state and is the limit. CPU: of all the server's threads, by the kernel's clock of "
            "the process; the kernel's own threads are not in it. `generator %`: of one processor; "
            "near 100 the generator was the limit. "
            "Latency: a whole exchange, from the first "
            f"DISCOVER. Half of Kea's peak: {s['half']:.0f} a second.", ""]


def text(run):
    ret = head(run)
    for cell in CELLS:
        ret += table(run, cell)
    return "\n".join(ret + cpu_of_pairs(run) + trouble(run)).rstrip() + "\n"


# ---- plots ----

def by_window(run, figure):
    """{server: [(outstanding, median)]}"""
    ret = {}
    for s in names(run):
        points = [(int(c.split()[1]), of_rounds(run, s, c, figure)) for c in CLOSED]
        ret[s] = [(w, statistics.median(v)) for w, v in points if v]
    return {s: p for s, p in ret.items() if p}


PLOTS = (("latency", "Latency of a whole exchange, p99", "ms", lambda c: latency(c)["p99"]),
         ("rate", "New clients served", "a second", rate),
         ("cost", "Processor time of a lease, all processes", "us", cpu))


def write(run, folder):
    plots = folder / "plots"
    plots.mkdir(exist_ok=True)
    lines = ["# Beside other servers", "", "Written by `make bench` (bench/compare.py).", "",
             text(run)]
    for name, title, unit, figure in PLOTS:
        svg = plot.lines(title, "clients outstanding", unit, by_window(run, figure))
        (plots / f"{name}.svg").write_text(svg)
        lines.append(f"![{title}](plots/{name}.svg)")
    (folder / "RESULTS.md").write_text("\n".join(lines) + "\n")
