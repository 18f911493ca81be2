"""test/net/history.py -- judges what clients were told, from the clients' side alone.

Fed with the lines of test/net/crowd.c in the order in which they were written (one clock, one
wire). A client *holds* an address from the ACK that answers its last REQUEST until its first
REQUEST of that xid plus the lease time, or until it released it, was told NAK, or asked for another
address. The server counts from later on, so a server that keeps its promises passes with no
allowance for clocks.

Wrong is (kind, in Violation):
    duplicate   an ACK for an address that another client holds                        (I1)
    refused     a NAK to a client that asked for the address it holds                  (I2)
    moved       an ACK for another address than the one that a renewal or reboot named (I2)
    forgotten   a held lease that a device does not show, or that nobody renewed       (I2, I3)

    python3 test/net/history.py FILE ...      judges kept histories, one after the other
"""
import heapq
import json
import sys
from collections import namedtuple

Violation = namedtuple("Violation", "kind t client address text")
OFF = " and is switched off or asks anew"
ASKED = 10.4  # s, a probe that nobody answered counts so long: PROBE_FRESH_US, and what it takes
Wait = namedtuple("Wait", "began ended how")  # ended None: not answered yet


class Hold:
    def __init__(self, client, address, since, until):
        self.client, self.address, self.since, self.until = client, address, since, until


class Request:
    """The last REQUEST of a client, and where its wait began."""

    def __init__(self, event):
        self.xid, self.address, self.how = event["xid"], event["address"], event["how"]
        self.first, self.txn = event["t"], event["txn"]


class History:
    """feed() every event, in order; violations and waits gather in .violations and .waits."""

    def __init__(self):
        self.violations = []
        self.waits = []         # of wishes that came to an end
        self.open = {}          # (client, txn) -> (t, how) of wishes that did not
        self.counts = {}        # events by `what`
        self.strays = 0         # ACKs and NAKs that answer no REQUEST the client still cares for
        self.other_offers = 0   # OFFERs of another address to a client that holds one
        self.holds = {}         # client -> Hold
        self.owners = {}        # address -> client whose Hold it is
        self.requests = {}      # client -> Request
        self.off = {}           # client -> until when it answers no probe for what it holds
        self.ends = []          # heap of (until, client), so that owners stays small

    # ---- what is held ----

    def held(self, t):
        """{address: client} at t."""
        self.expire(t)
        return {h.address: h.client for h in self.holds.values()}

    def expire(self, t):
        while self.ends and self.ends[0][0] <= t:
            client = heapq.heappop(self.ends)[1]
            hold = self.holds.get(client)
            if hold and hold.until <= t:
                self.drop(client)

    def drop(self, client):
        hold = self.holds.pop(client, None)
        if hold and self.owners.get(hold.address) == client:
            del self.owners[hold.address]

    def wrong(self, kind, event, text):
        self.violations.append(Violation(kind, event["t"], event["client"], event.get("address"),
                                         text))

    # ---- one event ----

    def feed(self, event):
        what = event["what"]
        self.counts[what] = self.counts.get(what, 0) + 1
        self.expire(event["t"])
        judge = getattr(self, f"on_{what}", None)
        if judge:
            judge(event)

    def on_discover(self, event):
        self.begin(event)
        self.off[event["client"]] = float("inf")  # it has given its lease up: answers no probe

    def on_request(self, event):
        self.begin(event)
        client, hold = event["client"], self.holds.get(event["client"])
        if hold and hold.address != event["address"]:
            self.drop(client)
        last = self.requests.get(client)
        if not last or last.xid != event["xid"]:
            self.requests[client] = Request(event)

    def on_off(self, event):
        self.off[event["client"]] = float("inf")

    def was_off(self, hold, t):
        """Whether whoever probed before an answer at t may have found nobody: the holder was off,
        and has not heard since that somebody knows its lease."""
        return self.off.get(hold.client, float("-inf")) > max(t - ASKED, hold.since)

    def begin(self, event):
        if event["client"] in self.off:
            self.off[event["client"]] = min(self.off[event["client"]], event["t"])
        self.open.setdefault((event["client"], event["txn"]), (event["t"], event["how"]))

    def on_release(self, event):
        self.drop(event["client"])
        self.requests.pop(event["client"], None)

    def on_offer(self, event):
        hold = self.holds.get(event["client"])
        if hold and hold.address != event["address"]:
            self.other_offers += 1

    def on_ack(self, event):
        client, address, t = event["client"], event["address"], event["t"]
        request = self.requests.get(client)
        if not request or request.xid != event["xid"]:
            self.strays += 1
            return
        if address != request.address:
            self.wrong("moved", event, f"it asked for {request.address} ({request.how})")
        owner = self.owners.get(address)
        if owner and owner != client:
            other = self.holds[owner]
            self.wrong("duplicate", event, f"{owner} holds it since {other.since:.3f} "
                                           f"until {other.until:.3f}"
                                           f"{OFF if self.was_off(other, t) else ''}")
        self.drop(client)
        hold = Hold(client, address, t, request.first + event["seconds"])
        self.holds[client], self.owners[address] = hold, client
        heapq.heappush(self.ends, (hold.until, client))
        began = self.open.pop((client, request.txn), None)
        if began:
            self.waits.append(Wait(began[0], t, began[1]))

    def on_nak(self, event):
        client = event["client"]
        request, hold = self.requests.get(client), self.holds.get(client)
        if not request or request.xid != event["xid"]:
            self.strays += 1
            return
        if hold and hold.since >= request.first:  # bound: it discards a NAK (RFC 2131 figure 5)
            self.strays += 1
            return
        if hold and hold.address == request.address:
            self.wrong("refused", {**event, "address": hold.address},
                       f"{request.how}, it holds it until {hold.until:.3f}")
        self.drop(client)

    # ---- what the devices say ----

    def compare(self, t, device, shown, margin=1.0):
        """shown: {address: client} of a device's display, asked at t. A lease that ends within
        `margin` s may be gone already."""
        self.expire(t)
        for hold in list(self.holds.values()):
            if hold.until > t + margin and shown.get(hold.address) != hold.client:
                self.wrong("forgotten", {"t": t, "client": hold.client, "address": hold.address},
                           f"{device} shows {shown.get(hold.address, 'nobody')} there; it is held "
                           f"since {hold.since:.3f} until {hold.until:.3f}")

    def renewed_since(self, began, t, margin=1.0):
        """Holders were asked to renew at `began`: who asked and has no answer at t? Returns how
        many were renewed."""
        self.expire(t)
        for hold in list(self.holds.values()):
            request = self.requests[hold.client]
            if request.first >= began > hold.since and hold.until > t + margin:
                self.wrong("forgotten", {"t": t, "client": hold.client, "address": hold.address},
                           f"its renewal was not answered since {request.first:.3f}")
        return sum(hold.since >= began for hold in self.holds.values())


def spread(values):
    """(median, 95th percentile, worst) of some numbers; zeros of none."""
    ordered = sorted(values)
    if not ordered:
        return 0.0, 0.0, 0.0
    last = len(ordered) - 1
    return tuple(ordered[round(last * part)] for part in (0.5, 0.95, 1.0))


def read(path):
    with open(path) as lines:
        for line in lines:
            if line.endswith("\n"):
                yield json.loads(line)


def main(paths):
    bad = 0
    for path in paths:
        history = History()
        for event in read(path):
            history.feed(event)
        for v in history.violations:
            print(f"{path}: {v.t:.6f} {v.kind}: {v.client} {v.address}: {v.text}")
        median, p95, worst = spread([w.ended - w.began for w in history.waits])
        print(f"{path}: {len(history.waits)} wishes, median {median * 1000:.1f} ms, "
              f"p95 {p95 * 1000:.1f} ms, worst {worst:.3f} s; {len(history.violations)} violations")
        bad += len(history.violations)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
