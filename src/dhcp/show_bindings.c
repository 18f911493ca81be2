/* dhcp/show_bindings.c -- see dhcp/show_bindings.h. */
#include "dhcp/show_bindings.h"

#include <string.h>

#include "lease/search.h"
#include "lease/walk.h"

enum {
	LINES_PER_STEP = 16, /* a client's names may be long */
	LOOKS_PER_STEP = 4096
};

static const char *
state_name(const struct lease_record *r, uint64_t now)
{
	switch (r->state) {
	case LEASE_LEASED:
		return r->expiry_us > now ? "used" : "expired";
	case LEASE_RELEASED:
		return "kept";
	case LEASE_DECLINED:
		return "conflict";
	case LEASE_FREE:
	case LEASE_STATES:
		break;
	}
	return "idle";
}

void
dhcp_show_mac(struct show *s, const char *key, const char *format, const struct lease_record *r)
{
	struct mac mac;

	if (r->hardware_len != sizeof mac.byte) {
		show_none(s, key, format);
		return;
	}
	memcpy(mac.byte, r->hardware, sizeof mac.byte);
	show_mac(s, key, format, mac);
}

static void
show_end_of(struct show *s, const struct lease_record *r)
{
	if (r->state == LEASE_FREE)
		show_none(s, "until", "  %-19s");
	else if (r->expiry_us == TIME_NEVER)
		show_text(s, "until", "  %-19s", "unlimited");
	else
		show_time(s, "until", "  %-19s", r->expiry_us);
}

static void
show_binding(struct show *s, const struct dhcp_shown *d, const struct lease_record *r, uint64_t now)
{
	unsigned pool = lease_pool_of(d->table, r->address);
	char value[LEASE_TEXT_MAX];

	show_begin(s, NULL);
	show_ip(s, "ip", " %-15s", r->address);
	show_text(s, "status", "  %-8s", state_name(r, now));
	dhcp_show_mac(s, "mac", "  %-14s", r);
	show_end_of(s, r);
	show_text(s, "pool", "  %s",
		  pool < d->server->pools_count ? d->server->pool[pool].name : "--");
	show_text_given(s, "hostname", "  host %s", lease_text_hostname(r, value));
	show_text_given(s, "client_identifier", "  id %s", lease_text_identifier(r, value));
	show_text_given(s, "circuit_id", "  circuit %s", lease_text_agent(r, 1, value));
	show_text_given(s, "remote_id", "  remote %s", lease_text_agent(r, 2, value));
	show_say(s, "\n");
	show_end(s);
}

static bool
is_meant(const struct show_args *args, const struct lease_record *r)
{
	return r->state != LEASE_FREE &&
	       lease_search_matches(lease_search_of(args->word[0]), args->word[1], r);
}

bool
dhcp_show_bindings(const void *subject, const struct show_args *args, uint64_t *cursor,
		   uint64_t now, struct show *out)
{
	const struct dhcp_shown *d = subject;
	const struct lease_record *r;
	unsigned lines = 0;

	if (*cursor == 0) {
		show_say(out,
			 " IP               Status    MAC             Until                Pool  "
			 "Client\n");
		show_list(out, "bindings");
	}
	for (unsigned looks = 0; looks < LOOKS_PER_STEP && lines < LINES_PER_STEP; looks++) {
		r = lease_next(d->table, cursor);
		if (r == NULL) {
			show_list_end(out);
			return false;
		}
		if (!is_meant(args, r))
			continue;
		show_binding(out, d, r, now);
		lines++;
	}
	return true;
}
