"""tools/citations finds each kind of offence that is planted, where it is, and nothing in a true tree.

Run by /usr/bin/python3 -m pytest test/tools, or by itself."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools" / "citations"
RULES = "# The rules\n\n## Rules\n\n**R1 Answer late.** Because.\n\n**I1 Once.** Because.\n"


class Citations(unittest.TestCase):
    def look(self, name, text):
        """What the tool says of a tree with one file more, and its exit status."""
        with tempfile.TemporaryDirectory() as folder:
            tree = pathlib.Path(folder)
            for path, words in (("docs/rules.md", RULES), ("src/a/known.c", "int\nknown(void)\n{\n}\n"),
                                (name, text)):
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                (tree / path).write_text(words)
            done = subprocess.run([sys.executable, TOOL, tree], capture_output=True, text=True)
            self.assertEqual(done.stderr, "")
            self.assertEqual(done.returncode, 1 if done.stdout else 0)
            return done.stdout.splitlines()

    def finds(self, text, *wanted, name="src/a/b.c"):
        self.assertEqual(self.look(name, text), [f"{name}:{line}" for line in wanted])

    def test_what_is_there_passes(self):
        self.finds('/* docs/rules.md "Rules", R1, I1 and known(): right.\n * docs/rules.md "The\n'
                   ' * rules" too. */\n')

    def test_a_page_that_is_not_there(self):
        self.finds("int x; /* one\n * see other.md 3. */\n", "2: no page other.md")

    def test_a_section_that_is_not_there(self):
        self.finds('/* docs/rules.md "Rules",\n * "Nothing". */\n',
                   '1: docs/rules.md has no section "Nothing"')

    def test_a_rule_that_is_not_defined(self):
        self.finds("/* R2 */\n", "1: docs/rules.md does not define R2")

    def test_a_promise_that_is_not_defined(self):
        self.finds("// I1\n// I9\n", "2: docs/rules.md does not define I9")

    def test_the_end_of_a_span(self):
        self.finds("/* R1-R3 */\n", "1: docs/rules.md does not define R3")

    def test_a_function_that_is_not_there(self):
        self.finds("/* known()\n * gone() */\n", "2: no function gone()")

    def test_a_function_the_tree_calls(self):
        self.finds("/* poll() */\nint\nf(void)\n{\n\treturn poll(0, 0, 0);\n}\n")

    def test_a_call_in_a_comment_or_string_defines_nothing(self):
        self.finds('/* gone(1) and gone() */\nconst char *s = "gone(1)";\n', "1: no function gone()")

    def test_text_outside_comments_is_not_looked_at(self):
        self.finds('const char *s = "other.md R9 /* gone() */";\n')

    def test_scripts_and_makefile(self):
        self.finds("#!/bin/sh\n# see other.md\necho R9\n", "2: no page other.md", name="tools/run")
        self.finds("all: # R9\n", "1: docs/rules.md does not define R9", name="Makefile")


if __name__ == "__main__":
    unittest.main()
