"""The document's two files with small changes, and a pair that runs them."""
import twin


def config(folder, device, *changes):
    """A device's file of the document with (old, new) replaced; every old must be there."""
    text = (twin.TREE / f"lab/Device{device}.cfg").read_text()
    for old, new in changes:
        assert old in text, f"{old!r} is not in Device{device}.cfg"
        text = text.replace(old, new)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"Device{device}.cfg"
    path.write_text(text)
    return path


AT_ONCE = (" vrrp recover-delay 20\n", "")


def bring_up(lab):
    """DeviceA Master, DeviceB Backup, the session Connected."""
    lab.start("A")
    lab.wait_state("A", "Master", 30)
    lab.start("B")
    lab.wait_state("B", "Backup", 10)
    lab.wait_connected()
