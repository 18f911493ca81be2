"""tools/checklist on little trees: a right page passes, and each thing that it says wrongly is told."""
import pathlib
import subprocess

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools/checklist"
ROWS = [f"{of}-{i:02}" for of, count in (("V2", 49), ("V3", 84), ("B", 72), ("S", 18))
        for i in range(1, count + 1)]
TEST_C = ("int main(void) { cmocka_unit_test(it_is_so_v2_07), cmocka_unit_test(other), "
          "cmocka_unit_test(many_b_03_to_b_05_s_18); }\n")

MANY = "`vrrp/a.c:many_b_03_to_b_05_s_18`"


def run(tmp_path, changed):
    """The tool on a page where every row has a reason, but for those in changed."""
    cells = {row: "not applicable: for this test" for row in ROWS} | {
        "V2-07": "`vrrp/a.c:it_is_so_v2_07`", "B-03": MANY, "B-04": MANY, "B-05": MANY, "S-18": MANY,
        "V3-84": "`test_b.py:test_net`"} | changed
    (tmp_path / "test/unit/vrrp").mkdir(parents=True)
    (tmp_path / "test/net").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "test/unit/vrrp/a.c").write_text(TEST_C)
    (tmp_path / "test/net/test_b.py").write_text("def test_net(x):\n    pass\n")
    (tmp_path / "docs/checklist.md").write_text(
        "".join(f"| {row} | a clause | {cell} |\n" for row, cell in cells.items() if cell))
    done = subprocess.run([TOOL, tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == (1 if done.stdout else 0)
    return done.stdout


def test_a_right_page_says_nothing(tmp_path):
    assert run(tmp_path, {"V3-01": "done otherwise: so; `vrrp/a.c:other`"}) == ""


def test_a_test_that_is_not_there(tmp_path):
    assert "V2-01: vrrp/a.c has no test gone" in run(tmp_path, {"V2-01": "`vrrp/a.c:gone`"})


def test_a_file_that_is_not_there(tmp_path):
    assert "V2-01: vrrp/b.c has no test other" in run(tmp_path, {"V2-01": "`vrrp/b.c:other`"})


def test_neither_a_test_nor_a_reason(tmp_path):
    assert "V3-05: neither" in run(tmp_path, {"V3-05": "it works"})


def test_a_row_that_is_missing(tmp_path):
    assert "but 222" in run(tmp_path, {"V3-05": ""})


def test_a_name_that_its_row_does_not_have(tmp_path):
    assert "V2-07: vrrp/a.c:it_is_so_v2_07 has" in run(tmp_path, {"V2-07": "`vrrp/a.c:other`"})


def test_a_range_of_names_that_a_row_in_it_does_not_have(tmp_path):
    assert "B-04: vrrp/a.c:many_b_03_to_b_05_s_18 has" in run(tmp_path, {"B-04": "`vrrp/a.c:other`"})
