"""Dot1q sub-interfaces: the document's pair with GigabitEthernet0/1/1.100 of each device for its
Vlanif, as configurations of routers have it."""
import clients
import twin
from variants import AT_ONCE, bring_up, config


def on_sub_interfaces(folder, device, *changes):
    """The document's file with a sub-interface of the port for its Vlanif."""
    name = "GigabitEthernet0/1/1.100"
    return config(folder, device, ("#\ninterface Vlanif 100\n",
                                   f"#\ninterface {name}\n vlan-type dot1q 100\n"),
                  (" interface Vlanif 100\n", f" interface {name}\n"),
                  ("#\nvlan 100\n#\n", "#\n"), (" portswitch\n", ""),
                  (" port link-type trunk\n port trunk allow-pass vlan 100\n", ""), *changes)


def test_the_pair_on_sub_interfaces(new_lab, tmp_path):
    """One Master, an address, the virtual address answers; the cable cut, the other goes on."""
    lab = new_lab(A=on_sub_interfaces(tmp_path, "A", AT_ONCE), B=on_sub_interfaces(tmp_path, "B"))
    bring_up(lab)
    brief = lab.ask("A", "display ip interface brief")
    assert "GigabitEthernet0/1/1.100          10.10.10.1/24        up         up" in brief, brief
    client = clients.Udhcpc(lab, "c1")
    first = client.get()
    assert first.server == "10.10.10.100"
    lab.exec("c1", "ping", "-c", "1", "-W", "2", "10.10.10.100")
    lab.wait_same_leases()
    lab.fail("link-A")
    twin.wait("the sub-interface is down with its port",
              lambda: "10.10.10.1/24        down" in lab.ask("A", "display ip interface brief"), 5)
    lab.wait_state("B", "Master", 5)
    client.renewed()
    assert client.address() == first.address
    assert clients.Udhcpc(lab, "c2").get().server == "10.10.10.100"
    lab.exec("c1", "ping", "-c", "1", "-W", "2", "10.10.10.100")
    lab.wait_state("A", "Initialize", 5)
