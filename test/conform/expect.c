/* test/conform/expect.c -- see test/conform/expect.h. */
#include "test/conform/expect.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { IP = 14, UDP = 34, DATA = 42, OPTIONS = DATA + 240, NAK = 6, QUERY = 10 };
enum { SERVER_PORT = 67, CLIENT_PORT = 68 };

struct looking {
	const struct world *w;
	const struct message *m;
	const struct answer *a;
	struct text *error;
	bool relayed; /* the answer goes to a relay agent */
};

static uint32_t
number_at(const struct answer *a, size_t at, size_t bytes)
{
	uint32_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n = n << 8 | a->bytes[at + i];
	return n;
}

uint32_t
answer_xid(const struct answer *a)
{
	return number_at(a, DATA + 4, 4);
}

struct ip4
answer_yiaddr(const struct answer *a)
{
	return (struct ip4){number_at(a, DATA + 16, 4)};
}

/* The n-th option, counted from 0: its place, 0 when there is none. */
static size_t
option_at(const struct answer *a, unsigned n)
{
	size_t at = OPTIONS;

	while (at < a->len && a->bytes[at] != 255) {
		if (n-- == 0)
			return at;
		at += a->bytes[at] == 0 ? 1 : 2u + a->bytes[at + 1];
	}
	return 0;
}

static size_t
find_option(const struct answer *a, unsigned code)
{
	size_t at;

	for (unsigned n = 0; (at = option_at(a, n)) != 0; n++)
		if (a->bytes[at] == code)
			return at;
	return 0;
}

uint8_t
answer_type(const struct answer *a)
{
	size_t at = find_option(a, 53);

	return at ? a->bytes[at + 2] : 0;
}

static bool
differs(struct looking *l, const char *what)
{
	text_add(l->error, "%s differs:", what);
	for (size_t at, n = 0; (at = option_at(l->a, (unsigned)n)) != 0; n++) {
		text_add(l->error, " %u=", l->a->bytes[at]);
		for (size_t i = 0; i < l->a->bytes[at + 1]; i++)
			text_add(l->error, "%02x", l->a->bytes[at + 2 + i]);
	}
	text_add(l->error, "; yiaddr %08x to %08x", answer_yiaddr(l->a).host,
		 number_at(l->a, IP + 16, 4));
	return false;
}

static bool
is_option(struct looking *l, const char *word)
{
	uint8_t bytes[VALUE_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);
	const char *value = strchr(word, '=');
	size_t at = find_option(l->a, (unsigned)strtoul(word, NULL, 10));
	bool same;

	if (!at || !value)
		return at != 0;
	if (!value_write(l->w, l->m->client, value + 1, &w))
		return false;
	same = w.len == l->a->bytes[at + 1] && memcmp(bytes, l->a->bytes + at + 2, w.len) == 0;
	return same == (value[-1] != '!');
}

static bool
is_in_order(const struct answer *a, const char *codes)
{
	size_t before = 0;
	char *end;

	for (; *codes; codes = *end == ',' ? end + 1 : end) {
		size_t at = find_option(a, (unsigned)strtoul(codes, &end, 10));

		if (at <= before)
			return false;
		before = at;
	}
	return true;
}

static bool
is_last(const struct answer *a, unsigned code)
{
	size_t at = find_option(a, code);

	return at && a->bytes[at + 2u + a->bytes[at + 1]] == 255;
}

static bool
is_text(struct looking *l, size_t at, size_t cap, const char *value)
{
	uint8_t bytes[VALUE_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);

	if (!value_write(l->w, l->m->client, value, &w) || w.len >= cap)
		return false;
	return memcmp(bytes, l->a->bytes + at, w.len) == 0 && l->a->bytes[at + w.len] == 0;
}

static bool
is_chaddr(struct looking *l, const char *value)
{
	uint8_t bytes[VALUE_MAX] = {0};
	struct wr w = wr_of(bytes, 16);

	return value_write(l->w, l->m->client, value, &w) &&
	       memcmp(bytes, l->a->bytes + DATA + 28, 16) == 0;
}

static bool
is_number(struct looking *l, const char *name, const char *value, bool *ret)
{
	static const struct {
		const char *name;
		size_t at, bytes;
	} fields[] = {{"htype", DATA + 1, 1},	{"hlen", DATA + 2, 1},	  {"giaddr", DATA + 24, 4},
		      {"hops", DATA + 3, 1},	{"secs", DATA + 8, 2},	  {"flags", DATA + 10, 2},
		      {"ciaddr", DATA + 12, 4}, {"yiaddr", DATA + 16, 4}, {"siaddr", DATA + 20, 4},
		      {"to", IP + 16, 4},	{"port", UDP + 2, 2}};
	bool all = strcmp(value, "all") == 0;
	uint32_t wanted = UINT32_MAX;

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (strcmp(name, fields[i].name) != 0)
			continue;
		if (!all && !value_as_number(l->w, l->m->client, value, &wanted))
			*ret = false;
		else if (l->relayed && fields[i].at == IP + 16) /* relay_is_right() looks at it */
			*ret = true;
		else
			*ret = number_at(l->a, fields[i].at, fields[i].bytes) ==
			       (l->relayed && wanted == CLIENT_PORT ? SERVER_PORT : wanted);
		return true;
	}
	return false;
}

static bool
is_mac(struct looking *l, const char *value)
{
	struct mac to = client_mac(l->w, l->m->client);

	if (strcmp(value, "all") == 0)
		to = MAC_BROADCAST;
	if (l->m->relayed)
		to = l->relayed || !mac_same(to, MAC_BROADCAST) ? ROUTER_MAC : to;
	return memcmp(l->a->bytes, to.byte, 6) == 0;
}

static bool
is_field(struct looking *l, const char *name, const char *value)
{
	size_t len = strlen(name);
	char plain[16];
	bool same;

	if (len > 1 && name[len - 1] == '!') {
		snprintf(plain, sizeof plain, "%.*s", (int)(len - 1), name);
		return is_number(l, plain, value, &same) && !same;
	}
	if (is_number(l, name, value, &same))
		return same;
	if (strcmp(name, "chaddr") == 0)
		return is_chaddr(l, value);
	if (strcmp(name, "sname") == 0)
		return is_text(l, DATA + 44, 64, value);
	if (strcmp(name, "file") == 0)
		return is_text(l, DATA + 108, 128, value);
	if (strcmp(name, "mac") == 0)
		return is_mac(l, value);
	if (strcmp(name, "order") == 0)
		return is_in_order(l->a, value);
	if (strcmp(name, "last") == 0)
		return l->relayed || is_last(l->a, (unsigned)strtoul(value, NULL, 10));
	return strcmp(name, "at-most") == 0 &&
	       number_at(l->a, IP + 2, 2) - (l->relayed ? 2 + l->m->agent_len : 0) <=
		   strtoul(value, NULL, 10);
}

static bool
is_word(struct looking *l, char *word)
{
	char *value = strchr(word, '=');

	if (strcmp(word, "whole") == 0)
		return l->a->len >= DATA + 300;
	if (word[0] == '!')
		return find_option(l->a, (unsigned)strtoul(word + 1, NULL, 10)) == 0;
	if (isdigit((unsigned char)word[0]))
		return is_option(l, word);
	if (!value)
		return false;
	*value = '\0';
	return is_field(l, word, value + 1);
}

/* The address of a relay agent goes before everything else in RFC 2131 4.1. */
static bool
relay_is_right(struct looking *l)
{
	const struct answer *a = l->a;
	size_t agent = find_option(a, 82);

	if (!l->relayed)
		return true;
	if (number_at(a, DATA + 24, 4) != l->w->relay.host ||
	    number_at(a, IP + 16, 4) != l->w->relay.host ||
	    memcmp(a->bytes, ROUTER_MAC.byte, 6) != 0)
		return false;
	if (l->m->agent_len == 0)
		return agent == 0;
	return agent && a->bytes[agent + 1] == l->m->agent_len && is_last(a, 82) &&
	       memcmp(a->bytes + agent + 2, l->m->agent, l->m->agent_len) == 0;
}

static bool
is_once(const struct answer *a)
{
	bool seen[256] = {false};
	size_t at;

	for (unsigned n = 0; (at = option_at(a, n)) != 0; n++) {
		if (seen[a->bytes[at]] && a->bytes[at] != 0)
			return false;
		seen[a->bytes[at]] = true;
	}
	return true;
}

/* RFC 2131 table 3: what every answer carries. */
static bool
head_is_right(struct looking *l)
{
	const struct answer *a = l->a;
	const uint8_t *asked = l->m->frame + DATA;

	return a->bytes[DATA] == 2 && a->bytes[DATA + 3] == 0 &&
	       (answer_type(a) == 0) == (find_option(a, 54) == 0) &&
	       (l->m->type >= QUERY || memcmp(a->bytes + DATA + 28, asked + 28, 16) == 0) &&
	       memcmp(a->bytes + DATA + 236, asked + 236, 4) == 0 && is_once(a) &&
	       (answer_type(a) != NAK || (answer_yiaddr(a).host == 0 && !find_option(a, 51)));
}

bool
expect_reply(const struct world *w, const struct message *m, const struct answer *a,
	     const char *words, struct text *error)
{
	struct looking l = {w, m, a, error, m->relayed && !m->unicast};
	char line[2000], *save = NULL;

	if (!head_is_right(&l))
		return differs(&l, "the head");
	if (!relay_is_right(&l))
		return differs(&l, "what goes to the relay agent");
	snprintf(line, sizeof line, "%s", words);
	for (char *word = strtok_r(line, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		char said[200];

		snprintf(said, sizeof said, "%.180s", word);
		if (!is_word(&l, word))
			return differs(&l, said);
	}
	return true;
}
