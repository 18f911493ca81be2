"""A commit on trial: the daemon is killed and its wall clock jumps, and what ran before is back on
time all the same; the other device and the clients see no more of it than of two commits."""
import time

import pytest
import twin
from variants import AT_ONCE, bring_up, config

TRIAL = 60
SLACK = 2  # the daemon's, and that of who asks it


@pytest.fixture(scope="module")
def pair(new_lab, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trial")
    return new_lab(A=config(folder, "A", AT_ONCE), B=config(folder, "B"))


def name(lab):
    lines = lab.ask("A", "display current-configuration | include sysname").split()
    return lines[-1] if lines else None


def status(lab):
    return lab.ask("A", "display configuration trial status")


def test_a_trial_ends_on_time_over_a_restart(pair):
    pair.start("A", settable=True)
    pair.wait_state("A", "Master", 30)
    pair.cli("A", "system-view", "sysname Before", "commit")
    begun = time.monotonic()
    tried = pair.cli("A", "system-view", "sysname Tried", f"commit trial {TRIAL}").stdout
    assert "in 60 seconds" in tried
    file = pair.folders["A"] / "trial"
    twin.wait("it is written", file.exists, 5)

    refused = pair.cli("A", "system-view", "sysname Other", "commit", check=False)
    assert refused.returncode == 1 and "on trial (root VTY 0" in refused.stdout
    assert "on trial" in pair.cli("A", "save; y", check=False).stdout

    pair.kill("A")
    pair.start("A", settable=True)
    pair.wall_clock("A", 86400)
    assert name(pair) == "Tried" and "ACTIVE" in status(pair)
    assert "Trial time left" in status(pair)
    pair.kill("A")
    pair.start("A", settable=True)
    pair.wall_clock("A", -86400)
    assert name(pair) == "Tried"

    time.sleep(max(0.0, begun + TRIAL - SLACK - time.monotonic()))
    assert name(pair) == "Tried"
    twin.wait("what ran before runs again", lambda: name(pair) == "Before", 2 * SLACK)
    assert time.monotonic() - begun > TRIAL - SLACK
    assert "INACTIVE" in status(pair)
    twin.wait("its file is gone", lambda: not file.exists(), 5)
    assert "CONFIG/4/TRIAL_ROLLED_BACK" in pair.log("A").read_text()
    pair.kill("A")
    pair.start("A")
    assert name(pair) == "DeviceA", "a restart brings back what was saved"
    pair.kill("A")


def test_who_was_cut_off_confirms_from_another_session(pair):
    """Master stays Master, and the pair Connected: a trial is a commit and no more."""
    bring_up(pair)
    before = pair.log("A").read_text().count("VRRP/4/STATE_CHANGE")
    pair.cli("A", "system-view", "vlan 200", f"commit trial {TRIAL}")
    assert "Its session is gone" in status(pair)
    assert "confirmed" in pair.cli("A", "system-view", "confirm trial").stdout
    assert "INACTIVE" in status(pair)
    twin.wait("its file is gone", lambda: not (pair.folders["A"] / "trial").exists(), 5)
    assert "vlan 200" in pair.ask("A", "display current-configuration")
    assert pair.vrrp_state("A") == "Master" and pair.rbs_state("A") == "Connected"
    assert pair.log("A").read_text().count("VRRP/4/STATE_CHANGE") == before
