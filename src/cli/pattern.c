/* cli/pattern.c -- see cli/pattern.h.
 *
 * A recursive descent over the expression writes operations whose targets are relative, so a
 * finished piece can be moved to make room for the fork before it:
 *
 *	a|b	fork(+1, over a) a jump(over b) b
 *	a*	fork(+1, over all) a fork back(-a, +1)
 *	a+	a fork(-a, +1)
 *	a?	fork(+1, over a) a
 *
 * The recursion is as deep as the expression is long, PATTERN_TEXT_MAX at most.
 * Matching keeps the set of operations that could come next (Thompson's construction). */
#include "cli/pattern.h"

#include <string.h>

enum pattern_kind {
	PATTERN_CHAR,
	PATTERN_ANY,
	PATTERN_SET,
	PATTERN_LINE_START,
	PATTERN_LINE_END,
	PATTERN_FORK,
	PATTERN_JUMP,
	PATTERN_FOUND
};

struct compiler {
	const char *at;
	struct pattern *p;
	bool bad;
};

static uint8_t
fold(const struct pattern *p, char c)
{
	return (uint8_t)(p->ignore_case && c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static void
set_add(uint8_t set[32], unsigned c)
{
	set[c / 8] |= (uint8_t)(1u << c % 8);
}

static bool
set_has(const uint8_t set[32], uint8_t c)
{
	return set[c / 8] >> c % 8 & 1;
}

/* ---- compiling ---- */

static void
emit(struct compiler *c, enum pattern_kind kind, uint8_t value)
{
	if (c->p->count == PATTERN_OPS_MAX) {
		c->bad = true;
		return;
	}
	c->p->op[c->p->count++] = (struct pattern_op){(uint8_t)kind, value, 1, 1};
}

/* Makes room for one operation at `at`; what stood there moves up whole. */
static void
insert_fork(struct compiler *c, unsigned at, int then)
{
	struct pattern *p = c->p;

	if (p->count == PATTERN_OPS_MAX) {
		c->bad = true;
		return;
	}
	memmove(&p->op[at + 1], &p->op[at], (p->count - at) * sizeof p->op[0]);
	p->op[at] = (struct pattern_op){PATTERN_FORK, 0, 1, (int16_t)then};
	p->count++;
}

/* A new empty set and the operation that tests it; NULL when there are too many. */
static uint8_t *
new_set(struct compiler *c)
{
	struct pattern *p = c->p;

	if (p->sets_count == PATTERN_SETS_MAX) {
		c->bad = true;
		return NULL;
	}
	emit(c, PATTERN_SET, p->sets_count);
	memset(p->set[p->sets_count], 0, sizeof p->set[0]);
	return p->set[p->sets_count++];
}

static bool
in_class(const char *name, size_t len, unsigned c)
{
	bool digit = c >= '0' && c <= '9', upper = c >= 'A' && c <= 'Z';
	bool lower = c >= 'a' && c <= 'z', space = c == ' ' || (c >= '\t' && c <= '\r');
	const struct {
		const char *name;
		bool in;
	} list[] = {
	    {"alnum", digit || upper || lower},
	    {"alpha", upper || lower},
	    {"blank", c == ' ' || c == '\t'},
	    {"digit", digit},
	    {"lower", lower},
	    {"punct", c > ' ' && c < 0x7f && !digit && !upper && !lower},
	    {"space", space},
	    {"upper", upper},
	    {"xdigit", digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')},
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (strlen(list[i].name) == len && memcmp(list[i].name, name, len) == 0)
			return list[i].in;
	return false;
}

/* [:name:] at c->at, behind its first bracket. */
static void
add_class(struct compiler *c, uint8_t set[32])
{
	const char *name = c->at + 1, *end = strstr(name, ":]");

	if (end == NULL) {
		c->bad = true;
		return;
	}
	for (unsigned k = 0; k < 256; k++)
		if (in_class(name, (size_t)(end - name), k))
			set_add(set, fold(c->p, (char)k));
	c->at = end + 2;
}

static void
add_range(struct compiler *c, uint8_t set[32])
{
	unsigned low = (uint8_t)*c->at++, high = low;

	if (c->at[0] == '-' && c->at[1] != '\0' && c->at[1] != ']') {
		high = (uint8_t)c->at[1];
		c->at += 2;
	}
	c->bad |= low > high;
	for (unsigned k = low; k <= high; k++)
		set_add(set, fold(c->p, (char)k));
}

/* Behind the opening bracket. */
static void
parse_set(struct compiler *c)
{
	uint8_t *set = new_set(c);
	bool negated = *c->at == '^';
	const char *first;

	if (set == NULL)
		return;
	c->at += negated;
	first = c->at;
	while (!c->bad && *c->at != '\0' && (*c->at != ']' || c->at == first)) {
		if (c->at[0] == '[' && c->at[1] == ':') {
			c->at++;
			add_class(c, set);
		} else {
			add_range(c, set);
		}
	}
	if (*c->at != ']') {
		c->bad = true;
		return;
	}
	c->at++;
	for (unsigned i = 0; negated && i < 32; i++)
		set[i] = (uint8_t)~set[i];
}

/* `_`: (one of a set | start | end), written as two forks. */
static void
parse_separator(struct compiler *c)
{
	static const char separators[] = " ,{}()_";
	unsigned start = c->p->count;
	uint8_t *set = new_set(c);

	if (set == NULL)
		return;
	for (const char *p = separators; *p != '\0'; p++)
		set_add(set, (unsigned char)*p);
	emit(c, PATTERN_JUMP, 0);
	emit(c, PATTERN_LINE_START, 0);
	emit(c, PATTERN_JUMP, 0);
	emit(c, PATTERN_LINE_END, 0);
	insert_fork(c, start + 2, 3);
	insert_fork(c, start, 3);
	if (c->bad)
		return;
	c->p->op[start + 2].first = 5;
	c->p->op[start + 5].first = 2;
}

static void parse_choice(struct compiler *c);

static void
parse_group(struct compiler *c)
{
	parse_choice(c);
	if (*c->at != ')')
		c->bad = true;
	else
		c->at++;
}

static void
parse_atom(struct compiler *c)
{
	char k = *c->at++;

	if (k == '(') {
		parse_group(c);
	} else if (k == '[') {
		parse_set(c);
	} else if (k == '_') {
		parse_separator(c);
	} else if (k == '.') {
		emit(c, PATTERN_ANY, 0);
	} else if (k == '^') {
		emit(c, PATTERN_LINE_START, 0);
	} else if (k == '$') {
		emit(c, PATTERN_LINE_END, 0);
	} else if (strchr("*+?", k) != NULL || (k == '\\' && *c->at == '\0')) {
		c->bad = true;
	} else {
		emit(c, PATTERN_CHAR, fold(c->p, k == '\\' ? *c->at++ : k));
	}
}

static void
parse_repeated(struct compiler *c)
{
	struct pattern *p = c->p;
	unsigned start = p->count;
	int len;

	parse_atom(c);
	while (!c->bad && *c->at != '\0' && strchr("*+?", *c->at) != NULL) {
		char k = *c->at++;

		len = (int)(p->count - start);
		if (k != '+')
			insert_fork(c, start, k == '*' ? len + 2 : len + 1);
		if (k == '?')
			continue;
		emit(c, PATTERN_FORK, 0);
		if (!c->bad)
			p->op[p->count - 1].first = (int16_t)-len;
	}
}

static void
parse_choice(struct compiler *c)
{
	struct pattern *p = c->p;
	unsigned start = p->count, jump;

	while (!c->bad && *c->at != '\0' && *c->at != '|' && *c->at != ')')
		parse_repeated(c);
	if (c->bad || *c->at != '|')
		return;
	c->at++;
	emit(c, PATTERN_JUMP, 0);
	insert_fork(c, start, (int)(p->count - start) + 1);
	if (c->bad)
		return;
	jump = p->count - 1u;
	parse_choice(c);
	p->op[jump].first = (int16_t)(p->count - jump);
}

bool
pattern_compile(const char *text, bool ignore_case, struct pattern *ret)
{
	struct compiler c = {.at = text, .p = ret};

	if (strlen(text) > PATTERN_TEXT_MAX)
		return false;
	ret->ignore_case = ignore_case;
	ret->count = 0;
	ret->sets_count = 0;
	parse_choice(&c);
	emit(&c, PATTERN_FOUND, 0);
	return !c.bad && *c.at == '\0';
}

/* ---- matching ---- */

struct threads {
	unsigned count;
	uint16_t list[PATTERN_OPS_MAX];
	uint8_t in[PATTERN_OPS_MAX / 8];
};

struct place { /* between two characters of the line */
	bool start, end;
};

/* Adds what can be reached from `at` without a character; true when the end of the pattern can. */
static bool
follow(const struct pattern *p, struct threads *t, unsigned at, struct place here)
{
	uint16_t stack[PATTERN_OPS_MAX + 1];
	unsigned depth = 0;

	stack[depth++] = (uint16_t)at;
	while (depth > 0) {
		unsigned i = stack[--depth];
		const struct pattern_op *op = &p->op[i];

		if (t->in[i / 8] >> i % 8 & 1)
			continue;
		t->in[i / 8] |= (uint8_t)(1u << i % 8);
		if (op->kind == PATTERN_FOUND)
			return true;
		if (op->kind == PATTERN_FORK)
			stack[depth++] = (uint16_t)((int)i + op->then);
		if (op->kind == PATTERN_FORK || op->kind == PATTERN_JUMP ||
		    (op->kind == PATTERN_LINE_START && here.start) ||
		    (op->kind == PATTERN_LINE_END && here.end))
			stack[depth++] = (uint16_t)((int)i + op->first);
		else if (op->kind <= PATTERN_SET)
			t->list[t->count++] = (uint16_t)i;
	}
	return false;
}

static bool
takes(const struct pattern *p, const struct pattern_op *op, char c)
{
	uint8_t k = fold(p, c);

	if (op->kind == PATTERN_CHAR)
		return op->value == k;
	if (op->kind == PATTERN_SET)
		return set_has(p->set[op->value], k);
	return true;
}

bool
pattern_found(const struct pattern *p, const char *line, size_t len)
{
	struct threads now = {.count = 0}, next;

	for (size_t i = 0; i <= len; i++) {
		struct place here = {i == 0, i == len};

		if (follow(p, &now, 0, here))
			return true;
		if (i == len)
			return false;
		here = (struct place){false, i + 1 == len};
		next.count = 0;
		memset(next.in, 0, sizeof next.in);
		for (unsigned k = 0; k < now.count; k++)
			if (takes(p, &p->op[now.list[k]], line[i]) &&
			    follow(p, &next, now.list[k] + 1u, here))
				return true;
		now = next;
	}
	return false;
}
