"""The backup session under an SSL policy, between real daemons: leases go over it, certificates are
renewed under load without a session lost, and who proves nothing is refused with a reason on both."""
import json
import re
import subprocess

import clients  # noqa: F401 (paths)
import pytest
import twin
from scapy.layers.inet import IP, TCP
from variants import AT_ONCE, bring_up, config
from wire import Capture

DORA = "build/release/test/net/dora"
PORT = 10000

POLICY = ("ssl policy pair\n certificate load pem-cert own.pem key-pair rsa key-file own.key\n"
          " trusted-ca load pem-ca ca.pem\n#\n")
SERVICE = "remote-backup-service service1\n"


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def make_ca(folder):
    folder.mkdir(parents=True, exist_ok=True)
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key",
            "-subj", "/CN=pair", "-days", "9", "-out", "ca.pem")


def certify(ca, folder, name, days="9"):
    """own.pem and own.key in the folder, put there by rename as a renewal does."""
    folder.mkdir(parents=True, exist_ok=True)
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "new.key",
            "-subj", f"/CN={name}", "-out", "new.csr")
    openssl(folder, "x509", "-req", "-in", "new.csr", "-CA", str(ca / "ca.pem"),
            "-CAkey", str(ca / "ca.key"), "-CAcreateserial", "-days", days, "-out", "new.pem")
    (folder / "new.key").chmod(0o600)
    (folder / "ca.pem").write_bytes((ca / "ca.pem").read_bytes())
    (folder / "new.key").rename(folder / "own.key")
    (folder / "new.pem").rename(folder / "own.pem")


def with_policy(folder, device, *changes):
    return config(folder / device, device, *changes,
                  ("#\n" + SERVICE, "#\n" + POLICY + SERVICE + " bind ssl-policy pair\n"))


@pytest.fixture
def ca(tmp_path):
    make_ca(tmp_path / "ca")
    for device in "AB":
        certify(tmp_path / "ca", tmp_path / device / "ssl", f"Device{device}")
    return tmp_path / "ca"


def crowd(lab, count, first):
    result = lab.exec("c4", DORA, "eth0", str(count), "200", "15", str(first))
    acks = [e for e in map(json.loads, result.stdout.splitlines()) if e["what"] == "ack"]
    assert len(acks) == count


def sessions_lost(lab):
    text = lab.ask("A", "display remote-backup-service service1 verbose")
    return int(re.search(r"Sessions lost\s*: (\d+)", text)[1])


def said(lab, device, what):
    return re.search(what, lab.log(device).read_text())


def test_leases_go_over_tls_and_certificates_are_renewed(new_lab, tmp_path, ca):
    lab = new_lab(A=with_policy(tmp_path, "A", AT_ONCE), B=with_policy(tmp_path, "B"))
    trunk = Capture(lab, "b", from_there=True)
    bring_up(lab)
    for device in "AB":
        text = lab.ask(device, "display remote-backup-service service1")
        assert " SSL-Policy-Name  : pair\n" in text and " SSL-State        : Connected\n" in text
        assert f"CN=Device{device}, valid until" in lab.ask(device, "display ssl policy pair")
    crowd(lab, 20, 0)
    for n, device in enumerate("AB"):
        certify(ca, tmp_path / device / "ssl", f"Renewed{device}")
        crowd(lab, 20, 20 + 20 * n)
        twin.wait("the new certificate is in force",
                  lambda d=device: said(lab, d, f"SSL_POLICY_LOADED: .*CN=Renewed{d}"), 15)
    crowd(lab, 20, 60)
    assert sessions_lost(lab) == 0
    lab.wait_same_leases()
    # nothing of the protocol is on the wire in the clear
    data = [bytes(f[TCP].payload) for f in trunk.frames()
            if TCP in f and IP in f and PORT in (f[TCP].sport, f[TCP].dport)]
    assert sum(map(len, data)) > 5000 and not any(b"TL\x01" in d for d in data)
    # a session that begins now proves itself by the new ones
    lab.kill("B")
    lab.start("B")
    lab.wait_connected(40)
    lab.wait_same_leases()


def test_who_proves_nothing_is_refused_on_both(new_lab, tmp_path, ca):
    """An expired certificate, then no policy at all: no session, and each device says why."""
    certify(ca, tmp_path / "B" / "ssl", "DeviceB", days="-1")
    lab = new_lab(A=with_policy(tmp_path, "A", AT_ONCE), B=with_policy(tmp_path, "B"))
    lab.start("A")
    lab.start("B")
    twin.wait("A says why", lambda: said(lab, "A", "TLS_FAILED: .*certificate has expired"), 20)
    twin.wait("B says why", lambda: said(lab, "B", "TLS_FAILED: .*alert certificate expired"), 20)
    assert lab.rbs_state("A") != "Connected"
    certify(ca, tmp_path / "B" / "ssl", "DeviceB")  # read again by itself
    lab.wait_connected(40)
    lab.ask("B", "system-view; remote-backup-service service1; undo bind ssl-policy; commit")
    twin.wait("A says why", lambda: said(lab, "A", "TLS_FAILED: .*does not speak TLS"), 20)
    twin.wait("B says why", lambda: said(lab, "B", "SESSION_FAILED: .*the peer speaks TLS"), 20)
    assert lab.rbs_state("B") != "Connected"
    # a commit that names files that are not there changes nothing
    (tmp_path / "B" / "ssl" / "own.pem").unlink()
    text = lab.ask("B", "system-view; ssl policy other; certificate load pem-cert no.pem key-pair "
                        "rsa key-file own.key; trusted-ca load pem-ca ca.pem; commit")
    assert "ssl/no.pem: No such file or directory" in text


def with_password(folder, device, password):
    """The device's file with a password, and the file that has it."""
    secret = folder / device / "ssl" / "secret"
    secret.parent.mkdir(parents=True, exist_ok=True)
    secret.touch(0o600)
    secret.chmod(0o600)
    secret.write_text(password + "\n")
    changes = [AT_ONCE] if device == "A" else []
    return config(folder / device, device, *changes,
                  ("#\n" + SERVICE, "#\n" + SERVICE + " peer password load file secret\n"))


def test_a_password_signs_the_session(new_lab, tmp_path):
    """The right one; another on one device, while the session stands; none on one device."""
    a, b = (with_password(tmp_path, device, "sesame") for device in "AB")
    lab = new_lab(A=a, B=b)
    bring_up(lab)
    crowd(lab, 20, 0)
    lab.wait_same_leases()
    with_password(tmp_path, "B", "barley")
    crowd(lab, 20, 20)
    assert sessions_lost(lab) == 0  # the session that stands goes on
    lab.kill("B")
    lab.start("B")
    for device in "AB":
        twin.wait(f"{device} says why", lambda d=device: said(
            lab, d, "PASSWORD_FAILED: .*the peer signs with another password"), 20)
    assert lab.rbs_state("A") != "Connected"
    assert "sesame" not in lab.ask("A", "display current-configuration")
    lab.ask("B", "system-view; remote-backup-service service1; undo peer password; commit")
    for device, why in (("A", "the peer has no password"), ("B", "none is set here")):
        twin.wait(f"{device} says why", lambda d=device, w=why: said(
            lab, d, f"PASSWORD_FAILED: .*{w}"), 20)
    assert lab.rbs_state("B") != "Connected"
    with_password(tmp_path, "B", "sesame")
    lab.ask("B", "system-view; remote-backup-service service1; peer password load file secret; "
                 "commit")
    lab.wait_connected(40)
    lab.wait_same_leases()
