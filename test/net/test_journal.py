"""What a device remembers outlives it: kill -9, a lost folder, a damaged journal, a full disk."""
import json
import re
import signal
import subprocess
import time

import clients
import pytest
import twin
from variants import AT_ONCE, bring_up, config

DORA = "build/release/test/net/dora"
CROWD = 60


@pytest.fixture
def pair(new_lab, tmp_path):
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE), B=config(tmp_path, "B"))
    bring_up(lab)
    yield lab
    lab.down()


@pytest.fixture(scope="module")
def bare(new_lab, tmp_path_factory):
    """A pair of which tests run one device at a time, or none."""
    folder = tmp_path_factory.mktemp("bare")
    return new_lab(A=config(folder, "A", AT_ONCE), B=config(folder, "B"))


def crowd(lab, count=CROWD, first=0):
    """{address: MAC} of clients that come at once and all get a lease."""
    result = lab.exec("c4", DORA, "eth0", str(count), "400", "15", str(first))
    acks = [e for e in map(json.loads, result.stdout.splitlines()) if e["what"] == "ack"]
    return {e["address"]: e["client"] for e in acks}


def holds(lab, device, told):
    held = lab.leases(device)
    return all(held.get(address) == client for address, client in told.items())


def forget(lab, device):
    """What a new disk is: an empty state folder."""
    for file in lab.folders[device].iterdir():
        file.unlink()


def test_a_state_folder_taken_away_is_noticed(pair):
    """Its files removed: all that is known is written anew. Its file system gone: nobody is served."""
    log, told = pair.log("A"), crowd(pair, 10)
    pair.wait_state("A", "Master", 20)
    for file in pair.folders["A"].iterdir():
        file.unlink()  # nothing is written meanwhile
    twin.wait("it is noticed", lambda: "cannot be found under its name" in log.read_text(), 15)
    twin.wait("all is written anew", lambda: "JOURNAL/5/DISK_WORKS" in log.read_text(), 20)
    pair.fail("both")
    forget(pair, "B")
    pair.start("A")
    assert holds(pair, "A", told), "what was written anew is not what was known"
    before = log.read_text().count("JOURNAL/1/DISK_FAILED")
    # `ip netns exec` gave it mounts of its own
    twin.run("nsenter", "--mount", "--target", pair.pid("DeviceA"), "umount", "-l",
             pair.folders["A"])
    twin.wait("it is noticed",
              lambda: log.read_text().count("JOURNAL/1/DISK_FAILED") > before, 15)
    assert "State                : Failed" in pair.ask("A", "display dhcp server database")


def test_a_start_says_what_it_stands_on_by_its_own_name(bare):
    """An empty folder, as when its file system is not mounted, and a log with one name in it."""
    forget(bare, "A")
    bare.log("A").unlink(missing_ok=True)
    bare.start("A")
    bare.end("DeviceA")
    lines = [line for line in bare.log("A").read_text().splitlines() if "%%01" in line]
    assert any("JOURNAL/4/NONE" in line and str(bare.folders["A"]) in line for line in lines), lines
    assert {line.split()[3] for line in lines} == {"DeviceA"}


def test_both_killed_at_once_come_back_with_every_lease(pair):
    client = clients.Udhcpc(pair, "c1")
    had = client.get()
    told = crowd(pair)
    pair.fail("both")
    pair.start("A")
    assert holds(pair, "A", told), "DeviceA has to know by itself, before it hears its peer"
    pair.start("B")
    pair.wait_connected(20)
    assert holds(pair, "B", told)
    pair.wait_state("A", "Master", 20)
    event = client.renewed()
    assert event.kind == "renew" and event.address == had.address
    client.stop()


@pytest.mark.parametrize("lost", "AB")
def test_the_journal_of_one_device_restores_the_pair(pair, lost):
    client = clients.Udhcpc(pair, "c1")
    had = client.get()
    told = crowd(pair)
    pair.fail("both")
    forget(pair, lost)
    pair.start("A")
    pair.start("B")
    pair.wait_connected(20)
    pair.wait_same_leases()
    assert holds(pair, "A", told) and holds(pair, "B", told)
    twin.wait("one is Master", lambda: "Master" in map(pair.vrrp_state, "AB"), 20)
    assert client.renewed().address == had.address
    client.stop()


def test_one_device_alone_serves_from_its_journal(pair):
    """The Backup knows what the Master promised; the other one joins later, knowing nothing."""
    client = clients.Udhcpc(pair, "c1")
    had = client.get()
    told = crowd(pair)
    pair.fail("both")
    forget(pair, "A")
    pair.start("B")
    assert holds(pair, "B", told)
    pair.wait_state("B", "Master", 20)
    event = client.renewed(30)
    assert event.kind == "renew" and event.address == had.address
    pair.start("A")
    pair.wait_connected(20)
    twin.wait("DeviceA has learnt every lease", lambda: holds(pair, "A", told), 10)
    client.stop()


def test_a_clean_stop_of_both_keeps_every_lease(pair):
    told = crowd(pair)
    assert pair.end("DeviceB") and pair.end("DeviceA")
    pair.start("A")
    assert holds(pair, "A", told)
    pair.start("B")
    pair.wait_connected(20)
    pair.wait_state("A", "Master", 20)
    assert holds(pair, "B", told)
    assert not set(crowd(pair, 20, 5000)) & set(told)


# ---- starts that are refused ----

def refused(lab, *names):
    """A start of DeviceA that has to end with status 2 and one sentence."""
    command = ["ip", "netns", "exec", lab.ns("A"), *map(str, lab.command("A"))]
    result = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert result.returncode == 2, result.stderr
    last = result.stderr.strip().split("\n")[-1]
    assert all(str(name) in last for name in names), last
    return last


def repair(lab):
    return subprocess.run([lab.build / "twinleased", "--repair", lab.folders["A"]],
                          capture_output=True, text=True, timeout=20)


def newest_log(lab, device):
    return max(lab.folders[device].glob("log.*"), key=lambda f: int(f.suffix[1:]))


def test_a_damaged_record_in_the_middle_refuses_the_start_until_repaired(pair):
    told = crowd(pair)
    pair.fail("both")
    log = newest_log(pair, "A")
    data = bytearray(log.read_bytes())
    used = len(data.rstrip(b"\0"))
    data[used // 2] ^= 0x10
    log.write_bytes(data)
    last = refused(pair, log, f"twinleased --repair {pair.folders['A']}")
    offset = re.search(r"byte (\d+)", last)
    assert offset and int(offset[1]) <= used // 2 < int(offset[1]) + 4096, last
    result = repair(pair)
    assert result.returncode == 0, result.stderr
    assert re.search(r"[Kk]ept \d+ records", result.stdout) and log.name in result.stdout
    assert log.with_name(f"{log.name}.damaged").exists()
    pair.start("A")
    pair.start("B")
    pair.wait_connected(20)
    twin.wait("DeviceA has learnt what it had lost", lambda: holds(pair, "A", told), 10)
    assert repair(pair).returncode != 0, "a repair while the daemon works has to be refused"


def test_a_torn_end_is_no_damage(pair):
    told = crowd(pair)
    pair.fail("both")
    log = newest_log(pair, "A")
    with log.open("r+b") as file:
        used = len(log.read_bytes().rstrip(b"\0"))
        file.seek((used + 7) // 8 * 8)
        file.write(b"TWLJ\0\1\0\0 half a block")
    pair.start("A")
    assert holds(pair, "A", told)


@pytest.mark.parametrize("content, word", [
    (b"SQLite format 3\0" + bytes(4096), "not a journal"),
    (b"TWLJ\0\7\0\0" + bytes(range(256)) * 16, "format"),
])
def test_a_foreign_or_other_file_is_named(bare, content, word):
    log = bare.folders["A"] / "log.1"
    log.write_bytes(content)
    try:
        refused(bare, log, word)
    finally:
        forget(bare, "A")


def test_kills_leave_no_reserved_room_behind(bare):
    """A journal reserves 16 MiB ahead; who dies cannot give them back, who starts has to."""
    for _ in range(5):
        bare.start("A")
        bare.kill("A")
    used = sum(file.stat().st_blocks * 512 for file in bare.folders["A"].iterdir())
    forget(bare, "A")
    assert used < 20 << 20, f"{used >> 20} MiB"


def test_two_daemons_on_one_folder_are_refused(bare):
    bare.start("B")
    try:
        bare.folders["A"], mine = bare.folders["B"], bare.folders["A"]
        refused(bare, bare.folders["B"], "nother twinleased", str(bare.pid("DeviceB")))
    finally:
        bare.folders["A"] = mine
        bare.end("DeviceB")


# ---- the disk ----

def log_says(lab, device, words):
    return re.search(words, lab.log(device).read_text())


def test_a_master_whose_disk_is_full_yields_and_comes_back(pair):
    client = clients.Udhcpc(pair, "c1")
    had = client.get()
    crowd(pair)
    pair.fail("disk-A")
    began = time.monotonic()
    load = pair.spawn("load", "c4", DORA, "eth0", str(CROWD), "10", "30")  # more than a page
    twin.wait("DeviceB is Master", lambda: pair.vrrp_state("B") == "Master", 15)
    took = time.monotonic() - began
    assert pair.vrrp_state("A") != "Master" and took < 10
    assert log_says(pair, "A", r"JOURNAL/1/DISK_FAILED: .*No space left")
    assert client.renewed().address == had.address
    assert load.wait(40) == 0, "every client is served"
    pair.heal()
    twin.wait("DeviceA takes leases again",
              lambda: log_says(pair, "A", "JOURNAL/5/DISK_WORKS"), 20)
    pair.wait_connected(30)
    pair.wait_same_leases()
    client.stop()


def test_a_backup_whose_disk_is_full_leaves_connected_and_the_master_serves(pair):
    pair.fail("disk-B")
    for _ in range(20):  # until the last page that it has is full
        told = crowd(pair, 20, 7000)
        assert len(told) == 20, "every client is served"
        if log_says(pair, "B", "JOURNAL/1/DISK_FAILED"):
            break
    assert log_says(pair, "B", r"JOURNAL/1/DISK_FAILED: .*No space left")
    assert pair.vrrp_state("A") == "Master"
    pair.heal()
    twin.wait("DeviceB takes leases again",
              lambda: log_says(pair, "B", "JOURNAL/5/DISK_WORKS"), 20)
    pair.wait_connected(30)
    twin.wait("DeviceB has them all", lambda: holds(pair, "B", told), 10)


def test_a_start_on_a_full_disk_is_a_gateway_alone_until_there_is_room(bare):
    bare.fill_disk("A")
    bare.start("A")
    twin.wait("it says why", lambda: log_says(bare, "A", "JOURNAL/1/DISK_FAILED"), 10)
    bare.wait_state("A", "Master", 10)
    assert "Gateway only" in bare.ask("A", "display vrrp")
    bare.empty_disk("A")
    twin.wait("DeviceA takes leases again",
              lambda: log_says(bare, "A", "JOURNAL/5/DISK_WORKS"), 20)
    assert "Gateway only" not in bare.ask("A", "display vrrp")
    assert crowd(bare, 5, 8000)
    bare.end("DeviceA")


# ---- the wall clock ----

def test_a_wall_clock_that_jumps_changes_no_lease_and_no_state(new_lab, tmp_path):
    lab = new_lab(A=config(tmp_path, "A", AT_ONCE), B=config(tmp_path, "B"))
    lab.start("A", settable=True)
    lab.wait_state("A", "Master", 30)
    lab.start("B")
    lab.wait_state("B", "Backup", 10)
    lab.wait_connected()
    client = clients.Udhcpc(lab, "c1")
    had = client.get()
    told = crowd(lab)
    states = len(re.findall("STATE_CHANGE|STATUS_CHANGE", lab.log("A").read_text()))
    for ahead in (3600, -3600):
        lab.wall_clock("A", ahead)
        twin.wait("it is told as a warning", lambda: log_says(lab, "A", "NODE/4/WALL_CLOCK"), 10)
        time.sleep(4)  # longer than the Master_Down time
        assert holds(lab, "A", told) and holds(lab, "B", told)
        event = client.renewed()
        assert event.kind == "renew" and event.address == had.address
        assert event.seconds == str(3 * 86400)
    assert states == len(re.findall("STATE_CHANGE|STATUS_CHANGE", lab.log("A").read_text()))
    assert log_says(lab, "A", "RBS/4/CLOCK_DIFFERENCE")
    assert log_says(lab, "B", "RBS/4/CLOCK_DIFFERENCE")
    lab.wall_clock("A", 0)
    twin.wait("the clocks agree again", lambda: log_says(lab, "A", "RBS/5/CLOCK_EQUAL"), 10)
    lab.signal("DeviceA", signal.SIGKILL)
    lab.wait_state("B", "Master", 6)
    assert client.renewed().address == had.address
    client.stop()
