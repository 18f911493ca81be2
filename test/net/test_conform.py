"""The tables of test/conform/, played to the real daemon by test/net/conform.py."""
import re
import sys

import pytest
import twin
from variants import AT_ONCE, bring_up, config

FOLDER = twin.TREE / "test/conform"
RUNNER = twin.TREE / "test/net/conform.py"
LATER = ("ip pool far server", "ip pool later server"), ("10.20.", "10.21.")


def pools():
    return (FOLDER / "pools.cfg").read_text()


def wide(device):
    """The document's file of a device with the tables' pools and a wider subnet."""
    text = (twin.TREE / f"lab/Device{device}.cfg").read_text()
    pool1 = re.search(r"ip pool pool1 server\n(?: .*\n)*", text)[0]
    last = "1" if device == "A" else "2"
    return ((pool1, pools()), (f"ip address 10.10.10.{last} 255.255.255.0",
                               f"ip address 10.10.10.{last} 255.255.0.0"))


@pytest.fixture(scope="module")
def tables(new_lab, tmp_path_factory):
    folder = tmp_path_factory.mktemp("conform")
    lab = new_lab(A=config(folder, "A", AT_ONCE, *wide("A")), B=config(folder, "B", *wide("B")))
    bring_up(lab)
    return lab


def play(lab, way):
    done = lab.exec("c1", sys.executable, RUNNER, way, lab.socket("A"), lab.socket("B"),
                    lab.build / "twinlease", *sorted(FOLDER.glob("*.txt")), check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return int(re.search(r"^(\d+) passed, 0 failed$", done.stdout, re.M)[1])


def test_on_the_link(tables):
    assert play(tables, "link") > 80


def test_through_a_relay_agent(tables):
    assert play(tables, "relay") > 80


def test_in_a_pool_committed_while_it_served(tables):
    block = pools().split("#")[0]
    for old, new in LATER:
        block = block.replace(old, new)
    for device in "AB":
        tables.cli(device, "system-view", *block.strip().split("\n"), "commit")
    tables.wait_connected()
    assert play(tables, "reload") > 80
