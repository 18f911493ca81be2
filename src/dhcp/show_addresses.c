/* dhcp/show_addresses.c -- see dhcp/show_addresses.h. Layout of docs/vrp.md "Pool displays".
 *
 * An address table is streamed section by section: the cursor holds the section's place in the pool
 * in its upper half and, in the lower, how many of its addresses are done, plus one. A commit may
 * take the pool away between two steps. */
#include "dhcp/show_addresses.h"

#include "lease/count.h"

#include <string.h>

enum {
	LINES_PER_STEP = 160, /* at most 200 bytes in JSON */
	LOOKS_PER_STEP = 8192 /* addresses looked at, shown or not */
};

bool
dhcp_show_no_pool(struct show *s, bool list_open, bool section_open)
{
	if (section_open) {
		show_list_end(s);
		show_end(s);
	}
	if (list_open) {
		show_list_end(s);
		show_end(s);
	}
	show_say(s, "Error: The IP pool does not exist.\n");
	return false;
}

static const char *
status_name(enum lease_status status)
{
	static const char *const name[LEASE_STATUSES] = {"idle", "used",    "conflicted decline",
							 "kept", "disable", "static-bind"};

	return name[status];
}

/* It has a client, or is kept for the one that gave it back. */
static bool
is_somebodys(enum lease_status status)
{
	return status == LEASE_STATUS_USED || status == LEASE_STATUS_KEPT;
}

/* The MAC of the client; only a binding has one. r: NULL when the address was never bound. */
static void
show_client(struct show *s, const struct lease_record *r, enum lease_status status)
{
	struct mac mac;

	if (!r || !is_somebodys(status) || r->hardware_len != sizeof mac.byte) {
		show_text(s, NULL, "%18s", "-");
		show_none(s, "mac", NULL);
		return;
	}
	memcpy(mac.byte, r->hardware, sizeof mac.byte);
	show_mac(s, "mac", "%18s", mac);
}

/* Of the lease, or how long the address is kept. */
static void
show_remaining(struct show *s, const struct lease_record *r, enum lease_status status, uint64_t now)
{
	if (r && is_somebodys(status) && r->expiry_us != TIME_NEVER) {
		show_number(s, "lease_s", "%11s   ", time_left(r->expiry_us, now) / TIME_SEC);
		return;
	}
	show_text(s, NULL, "%11s   ", status == LEASE_STATUS_USED ? "unlimited" : "-");
	show_none(s, "lease_s", NULL);
}

static void
show_hostname(struct show *s, const struct lease_record *r, enum lease_status status)
{
	char name[LEASE_SIDE_MAX + 1];
	size_t len = 0;
	const uint8_t *p = r ? lease_side_find(r, DHCP_OPT_HOSTNAME, &len) : NULL;

	if (!p || !is_somebodys(status)) {
		show_none(s, "hostname", NULL);
		return;
	}
	memcpy(name, p, len);
	name[len] = '\0';
	show_text(s, "hostname", NULL, name);
}

static void
show_address(struct show *s, const struct dhcp_shown *d, struct ip4 address, uint32_t index,
	     uint64_t now)
{
	const struct lease_record *r = lease_bound_at(d->table, address);
	enum lease_status status = lease_status_of(d->table, address);

	show_begin(s, NULL);
	show_number(s, "index", "%7s", index);
	show_ip(s, "ip", "%16s", address);
	show_client(s, r, status);
	show_text(s, NULL, "%10s", "-");
	show_remaining(s, r, status, now);
	show_hostname(s, r, status);
	show_text(s, "status", "%s\n", status_name(status));
	show_end(s);
}

static void
section_head(struct show *s, const struct lease_range *r)
{
	show_begin(s, NULL);
	show_number(s, "section", "  Section %2s     :\n" DHCP_SHOW_RULE, r->section);
	show_say(s, "  Index              IP               MAC   User-ID      Lease   Status\n");
	show_say(s, DHCP_SHOW_RULE);
	show_list(s, "addresses");
}

static void
section_end(struct show *s)
{
	show_list_end(s);
	show_say(s, DHCP_SHOW_RULE);
	show_end(s);
}

/* Addresses of one section from *done on; false when it is finished. */
static bool
show_addresses(struct show *s, const struct dhcp_shown *d, const struct lease_range *r,
	       unsigned wanted, uint32_t *done, uint64_t now)
{
	uint32_t size = r->high.host - r->low.host + 1;
	unsigned lines = 0, looks = 0;

	for (; *done < size; ++*done) {
		struct ip4 address = {r->low.host + *done};

		if (lines == LINES_PER_STEP || looks++ == LOOKS_PER_STEP)
			return true;
		if (wanted != DHCP_SHOW_ALL && wanted != lease_status_of(d->table, address))
			continue;
		show_address(s, d, address, *done, now);
		lines++;
	}
	return false;
}

bool
dhcp_show_addresses(const struct dhcp_shown *d, const char *name, unsigned wanted, uint64_t *cursor,
		    uint64_t now, struct show *out)
{
	unsigned number = dhcp_server_find(d->server, name);
	uint32_t place = (uint32_t)(*cursor >> 32), done = (uint32_t)*cursor;
	struct lease_range range;
	struct lease_count count;

	if (number == DHCP_NO_POOL)
		return dhcp_show_no_pool(out, *cursor != 0, done != 0);
	if (*cursor == 0) {
		show_begin(out, NULL);
		show_text(out, "name", NULL, d->server->pool[number].name);
		show_list(out, "sections");
	}
	if (!lease_range_at(d->table, number, place, &range, &count)) {
		show_list_end(out);
		show_end(out);
		return false;
	}
	if (done == 0) {
		section_head(out, &range);
		done = 1;
	}
	done--;
	if (show_addresses(out, d, &range, wanted, &done, now)) {
		*cursor = (uint64_t)place << 32 | (done + 1);
		return true;
	}
	section_end(out);
	*cursor = (uint64_t)(place + 1) << 32;
	return true;
}
