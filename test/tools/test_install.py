"""make install writes what it lists, make uninstall removes that and nothing else; what is missing
for a build, and root for a test, is said in one line.

Run by /usr/bin/python3 -m pytest test/tools, or by itself."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

TREE = pathlib.Path(__file__).resolve().parents[2]


def tree(folder):
    """{path: what is there} of everything below a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = ("link", os.readlink(path))
        elif path.is_dir():
            found[name] = ("folder", path.stat().st_mode)
        else:
            found[name] = ("file", path.stat().st_mode, path.read_bytes())
    return found


class Install(unittest.TestCase):
    def setUp(self):
        keeper = tempfile.TemporaryDirectory()
        self.addCleanup(keeper.cleanup)
        self.folder = pathlib.Path(keeper.name)
        self.built = self.folder / "built"
        self.built.mkdir()
        for name in ("twinlease", "twinleased"):
            (self.built / name).write_text("#!/bin/sh\n")
        self.root = self.folder / "root"
        self.root.mkdir()
        self.env = {k: v for k, v in os.environ.items()
                    if k not in ("MAKEFLAGS", "MAKELEVEL", "BUILD", "O")}

    def place(self, what, prefix="/usr/local"):
        """What the Makefile runs, without the second that reading the Makefile takes."""
        below = f"{prefix}/lib"
        env = {**self.env, "DESTDIR": str(self.root), "PREFIX": prefix, "BUILT": str(self.built),
               "UNITDIR": f"{below}/systemd/system", "NETWORKDIR": f"{below}/systemd/network",
               "UDEVDIR": f"{below}/udev/rules.d", "SYSUSERSDIR": f"{below}/sysusers.d",
               "TMPFILESDIR": f"{below}/tmpfiles.d", "NMDIR": "/usr/lib/NetworkManager/conf.d"}
        done = subprocess.run(["packaging/place", what], cwd=TREE, capture_output=True, text=True,
                              env=env)
        return done.returncode, done.stdout + done.stderr

    def make(self, goal, **variables):
        """`make GOAL` of programs that are built: (exit status, what it said)."""
        words = [f"{k}={v}" for k, v in {"DESTDIR": self.root, **variables}.items()]
        done = subprocess.run(["make", "-s", "-C", TREE, "-o", "all", goal, f"O={self.built}", *words],
                              capture_output=True, text=True, env=self.env)
        return done.returncode, done.stdout + done.stderr

    def test_uninstall_leaves_the_tree_as_it_was(self):
        for folder in ("usr/local/sbin", "usr/local/share/man/man1", "etc"):
            (self.root / folder).mkdir(parents=True)  # empty, and not ours
        (self.root / "usr/local/share/man/man1/other.1").write_text("another's")
        before = tree(self.root)
        self.assertEqual(self.make("install"), (0, ""))
        self.assertEqual((self.root / "usr/local/bin/twinlease").read_text(), "#!/bin/sh\n")
        self.assertEqual(self.place("install"), (0, ""))  # once more: an upgrade
        self.assertEqual(self.make("uninstall"), (0, ""))
        self.assertEqual(tree(self.root), before)
        status, said = self.place("uninstall")
        self.assertNotEqual(status, 0)
        self.assertTrue(said.startswith("Nothing to remove: "), said)

    def test_what_others_wrote_stays_and_is_named(self):
        self.place("install")
        mine = self.root / "etc/twinlease/startup.cfg"
        mine.write_text("return\n")
        status, said = self.place("uninstall")
        self.assertEqual(status, 0)
        self.assertIn(f"{self.root}/etc/twinlease stays", said)
        self.assertEqual([p for p, what in tree(self.root).items() if what[0] != "folder"],
                         ["etc/twinlease/startup.cfg"])

    def test_a_staged_tree_has_nothing_beside_a_merged_usr(self):
        for prefix in ("/usr", "/usr/local"):
            self.place("install", prefix)
            self.assertEqual({p.name for p in self.root.iterdir()}, {"usr", "etc"})
            unit = (self.root / f"{prefix[1:]}/lib/systemd/system/twinleased.service").read_text()
            self.assertIn(f"ExecStart={prefix}/sbin/twinleased", unit)
            self.assertNotIn("@", re.sub(r"(?m)^#.*|@system-service", "", unit))
            self.place("uninstall", prefix)
        self.assertEqual(tree(self.root), {})

    def test_pages_that_are_installed_name_pages_that_are_installed(self):
        self.place("install")
        doc = self.root / "usr/local/share/doc/twinlease"
        links = 0
        for page in doc.rglob("*.md"):
            for link in re.findall(r"\]\(([^):]+)\)", page.read_text()):
                links += 1
                self.assertTrue((page.parent / link).exists(), f"{page.name}: {link}")
        self.assertGreater(links, 40)
        readme = (doc / "README.md").read_text()
        for name in ("twinleased", "twinlease"):
            self.assertIn(name, readme)
        for name in re.findall(r"`(lab/\w+\.cfg)`", readme):
            self.assertTrue((doc / name).exists(), name)


class Missing(unittest.TestCase):
    def have(self, path, cc="gcc"):
        done = subprocess.run(["/bin/sh", TREE / "tools/have", cc], capture_output=True, text=True,
                              env={"PATH": path})
        return done.returncode, done.stderr

    def test_a_tool_that_is_not_there_is_named_in_one_line(self):
        with tempfile.TemporaryDirectory() as folder:
            status, said = self.have(folder)
        self.assertEqual(status, 1)
        self.assertEqual(said.count("\n"), 1)
        self.assertIn(": gcc clang ar od. `tools/setup build`", said)
        self.assertEqual(self.have(os.environ["PATH"]), (0, ""))

    def test_a_header_that_is_not_there_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            cc = pathlib.Path(folder) / "cc"
            cc.write_text("#!/bin/sh\nif grep -q xxhash.h; then exit 1; fi\n")
            cc.chmod(0o755)
            self.assertEqual(self.have(os.environ["PATH"], str(cc))[1].count(": xxhash.h."), 1)

    def test_without_root_a_test_refuses_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            somebody = pathlib.Path(folder) / "id"
            somebody.write_text("#!/bin/sh\necho 1000\n")
            somebody.chmod(0o755)
            done = subprocess.run(["make", "-s", "-C", TREE, "test"], capture_output=True, text=True,
                                  env={"PATH": f"{folder}:{os.environ['PATH']}"}, timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "")
        self.assertTrue(done.stderr.startswith("make test makes network namespaces"), done.stderr)


if __name__ == "__main__":
    unittest.main()
