"""Labs for the net tests: real namespaces, real sockets, the built daemon.

`seed` runs the document's files unchanged, with its recover delay of 20 s. `quick` runs them
without the recover delay. Other variants are made by config(). Labs are shared by the tests of a
module, which put back what they change; each removes all it made, also after a failure.
"""
import itertools
import os
import pathlib
import subprocess
import sys

import pytest

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(TREE / "lab"), str(pathlib.Path(__file__).resolve().parent)]
import twin  # noqa: E402
from variants import AT_ONCE, bring_up, config  # noqa: E402

numbers = itertools.count()


@pytest.fixture(scope="session", autouse=True)
def built():
    assert os.geteuid() == 0, "the net tests need root"
    # A make that runs this has told its children its own flags; they are not for this one.
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "BUILD", "O")}
    subprocess.run(["make", "-C", TREE, "-s", "all", "net-programs"], check=True, env=env)


@pytest.fixture(scope="module")
def new_lab():
    """new_lab(A=path, B=path) -> a lab with switch and clients, no device running."""
    labs = []

    def make(**configs):
        lab = twin.Lab(f"t{os.getpid()}n{next(numbers)}", configs=configs or None)
        labs.append(lab)
        lab.create()
        return lab

    yield make
    for lab in labs:
        lab.down()


@pytest.fixture(scope="module")
def quick(new_lab, tmp_path_factory):
    """The pair without the recover delay, DeviceA Master, the session Connected."""
    folder = tmp_path_factory.mktemp("quick")
    lab = new_lab(A=config(folder, "A", AT_ONCE), B=config(folder, "B"))
    bring_up(lab)
    return lab


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """With a failure: the devices' logs of the labs the test used."""
    report = (yield).get_result()
    if report.when != "call" or not report.failed:
        return
    for name, lab in getattr(item, "funcargs", {}).items():
        if isinstance(lab, twin.Lab):
            for log in sorted(lab.dir.glob("*.log")):
                tail = log.read_text(errors="replace")[-3000:]
                report.sections.append((f"{name}: {log.name}", tail))
