"""What the pair puts on the trunk, dissected by scapy."""
import clients
import pytest
from scapy.layers.inet import IP
from scapy.layers.l2 import Ether
from scapy.layers.vrrp import VRRP
from wire import ARP, VIRTUAL_MAC, Capture, is_dhcp, is_reply, is_vrrp, tag


@pytest.fixture(scope="module")
def frames(quick):
    """A few seconds of DeviceA's trunk while a client gets and renews its lease."""
    trunk = Capture(quick, "a")
    client = clients.Udhcpc(quick, "c1")
    client.get()
    client.renewed()
    trunk.wait(3, is_vrrp)
    client.release()
    client.stop()
    return trunk.frames()


def test_every_dhcp_and_vrrp_frame_has_tag_100(frames):
    seen = [f for f in frames if is_dhcp(f) or is_vrrp(f)]
    assert len([f for f in seen if is_vrrp(f)]) >= 3
    assert len([f for f in seen if is_dhcp(f)]) >= 6
    assert {tag(f) for f in seen} == {100}


def test_advertisements_are_those_of_rfc_3768(frames):
    for f in filter(is_vrrp, frames):
        ip = f[IP]
        assert f[Ether].src == VIRTUAL_MAC and f[Ether].dst == "01:00:5e:00:00:12"
        assert (ip.src, ip.dst, ip.ttl) == ("10.10.10.1", "224.0.0.18", 255)
        v = ip[VRRP]
        assert (v.version, v.type, v.vrid, v.priority) == (2, 1, 1, 200)
        assert (v.authtype, v.adv, v.addrlist) == (0, 1, ["10.10.10.100"])
        sent = v.chksum
        del v.chksum
        assert VRRP(bytes(v)).chksum == sent, "checksum"


def test_replies_come_from_the_virtual_router(frames):
    replies = [f for f in frames if is_reply(f)]
    assert len(replies) >= 3
    for f in replies:
        assert f[Ether].src == VIRTUAL_MAC
        assert f[IP].src == "10.10.10.100"


def test_the_virtual_address_answers_arp_with_the_virtual_mac(quick):
    trunk = Capture(quick, "a")
    quick.exec("c2", "ip", "addr", "replace", "10.10.10.202/24", "dev", "eth0")
    try:
        ping = quick.exec("c2", "ping", "-c", "2", "-i", "0.2", "-W", "2", "10.10.10.100")
        assert ping.returncode == 0
        neighbour = quick.exec("c2", "ip", "neigh", "show", "10.10.10.100").stdout
    finally:
        quick.exec("c2", "ip", "addr", "flush", "dev", "eth0")
    assert VIRTUAL_MAC in neighbour
    answers = [f for f in trunk.frames() if ARP in f and f[ARP].op == 2
               and f[ARP].psrc == "10.10.10.100" and f[ARP].pdst == "10.10.10.202"]
    assert answers and all(f[ARP].hwsrc == VIRTUAL_MAC for f in answers)


OWNER = """sysname DeviceA
#
vlan 100
#
interface Vlanif 100
 ip address 10.10.10.1 255.255.255.0
 vrrp vrid 1 virtual-ip 10.10.10.1
#
interface GigabitEthernet 0/1/1
 portswitch
 undo shutdown
 port link-type trunk
 port trunk allow-pass vlan 100
#
return
"""


def test_the_owner_answers_arp_once_and_with_the_virtual_mac(new_lab, tmp_path):
    """His address stands on the Vlanif too, for which the kernel would answer as well."""
    file = tmp_path / "owner.cfg"
    file.write_text(OWNER)
    lab = new_lab(A=file)
    trunk = Capture(lab, "a")
    lab.start("A")
    lab.wait_state("A", "Master", 10)
    trunk.wait(6, is_vrrp)  # by now a host would have announced its address
    lab.exec("c2", "ip", "addr", "replace", "10.10.10.202/24", "dev", "eth0")
    for _ in range(5):
        lab.exec("c2", "ip", "neigh", "flush", "dev", "eth0")
        assert lab.exec("c2", "ping", "-c", "1", "-W", "2", "10.10.10.1").returncode == 0
        assert VIRTUAL_MAC in lab.exec("c2", "ip", "neigh", "show", "10.10.10.1").stdout
    lab.exec("A", "ip", "neigh", "flush", "all")
    assert lab.exec("A", "ping", "-c", "1", "-W", "2", "10.10.10.202").returncode == 0
    frames = [f for f in trunk.frames() if ARP in f]
    seen = [f[ARP] for f in frames]
    said = {(a.hwsrc, f[Ether].src) for f, a in zip(frames, seen) if a.psrc == "10.10.10.1"}
    assert said == {(VIRTUAL_MAC, VIRTUAL_MAC)}, "announcements and questions too"
    assert [a for a in seen if a.op == 1 and a.pdst == "10.10.10.202" and a.hwsrc == VIRTUAL_MAC]
    asked = [a for a in seen if a.op == 1 and a.pdst == "10.10.10.1" and a.psrc == "10.10.10.202"]
    answers = [a for a in seen if a.op == 2 and a.psrc == "10.10.10.1"]
    assert len(asked) >= 5 and len(answers) == len(asked), (len(asked), len(answers))
    assert {a.hwsrc for a in answers} == {VIRTUAL_MAC}


def test_the_backup_is_silent(quick):
    trunk, master = Capture(quick, "b", from_there=True), Capture(quick, "a", from_there=True)
    client = clients.Udhcpc(quick, "c3")
    client.get()
    master.wait(3, is_vrrp)
    client.release()
    client.stop()
    for f in trunk.frames():
        assert not is_vrrp(f) and not is_reply(f)
        assert f[Ether].src != VIRTUAL_MAC
