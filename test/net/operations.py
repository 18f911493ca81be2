"""test/net/operations.py -- what people do to a pair in a maintenance night: faults of rounds.py.

A row of OPERATIONS: how long it lasts, s; its words in the summary; `begin`, which does it under
load, and `end`, which takes back what rounds.py's own healing does not. Both get the Pair and the
Plan; `plan.device` is whom it is done to, and the plan's dice say how. Most come with a cut: an
operation breaks a promise where nobody hears of it. `excuses`: what is not promised then, by
docs/guarantees.md; it gets the violations of the round and the judge, and returns those that
remain.
"""
import collections
import signal
import time

import history
import twin

Operation = collections.namedtuple("Operation", "least most words begin end excuses",
                                   defaults=[lambda found, judge: found])

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


def but_switched_off(found, judge):
    """Who starts without a journal, alone, can only ask; a client that is off does not answer. Its
    lease is gone, in the rounds that follow as well."""
    lost = {v["address"] for v in found
            if v["kind"] == "duplicate" and v["text"].endswith(history.OFF)}
    for client, hold in list(judge.holds.items()):
        if hold.address in lost and judge.owners.get(hold.address) != client:
            judge.drop(client)
    return [v for v in found if v.get("address") not in lost]


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
                          nothing),
    "frozen-wait": Operation(8, 14, "frozen over the end of its preemption delay",
                             frozen_while_it_waits, nothing),
    "left": Operation(6, 14, "left the pair, a cut, joined again", left, joined),
    "copied": Operation(5, 14, "state folder copied from the other device", copied_folder,
                        nothing),
    "empty-alone": Operation(14, 24, "both dead, one back with an empty folder",
                             alone_without_a_journal, nothing, but_switched_off),
    "renamed": Operation(6, 14, "profile renamed on both in a cut", renamed, named_back),
    "unbound": Operation(6, 14, "pool unbound in a cut, and bound again", unbound, bound_again),
    "shrunk": Operation(8, 14, "section shrunk, and grown again in a cut", shrunk_and_grown,
                        grown),
    "not-enabled": Operation(3, 6, "DHCP not enabled on the Backup", not_enabled, enabled_again),
}
