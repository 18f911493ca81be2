"""Other people's tools drive a device over real SSH: netmiko, Ansible (ce_command, ce_config) and
RANCID (type vrp), each unchanged, as Debian ships it.

An sshd of this script's own listens on loopback; its forced command is the shell client. Each tool
logs in, turns paging off, reads a display that is longer than a page, changes something, commits,
has a commit refused, saves and logs out. What is not installed is skipped and said. Wants root;
`tools/setup drive` installs the tools. Closes with `N passed, N failed, N skipped`.
"""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(TREE / "lab"), str(TREE / "test/net")]
import twin  # noqa: E402
from variants import AT_ONCE, config  # noqa: E402


class Skipped(Exception):
    pass


class Door:
    """An sshd on loopback that leads to the command line of DeviceA."""

    def __init__(self, lab, folder):
        self.folder = folder
        self.key = folder / "key"
        for name in ("key", "host"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name],
                           check=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (folder / "sshd_config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\n"
            f"AuthorizedKeysFile {folder}/key.pub\nStrictModes no\nUsePAM no\n"
            f"PidFile none\nPermitRootLogin yes\nPasswordAuthentication no\n"
            f"PrintMotd no\nPrintLastLog no\n"
            f"ForceCommand {lab.build}/twinlease -s {lab.socket('A')}\n")
        self.made = not os.path.isdir("/run/sshd")
        os.makedirs("/run/sshd", exist_ok=True)
        self.log = open(folder / "sshd.log", "w", encoding="utf-8")
        self.sshd = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", folder / "sshd_config"],
                                     stderr=self.log)
        twin.wait("sshd listens", self.listens, 10)

    def listens(self):
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    def close(self):
        self.sshd.send_signal(signal.SIGTERM)
        self.sshd.wait(10)
        self.log.close()
        if self.made:
            os.rmdir("/run/sshd")


def must(true, what):
    if not true:
        raise AssertionError(what)


def running(lab):
    return lab.cli("A", "display current-configuration").stdout


# ---- plain ssh ----

def plain_ssh(lab, door):
    """A command as an argument: its text, and its failure as the exit status."""
    ssh = ["ssh", "-q", "-i", door.key, "-p", str(door.port), "-o", "StrictHostKeyChecking=no",
           "-o", "UserKnownHostsFile=/dev/null", "root@127.0.0.1"]
    good = subprocess.run([*ssh, "display vlan"], capture_output=True, text=True, timeout=30)
    must(good.returncode == 0 and "VLAN 0100" in good.stdout, f"display vlan: {good}")
    bad = subprocess.run([*ssh, "nonsense"], capture_output=True, text=True, timeout=30)
    must(bad.returncode == 1 and "Error:" in bad.stdout, f"nonsense: {bad}")


# ---- netmiko ----

def netmiko(lab, door):
    sys.path.append("/usr/lib/python3/dist-packages")
    try:
        from netmiko import ConnectHandler
    except ImportError:
        raise Skipped("python3-netmiko")
    device = ConnectHandler(device_type="huawei_vrpv8", host="127.0.0.1", port=door.port,
                            username="root", use_keys=True, key_file=str(door.key))
    must(device.base_prompt == "DeviceA", f"prompt {device.base_prompt!r}")
    text = device.send_command("display current-configuration")
    must("More" not in text and text.strip().endswith("return"), f"long display: {text!r}")
    must(text.count("\n") > 24, "it is longer than a page")
    device.send_config_set(["vlan 300", "description a line that is longer than the window "
                            + "x" * 100], exit_config_mode=False)
    device.commit()
    must("vlan 300" in running(lab), "the change is in force")
    wrong = device.send_config_set(["vlna 301"])
    must("Error: Unrecognized command found at '^' position." in wrong, f"typing error: {wrong!r}")
    device.send_config_set(["interface Vlanif 302"], exit_config_mode=False)
    refused = device.send_command("commit", expect_string=r"\]")
    must("Error: The VLAN 302 does not exist." in refused, f"refused commit: {refused!r}")
    device.send_command("clear configuration candidate", expect_string=r"\]")
    device.exit_config_mode()
    asked = device.send_command_timing("save")
    saved = device.send_command_timing("y")
    must("successfully" in saved, f"save: {asked!r} {saved!r}")
    device.disconnect()


# ---- Ansible ----

PLAYBOOK = """\
- hosts: device
  gather_facts: no
  tasks:
    - community.network.ce_command:
        commands: [display version, display current-configuration]
      register: shown
    - assert:
        that:
          - "'software, Version' in shown.stdout[0]"
          - "'return' in shown.stdout[1]"
          - "'More' not in shown.stdout[1]"
    - community.network.ce_config:
        lines: [description by Ansible]
        parents: [vlan 400]
        save: yes
      register: first
    - community.network.ce_config:
        lines: [description by Ansible]
        parents: [vlan 400]
      register: second
    - assert:
        that: [first.changed, not second.changed]
    - community.network.ce_config:
        lines: [ip address 10.9.9.1 255.255.255.0]
        parents: [interface Vlanif402]
      register: refused
      ignore_errors: yes
    - assert:
        that: [refused.failed]
    - community.network.ce_command:
        commands: [nonsense]
      register: nonsense
      ignore_errors: yes
    - assert:
        that: [nonsense.failed]
"""


def ansible(lab, door):
    if not shutil.which("ansible-playbook"):
        raise Skipped("ansible")
    (door.folder / "inventory").write_text(
        f"device ansible_host=127.0.0.1 ansible_port={door.port} ansible_user=root "
        f"ansible_connection=ansible.netcommon.network_cli "
        f"ansible_network_os=community.network.ce ansible_network_cli_ssh_type=paramiko "
        f"ansible_ssh_private_key_file={door.key} ansible_host_key_checking=no\n")
    (door.folder / "play.yml").write_text(PLAYBOOK)
    env = {**os.environ, "ANSIBLE_HOST_KEY_CHECKING": "False", "HOME": str(door.folder),
           "ANSIBLE_LOCAL_TEMP": str(door.folder / "tmp"), "LC_ALL": "C.UTF-8",
           "ANSIBLE_PERSISTENT_COMMAND_TIMEOUT": "20", "ANSIBLE_NOCOLOR": "1"}
    play = subprocess.run(["ansible-playbook", "-v", "-i", door.folder / "inventory",
                           door.folder / "play.yml"], env=env, capture_output=True, text=True,
                          timeout=300)
    must(play.returncode == 0, play.stdout[-6000:] + play.stderr[-1000:])
    must(re.search(r"vlan 400\n description by Ansible", running(lab)), "the change is in force")
    must("Vlanif402" not in running(lab), "what was refused is not")
    must("by Ansible" in lab.cli("A", "display saved-configuration").stdout, "and saved")


# ---- RANCID ----

def rancid(lab, door):
    program = "/usr/lib/rancid/bin/rancid"
    if not os.path.exists(program) or not shutil.which("expect"):
        raise Skipped("rancid")
    ssh = door.folder / "ssh"
    ssh.write_text("#!/bin/sh\nexec /usr/bin/ssh -q -o StrictHostKeyChecking=no "
                   "-o UserKnownHostsFile=/dev/null \"$@\"\n")
    ssh.chmod(0o755)
    known = door.folder / ".cloginrc"
    known.write_text(f"add method 127.0.0.1 {{ssh:{door.port}}}\nadd user 127.0.0.1 root\n"
                     f"add password 127.0.0.1 {{none}} {{none}}\n"
                     f"add identity 127.0.0.1 {door.key}\n"
                     f"add sshcmd 127.0.0.1 {{{ssh}}}\n")
    known.chmod(0o600)
    env = {**os.environ, "CLOGINRC": str(known), "HOME": str(door.folder), "NOPIPE": "YES",
           "PATH": "/usr/lib/rancid/bin:" + os.environ["PATH"], "BASEDIR": str(door.folder), "TERM": "xterm"}
    run = subprocess.run([program, "-t", "vrp", "127.0.0.1"], cwd=door.folder, env=env,
                         capture_output=True, text=True, timeout=200)
    new = door.folder / "127.0.0.1.new"
    text = new.read_text() if new.exists() else ""
    must(run.returncode == 0 and "vrrp vrid 1 virtual-ip" in text and "\nreturn" in text,
         f"{run.returncode}: {run.stdout[-3000:]} {run.stderr[-3000:]} {text[-2000:]}")


def main():
    if os.geteuid() != 0:
        sys.exit("drive.py wants root")
    wanted = sys.argv[1:]
    passed = failed = skipped = 0
    lab = None
    with tempfile.TemporaryDirectory(prefix="twinlease-drive-") as name:
        folder = pathlib.Path(name)
        lab = twin.Lab(f"d{os.getpid()}", configs={"A": config(folder, "A", AT_ONCE)})
        door = None
        try:
            lab.create()
            lab.start("A")
            if not os.path.exists("/usr/sbin/sshd"):
                print("skipped: openssh-server is not installed (tools/setup drive)")
            else:
                door = Door(lab, folder)
            for tool in (plain_ssh, netmiko, ansible, rancid):
                if wanted and tool.__name__ not in wanted:
                    continue
                began = time.monotonic()
                try:
                    if door is None:
                        raise Skipped("openssh-server")
                    tool(lab, door)
                    passed += 1
                    said = "passed"
                except Skipped as what:
                    skipped += 1
                    said = f"skipped: {what} is not installed (tools/setup drive)"
                except Exception:  # a tool's own exceptions are of many kinds
                    failed += 1
                    said = "FAILED\n" + traceback.format_exc()
                print(f"{tool.__name__:10} {time.monotonic() - began:5.1f} s  {said}", flush=True)
        finally:
            if door is not None:
                door.close()
            lab.down()
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed or not passed else 0)


main()
