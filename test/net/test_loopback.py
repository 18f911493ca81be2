"""A backup session between LoopBack interfaces, as configurations of real devices have it: each
device has a route to the other's."""
import twin
from variants import AT_ONCE, bring_up, config

PEERS = {"A": ("10.10.10.2", "10.10.10.1"), "B": ("10.10.10.1", "10.10.10.2")}


def on_loopbacks(folder, device):
    """The document's file with its session moved to LoopBack0, and a route to the peer's."""
    peer, own = PEERS[device]
    far, near = peer.replace("10.10.10", "10.255.0"), own.replace("10.10.10", "10.255.0")
    return config(folder, device, *([AT_ONCE] if device == "A" else []),
                  (f"peer {peer} source {own}", f"peer {far} source {near}"),
                  ("\nreturn", f"\ninterface NULL0\n#\ninterface LoopBack0\n ip address {near} "
                               "255.255.255.255\n#\n"
                               f"ip route-static {far} 255.255.255.255 {peer}\n#\nreturn"))


def test_a_session_between_loopbacks(new_lab, tmp_path):
    lab = new_lab(A=on_loopbacks(tmp_path, "A"), B=on_loopbacks(tmp_path, "B"))
    bring_up(lab)
    said = lab.ask("A", "display remote-backup-service service1")
    assert "10.255.0.1" in said and "Connected" in said, said
    assert "10.255.0.1/32" in lab.ask("A", "display ip interface brief")
    lab.exec("A", "ip", "address", "del", "10.255.0.1/32", "dev", "LoopBack0")
    twin.wait("the address is back", lambda: "10.255.0.1/32" in lab.exec(
        "A", "ip", "address", "show", "LoopBack0").stdout, 5)
    lab.wait_connected()
    fault = lab.ask("A", "display interface fault")
    assert "address 10.255.0.1 of LoopBack0 vanished" in fault, fault
    assert lab.vrrp_state("A") == "Master"
