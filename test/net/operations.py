"""test/net/operations.py -- what people do to a pair in a maintenance night: faults of rounds.py.

A row of OPERATIONS: how long it lasts, s; its words in the summary; `begin`, which does it under
load, and `end`, which takes back what rounds.py's own healing does not. Both get the Pair and the
Plan; `plan.device` is whom it is done to, and the plan's dice say how. Most come with a cut: an
operation breaks a promise where nobody hears of it. `excuses`: what is not promised then, by
docs/guarantees.md; it gets the violations of the round, the judge, and from when to when the pair
was none, and returns those that remain. `during` looks at the devices before anything is taken back and returns what is wrong, in
sentences. `said` and `unsaid`: log lines that have to come, and that may not, until the pair is
Connected again; of whom ("it": plan.device, "other", "both"), and what ("one|or the other").
"""
import collections
import re
import shutil
import signal
import time

import history
import twin

Operation = collections.namedtuple(
    "Operation", "least most words begin end excuses during said unsaid",
    defaults=[lambda found, judge, alone: found, lambda pair, plan: [], (), ()])

DELAY = 60   # s, the shortest partner-down delay there is
LOOKS = 50   # s after it, two looks in a row that find nobody are over
PREEMPT = 2  # s, the preemption delay of rounds.py
SMALL, WHOLE = "section 0 10.10.10.1 10.10.10.40", "section 0 10.10.10.1 10.10.10.250"
PROFILE = ("service-type dhcp-server", "backup-id 1 remote-backup-service service1",
           "peer-backup hot", "mclt 60", "vrrp-id 1 interface Vlanif 100", "quit")


def other(device):
    return "B" if device == "A" else "A"


def commit(pair, device, *lines):
    """Lines of the system view; every one has to be taken. What is asked is answered No."""
    pair.lab.cli(device, "; ".join(("system-view", *lines, "commit", "return")))


def section(pair, words):
    for device in "AB":
        commit(pair, device, "ip pool pool1", "undo section 0", words, "quit")


def cut(pair):
    """Both serve the same clients, and neither hears the other."""
    pair.lab.fail("rbs")
    pair.lab.fail("vrrp")


def cut_and_noticed(pair):
    cut(pair)
    twin.wait("neither hears the other",
              lambda: all(pair.lab.rbs_state(d) != "Connected" for d in "AB"), 15, 0.1)


def nothing(pair, plan):
    pass


def missing(plan, operation, logs):
    """What of said and unsaid is not so; logs: device -> what it has logged since."""
    of = {"it": plan.device, "other": other(plan.device), "both": "AB"}
    found = [(d, what, wanted) for lines, wanted in ((operation.said, True),
                                                     (operation.unsaid, False))
             for whose, what in lines for d in of[whose]
             if any(words in logs[d] for words in what.split("|")) != wanted]
    return [f"Device{d} {'never said' if wanted else 'said'} {what}" for d, what, wanted in found]


def connected(pair):
    twin.wait("the pair is Connected", pair.connected, 30, 0.1)


# ---- stops ----

def stop_behind_a_cut(pair, plan):
    if not pair.lab.end(f"Device{plan.device}", 10):
        raise twin.LabError(f"SIGTERM did not end Device{plan.device}")
    cut(pair)
    time.sleep(plan.apart)
    pair.lab.start(plan.device)


def frozen_while_it_waits(pair, plan):
    """Who comes back waits its preemption delay, and sleeps through the end of it."""
    pair.lab.fail(plan.master)
    pair.lab.wait_state(other(plan.master), "Master", 15)
    pair.lab.start(plan.master)
    pair.lab.wait_state(plan.master, "Backup", 15)
    pair.lab.fail(f"freeze-{plan.master}")
    if plan.apart > 0.75:
        pair.lab.fail("rbs")
    time.sleep(PREEMPT + 2)  # the sleep is the fault
    pair.lab.signal(f"Device{plan.master}", signal.SIGCONT)


def left(pair, plan):
    """It hands all addresses to its peer, on purpose, and is cut off before it is back."""
    pair.lab.cli(plan.device, "remote-backup leave service1 force")
    twin.wait(f"Device{other(plan.device)} is Master",
              lambda: pair.lab.vrrp_state(other(plan.device)) == "Master", 10)
    cut(pair)


def joined(pair, plan):
    pair.lab.cli(plan.device, "remote-backup join service1")


# ---- a delay that declares ----

def declares_by_itself(pair, devices, lines):
    for device in devices:
        commit(pair, device, "remote-backup-profile service1", *lines, "quit")


def heard_all_the_time(pair, plan):
    """The backup session alone is cut: the delay runs out, and both see that the peer is there."""
    declares_by_itself(pair, "AB", [f"partner-down delay {DELAY}"])
    marks = pair.logged()
    pair.lab.fail("rbs")
    twin.wait("both wait with their declaration",
              lambda: all("DECLARATION_WAITS" in pair.since({d: m}) for d, m in marks.items()),
              DELAY + LOOKS, 0.5)


def dead_for_good(pair, plan):
    """It is declared down, and all its addresses are given, in some rounds, before it is back. Its
    machine is off: one that runs goes on answering ARP."""
    declares_by_itself(pair, "AB", [f"partner-down delay {DELAY}"])
    marks = {other(plan.device): pair.logged()[other(plan.device)]}
    pair.lab.kill(plan.device)
    pair.lab.fail(f"link-{plan.device}")
    twin.wait(f"Device{plan.device} is declared down", lambda: "PARTNER_DOWN" in pair.since(marks),
              DELAY + LOOKS, 0.5)


def no_delay(pair, plan):
    declares_by_itself(pair, [d for d in "AB" if pair.lab.pid(f"Device{d}")],
                       ["undo partner-down delay"])


# ---- state folders ----

def empty(folder):
    for entry in folder.iterdir():
        entry.unlink()


def copied_folder(pair, plan):
    """A template of the other device, or its backup put back here; the other goes on, cut off."""
    source, target = pair.lab.folders[other(plan.device)], pair.lab.folders[plan.device]
    pair.lab.kill(plan.device)
    pid = pair.lab.pid(f"Device{other(plan.device)}")
    pair.lab.signal(f"Device{other(plan.device)}", signal.SIGSTOP)
    twin.wait("it stands still", lambda: twin.stopped(pid), 5, 0.005)
    empty(target)
    twin.copy_sparse(source, target)
    (target / "lock").unlink(missing_ok=True)
    pair.lab.signal(f"Device{other(plan.device)}", signal.SIGCONT)
    if plan.apart > 0.75:
        cut(pair)
    pair.lab.start(plan.device)


def alone_without_a_journal(pair, plan):
    """Both are off; the one that comes back has an empty folder, and serves."""
    pair.lab.fail("both")
    empty(pair.lab.folders[plan.device])
    pair.lab.start(plan.device)


def but_switched_off(found, judge, alone):
    """Who starts without a journal, alone, can only ask; a client that is off does not answer. Its
    lease is gone, in the rounds that follow as well. Nothing else is excused: not the lease of who
    could answer, not what the pair gives once it is one again. alone: from when to when it was."""
    gone = {(v["text"].split()[0], v["address"]): v["t"] for v in found
            if v["kind"] == "duplicate" and v["text"].endswith(history.OFF)
            and alone[0] <= v["t"] <= alone[1]}
    for client, address in gone:
        hold = judge.holds.get(client)
        if hold and hold.address == address and hold.since < gone[client, address]:
            judge.drop(client)

    def excused(v):
        if v["kind"] == "duplicate":
            return gone.get((v["text"].split()[0], v["address"])) == v["t"]
        return (v["kind"] in ("refused", "forgotten")
                and gone.get((v["client"], v["address"]), float("inf")) <= v["t"])

    return [v for v in found if not ("t" in v and excused(v))]


# ---- configuration ----

def renamed(pair, plan):
    """The profile gets another name on both, while neither hears the other."""
    cut_and_noticed(pair)
    for device in "AB":
        commit(pair, device, "ip pool pool1", "remote-backup-profile again", "quit",
               "undo remote-backup-profile service1", "remote-backup-profile again", *PROFILE)


def named_back(pair, plan):
    for device in "AB":
        commit(pair, device, "ip pool pool1", "remote-backup-profile service1", "quit",
               "undo remote-backup-profile again", "remote-backup-profile service1", *PROFILE)


def unbound(pair, plan):
    """The pool leaves its profile on one device, behind a cut."""
    cut_and_noticed(pair)
    commit(pair, plan.device, "ip pool pool1", "undo remote-backup-profile", "quit")


def bound_again(pair, plan):
    commit(pair, plan.device, "ip pool pool1", "remote-backup-profile service1", "quit")


def shrunk_and_grown(pair, plan):
    """The section is made smaller on both, and larger again behind a cut, by one at least."""
    section(pair, SMALL)
    connected(pair)
    cut(pair)
    for device in "AB" if plan.apart > 0.75 else plan.device:
        commit(pair, device, "ip pool pool1", "undo section 0", WHOLE, "quit")


def grown(pair, plan):
    section(pair, WHOLE)


def own_file(pair, device):
    """Where its true configuration is kept meanwhile."""
    return pair.lab.configs[device].with_suffix(".own")


def cloned_file(pair, plan):
    """It gets the other's configuration file, unchanged: a new device, or one that agreed its half
    long ago."""
    path = pair.lab.configs[plan.device]
    if not pair.lab.end(f"Device{plan.device}", 10):
        raise twin.LabError(f"SIGTERM did not end Device{plan.device}")
    shutil.copy(path, own_file(pair, plan.device))
    shutil.copy(pair.lab.configs[other(plan.device)], path)
    if plan.apart > 0.75:
        empty(pair.lab.folders[plan.device])
    pair.lab.start(plan.device)


def acks(pair, device):
    """How many ACKs a device has sent since its start."""
    m = re.search(r"DHCP Ack\s*: *(\d+)", pair.lab.ask(device, "display dhcp server statistics"))
    if not m:
        raise twin.LabError(f"Device{device} does not count its ACKs")
    return int(m[1])


def one_of_two_serves(pair, plan):
    """The clone is silent, and the other goes on; both displays name the rival."""
    found, before = [], acks(pair, other(plan.device))
    try:
        twin.wait("the other goes on", lambda: acks(pair, other(plan.device)) > before, 10)
    except twin.LabError as e:
        found.append(str(e))
    if acks(pair, plan.device) > 0:
        found.append(f"Device{plan.device} serves with the address of the other one")
    for device in "AB":
        if "has this address too" not in pair.lab.ask(device, "display ip interface brief"):
            found.append(f"Device{device} does not show that its address is another's too")
    return found


def corrected_file(pair, plan):
    """It gets its own file back: while it runs, or for its next start."""
    own_file(pair, plan.device).rename(pair.lab.configs[plan.device])
    if plan.first == "A":
        pair.lab.signal(f"Device{plan.device}", signal.SIGHUP)
    elif not pair.lab.end(f"Device{plan.device}", 10):
        raise twin.LabError(f"SIGTERM did not end Device{plan.device}")


def not_enabled(pair, plan):
    """The Backup could not serve; the Master has to know before it is needed."""
    backup, view = other(plan.master), "display remote-backup-profile service1"
    commit(pair, backup, "interface Vlanif 100", "undo dhcp server enable", "quit")
    twin.wait(f"Device{plan.master} says that its peer is not ready",
              lambda: "Peer ready           : no" in pair.lab.ask(plan.master, view), 10)


def enabled_again(pair, plan):
    commit(pair, other(plan.master), "interface Vlanif 100", "dhcp server enable", "quit")


OPERATIONS = {
    "stop-cut": Operation(6, 14, "clean stop, and a cut before it is back", stop_behind_a_cut,
                          nothing, said=[("other", "PAIR_INTERRUPTED")],
                          unsaid=[("both", "PARTNER_DOWN")]),
    "frozen-wait": Operation(8, 14, "frozen over the end of its preemption delay",
                             frozen_while_it_waits, nothing, unsaid=[("both", "PARTNER_DOWN")]),
    "left": Operation(6, 14, "left the pair, a cut, joined again", left, joined,
                      said=[("it", "LEFT_PAIR"),
                            ("other", "PARTNER_DOWN|new here and gives nothing away")]),
    "delay-heard": Operation(66, 90, "partner-down delay, the backup session alone cut",
                             heard_all_the_time, no_delay, said=[("both", "DECLARATION_WAITS")],
                             unsaid=[("both", "PARTNER_DOWN")]),
    "delay-dead": Operation(100, 180, "partner-down delay, one machine off", dead_for_good,
                            no_delay, said=[("other", "PARTNER_DOWN"), ("it", "DECLARED_DOWN")]),
    "copied": Operation(5, 14, "state folder copied from the other device", copied_folder,
                        nothing, said=[("it", "RBS/2/STATE_COPIED"),
                                       ("other", "PEER_STATE_COPIED")]),
    "empty-alone": Operation(14, 24, "both dead, one back with an empty folder",
                             alone_without_a_journal, nothing, but_switched_off,
                             said=[("it", "JOURNAL/4/NONE")]),
    "cloned": Operation(20, 30, "configuration file copied from the other device", cloned_file,
                        corrected_file, during=one_of_two_serves,
                        said=[("it", "ADDRESS_DUPLICATE:")],  # the other may have, lately
                        unsaid=[("both", "PARTNER_DOWN")]),
    "renamed": Operation(6, 14, "profile renamed on both in a cut", renamed, named_back),
    "unbound": Operation(6, 14, "pool unbound in a cut, and bound again", unbound, bound_again,
                         said=[("it", "POOL_LEFT_PAIR")]),
    "shrunk": Operation(8, 14, "section shrunk, and grown again in a cut", shrunk_and_grown,
                        grown),
    "not-enabled": Operation(3, 6, "DHCP not enabled on the Backup", not_enabled, enabled_again),
}
