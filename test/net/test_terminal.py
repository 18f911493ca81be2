"""The shell client as an operator and a script meet it: a real terminal, pipes, a missing daemon."""
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time

import pytest
import twin
from conftest import TREE
from variants import AT_ONCE, config


@pytest.fixture(scope="module")
def device(new_lab, tmp_path_factory):
    lab = new_lab(A=config(tmp_path_factory.mktemp("terminal"), "A", AT_ONCE))
    lab.start("A")
    return lab


class Terminal:
    """twinlease on a pseudo terminal; says() waits until the words have appeared."""

    def __init__(self, lab, rows=24):
        sized, go = os.pipe()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm"
            os.read(sized, 1)
            os.execv(lab.build / "twinlease", ["twinlease", "-s", str(lab.socket("A"))])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
        os.write(go, b".")
        os.close(sized)
        os.close(go)
        self.seen = self.left = ""

    def type(self, keys):
        os.write(self.fd, keys.encode())
        return self

    def read(self, limit):
        if not select.select([self.fd], [], [], limit)[0]:
            return False
        try:
            data = os.read(self.fd, 65536).decode().replace("\r", "")
        except OSError:
            data = ""
        self.seen += data
        self.left += data
        return data != ""

    def says(self, words, limit=5):
        end = time.monotonic() + limit
        while words not in self.left and time.monotonic() < end:
            if not self.read(0.1) and self.over():
                break
        assert words in self.left, f"{words!r} did not appear in {self.left!r}"
        self.left = self.left[self.left.index(words) + len(words):]
        return self

    def over(self):
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def status(self):
        end = time.monotonic() + 5
        while not self.over() and time.monotonic() < end:
            self.read(0.1)
        if not self.over():
            os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_help_completion_and_keys(device):
    t = Terminal(device).says("<DeviceA>")
    t.type("dis?").says("display").says("<DeviceA>dis")
    t.type("\tvlan\r").says("The total number of vlans is : 2").says("<DeviceA>")
    t.type("sys\t\r").says("[~DeviceA]")
    t.type("vlan 99\x03").says("^C").says("[~DeviceA]")
    t.type("vlan 30\r").says("[*DeviceA-vlan30]")
    t.type("\x1a").says("/C(cancel)]:")
    t.type("\x03").says("[*DeviceA-vlan30]")
    t.type("return\r").says("/C(cancel)]:")
    t.type("n\r").says("<DeviceA>")
    t.type("\x1b[A\x1b[A").says("vlan 30")  # history; the answer `n` is not in it
    t.type("\x03").says("<DeviceA>")
    t.type("quit\r")
    assert t.status() == 0
    assert "vlan 30" not in device.cli("A", "display current-configuration").stdout


def test_the_pager_stops_and_goes_on(device):
    t = Terminal(device, rows=10).says("<DeviceA>")
    t.type("display current-configuration\r").says("sysname DeviceA").says("---- More ----")
    t.type("\r").says("---- More ----").type(" ").says("---- More ----")
    t.type("q").says("<DeviceA>")
    assert "interface Vlanif100" not in t.seen
    t.type("quit\r")
    assert t.status() == 0


def client(lab, *arguments, **how):
    return subprocess.run([lab.build / "twinlease", "-s", lab.socket("A"), *arguments],
                          capture_output=True, text=True, timeout=20, **how)


def test_an_error_ends_a_script_unless_told(device):
    script = "system-view\nvlan 44\nnonsense\ncommit\n"
    result = client(device, input=script)
    assert result.returncode == 1
    assert "stopped at line 3" in result.stderr and "not committed" in result.stderr
    result = client(device, "-k", input="nonsense\ndisplay vlan\n")
    assert result.returncode == 1 and "VLAN 0100" in result.stdout
    result = client(device, "-c", "display vlan; nonsense", "-c", "display vrrp")
    assert result.returncode == 1
    assert "^" in result.stdout and "Virtual IP" not in result.stdout
    assert "vlan 44" not in client(device, "-c", "display current-configuration").stdout


def test_questions_are_answered_by_the_next_line(device):
    result = client(device, "-c", "system-view; vlan 45; return; N; display vlan")
    assert result.returncode == 0, result.stderr
    assert "VLAN 0045" not in result.stdout and "VLAN 0100" in result.stdout
    result = client(device, "-c", "system-view; vlan 45; return")
    assert result.returncode == 1 and "not answered" in result.stderr


def test_what_a_script_leaves_uncommitted_is_a_failure(device):
    result = client(device, input="system-view\nvlan 46\n")
    assert result.returncode == 1 and "not committed" in result.stderr
    result = client(device, input="system-view\nvlan 46\nquit\nundo vlan 46\n")
    assert result.returncode == 0 and result.stderr == ""


def test_a_forced_command_runs_what_was_asked_for(device):
    asked = {**os.environ, "SSH_ORIGINAL_COMMAND": "display vlan"}
    result = client(device, input="", env=asked)
    assert result.returncode == 0 and "VLAN 0100" in result.stdout
    asked["SSH_ORIGINAL_COMMAND"] = "nonsense"
    assert client(device, input="", env=asked).returncode == 1


def test_a_missing_daemon_is_named(device, tmp_path):
    result = subprocess.run([device.build / "twinlease", "-s", tmp_path / "none", "-c", "quit"],
                            capture_output=True, text=True)
    assert result.returncode == 2 and str(tmp_path / "none") in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.fixture
def stopped(device):
    """The daemon stands still, as after SIGSTOP or on a disk that hangs; then it goes on."""
    pid = device.pid("DeviceA")
    os.kill(pid, signal.SIGSTOP)
    twin.wait("it stands still", lambda: twin.stopped(pid), 5)
    yield device
    os.kill(pid, signal.SIGCONT)
    twin.wait("it takes commands",
              lambda: device.cli("A", "display vlan", check=False).returncode == 0, 15)


def test_a_daemon_that_stands_still_is_given_up(stopped):
    """Each way to reach it ends by itself, with one sentence."""
    scripts = [subprocess.Popen([stopped.build / "twinlease", "-s", stopped.socket("A"), *words],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)
               for words in (["-c", "display vlan"], ["-k", "-c", "display vrrp"], [])]
    lab = subprocess.Popen([TREE / "lab/twinlab", "-n", stopped.name, "status"],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    terminal = Terminal(stopped)
    for process in scripts:
        out, err = process.communicate("display vlan\n", timeout=20)
        assert process.returncode == 2 and out == "", (process.args, out, err)
        assert "does not answer" in err and err.count("\n") == 1, err
    out, err = lab.communicate(timeout=20)
    assert lab.returncode == 2 and err == "", err
    assert "DeviceA: " in out and "does not answer" in out and "DeviceB: not running" in out
    terminal.says("does not answer", 20)
    assert terminal.status() == 2


def test_a_daemon_that_stops_within_a_session_is_told_and_waited_for(device):
    pid = device.pid("DeviceA")
    script = subprocess.Popen([device.build / "twinlease", "-s", device.socket("A")],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
    script.stdin.write("display vlan\n")
    script.stdin.flush()
    assert "total number" in script.stdout.readline()
    patient, tired = (Terminal(device).says("<DeviceA>") for _ in range(2))
    os.kill(pid, signal.SIGSTOP)
    try:
        twin.wait("it stands still", lambda: twin.stopped(pid), 5)
        for t, keys in ((patient, "display vlan\r"), (tired, "dis?")):
            t.type(keys)
        _, err = script.communicate("display vlan\n", timeout=20)
        assert script.returncode == 2 and "does not answer" in err
        for t in (patient, tired):
            t.says("does not answer; it is waited for", 20)
        tired.type("\x03")
        assert tired.status() == 2
    finally:
        os.kill(pid, signal.SIGCONT)
    patient.says("The total number of vlans").says("<DeviceA>").type("quit\r")
    assert patient.status() == 0


def test_a_daemon_that_dies_is_noticed(device):
    with subprocess.Popen([device.build / "twinlease", "-s", device.socket("A")],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as session:
        session.stdin.write("display vlan\n")
        session.stdin.flush()
        assert "total number" in session.stdout.readline()
        device.signal("DeviceA", signal.SIGKILL)
        session.stdin.write("display vlan\n" * 2)
        session.stdin.close()
        assert session.wait(5) == 2
        assert "went away" in session.stderr.read()
