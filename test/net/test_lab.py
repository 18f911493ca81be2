"""The lab by itself: the switch tags, the commands answer, an interrupted demo leaves nothing."""
import os
import pathlib
import signal
import subprocess

import twin
from conftest import TREE
from wire import ARP, Capture, tag

TWINLAB = TREE / "lab/twinlab"


def twinlab(*arguments):
    return subprocess.run([TWINLAB, *arguments], capture_output=True, text=True)


def test_the_switch_tags_what_clients_send(new_lab):
    lab = new_lab()
    for n in (1, 2, 3):
        lab.exec(f"c{n}", "ip", "addr", "add", f"10.10.10.20{n}/24", "dev", "eth0")
    lab.access("c3", 200)
    trunk, port = Capture(lab, "a"), Capture(lab, "c1")
    assert lab.exec("c1", "ping", "-c", "1", "-W", "2", "10.10.10.202").returncode == 0
    other = lab.exec("c1", "ping", "-c", "1", "-W", "1", "10.10.10.203", check=False)
    assert other.returncode != 0, "VLAN 200 heard VLAN 100"
    arps = [f for f in trunk.frames() if ARP in f]
    assert arps and all(tag(f) == 100 for f in arps)
    assert all(tag(f) in (None, 100) for f in port.frames())


def test_two_labs_stand_side_by_side_and_go_one_by_one(new_lab):
    one, two = new_lab(), new_lab()
    assert {one.name, two.name} <= set(twinlab("list").stdout.split())
    assert twinlab("-n", one.name, "down").returncode == 0
    assert twinlab("-n", one.name, "down").returncode == 0, "down twice is no error"
    names = twinlab("list").stdout.split()
    assert one.name not in names and two.name in names


def test_what_a_client_writes_to_etc_stays_its_own(new_lab):
    lab, ours = new_lab(), pathlib.Path("/etc/resolv.conf")
    before = ours.read_bytes() if ours.exists() else None
    folder = pathlib.Path("/etc/netns") / lab.ns("c1")
    lab.exec("c1", "sh", "-c", "echo nameserver 192.0.2.1 >/etc/resolv.conf")
    assert (ours.read_bytes() if ours.exists() else None) == before
    assert "192.0.2.1" in (folder / "resolv.conf").read_text()
    lab.down()
    assert not folder.exists()


def test_wrong_words_are_answered_with_a_sentence(new_lab):
    lab = new_lab()
    for words, told in ((("-n", "Nope!", "list"), "lower case letters"),
                        (("-n", "missing", "status"), "does not stand"),
                        (("-n", lab.name, "up"), "stands already"),
                        (("-n", lab.name, "fail", "C"), "link-A"),
                        (("-n", lab.name, "fail", "A"), "not running"),
                        (("-n", lab.name, "exec", "client9", "true"), "client4"),
                        (("-n", lab.name, "sing"), "no such command")):
        result = twinlab(*words)
        assert result.returncode == 1 and told in result.stderr, (words, result.stderr)
        assert len(result.stderr.strip().split("\n")) == 1
        assert lab.name in twin.names(), f"{words} took the lab down"


def test_an_interrupted_demo_leaves_nothing():
    lab = twin.Lab(f"d{os.getpid()}")
    demo = subprocess.Popen([TREE / "lab/demo", lab.name], stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)
    try:
        device = twin.wait("DeviceA of the demo runs", lambda: lab.pid("DeviceA"), 10)
    finally:
        demo.send_signal(signal.SIGINT)
        output, _ = demo.communicate(timeout=20)
    assert demo.returncode == 130, output
    assert lab.name not in twin.names()
    assert not lab.dir.exists()
    assert twin.started_at(device) is None
