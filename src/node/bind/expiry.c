/* node/bind/expiry.c -- see node/bind/expiry.h. */
#include "node/bind/expiry.h"

#include "node/bind/change.h"
#include "node/bind/room.h"
#include "node/bind/writer.h"

enum { EXPIRY_MAX = 256 }; /* due bindings looked at in one step */

#define EXPIRY_EVERY_US (1 * TIME_SEC)

static void
expire(struct bind *b, const struct lease_record *due, struct step *step)
{
	static const struct dhcp_request nobody;
	struct dhcp_verdict v = {.answer = DHCP_ANSWER_NONE, .write = true};

	if (!dhcp_expire(b->server, b->leases, due, step->now, &v.record))
		return;
	v.replaces = due->version;
	v.pool = lease_pool_of(b->leases, due->address);
	(void)change_begin(b, &nobody, &v, false, step); /* it stays due */
}

void
expiry_tick(struct bind *b, struct step *step)
{
	struct expiry *e = &b->expiry;
	const struct lease_record *due;

	lease_tick(b->leases, step->now);
	if (step->now < e->next_us || !writer_has_room(b))
		return;
	e->next_us = time_after(step->now, EXPIRY_EVERY_US);
	for (unsigned i = 0; i < EXPIRY_MAX; i++) {
		due = lease_due(b->leases, &e->due_cursor);
		if (!due) {
			e->due_cursor = 0;
			return;
		}
		expire(b, due, step);
	}
}

uint64_t
expiry_deadline(const struct bind *b)
{
	uint64_t cursor = 0, deadline_us = lease_deadline(b->leases);

	if (writer_has_room(b) && lease_due(b->leases, &cursor))
		deadline_us = time_min(deadline_us, b->expiry.next_us);
	return deadline_us;
}

void
expiry_table_changed(struct bind *b)
{
	b->expiry.due_cursor = 0;
}
