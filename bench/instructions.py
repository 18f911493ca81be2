"""bench/instructions.py PROGRAM [-u] -- instructions of node_step() for a lease, DISCOVER to ACK, by
function, counted by callgrind; beside those that are kept in bench/instructions.txt. -u keeps them.

PROGRAM is bench/dora: once with 2048 leases, once with none, the difference over 2048; a device
alone, and both devices of a pair. The same program gives the same count to a few instructions,
whatever else the machine does; another compiler does not. Exit status 1 when a whole is over the
kept one by more than TOLERANCE. `make bench-instructions`; tested in test/tools/test_bench.py.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

LEASES, SHOWN, TOLERANCE = 2048, 30, 0.01
WAYS = ("single", "paired")
KEPT = pathlib.Path(__file__).resolve().parent / "instructions.txt"
WHOLE = "(all)"


def functions(text):
    """{function: instructions of its own} of a file of callgrind, names and costs by its format
    (`fn=(id) name` once, `fn=(id)` afterwards; a line after `calls=` is what was called)."""
    names, found, now, skip = {}, {}, None, False
    for line in text.splitlines():
        m = re.match(r"fn=\((\d+)\)(?: (.*))?$", line)
        called = re.match(r"cfni?=\((\d+)\)(?: (.*))?$", line)
        if m or called:
            number, name = (m or called).groups()
            if name:
                names[number] = name
            if m:
                now = names[number]
        elif line.startswith("calls="):
            skip = True
        elif re.match(r"[+*\-\d]", line):
            cost = line.split()
            if not skip and len(cost) > 1:
                found[now] = found.get(now, 0) + int(cost[1])
            skip = False
    return found


def plain(name):
    """Without what a compiler or callgrind adds: .part.0, .constprop.1, '2."""
    return re.sub(r"('\d+|\.(part|constprop|isra|cold)(\.\d+)*)+$", "", name)


def count(program, way, leases):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "out"
        subprocess.run(["valgrind", "--tool=callgrind", "--toggle-collect=node_step",
                        f"--callgrind-out-file={file}", program, way, str(leases)],
                       check=True, capture_output=True, timeout=600)
        ret = {}
        for name, cost in functions(file.read_text()).items():
            ret[plain(name)] = ret.get(plain(name), 0) + cost
        return ret


def each(many, none, leases):
    """{function: instructions a lease}, the whole among them."""
    ret = {name: (cost - none.get(name, 0)) / leases for name, cost in many.items()}
    ret[WHOLE] = sum(ret.values())
    return ret


def measure(program):
    return {way: each(count(program, way, LEASES), count(program, way, 0), LEASES)
            for way in WAYS}


def compiler(program):
    done = subprocess.run(["readelf", "-p", ".comment", program], capture_output=True, text=True)
    found = re.search(r"\]\s+(.*\S)", done.stdout)
    return found[1] if found else "an unknown compiler"


def top(figures):
    """[(function, instructions)], the whole first, then the dearest."""
    rows = sorted(figures.items(), key=lambda row: (-row[1], row[0]))
    return rows[:SHOWN + 1]


def render(found, by):
    ret = [f"# Instructions of node_step() for a lease, by {by}; `make bench-instructions`"]
    for way, figures in found.items():
        ret += [f"{way} {name} {cost:.1f}" for name, cost in top(figures)]
    return "\n".join(ret) + "\n"


def parse(text):
    """(compiler, {way: {function: instructions}}) of what was kept."""
    first, *rows = text.splitlines()
    ret = {}
    for row in rows:
        way, name, cost = row.split()
        ret.setdefault(way, {})[name] = float(cost)
    return re.search(r"by (.*); `", first)[1], ret


def compare(kept, found):
    """(lines that say what differs, whether a whole rose by more than is tolerated)"""
    lines, worse = [], False
    for way in WAYS:
        was, now = kept[way][WHOLE], found[way][WHOLE]
        worse |= now > was * (1 + TOLERANCE)
        lines.append(f"{way}: {now:.0f} instructions a lease, {was:.0f} kept, "
                     f"{100 * (now / was - 1):+.2f} %")
        names = {name for name, _ in top(found[way])} | set(kept[way])
        rows = [(found[way].get(n, 0) - kept[way].get(n, 0), n) for n in names - {WHOLE}
                if n in kept[way] or found[way][n] > min(kept[way].values())]
        for change, name in sorted(rows, key=lambda row: (-abs(row[0]), row[1])):
            if abs(change) >= 1:
                lines.append(f"  {change:+8.1f}  {name} ({kept[way].get(name, 0):.1f} -> "
                             f"{found[way].get(name, 0):.1f})")
    return lines, worse


def main(program, *update):
    found, by = measure(program), compiler(program)
    if update:
        KEPT.write_text(render(found, by))
        print("\n".join(f"{way}: {found[way][WHOLE]:.0f} instructions a lease" for way in WAYS))
        return 0
    kept_by, kept = parse(KEPT.read_text())
    lines, worse = compare(kept, found)
    print("\n".join(lines))
    if kept_by != by:
        print(f"Kept by {kept_by}, this is {by}: the wholes are no measure of the change.")
        return 0
    if worse:
        print(f"More than {100 * TOLERANCE:g} % above what is kept; UPDATE=1 keeps it.")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
