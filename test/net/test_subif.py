"""Dot1q sub-interfaces: a backup session between GigabitEthernet0/1/1.100 of each device, as
configurations of routers have it."""
import twin
from variants import config


def on_sub_interfaces(folder, device):
    """The document's file with a sub-interface of the port for its Vlanif, and its session alone."""
    path = config(folder, device, ("#\ninterface Vlanif 100\n", "#\ninterface GigabitEthernet0/1/1.100\n"
                                   " vlan-type dot1q 100\n"),
                  ("#\nvlan 100\n#\n", "#\n"), (" portswitch\n", ""),
                  (" port link-type trunk\n port trunk allow-pass vlan 100\n", ""))
    left_out = (" vrrp", " dhcp server", " service-type", " remote-backup-profile")
    path.write_text("".join(line for line in path.read_text().splitlines(True)
                            if not line.startswith(left_out)))
    return path


def test_a_session_between_sub_interfaces(new_lab, tmp_path):
    lab = new_lab(A=on_sub_interfaces(tmp_path, "A"), B=on_sub_interfaces(tmp_path, "B"))
    lab.start("A")
    lab.start("B")
    lab.wait_connected()
    brief = lab.ask("A", "display ip interface brief")
    assert "GigabitEthernet0/1/1.100          10.10.10.1/24        up         up" in brief, brief
    lab.fail("link-A")
    twin.wait("the sub-interface is down with its port",
              lambda: "10.10.10.1/24        down" in lab.ask("A", "display ip interface brief"), 5)
