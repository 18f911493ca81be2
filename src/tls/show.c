/* tls/show.c -- see tls/show.h. */
#include "tls/show.h"

#include <string.h>
#include <strings.h>

#include "show/fields.h"

static void
show_given(struct show *out, const char *key, const char *format, bool set, const char *value)
{
	if (set)
		show_text(out, key, format, value);
	else
		show_none(out, key, format);
}

static void
show_policy(const struct tls_shown_entry *e, struct show *out)
{
	const struct tls_config *c = &e->policy.config;

	show_say(out, "----------------------------------------------------------\n");
	show_text(out, "name", " Policy name      : %s\n", e->policy.name);
	show_given(out, "certificate", " Certificate      : %s\n", c->certificate.set,
		   c->certificate.file);
	show_given(out, "key_type", " Key-pair         : %s\n", c->certificate.set,
		   c->certificate.pair == TLS_RSA ? "rsa" : "ecc");
	show_given(out, "key_file", " Key-file         : %s\n", c->certificate.set,
		   c->certificate.key);
	show_given(out, "trusted_ca", " Trusted-CA       : %s\n", c->ca.set, c->ca.file);
	show_given(out, "pre_shared_key", " Pre-shared key   : %s\n", c->psk.set, c->psk.file);
	show_given(out, "peer_name", " Peer name        : %s\n", c->peer.set, c->peer.name);
	show_bool(out, "loaded", NULL, e->loaded);
	show_given(out, "state", " State            : %s\n", e->state[0] != '\0', e->state);
	show_say(out, "----------------------------------------------------------\n");
}

static bool
display_all(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	    struct show *out)
{
	const struct tls_shown *shown = subject;

	(void)args;
	(void)cursor;
	(void)now;
	show_list(out, "policies");
	for (unsigned i = 0; i < shown->count; i++) {
		show_begin(out, NULL);
		show_policy(&shown->list[i], out);
		show_end(out);
	}
	show_list_end(out);
	show_say(out, "  Total %u\n", shown->count);
	return false;
}

static bool
display_one(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	    struct show *out)
{
	const struct tls_shown *shown = subject;

	(void)cursor;
	(void)now;
	for (unsigned i = 0; i < shown->count; i++)
		if (strcasecmp(shown->list[i].policy.name, args->word[0]) == 0) {
			show_begin(out, NULL);
			show_policy(&shown->list[i], out);
			show_end(out);
			return false;
		}
	show_say(out, "Error: The SSL policy does not exist.\n");
	return false;
}

const struct show_row tls_show_rows[] = {
    {"display ssl policy", "SSL policies and whether their files are in force", display_all},
    {"display ssl policy <name:1-23>", "One SSL policy", display_one},
};

const unsigned tls_show_rows_count = sizeof tls_show_rows / sizeof *tls_show_rows;
