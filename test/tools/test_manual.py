"""tools/manual says which file is stale and where; its completion of bash offers what it should.

Run by /usr/bin/python3 -m pytest test/tools, or by itself."""
import contextlib
import importlib.machinery
import importlib.util
import io
import os
import pathlib
import subprocess
import tempfile
import unittest

TREE = pathlib.Path(__file__).resolve().parents[2]
LOADER = importlib.machinery.SourceFileLoader("manual", str(TREE / "tools/manual"))
manual = importlib.util.module_from_spec(importlib.util.spec_from_loader("manual", LOADER))
LOADER.exec_module(manual)

TABLES = ("user\tact\tsave\tSave\t\t1\nuser\tdisplay\tdisplay vlan\tVLANs\t\t2\n"
          "user\tdisplay\tdisplay vlan <int:1-4094>\tOne\t\t3\n"
          "user\tdisplay\tdisplay ip pool {one=1|two=2} <name:1-9> used\tPool\t\t4\n"
          "view\t0\tsystem view\t\nview\t1\tVLAN\tvlan <int:1-4094>\n"
          "0\tact\tquit\tLeave\t\t5\n1\tact\tquit\tLeave\t\t5\n"
          "1\tline\tname <word:1-9>\tName\t3 s\t6\n1\tundo\tundo name\tName\t\t6\n"
          "1\tundo\tundo name <word:1-9>\tName\t\t6\n|\tfilter\tcount\tCount\t\t7\n")


class Manual(unittest.TestCase):
    def run_with(self, has, makes, update=False):
        """(what is printed, exit status, the file afterwards)."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "sub" / "file"
            if has is not None:
                path.parent.mkdir()
                path.write_text(has)
            made, manual.made = manual.made, lambda build: {str(path): makes}
            said = io.StringIO()
            try:
                with contextlib.redirect_stdout(said):
                    status = manual.main("build", update)
            finally:
                manual.made = made
            return said.getvalue().replace(folder, ""), status, path.read_text() if path.exists() else None

    def test_true_file_passes(self):
        self.assertEqual(self.run_with("a\nb\n", "a\nb\n"), ("1 passed, 0 failed\n", 0, "a\nb\n"))

    def test_stale_missing_and_longer_files_fail(self):
        self.assertIn("/sub/file:2: the tables say: b", self.run_with("a\nc\n", "a\nb\n")[0])
        self.assertIn("/sub/file:1: the tables say: a", self.run_with(None, "a\n")[0])
        said, status, _ = self.run_with("a\nb\n", "a\n")
        self.assertIn("/sub/file:2: more than the tables say", said)
        self.assertEqual(status, 1)

    def test_update_writes(self):
        self.assertEqual(self.run_with(None, "a\n", True)[1:], (0, "a\n"))

    def test_a_row_is_said_once_with_its_undo_and_default(self):
        text = manual.markdown(manual.Tables(TABLES))
        self.assertIn("\n## VLAN view: `vlan <int:1-4094>`\n\n"
                      "- `name <word:1-9>`: Name. Default: 3 s. Undo: `undo name`.\n", text)
        self.assertEqual(text.count("`quit`"), 1)
        self.assertIn("- `display ip pool {one|two} <name:1-9> used`: Pool.", text)
        self.assertIn(".B display ip pool {one|two} <name:1\\-9> used\nPool.",
                      manual.man_commands(manual.Tables(TABLES)))

    def completed(self, *words):
        """What bash offers for the last word."""
        script = manual.completion(manual.Tables(TABLES), {
            "twinlease": "usage: twinlease [-c A]\n --version", "twinleased": "--check -d"})
        ask = f"_{words[0]}; printf '%s\\n' \"${{COMPREPLY[@]}}\"".replace(
            f"_{words[0]};", f"_{words[0]} {words[0]} \"$CUR\" \"$PREV\";")
        done = subprocess.run(["bash", "-c", script + ask], capture_output=True, text=True,
                              env=dict(os.environ, CUR=words[-1], PREV=words[-2]), check=True)
        return done.stdout.rstrip("\n").split("\n")

    def test_completion(self):
        self.assertEqual(self.completed("twinlease", "-c", "disp"), ["display ip", "display vlan"])
        self.assertEqual(self.completed("twinlease", "-c", "save; display v"), ["save; display vlan"])
        self.assertEqual(self.completed("twinlease", "-c", "display ip pool "),
                         ["display ip pool one", "display ip pool two"])
        self.assertEqual(self.completed("twinlease", "-c", "nothing"), [""])
        self.assertEqual(self.completed("twinlease", "twinlease", "-"), ["-c", "--version"])
        self.assertEqual(self.completed("twinleased", "twinleased", "--c"), ["--check"])


if __name__ == "__main__":
    unittest.main()
