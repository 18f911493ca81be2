/* node/survey.c -- see node/survey.h. The stages of a survey:
 *
 *	WANTED  a display has said what it wants; then, in the same step:
 *	ASKED   the host reads
 *	HEARD   it is here, or why it is not */
#include "node/survey.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "show/fields.h"

enum survey_stage { SURVEY_NONE, SURVEY_WANTED, SURVEY_ASKED, SURVEY_HEARD };

enum {
	LINES_PER_STEP = 12, /* of the log: 1 KB each, twice that in JSON */
	LOG_LINE = 1024,
	ROWS_PER_STEP = 60,
	PROTOCOL_KERNEL = 2,
	PROTOCOL_OURS = 108
};

struct survey {
	enum survey_stage stage;
	uint64_t number, deadline_us;
	struct node_survey told; /* kind: as it was asked for */
};

struct surveys {
	unsigned session;
	uint64_t numbers;
	struct survey slot[NODE_SESSIONS_MAX];
};

struct surveys *
surveys_new(void)
{
	return memory_new(1, sizeof(struct surveys));
}

void
surveys_free(struct surveys *s)
{
	memory_free(s);
}

void
survey_enter(struct surveys *s, unsigned session)
{
	s->session = session;
}

void
survey_ask(struct surveys *s, unsigned session, struct step *step)
{
	struct survey *v = &s->slot[session];
	struct node_action *a;

	if (v->stage == SURVEY_ASKED)
		return;
	if (v->stage != SURVEY_WANTED)
		v->told.kind = NODE_SURVEY_TRAFFIC;
	v->stage = SURVEY_ASKED;
	v->number = ++s->numbers;
	v->deadline_us = time_after(step->now, SURVEY_PATIENCE_US);
	a = out_add(step->out, NODE_ACT_SURVEY);
	a->session = session;
	a->number = v->number;
	a->survey = v->told.kind;
}

static void
heard(struct survey *v, struct lan_heard *lan, uint64_t now)
{
	v->stage = SURVEY_HEARD;
	if (v->told.kind != NODE_SURVEY_TRAFFIC)
		return;
	lan_hear_traffic(lan, v->told.u.traffic, v->told.count, now);
	v->stage = SURVEY_NONE;
}

bool
survey_heard(struct surveys *s, const struct node_input *in, struct lan_heard *lan,
	     const struct step *step)
{
	struct survey *v = &s->slot[in->u.survey.session];

	if (v->stage != SURVEY_ASKED || v->number != in->u.survey.number)
		return false;
	v->told = *in->u.survey.told;
	heard(v, lan, step->now);
	return true;
}

unsigned
survey_late(struct surveys *s, struct lan_heard *lan, uint64_t now)
{
	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++) {
		struct survey *v = &s->slot[i];

		if (v->stage != SURVEY_ASKED || v->deadline_us > now)
			continue;
		v->told.count = 0;
		snprintf(v->told.why, sizeof v->told.why,
			 "The system has not answered for %d seconds.",
			 (int)(SURVEY_PATIENCE_US / TIME_SEC));
		heard(v, lan, now);
		return i;
	}
	return NODE_NONE;
}

uint64_t
survey_deadline(const struct surveys *s)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++)
		if (s->slot[i].stage == SURVEY_ASKED)
			deadline_us = time_min(deadline_us, s->slot[i].deadline_us);
	return deadline_us;
}

/* ---- displays ---- */

/* What was told, when it is here: *ret; false: it is not, and true is to be returned if out waits;
 * else it was said why there is none. */
static bool
told(const void *subject, enum node_survey_kind kind, uint64_t *cursor, struct show *out,
     const struct node_survey **ret)
{
	struct surveys *s = ((const struct surveys_shown *)subject)->surveys;
	struct survey *v = &s->slot[s->session];

	if (*cursor == 0) {
		v->stage = SURVEY_WANTED;
		v->told.kind = kind;
		*cursor = 1;
	}
	out->waits = v->stage != SURVEY_HEARD;
	if (out->waits)
		return false;
	*ret = &v->told;
	if (v->told.why[0] == '\0')
		return true;
	show_say(out, "Error: %s\n", v->told.why);
	return false;
}

/* The rest of a display of rows, the cursor being 1 and how many were shown. */
static bool
show_rows(const struct node_survey *v, uint64_t *cursor, struct show *out,
	  bool (*one)(const void *context, uint64_t i, struct show *s))
{
	uint64_t i = *cursor - 1;

	for (unsigned n = 0; i < v->count && n < ROWS_PER_STEP; i++, n++)
		(void)one(v, i, out);
	*cursor = i + 1;
	if (i < v->count)
		return true;
	show_list_end(out);
	show_number(out, "total", "Total:%s\n", v->count + v->more);
	if (v->more > 0)
		show_number(out, "left_out", "Left out, for there are too many: %s\n", v->more);
	show_end(out);
	return false;
}

struct arp_line {
	struct ip4 address;
	const char *mac, *type, *name;
};

static const struct show_field arp_line[] = {
    SHOW_FIELD(struct arp_line, address, "address", "%-16s"),
    SHOW_FIELD(struct arp_line, mac, "mac", "%-15s"),
    SHOW_FIELD(struct arp_line, type, "type", "%-11s"),
    SHOW_FIELD(struct arp_line, name, "interface", "%s\n"),
};

static bool
show_neighbour(const void *context, uint64_t i, struct show *s)
{
	const struct node_neighbour *n = &((const struct node_survey *)context)->u.neighbour[i];
	char mac[MAC_TEXT];
	struct arp_line line = {n->address, n->complete ? mac_format(n->mac, mac) : NULL,
				n->fixed ? "static" : "dynamic", n->name};

	show_begin(s, NULL);
	SHOW_FIELDS(s, arp_line, &line);
	show_end(s);
	return true;
}

static bool
display_arp(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	    struct show *out)
{
	const struct node_survey *v;
	bool first = *cursor <= 1;

	(void)args;
	(void)now;
	if (!told(subject, NODE_SURVEY_NEIGHBOURS, cursor, out, &v))
		return out->waits;
	if (first) {
		show_begin(out, NULL);
		show_say(out, "IP ADDRESS      MAC ADDRESS    TYPE       INTERFACE\n"
			      "------------------------------------------------------------\n");
		show_list(out, "entries");
	}
	return show_rows(v, cursor, out, show_neighbour);
}

struct route_line {
	const char *destination, *protocol, *gateway, *name;
	unsigned metric;
};

static const struct show_field route_line[] = {
    SHOW_FIELD(struct route_line, destination, "destination", "%-20s"),
    SHOW_FIELD(struct route_line, protocol, "protocol", "%-9s"),
    SHOW_FIELD(struct route_line, metric, "cost", "%-11s"),
    SHOW_FIELD(struct route_line, gateway, "next_hop", "%-17s"),
    SHOW_FIELD(struct route_line, name, "interface", "%s\n"),
};

static bool
show_route(const void *context, uint64_t i, struct show *s)
{
	const struct node_route *r = &((const struct node_survey *)context)->u.route[i];
	char destination[IP4_TEXT + 4], address[IP4_TEXT], gateway[IP4_TEXT];
	struct route_line line = {destination, "Other", NULL, r->name, r->metric};

	(void)snprintf(destination, sizeof destination, "%s/%u",
		       ip4_format(r->destination, address), r->length);
	if (r->protocol == PROTOCOL_KERNEL)
		line.protocol = "Direct";
	else if (r->protocol == PROTOCOL_OURS)
		line.protocol = "Static";
	if (r->gateway.host != 0)
		line.gateway = ip4_format(r->gateway, gateway);
	show_begin(s, NULL);
	SHOW_FIELDS(s, route_line, &line);
	show_end(s);
	return true;
}

static bool
display_routes(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	       struct show *out)
{
	const struct node_survey *v;
	bool first = *cursor <= 1;

	(void)args;
	(void)now;
	if (!told(subject, NODE_SURVEY_ROUTES, cursor, out, &v))
		return out->waits;
	if (first) {
		show_begin(out, NULL);
		show_say(
		    out,
		    "Destination/Mask    Proto    Cost       NextHop          Interface\n"
		    "----------------------------------------------------------------------\n");
		show_list(out, "routes");
	}
	return show_rows(v, cursor, out, show_route);
}

/* Hundredths of a per cent, printed with two digits. */
static void
show_share(struct show *out, const char *key, const char *format, uint64_t part, uint64_t all)
{
	uint64_t hundredths = all > 0 ? (part > all ? all : part) * 10000 / all : 0;
	char text[24];

	(void)snprintf(text, sizeof text, "%u.%02u%%", (unsigned)(hundredths / 100),
		       (unsigned)(hundredths % 100));
	show_text(out, key, format, text);
}

static bool
display_cpu(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	    struct show *out)
{
	const struct node_survey *v;
	const struct node_machine *m;
	uint64_t busy, all;

	(void)args;
	if (!told(subject, NODE_SURVEY_MACHINE, cursor, out, &v))
		return out->waits;
	m = &v->u.machine;
	busy = m->busy_us - m->before_busy_us;
	all = busy + m->idle_us - m->before_idle_us;
	show_begin(out, NULL);
	show_time(out, "time", "CPU Usage Stat. Time : %s\n", now);
	show_number(out, "span_s", "Over the last        : %s s\n", m->before_ago_us / TIME_SEC);
	show_number(out, "cpus", "Processors           : %s\n", m->cpus);
	show_share(out, "usage", "CPU Usage            : %s\n", busy, all);
	show_share(out, "own_usage", "  of it this program : %s\n", m->own_us - m->before_own_us,
		   all);
	show_end(out);
	return false;
}

static bool
display_memory(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	       struct show *out)
{
	const struct node_survey *v;
	const struct node_machine *m;
	uint64_t used;

	(void)args;
	if (!told(subject, NODE_SURVEY_MACHINE, cursor, out, &v))
		return out->waits;
	m = &v->u.machine;
	used = m->memory_kb > m->available_kb ? m->memory_kb - m->available_kb : 0;
	show_begin(out, NULL);
	show_time(out, "time", "Memory utilization statistics at %s\n", now);
	show_number(out, "total_kb", "System Total Memory Is: %s Kbytes\n", m->memory_kb);
	show_number(out, "used_kb", "Total Memory Used Is: %s Kbytes\n", used);
	show_number(out, "own_kb", "  of it this program: %s Kbytes\n", m->own_kb);
	show_share(out, "usage", "Memory Using Percentage Is: %s\n", used, m->memory_kb);
	show_end(out);
	return false;
}

static unsigned
number_of(const char *digits)
{
	unsigned n = 0;

	for (; *digits >= '0' && *digits <= '9' && n < NODE_SURVEY_LINES; digits++)
		n = n * 10 + (unsigned)(*digits - '0');
	return n;
}

/* Where line number i begins, or the end. */
static const char *
line_at(const char *log, uint64_t i)
{
	for (; i > 0 && *log != '\0'; i--)
		log += strcspn(log, "\n") + 1;
	return log;
}

static void
show_log_line(const char *line, struct show *out)
{
	char text[LOG_LINE];

	(void)snprintf(text, sizeof text, "%.*s", (int)strcspn(line, "\n"), line);
	show_begin(out, NULL);
	show_text(out, "text", "%s\n", text);
	show_end(out);
}

/* The cursor is 1 and the number of the next line. */
static bool
display_log(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	    struct show *out)
{
	unsigned most = args->count > 0 ? number_of(args->word[0]) : NODE_SURVEY_LINES, n = 0;
	bool first = *cursor <= 1;
	const struct node_survey *v;
	const char *line;

	(void)now;
	if (!told(subject, NODE_SURVEY_LOG, cursor, out, &v))
		return out->waits;
	if (first) {
		show_begin(out, NULL);
		show_number(out, "maximum",
			    "Logging buffer configuration and contents: at most %s "
			    "lines\n",
			    NODE_SURVEY_LINES);
		show_number(out, "current", "Current messages : %s\n\n", v->count);
		show_list(out, "messages");
		*cursor = 1 + (v->count > most ? v->count - most : 0);
	}
	for (line = line_at(v->u.log, *cursor - 1); *line != '\0' && n < LINES_PER_STEP; n++) {
		show_log_line(line, out);
		line = line_at(line, 1);
		++*cursor;
	}
	if (*line != '\0')
		return true;
	show_list_end(out);
	show_end(out);
	return false;
}

const struct show_row survey_show_rows[] = {
    {"display arp", "Neighbours of the device by IP and MAC address", display_arp},
    {"display ip routing-table", "Routes of the device itself", display_routes},
    {"display cpu-usage", "How busy the processors are", display_cpu},
    {"display memory-usage", "How much memory is in use", display_memory},
    {"display logbuffer", "The newest lines of the log", display_log},
    {"display logbuffer size <int:1-256>", "So many of them", display_log},
};
const unsigned survey_show_rows_count = sizeof survey_show_rows / sizeof *survey_show_rows;
