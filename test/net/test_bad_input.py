"""What the daemon says to a wrong file, a wrong port map, a taken port and missing rights."""
import os
import re
import signal
import subprocess

import pytest
import twin
from conftest import TREE
from variants import AT_ONCE, config


@pytest.fixture(scope="module")
def bare(new_lab, tmp_path_factory):
    return new_lab(A=config(tmp_path_factory.mktemp("bare"), "A", AT_ONCE))


def attempt(lab, *before, **how):
    """(status, stderr) of a start of DeviceA that has to fail by itself."""
    command = ["ip", "netns", "exec", lab.ns("A"), *before, *map(str, lab.command("A", **how))]
    result = subprocess.run(command, capture_output=True, text=True, timeout=20)
    return result.returncode, result.stderr + result.stdout


def untouched(lab):
    text = lab.exec("A", "ip", "-o", "link").stdout
    assert {re.match(r"\d+: ([^:@]+)", line)[1] for line in text.splitlines()} == {"lo", "eth1"}


def one_sentence(text, *names):
    """One line names all of it; nothing crashed."""
    assert "Sanitizer" not in text and "Assertion" not in text, text
    assert any(all(name in line for name in names) for line in text.split("\n")), text


WRONG = """#
sysname DeviceA
#
vlan 100
#
ip pool pool1 server
 gateway 10.10.10.300 255.255.255.0
 section 0 10.10.10.1 10.10.10.100
 nonsense here
#
interface Vlanif 100
 vrrp vrid 1 priority 999
#
return
"""


@pytest.mark.parametrize("check", [True, False])
def test_a_wrong_file_is_told_line_by_line(bare, tmp_path, check):
    wrong = tmp_path / "wrong.cfg"
    wrong.write_text(WRONG)
    if check:
        result = subprocess.run([bare.build / "twinleased", "--check", "-c", wrong],
                                capture_output=True, text=True)
        status, text = result.returncode, result.stderr + result.stdout
    else:
        status, text = attempt(bare, config=wrong)
    assert status == 1
    places = re.findall(rf"^{re.escape(str(wrong))}:(\d+):(\d+): \S", text, re.M)
    assert [int(line) for line, _ in places] == [7, 9, 12], text
    untouched(bare)


@pytest.mark.parametrize("kept", [0, 100, 423, -9, -2])
def test_a_file_that_is_cut_off_is_refused_with_its_line(bare, tmp_path, kept):
    """What a copy that broke off, or a full disk, leaves: of any length, and none."""
    part = bare.configs["A"].read_text()[:kept]
    half = tmp_path / "half.cfg"
    half.write_text(part)
    line = len(part.rstrip().split("\n"))
    check = subprocess.run([bare.build / "twinleased", "--check", "-c", half],
                           capture_output=True, text=True)
    status, text = attempt(bare, config=half)
    for status, text in ((check.returncode, check.stderr), (status, text)):
        assert status == 1, text
        one_sentence(text, f"{half}:{line}:", "cut off", "return")
    untouched(bare)


@pytest.mark.parametrize("device", "AB")
def test_the_files_of_the_document_pass_the_check(bare, device):
    result = subprocess.run([bare.build / "twinleased", "--check", "-c",
                             TREE / f"lab/Device{device}.cfg"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_a_missing_file_fails_the_check(bare, tmp_path):
    result = subprocess.run([bare.build / "twinleased", "--check", "-c", tmp_path / "nowhere.cfg"],
                            capture_output=True, text=True)
    assert result.returncode == 1
    one_sentence(result.stderr, "nowhere.cfg")


@pytest.mark.parametrize("text", [None, "nonsense\nreturn\n"])
def test_a_file_that_next_startup_names_is_told_with_the_way_out(bare, tmp_path, text):
    (tmp_path / "next-startup").write_text("night.cfg\n")
    if text is not None:
        (tmp_path / "night.cfg").write_text(text)
    result = subprocess.run([bare.build / "twinleased", "--check", "-d", tmp_path],
                            capture_output=True, text=True)
    assert result.returncode == 1
    one_sentence(result.stderr, f"{tmp_path}/night.cfg:")
    one_sentence(result.stderr, f"{tmp_path}/next-startup", "night.cfg", "remove next-startup",
                 "/etc/twinlease/startup.cfg")


def test_a_device_without_a_file_says_so_and_takes_commands(bare, tmp_path):
    """So a new device is configured by hand; `save` writes the file."""
    process = bare.spawn("DeviceA", "A", *bare.command("A", config=tmp_path / "nowhere.cfg"))
    try:
        twin.wait("it takes commands",
                  lambda: bare.cli("A", "display vlan", check=False).returncode == 0, 10)
        assert "nowhere.cfg" in (bare.dir / "DeviceA.log").read_text().split("\n")[0]
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        bare.end("DeviceA")
    untouched(bare)


def test_a_port_that_is_not_in_the_map_is_named(bare, tmp_path):
    empty = tmp_path / "ports"
    empty.write_text("GigabitEthernet0/1/2 eth2\n")
    status, text = attempt(bare, ports=empty)
    assert status == 1
    one_sentence(text, "DeviceA.cfg:", "GigabitEthernet0/1/1")
    untouched(bare)


def test_a_linux_interface_that_is_not_there_is_named(bare, tmp_path):
    ports = tmp_path / "ports"
    ports.write_text("GigabitEthernet0/1/1 eth7\n")
    status, text = attempt(bare, ports=ports)
    assert status in (1, 2)
    one_sentence(text, "eth7")
    untouched(bare)


def test_a_port_in_another_bridge_is_named(bare):
    bare.exec("A", "ip", "link", "add", "name", "br9", "type", "bridge")
    bare.exec("A", "ip", "link", "set", "eth1", "master", "br9")
    try:
        status, text = attempt(bare)
        kept = bare.exec("A", "ip", "-o", "link", "show", "eth1").stdout
    finally:
        bare.exec("A", "ip", "link", "del", "br9")
    assert status == 2
    one_sentence(text, "eth1", "br9")
    assert "master br9" in kept, "it took the port away from the other bridge"
    untouched(bare)


def test_missing_rights_are_named(bare):
    """The file and the port map can be read; only the rights in the network are missing."""
    bare.command("A")
    (bare.dir / "a").chmod(0o777)
    bare.dir.chmod(0o777)
    file = bare.dir / "DeviceA.cfg"
    file.write_text(bare.configs["A"].read_text())
    status, text = attempt(bare, "setpriv", "--reuid", "65534", "--regid", "65534",
                           "--clear-groups", "--bounding-set", "-all", "--inh-caps", "-all",
                           config=file)
    assert status == 1, text
    one_sentence(text, "CAP_NET_ADMIN", "CAP_BPF", "root")
    untouched(bare)


@pytest.mark.parametrize("words", [["--nonsense"], ["-c"], ["-l", "nowhere"]])
def test_wrong_usage_is_status_1(bare, words):
    result = subprocess.run([bare.build / "twinleased", *words], capture_output=True, text=True,
                            timeout=10)
    assert result.returncode == 1 and result.stderr.strip()


def check_only(lab, path, *before):
    result = subprocess.run([*before, lab.build / "twinleased", "--check", "-c", path],
                            capture_output=True, text=True, timeout=20)
    return result.returncode, result.stderr + result.stdout


def test_a_startup_file_that_is_none(bare, tmp_path):
    """A pipe nobody writes to is not waited for."""
    pipe = tmp_path / "pipe.cfg"
    os.mkfifo(pipe)
    for path in (pipe, "/dev/zero"):
        status, text = check_only(bare, path)
        assert status == 1 and text.count("\n") == 1
        one_sentence(text, str(path), "a pipe or a device")
    status, text = check_only(bare, tmp_path)
    assert status == 1 and text.count("\n") == 1


def wide(pools):
    """Pools of 262144 addresses."""
    blocks = []
    for n in range(pools):
        sections = [f" section {i} 10.{4 * n + i}.0.0 10.{4 * n + i}.255.255" for i in range(4)]
        blocks += ["#", f"ip pool p{n} server", f" gateway 10.{4 * n}.0.1 255.252.0.0", *sections]
    return "\n".join(blocks + ["#", "return", ""])


def test_more_addresses_than_there_is_memory_for(bare, tmp_path):
    """The lack is said, by the check and at the start, and a device that runs goes on."""
    much = tmp_path / "much.cfg"
    much.write_text(wide(60))
    limit = ["prlimit", f"--as={3 << 30}"]
    status, text = check_only(bare, much, *limit)
    assert status == 1
    one_sentence(text, "MB of memory", "does not give it")
    status, text = attempt(bare, *limit, config=much)
    assert status == 1
    one_sentence(text, "MB of memory", "does not give it")
    untouched(bare)
