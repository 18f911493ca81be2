"""bench/plot.py -- a plot of lines, both scales logarithmic, as SVG. Tested in
test/tools/test_bench.py."""
import html
import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 440, 70, 170, 40, 50
COLOURS = ("#1b6ca8", "#d1495b", "#2e933c", "#edae49", "#7b4b94", "#00798c", "#8d5524", "#555555")


def decades(values):
    """(exponent of the decade below all, exponent of the one above all)."""
    low = math.floor(math.log10(min(values)) + 1e-9)
    high = math.ceil(math.log10(max(values)) - 1e-9)
    return low, max(high, low + 1)


def label(exponent):
    return f"{10 ** exponent:g}"


class Axis:
    def __init__(self, values, begin, end):
        self.low, self.high = decades(values)
        self.begin, self.end = begin, end

    def at(self, value):
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.begin + part * (self.end - self.begin), 1)

    def ticks(self):
        return [(self.at(10.0 ** e), label(e)) for e in range(self.low, self.high + 1)]


def words(x, y, text, anchor="middle", more=""):
    return (f'<text x="{x}" y="{y}" text-anchor="{anchor}"{more}>{html.escape(text)}</text>')


def grid(x, y):
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    for at, text in x.ticks():
        yield f'<path d="M{at} {TOP}V{bottom}" stroke="#ddd"/>'
        yield words(at, bottom + 18, text)
    for at, text in y.ticks():
        yield f'<path d="M{LEFT} {at}H{right}" stroke="#ddd"/>'
        yield words(LEFT - 8, at + 4, text, "end")


def series(n, name, points, x, y):
    colour = COLOURS[n % len(COLOURS)]
    at = [(x.at(a), y.at(b)) for a, b in points]
    path = "L".join(f"{a} {b}" for a, b in at)
    yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for a, b in at:
        yield f'<circle cx="{a}" cy="{b}" r="3" fill="{colour}"/>'
    row = TOP + 10 + 20 * n
    yield f'<path d="M{WIDTH - RIGHT + 15} {row}h18" stroke="{colour}" stroke-width="2"/>'
    yield words(WIDTH - RIGHT + 40, row + 4, name, "start")


def lines(title, across, up, named):
    """The text of a file. named: {name: [(x, y)]}, all above 0; what is not is left out."""
    named = {k: [p for p in v if p[0] > 0 and p[1] > 0] for k, v in named.items()}
    named = {k: v for k, v in named.items() if v}
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
           'font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
           words(LEFT, 22, f"{title} ({up})", "start", ' font-size="15"')]
    if named:
        x = Axis([p[0] for v in named.values() for p in v], LEFT, WIDTH - RIGHT)
        y = Axis([p[1] for v in named.values() for p in v], HEIGHT - BOTTOM, TOP)
        out += grid(x, y)
        for n, (name, points) in enumerate(named.items()):
            out += series(n, name, points, x, y)
        out.append(words((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, across))
    return "\n".join([*out, "</svg>"]) + "\n"
