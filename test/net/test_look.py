"""A peer without a session is asked by ARP, and its kernel answers: what an operator reads before he
declares it down."""
import re

import pytest
import twin
from variants import AT_ONCE, bring_up, config

QUESTION = "remote-backup partner-down service1"
HEARD = re.compile(r"ARP           : (\d+) s ago, 10\.10\.10\.2 on Vlanif100")


@pytest.fixture(scope="module")
def cut(new_lab, tmp_path_factory):
    """The backup session alone is cut."""
    folder = tmp_path_factory.mktemp("cut")
    lab = new_lab(A=config(folder, "A", AT_ONCE), B=config(folder, "B"))
    bring_up(lab)
    lab.fail("rbs")
    twin.wait("DeviceA has no session", lambda: lab.rbs_state("A") != "Connected", 15)
    return lab


def test_the_backup_answers_arp(cut):
    twin.wait("DeviceB is heard", lambda: HEARD.search(cut.ask("A", QUESTION)), 20, 0.5)
    said = cut.ask("A", QUESTION)
    assert "It is there: " in said and "a script says force" in said, said
    assert "Advertisement : none since the start" in said, said


def test_the_master_is_heard(cut):
    said = cut.ask("B", QUESTION)
    assert re.search(r"Advertisement : [0-2] s ago, 10\.10\.10\.1 on Vlanif100", said), said


def test_who_is_off_is_not_heard(cut):
    cut.fail("link-B")
    twin.wait("DeviceB is not heard any more",
              lambda: "It is there: " not in cut.ask("A", QUESTION), 40, 0.5)
    assert "Interrupted" in cut.ask("A", "display remote-backup-profile service1")
