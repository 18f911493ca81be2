"""docs/conformance.md names tests that exist, and every case of the tables in test/conform/ stands
in one of its rows.

Run by /usr/bin/python3 -m pytest test/tools, or by itself."""
import pathlib
import re
import unittest

TREE = pathlib.Path(__file__).resolve().parents[2]
QUOTED = re.compile(r"`([^`]+)`")
CASE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+$|[a-z]+$")


def cases(folder):
    """Names of the cases, and those that are there twice."""
    found = [line.split()[1] for table in sorted(folder.glob("*.txt"))
             for line in table.read_text().splitlines() if line.startswith("case ")]
    return set(found), sorted({name for name in found if found.count(name) > 1})


def rows(page):
    """The last cells of the rows of all tables that say what is shown by what."""
    found, shows = [], False
    for line in page.splitlines():
        if not line.startswith("|"):
            shows = False
        elif line.endswith("| shown by |"):
            shows = True
        elif shows and not line.startswith("|---"):
            found.append(line.strip("|").split("|")[-1])
    return found


def wrong_names(page, known, tree):
    """What rows name and nobody has, or rows that name and say nothing; cases that none names."""
    wrong, named = [], set()
    for cell in rows(page):
        words = QUOTED.findall(cell)
        if not words and ":" not in cell:
            wrong.append(f"a row that shows nothing: {cell.strip()}")
        for word in words:
            path, _, function = word.partition(" ")
            if "/" in path:
                file = tree / path
                text = file.read_text() if file.is_file() else ""
                if not text or (function and not re.search(rf"\b{re.escape(function)}\(", text)):
                    wrong.append(word)
            elif CASE.match(word) and word not in ("whole",):
                named.add(word)
                if word not in known:
                    wrong.append(word)
            else:
                continue
    return wrong, sorted(known - named)


class Conformance(unittest.TestCase):
    def test_the_page_names_what_is_there(self):
        known, twice = cases(TREE / "test/conform")
        self.assertGreater(len(known), 50)
        self.assertEqual(twice, [])
        page = (TREE / "docs/conformance.md").read_text()
        self.assertEqual(wrong_names(page, known, TREE), ([], []))

    def test_what_is_planted_is_found(self):
        page = "| a | b | shown by |\n|---|---|---|\n| a | b | `there`, `not-there`, `test/x.c f`, `test/y.c` |\n| a | b | nothing |\n"
        wrong, missing = wrong_names(page, {"there", "other"}, TREE)
        self.assertEqual(wrong, ["not-there", "test/x.c f", "test/y.c",
                                 "a row that shows nothing: nothing"])
        self.assertEqual(missing, ["other"])


if __name__ == "__main__":
    unittest.main()
