/* conf/complete.c -- the reader of conf/match.c stopped in front of the last word: what the states
 * that are left expect is the answer. One word may come from many rows; it is said once. */
#include "conf/complete.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "conf/match.h"

/* Keywords that begin several commands or stand before another keyword. */
static const struct {
	const char *word, *help;
} glossary[] = {
    {"advertise", "Interval of advertisements"},
    {"backup", "What is backed up"},
    {"batch-backup", "Copy of all bindings to the peer"},
    {"block", "Stop one direction"},
    {"clear", "Clear information"},
    {"compare", "Compare configurations"},
    {"configuration", "Configuration of the device"},
    {"default", "Default VLAN of the port"},
    {"bfd", "Bidirectional Forwarding Detection"},
    {"dhcp", "Dynamic Host Configuration Protocol"},
    {"display", "Display information"},
    {"gratuitous-arp", "Gratuitous ARP packets of the Master"},
    {"interface", "Interfaces of the device"},
    {"ip", "Internet Protocol"},
    {"name", "A pool by its name"},
    {"option", "DHCP options of the clients"},
    {"pool", "Address pools"},
    {"port", "Layer 2 settings of the port"},
    {"preempt-mode", "Preemption of a Master with lower priority"},
    {"remote-backup", "Remote backup"},
    {"load", "Load a configuration file"},
    {"remote-backup-profile", "Remote backup profiles (RBP)"},
    {"remote-backup-service", "Remote backup services (RBS)"},
    {"reset", "Reset counters, or what is kept"},
    {"rollback", "Go back to an earlier configuration"},
    {"server", "DHCP server"},
    {"statistics", "Counters"},
    {"timer", "Timers"},
    {"trunk", "Trunk settings"},
    {"hybrid", "Settings of a hybrid port"},
    {"undo", "Cancel a setting or delete an object"},
    {"vlan", "Virtual LAN"},
    {"vrid", "Virtual router identifier"},
    {"vrrp", "Virtual Router Redundancy Protocol"},
};

static const char *
glossary_help(const char *word, size_t len, const char *otherwise)
{
	for (size_t i = 0; i < sizeof glossary / sizeof *glossary; i++)
		if (strlen(glossary[i].word) == len &&
		    strncasecmp(glossary[i].word, word, len) == 0)
			return glossary[i].help;
	return otherwise;
}

/* The row's own help for a keyword, or NULL. */
static const char *
own_help(const struct template_offer *o, const char *word, size_t len)
{
	for (const struct template_help *h = o->words; h && h->word; h++)
		if (strlen(h->word) == len && strncasecmp(h->word, word, len) == 0)
			return h->help;
	return NULL;
}

struct asking {
	struct template_nexts *out;
	struct template_word typed; /* of the word being typed; empty: none */
	bool ended;		    /* <cr> is possible */
};

static void
add(struct asking *a, const char *word, size_t len, const char *help, bool literal)
{
	struct template_nexts *out = a->out;
	struct template_next *n;

	if (literal && !match_keyword(word, len, a->typed))
		return;
	for (unsigned i = 0; i < out->count; i++) {
		n = &out->list[i];
		if (strlen(n->word) != len || strncasecmp(n->word, word, len) != 0)
			continue;
		if (n->help != help)
			n->help = literal ? glossary_help(word, len, n->help) : n->help;
		return;
	}
	if (out->count == TEMPLATE_NEXT_MAX || len >= TEMPLATE_WORD_MAX)
		return;
	n = &out->list[out->count++];
	*n = (struct template_next){.help = help, .literal = literal};
	memcpy(n->word, word, len);
}

static void
add_value(struct asking *a, const char *help, const char *format, uint32_t low, uint32_t high)
{
	char word[TEMPLATE_WORD_MAX];
	struct text t = text_of(word, sizeof word);

	text_add(&t, "%s", format);
	if (high != 0)
		text_add(&t, "<%u-%u>", low, high);
	add(a, word, t.len, help, false);
}

/* What the whole command does is no help for a keyword that only leads to another. */
static void
add_keyword(struct asking *a, const struct template_offer *o, const struct template_element *e)
{
	size_t len = (size_t)(e->end - e->begin);
	const char *own = own_help(o, e->begin, len);
	const char *next = e->end + strspn(e->end, " ");
	bool leads = *next != '\0' && strchr("<{[|}", *next) == NULL;

	if (own)
		add(a, e->begin, len, own, true);
	else
		add(a, e->begin, len, leads ? glossary_help(e->begin, len, o->help) : o->help,
		    true);
}

static void
add_choice(struct asking *a, const struct template_offer *o, const struct template_element *e)
{
	for (const char *p = e->begin + 1; p < e->end; p += strcspn(p, "|}") + 1) {
		const char *own = own_help(o, p, strcspn(p, "=|}"));

		add(a, p, strcspn(p, "=|}"), own ? own : o->help, true);
	}
}

static void
add_interface(struct asking *a, const struct match_state *s, const struct template_element *e,
	      const struct match_line *line, const char *help)
{
	if (s->place == MATCH_NUMBER) {
		struct template_word before = line->word[line->count - 1 - (a->typed.len > 0)];
		enum interface_type type = interface_type_parse(before.p, before.len);

		uint32_t low, high;

		if (interface_range(type, &low, &high))
			add_value(a, help, "INTEGER", low, high);
		else if (e->type == INTERFACE_SUB)
			add_value(a, help, "<slot/card/port.number>", 0, 0);
		else
			add_value(a, help, "<slot/card/port>", 0, 0);
		return;
	}
	for (enum interface_type t = INTERFACE_NONE + 1; t < INTERFACE_TYPES; t++) {
		const char *name = interface_type_name(t);

		if (interface_type_fits(e->type, t))
			add(a, name, strlen(name), help, true);
	}
}

static void
add_vlans(struct asking *a, const struct match_state *s, const char *help)
{
	if (s->place == MATCH_FRESH)
		add(a, "all", 3, "All VLANs", true);
	if (s->place == MATCH_AFTER_LOW)
		add(a, "to", 2, "Up to this VLAN", true);
	if (s->place == MATCH_AFTER_TO || s->times < TEMPLATE_LIST_MAX)
		add_value(a, help, "INTEGER", s->place == MATCH_AFTER_TO ? s->low : 1,
			  TEMPLATE_VLAN_MAX);
}

static void
add_element(struct asking *a, const struct match_state *s, const struct template_element *e,
	    const struct match_line *line, const struct template_offer *o)
{
	const char *help = o->help;

	switch (e->kind) {
	case TEMPLATE_LITERAL:
		add_keyword(a, o, e);
		return;
	case TEMPLATE_CHOICE:
		add_choice(a, o, e);
		return;
	case TEMPLATE_INT:
		add_value(a, help, "INTEGER", e->low, e->high);
		return;
	case TEMPLATE_IP:
		add_value(a, help, "X.X.X.X", 0, 0);
		return;
	case TEMPLATE_MASK:
		add_value(a, help, "X.X.X.X", 0, 0);
		add_value(a, help, "INTEGER", 0, 32);
		return;
	case TEMPLATE_MAC:
		add_value(a, help, "H-H-H", 0, 0);
		return;
	case TEMPLATE_NAME:
	case TEMPLATE_WORD:
		add_value(a, help, "STRING", e->low, e->high);
		return;
	case TEMPLATE_TEXT:
		add_value(a, help, "TEXT", e->low, e->high);
		return;
	case TEMPLATE_HEX:
		add_value(a, help, "HEX", 2 * e->low, 2 * e->high);
		return;
	case TEMPLATE_TIME:
		add_value(a, help, "<hh:mm:ss>", 0, 0);
		return;
	case TEMPLATE_INTERFACE:
		add_interface(a, s, e, line, help);
		return;
	case TEMPLATE_VLANS:
		add_vlans(a, s, help);
		return;
	case TEMPLATE_ALTERNATIVES: /* its alternatives are expected, never itself */
		return;
	}
}

static void
add_state(struct asking *a, const struct template_matcher *m, const struct match_state *s,
	  const struct match_line *line)
{
	const struct template_offer *o = &m->offer[s->offer];
	struct template_element e;

	if (s->end || s->rest) {
		a->ended = true;
	} else if (s->prefix) {
		add(a, o->prefix, strlen(o->prefix),
		    glossary_help(o->prefix, strlen(o->prefix), o->help), true);
	} else {
		match_element(m, s, &e);
		add_element(a, s, &e, line, o);
	}
}

static int
by_word(const void *a, const void *b)
{
	const struct template_next *x = a, *y = b;

	if (x->literal != y->literal)
		return x->literal ? -1 : 1;
	return strcmp(x->word, y->word);
}

void
template_complete(const struct template_matcher *m, const char *line, struct template_nexts *ret)
{
	struct match_state states[2][MATCH_STATES_MAX];
	struct match_set set = {0, states[0]}, spare = {0, states[1]};
	struct match_line words;
	struct asking a = {.out = ret, .typed = {"", 0}};
	unsigned finished;

	match_split(line, &words);
	ret->count = 0;
	ret->partial = words.partial;
	ret->column = (unsigned)strlen(line);
	ret->result = TEMPLATE_TOO_MANY;
	if (words.crowded || words.end - line > TEMPLATE_LINE_MAX)
		return;
	finished = words.count - words.partial;
	if (words.partial)
		a.typed = words.word[finished];
	ret->result = match_read(m, &words, finished, &set, &spare, &ret->column);
	if (ret->result != TEMPLATE_MATCH)
		return;
	for (unsigned k = 0; k < set.count; k++)
		add_state(&a, m, &set.state[k], &words);
	qsort(ret->list, ret->count, sizeof ret->list[0], by_word);
	if (a.ended && !words.partial)
		add(&a, "<cr>", 4, "", false);
}
