/* node/lookup.c -- see node/lookup.h. The stages of a search:
 *
 *	WANTED  a display has said what it wants; then, in the same step:
 *	ASKED   the host looks
 *	FOUND   a page is here, or why there is none; the display shows it and wants the next one */
#include "node/lookup.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "history/line.h"
#include "history/moment.h"

enum lookup_stage { LOOKUP_NONE, LOOKUP_WANTED, LOOKUP_ASKED, LOOKUP_FOUND };

struct lookup {
	enum lookup_stage stage;
	uint64_t number, deadline_us;
	struct history_query query;
	struct history_place place;
	bool end;
	struct history_page page;
	struct history_state state;
	char why[HISTORY_WHY_MAX]; /* "": it was read */
};

struct lookups {
	unsigned session;
	uint64_t numbers;
	struct node_keep keep;
	struct lookup slot[NODE_SESSIONS_MAX];
};

struct lookups *
lookups_new(void)
{
	return memory_new(1, sizeof(struct lookups));
}

void
lookups_free(struct lookups *l)
{
	memory_free(l);
}

void
lookup_keep(struct lookups *l, const struct node_keep *keep)
{
	l->keep = *keep;
}

void
lookup_enter(struct lookups *l, unsigned session)
{
	l->session = session;
}

bool
lookup_ask(struct lookups *l, unsigned session, struct step *step)
{
	struct lookup *s = &l->slot[session];
	struct node_action *a;

	if (s->stage != LOOKUP_WANTED)
		return s->stage == LOOKUP_ASKED;
	s->stage = LOOKUP_ASKED;
	s->number = ++l->numbers;
	s->deadline_us = time_after(step->now, LOOKUP_PATIENCE_US);
	a = out_add(step->out, NODE_ACT_FIND);
	a->session = session;
	a->number = s->number;
	a->query = &s->query;
	a->place = s->place;
	return true;
}

bool
lookup_found(struct lookups *l, const struct node_input *in)
{
	struct lookup *s = &l->slot[in->u.found.session];

	if (s->stage != LOOKUP_ASKED || s->number != in->u.found.number)
		return false;
	s->stage = LOOKUP_FOUND;
	s->end = in->u.found.end;
	s->place = in->u.found.next;
	s->page = *in->u.found.page;
	s->state = *in->u.found.state;
	snprintf(s->why, sizeof s->why, "%s", in->u.found.message ? in->u.found.message : "");
	return true;
}

unsigned
lookup_late(struct lookups *l, uint64_t now)
{
	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++) {
		struct lookup *s = &l->slot[i];

		if (s->stage != LOOKUP_ASKED || s->deadline_us > now)
			continue;
		s->stage = LOOKUP_FOUND;
		snprintf(s->why, sizeof s->why, "Its disk has not answered for %d seconds.",
			 (int)(LOOKUP_PATIENCE_US / TIME_SEC));
		return i;
	}
	return NODE_NONE;
}

uint64_t
lookup_deadline(const struct lookups *l)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++)
		if (l->slot[i].stage == LOOKUP_ASKED)
			deadline_us = time_min(deadline_us, l->slot[i].deadline_us);
	return deadline_us;
}

/* ---- displays ---- */

static struct lookup *
slot_of(const void *subject)
{
	struct lookups *l = ((const struct lookups_shown *)subject)->lookups;

	return &l->slot[l->session];
}

static void
begin(struct lookup *s, const struct history_query *query)
{
	*s = (struct lookup){.stage = LOOKUP_WANTED, .query = *query};
}

/* True while there is nothing to show. */
static bool
waits(const struct lookup *s, struct show *out)
{
	out->waits = s->stage != LOOKUP_FOUND;
	return out->waits;
}

static void
show_name(struct show *out, const char *key, const char *format, const char *value)
{
	show_text_given(out, key, format, value);
}

static void
show_moment(struct show *out, const char *key, const char *format, uint64_t ms)
{
	char text[HISTORY_MOMENT_TEXT];

	if (ms == 0)
		show_none(out, key, format);
	else
		show_text(out, key, format, history_moment_format(ms, text));
}

static void
show_entry(struct show *out, const struct history_entry *e)
{
	char value[LEASE_TEXT_MAX], mac[MAC_TEXT];

	show_begin(out, NULL);
	show_moment(out, "time", " %-19s", e->at_ms);
	show_text(out, "event", "  %-10s", history_event_name(e->event));
	show_ip(out, "ip", "  %-15s", e->client.address);
	if (history_mac(e, mac)[0] != '\0')
		show_text(out, "mac", "  %-14s", mac);
	else
		show_none(out, "mac", "  %-14s");
	show_moment(out, "until", "  %-19s", e->until_ms);
	show_text(out, "source", "  %-4s", e->learned ? "peer" : "here");
	show_name(out, "hostname", "  host %s", lease_text_hostname(&e->client, value));
	show_name(out, "client_identifier", "  id %s", lease_text_identifier(&e->client, value));
	show_name(out, "circuit_id", "  circuit %s", lease_text_agent(&e->client, 1, value));
	show_name(out, "remote_id", "  remote %s", lease_text_agent(&e->client, 2, value));
	show_say(out, "\n");
	show_end(out);
}

/* The cursor is how many entries were shown, plus one. */
static void
show_page(struct show *out, const struct history_page *page, uint64_t *cursor)
{
	struct rd in = rd_of(page->bytes, page->len);
	struct history_entry e;

	while (in.left > 0 && history_decode(&in, &e)) {
		show_entry(out, &e);
		++*cursor;
	}
}

/* The list is open. */
static bool
go_on(struct lookup *s, uint64_t *cursor, struct show *out)
{
	if (waits(s, out))
		return true;
	if (s->why[0] == '\0')
		show_page(out, &s->page, cursor);
	if (s->why[0] == '\0' && !s->end) {
		s->stage = LOOKUP_WANTED;
		out->waits = true;
		return true;
	}
	show_list_end(out);
	if (s->why[0] != '\0')
		show_say(out, "Error: The history was not read to its end: %s\n", s->why);
	show_number(out, "count", " Total : %s\n", *cursor - 1);
	s->stage = LOOKUP_NONE;
	return false;
}

static bool
show_history(const void *subject, const struct history_query *query, uint64_t *cursor,
	     struct show *out)
{
	struct lookup *s = slot_of(subject);

	if (*cursor > 0)
		return go_on(s, cursor, out);
	begin(s, query);
	*cursor = 1;
	show_say(out, " Time                 Event       IP               MAC             Until    "
		      "            From  Client\n");
	show_list(out, "entries");
	out->waits = true;
	return true;
}

static struct history_query
query_of(const struct show_args *args)
{
	struct history_query q = {.all = args->count < 2, .to_ms = UINT64_MAX};

	if (!q.all) {
		q.by = lease_search_of(args->word[0]);
		snprintf(q.text, sizeof q.text, "%s", args->word[1]);
	}
	return q;
}

static uint64_t
wall_ms(uint64_t now, const struct show *out)
{
	return (uint64_t)((int64_t)now + out->wall_offset_us) / 1000;
}

/* False, and it is said: the word is no moment. */
static bool
moment(const char *word, bool ends, uint64_t now, struct show *out, uint64_t *ret_ms)
{
	if (history_moment_parse(word, wall_ms(now, out), ends, ret_ms))
		return true;
	show_say(out,
		 "Error: \"%s\" is no moment; 2026-01-31T03:00:00, 2026-01-31 or, of today, "
		 "03:00 is one (UTC).\n",
		 word);
	return false;
}

static bool
display_all(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	    struct show *out)
{
	struct history_query q = query_of(args);

	(void)now;
	return show_history(subject, &q, cursor, out);
}

/* False, and it is said: the span ends before it begins. */
static bool
is_span(const struct history_query *q, const char *from, const char *to, struct show *out)
{
	if (q->from_ms <= q->to_ms)
		return true;
	show_say(out, "Error: The moment \"%s\" is later than \"%s\".\n", from, to);
	return false;
}

/* The last word is where the span begins. */
static bool
display_from(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	struct show_args client = {.count = args->count - 1,
				   .word = {args->word[0], args->word[1]}};
	struct history_query q = query_of(&client);

	if (*cursor == 0 && !moment(args->word[args->count - 1], false, now, out, &q.from_ms))
		return false;
	return show_history(subject, &q, cursor, out);
}

static bool
display_span(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	struct show_args client = {.count = args->count - 2,
				   .word = {args->word[0], args->word[1]}};
	const char *from = args->word[args->count - 2], *to = args->word[args->count - 1];
	struct history_query q = query_of(&client);

	if (*cursor == 0 && (!moment(from, false, now, out, &q.from_ms) ||
			     !moment(to, true, now, out, &q.to_ms) || !is_span(&q, from, to, out)))
		return false;
	return show_history(subject, &q, cursor, out);
}

/* The last thing that happened until then. */
static bool
display_at(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	   struct show *out)
{
	struct show_args client = {.count = 2, .word = {args->word[0], args->word[1]}};
	struct history_query q = query_of(&client);

	q.last = true;
	if (*cursor == 0) {
		if (!moment(args->word[2], false, now, out, &q.to_ms))
			return false;
		q.to_ms += 999; /* of its second */
	}
	return show_history(subject, &q, cursor, out);
}

static void
show_state(const struct lookups *l, const struct history_state *state, struct show *out)
{
	show_begin(out, NULL);
	show_number(out, "keep_days", " Kept for          : %s days\n", l->keep.keep_s / 86400);
	show_number(out, "limit_megabytes", " At most           : %s MB\n",
		    l->keep.limit_bytes >> 20);
	show_bool(out, "log", " Lines in the log  : %s\n", l->keep.log);
	show_number(out, "files", " Files             : %s\n", state->files);
	show_number(out, "bytes", " Size              : %s bytes\n", state->bytes);
	show_moment(out, "oldest", " Begins            : %s\n", state->oldest_ms);
	show_number(out, "written", " Entries written   : %s\n", state->written);
	show_number(out, "lost", " Entries lost      : %s\n", state->lost);
	show_number(out, "unlogged", " Lines left out    : %s\n", state->unlogged);
	if (state->why[0] != '\0')
		show_text(out, "failure", " Last failure      : %s\n", state->why);
	else
		show_none(out, "failure", " Last failure      : %s\n");
	show_end(out);
}

static bool
display_state(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	      struct show *out)
{
	const struct lookups *l = ((const struct lookups_shown *)subject)->lookups;
	struct lookup *s = slot_of(subject);

	(void)args;
	(void)now;
	if (*cursor == 0)
		begin(s, &(struct history_query){.state = true});
	*cursor = 1;
	if (waits(s, out))
		return true;
	if (s->why[0] != '\0')
		show_say(out, "Error: The history was not read: %s\n", s->why);
	else
		show_state(l, &s->state, out);
	s->stage = LOOKUP_NONE;
	return false;
}

#define HISTORY "display dhcp server history"
#define CLIENT	HISTORY " " LEASE_SEARCH_WORDS " <word:1-128>"
#define MOMENT	"<word:5-19>"
#define NAMED	HISTORY " client-identifier " LEASE_SEARCH_IDENTIFIER " <word:1-128>"

const struct show_row lookup_show_rows[] = {
    {HISTORY, "All that happened to leases", display_all},
    {HISTORY " from " MOMENT, "The same from a moment on", display_from},
    {HISTORY " from " MOMENT " to " MOMENT, "The same in a span of time", display_span},
    {CLIENT, "What happened to an address or a client; * is any text", display_all},
    {CLIENT " from " MOMENT, "The same from a moment on", display_from},
    {CLIENT " from " MOMENT " to " MOMENT, "The same in a span of time", display_span},
    {CLIENT " at " MOMENT, "Who had it: the last that happened until then", display_at},
    {NAMED, "What happened to a client, by its identifier", display_all},
    {NAMED " from " MOMENT, "The same from a moment on", display_from},
    {NAMED " from " MOMENT " to " MOMENT, "The same in a span of time", display_span},
    {NAMED " at " MOMENT, "The last that happened until then", display_at},
    {HISTORY " state", "What is kept, and what was lost", display_state},
};
const unsigned lookup_show_rows_count = sizeof lookup_show_rows / sizeof *lookup_show_rows;
