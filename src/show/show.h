/* show/show.h -- one display, two printers: the text VRP prints, and JSON (`| json`).
 *
 * A generator calls these in order; each call is one event. In text, only the formats speak:
 * every format has exactly one %s (with any width) that takes the value, and carries label and
 * line end itself. In JSON, only the keys speak. So the two cannot drift.
 *
 *	show_begin(s, "profile");
 *	show_say(s, " -----------------------------------------------\n");
 *	show_text(s, "name", " Profile-Name         : %s\n", name);
 *	show_end(s);
 *
 * A generator is resumable: it writes at most SHOW_STEP_MAX bytes a step, keeps its place in
 * *cursor (0 at first), and returns true while there is more. Text and JSON go to the same
 * bounded buffer, so memory does not grow with the table. docs/vrp.md has the layouts.
 *
 * Values may come from clients: text replaces control characters by '.', JSON escapes them.
 * Tested in test/unit/show/show.c. */
#ifndef SHOW_SHOW_H
#define SHOW_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"
#include "base/mac.h"
#include "base/text.h"

enum {
	SHOW_STEP_MAX = 32768, /* bytes a generator may write in one step */
	SHOW_DEPTH_MAX = 8,    /* nested objects and lists */
	SHOW_ARGS_MAX = 6,     /* placeholders of one display row */
	SHOW_TIME_TEXT = 40    /* "2026-01-31 23:59:59" and its end, any year */
};

struct show {
	struct text *out;
	bool json;
	int64_t wall_offset_us; /* wall clock = now + this; for show_time() only */
	bool failed;		/* something began with "Error:"; the command fails */
	/* A generator sets it in a step that returns true: there is nothing more to say before
	 * somebody else has an answer for it. False before each step. */
	bool waits;
	/* private: */
	unsigned depth;
	bool first[SHOW_DEPTH_MAX]; /* no comma yet at this depth */
	bool flat;		    /* the generator named the root object itself */
};

/* Called by cli/ around the steps of one display: the root object of its JSON. */
void show_open(struct show *s);
void show_close(struct show *s);

/* An object: a member `key` of the one around it; key NULL inside a list. At the top, key NULL
 * means the root object itself, once; several things at the top go into a list. */
void show_begin(struct show *s, const char *key);
void show_end(struct show *s);

/* A list of objects, begun with show_begin(s, NULL) each. */
void show_list(struct show *s, const char *key);
void show_list_end(struct show *s);

/* Text only: rules, headings, blank lines. A format that begins "Error: " fails the command, and
 * JSON has its sentence as member "error". */
void show_say(struct show *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One value. format NULL: JSON only; key NULL: text only. */
void show_text(struct show *s, const char *key, const char *format, const char *value);
void show_number(struct show *s, const char *key, const char *format, uint64_t value);
void show_bool(struct show *s, const char *key, const char *format, bool value); /* YES, NO */
void show_ip(struct show *s, const char *key, const char *format, struct ip4 value);
void show_mac(struct show *s, const char *key, const char *format, struct mac value);

/* A moment given in `now` microseconds, printed as YYYY-MM-DD hh:mm:ss of the wall clock (UTC);
 * 0 prints 0000-00-00 00:00:00, and null in JSON. */
void show_time(struct show *s, const char *key, const char *format, uint64_t when_us);

/* The same text alone, into text, returned. */
const char *show_time_format(uint64_t when_us, int64_t wall_offset_us, char text[SHOW_TIME_TEXT]);

/* "--", VRP's mark for a value that is not there; null in JSON. */
void show_none(struct show *s, const char *key, const char *format);

/* A text that may not be there (NULL or ""): it is left out then, and null in JSON. */
void show_text_given(struct show *s, const char *key, const char *format, const char *value);

/* What stood in the placeholders of the row's template, in order, in canonical form:
 * interfaces joined (Vlanif100), numbers decimal, names as typed. */
struct show_args {
	unsigned count;
	const char *word[SHOW_ARGS_MAX];
};

/* One form of one display command; no optional parts: a shorter form is a row of its own.
 * Template grammar: conf/template.h. An unknown name prints "Error: ..." by show_say. */
struct show_row {
	const char *template;
	const char *help;
	bool (*step)(const void *subject, const struct show_args *args, uint64_t *cursor,
		     uint64_t now, struct show *out);
};

/* The displays of one subject; `subject` is handed to every step of them. */
struct show_table {
	const struct show_row *rows;
	unsigned count;
	const void *subject;
};

#endif
