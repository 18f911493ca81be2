"""tools/circles on little trees: a planted circle is found, and none where there is none."""
import pathlib
import subprocess

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools/circles"


def judge(tmp_path, archives, headers=()):
    """archives: {archive: {member: text}}. Returns (status, lines)."""
    src = tmp_path / "src"
    src.mkdir()
    for name, text in dict(headers).items():
        (src / name).write_text(text)
    for archive, members in archives.items():
        folder = tmp_path / archive
        folder.mkdir()
        for name, text in members.items():
            (folder / name).write_text(text)
            subprocess.run(["gcc", "-c", "-o", folder / f"{name[:-2]}.o", folder / name], check=True)
        subprocess.run(["ar", "rcs", tmp_path / f"lib{archive}.a", *sorted(folder.glob("*.o"))],
                       check=True)
    p = subprocess.run([TOOL, tmp_path, src], capture_output=True, text=True)
    assert p.stderr == ""
    return p.returncode, p.stdout.splitlines()


CLEAN = {"x": {"a.c": "void b(void); void a(void) { b(); }", "b.c": "void b(void) { }"}}


def test_a_clean_tree(tmp_path):
    assert judge(tmp_path, CLEAN, {"a.h": '#include "b.h"\n', "b.h": ""}) == (0, [])


def test_two_files_that_need_each_other(tmp_path):
    status, lines = judge(tmp_path, {"x": {
        "a.c": "void b(void); void a(void) { b(); }", "b.c": "void a(void); void b(void) { a(); }"}})
    assert status == 1
    assert lines == ["libx.a: a.c b.c: a.c -> b.c (b) -> a.c (a)"]


def test_a_circle_through_archives_by_data(tmp_path):
    status, lines = judge(tmp_path, {
        "x": {"show.c": "extern int y; int x; int *p(void) { return &y; }"},
        "y": {"show.c": "extern int x; int y; int *q(void) { return &x; }"}})
    assert status == 1
    assert lines == ["libx.a liby.a: libx.a(show.c) liby.a(show.c): "
                     "libx.a(show.c) -> liby.a(show.c) (y) -> libx.a(show.c) (x)"]


def test_members_of_one_name_are_not_mixed_up(tmp_path):
    status, lines = judge(tmp_path, {
        "x": {"show.c": "void m(void); void s(void) { m(); }"},
        "y": {"m.c": "void t(void); void m(void) { t(); }", "show.c": "void t(void) { }"}})
    assert (status, lines) == (0, [])


def test_headers_that_include_each_other(tmp_path):
    status, lines = judge(tmp_path, CLEAN, {"a.h": '#include "b.h"\n', "b.h": '#include "a.h"\n'})
    assert status == 1
    assert lines == ["src: a.h b.h: a.h -> b.h (include) -> a.h (include)"]


def test_nothing_built_is_no_success(tmp_path):
    assert judge(tmp_path, {})[0] == 1
