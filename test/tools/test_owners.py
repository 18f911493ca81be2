"""tools/owners on little trees: planted writes by others are found, and none in a clean tree."""
import pathlib
import shutil
import subprocess

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools/owners"

NODE_H = """#include <stdbool.h>
#include "node/pair/pair.h"
struct node { unsigned now; struct pair pair[4]; struct pair *best; };
"""
PAIR_H = """#include "conf/rule.h"
struct span { unsigned from, to; };
struct pair {
	unsigned state;
	char name[8];
	struct rule rule;
	struct span span;
	unsigned *list;
	struct wait { unsigned token; } wait[2];
	struct { unsigned x; } part;
};
void pair_go(struct pair *p);
void pair_count(unsigned *state);
void pair_look(const unsigned *state);
"""
PAIR_C = """#include "node/pair/pair.h"
void pair_go(struct pair *p) { p->state = 1; p->part.x++; *p = (struct pair){.state = 2}; }
void pair_count(unsigned *state) { ++*state; }
"""
RULE_H = "struct rule { unsigned port; };\nvoid rule_set(struct rule *r);\n"
TABLE = """# a remark
struct node: node/node.c
struct pair: node/pair/pair.c # it alone
struct span: value
"""
CLEAN = """	struct pair copy = n->pair[0], *p = &n->pair[i];
	const unsigned *seen = &p->state;
	unsigned sum = p->state + *seen;

	copy.state = sum;
	copy.span.from++;
	memset(&copy, 0, sizeof copy);
	pair_go(p);
	pair_count(&p->state);
	pair_look(&n->pair[i].state);
	rule_set(&p->rule);
	printf("%s %u", p->name, copy.state);
	n->now = sum;
	n->best = p;
	for (struct pair *q = n->pair; q < n->pair + 4; q++)
		sum += q->list == &q->wait[0].token;
	for (unsigned *at = p->list; *at; at++)
		sum += *at;
"""


def tree(tmp_path, body, table=TABLE, file="node.c", more=""):
    """A tree where node/FILE has f() with this body, after `more`."""
    files = {"tools/owners.txt": table, "src/conf/rule.h": RULE_H, "src/node/node.h": NODE_H,
             "src/node/pair/pair.h": PAIR_H, "src/node/pair/pair.c": PAIR_C,
             "src/node/node.c": "#include \"node/node.h\"\n"}
    files[f"src/node/{file}"] = ("#include <stdio.h>\n#include <string.h>\n#include "
                                 "\"node/node.h\"\n" + more + "void f(struct node *n, int i);\n"
                                 "void f(struct node *n, int i) {\n" + body + "\n}\n")
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    shutil.copy(TOOL, tmp_path / "tools/owners")


def run(tmp_path, *words):
    p = subprocess.run([tmp_path / "tools/owners", *words], capture_output=True, text=True)
    assert p.stderr == ""
    return p.returncode, p.stdout.splitlines()


def judge(tmp_path, *tree_words, **named):
    tree(tmp_path, *tree_words, **named)
    return run(tmp_path)


def offences(tmp_path, body, more=""):
    """What is said of struct pair, with lines as f() counts those of its body from 1 on."""
    status, lines = judge(tmp_path, body, more=more)
    head, tail = "src/node/node.c:", "; its owner is node/pair/pair.c"
    assert all(line.startswith(head) and line.endswith(tail) for line in lines)
    assert status == (1 if lines else 0)
    said = [line[len(head):-len(tail)].split(":", 1) for line in lines]
    before = 5 + more.count("\n")
    return [f"{int(number) - before}:{text}" for number, text in said]


def test_a_clean_tree(tmp_path):
    assert judge(tmp_path, CLEAN) == (0, [])


def test_assignments(tmp_path):
    assert offences(tmp_path, """n->pair[i].state = 1;
n->best->state += 2;
(*n->best).state++;
n->pair[i].name[0] = 'a';
n->pair[i].rule.port = 1;
n->pair[i].span.from = 1;
n->pair[i].list[3] = 1;
n->pair[i].wait[1].token = 1;
n->pair[i].part.x = 1;
(i ? n->best : n->pair + 1)->state = 1;""") == [
        "1: f() writes struct pair.state", "2: f() writes struct pair.state",
        "3: f() writes struct pair.state", "4: f() writes struct pair.name",
        "5: f() writes struct pair.rule", "6: f() writes struct pair.span",
        "7: f() writes struct pair.list", "8: f() writes struct pair.wait",
        "9: f() writes struct pair.part", "10: f() writes struct pair.state"]


def test_all_of_it_at_once(tmp_path):
    assert offences(tmp_path, """struct pair zero = {0}, *p = n->best;
*p = zero;
n->pair[i] = zero;
memset(p, 0, sizeof *p);
memcpy(n->pair, &zero, sizeof zero);""") == [
        "2: f() writes struct pair", "3: f() writes struct pair",
        "4: f() lets memset() write struct pair", "5: f() lets memcpy() write struct pair"]


def test_parts_handed_to_others(tmp_path):
    more = """static void add(unsigned *to) { ++*to; }
static void mend(struct span *s) { s->from = 0; }
"""
    assert offences(tmp_path, """add(&n->pair[i].state);
mend(&n->pair[i].span);
memset(&n->pair[i].rule, 0, 4);
snprintf(n->pair[i].name, 8, "x");
add(n->pair[i].list);
add(i ? &n->now : &n->best->state);""", more) == [
        "1: f() lets add() write struct pair.state", "2: f() lets mend() write struct pair.span",
        "3: f() lets memset() write struct pair.rule",
        "4: f() lets snprintf() write struct pair.name", "5: f() lets add() write struct pair.list",
        "6: f() lets add() write struct pair.state"]


def test_pointers_that_are_kept(tmp_path):
    more = """static unsigned *kept;
static unsigned *at(struct node *n) { return &n->pair[0].state; }
"""
    assert offences(tmp_path, """struct rule *r = &n->pair[i].rule;
unsigned *s = &n->best->state;
r->port = 1;
*s = 1;
kept = &n->best->state;
*at(n) = 1;""", more) == [
        "-2: at() keeps a pointer into struct pair.state",
        "3: f() writes struct pair.rule", "4: f() writes struct pair.state",
        "5: f() keeps a pointer into struct pair.state"]


def test_what_holds_it_is_not_written(tmp_path):
    status, lines = judge(tmp_path, "n->pair[i].state = 1;\nn->now = 1;", file="pair/pair.c",
                          more="void pair_go(struct pair *p) { p->state = 1; }\n")
    assert (status, lines) == (1, ["src/node/pair/pair.c:8: f() writes struct node.now; its owner "
                                   "is node/node.c"])


def test_every_struct_that_lives_is_in_the_table(tmp_path):
    table = TABLE.replace("struct span: value\n", "").replace("struct pair", "struct wait")
    status, lines = judge(tmp_path, CLEAN, table=table)
    assert status == 1
    assert lines == [f"src/node/pair/pair.h:{line}: struct {name} is reached from struct node and "
                     "not in tools/owners.txt" for line, name in ((2, "span"), (3, "pair"))]


def test_the_table_says_what_is(tmp_path):
    table = TABLE + "struct rule: node/node.c\nstruct pair: node/gone.c\nstruct\n"
    status, lines = judge(tmp_path, "", table=table)
    assert status == 1
    assert lines[:4] == [
        "tools/owners.txt:5: src/node defines no struct rule",
        "tools/owners.txt:6: struct pair is in line 3 too",
        "tools/owners.txt:6: no file src/node/gone.c",
        "tools/owners.txt:7: not `struct NAME: FILE ...` or `struct NAME: value`"]


def test_who_writes(tmp_path):
    tree(tmp_path, "n->pair[i].state = 1;\nrule_set(&n->pair[i].rule);")
    status, lines = run(tmp_path, "--who")
    assert status == 0
    at = lines.index("src/node/pair/pair.h:3: struct pair: node/pair/pair.c")
    assert lines[at + 1:at + 5] == [
        "\t(whole): pair/pair.c (pair_go)", "\tstate: node.c (f); pair/pair.c (pair_go)",
        "\trule: handed on by node.c (f)", "\tpart: pair/pair.c (pair_go)"]


def test_who_takes_a_node(tmp_path):
    more = "struct node_x;\nstatic void g(const struct node *n) { }\nvoid h(struct node_x *n) { }\n"
    tree(tmp_path, "", more=more)
    status, lines = run(tmp_path, "--takes")
    assert (status, lines) == (0, [
        "src/node/node.c: 2 of 3", "\tg", "\tf", "src/node/pair/pair.c: 0 of 2",
        "2 of 5 functions in src/node take struct node"])
    assert run(tmp_path, "--takes", "--limit", "40")[0] == 0
    assert run(tmp_path, "--takes", "--limit", "39")[0] == 1
