/* node/serve/distrust.c -- see node/serve/distrust.h. */
#include "node/serve/distrust.h"

#include <stdio.h>

#include "base/text.h"

/* Whether the line is said now; `more` is what it says of those that were not. */
static bool
may_tell(struct distrust_told *told, struct text *more, uint64_t now)
{
	if (now < told->next_us) {
		told->more++;
		return false;
	}
	if (told->more > 0)
		text_add(more, "; %llu more since the last line", (unsigned long long)told->more);
	*told = (struct distrust_told){.next_us = time_after(now, DISTRUST_TELL_US)};
	return true;
}

static void
say_hardware(struct text *t, const struct dhcp_message *m)
{
	for (unsigned i = 0; i < m->hardware_len; i++)
		text_add(t, i % 2 == 0 && i > 0 ? "-%02x" : "%02x", m->hardware[i]);
}

void
distrust_forged(struct distrust *d, const struct dhcp_request *request, struct step *step)
{
	const struct dhcp_message *m = &request->message;
	bool declines = m->type == DHCP_DECLINE;
	char address[IP4_TEXT], mac[MAC_TEXT], client[48], more[48];
	struct text c = text_of(client, sizeof client), t = text_of(more, sizeof more);

	if (!may_tell(&d->forged, &t, step->now))
		return;
	say_hardware(&c, m);
	out_log(step->out, &event_forged,
		"%s of %s in the name of client %s came from %s and is not believed%s "
		"(interface=Vlanif%u)",
		declines ? "DECLINE" : "RELEASE",
		ip4_format(declines ? m->requested : m->ciaddr, address), client,
		mac_format(request->from, mac), more, request->vlan);
}

void
distrust_liar(const struct liar *l, struct step *step)
{
	char mac[MAC_TEXT];

	out_log(
	    step->out, &event_liar,
	    "%s says of more than %u addresses that were asked for that they are its own, and is "
	    "not believed any more (interface=Vlanif%u)",
	    mac_format(l->mac, mac), (unsigned)LIARS_BELIEVED, l->vlan);
}

void
distrust_liar_over(const struct liar *l, struct step *step)
{
	char mac[MAC_TEXT];

	out_log(step->out, &event_liar_over,
		"%s answered no address probe for %u minutes and is believed again "
		"(interface=Vlanif%u)",
		mac_format(l->mac, mac), (unsigned)(LIARS_KEEP_US / TIME_SEC / 60), l->vlan);
}
