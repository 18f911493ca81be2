/* node/pair/said.c -- see node/pair/said.h. */
#include "node/pair/said.h"

#include "node/pair/room.h"
#include "node/pair/stall.h"
#include "rbs/status.h"

static const struct said { /* of a pair state: what it means for clients, and what to do */
	const struct event *event;
	const char *means;
} said_of_pair[RBS_PAIRS] = {
    [RBS_INTERRUPTED] = {&event_interrupted,
			 ". Until the pair is Connected again, new clients get free addresses of "
			 "this device's half only and leases are short (MCLT). What is missing: "
			 "display remote-backup-service NAME verbose"},
    [RBS_PAIRED] = {&event_rbs_pair, ""},
    [RBS_PARTNER_DOWN] =
	{&event_partner_down,
	 ". This device gives out all addresses, those of the peer once its leases "
	 "and the MCLT are over. Keep the peer away from clients until the pair is "
	 "Connected again"},
};

/* A device that serves nobody has nothing to say of new clients. */
static const char *
means(const struct pairs *all, const struct profile *p, const struct step *step)
{
	enum rbs_pair pair = p->stand.pair;

	if (pair == RBS_INTERRUPTED && step->stopping)
		return ". This device stops and serves nobody";
	if (pair == RBS_INTERRUPTED && p->stand.forfeited)
		return ". This device gave its half away: until the pair is Connected again it "
		       "takes no new client and lengthens no lease";
	if (pair == RBS_INTERRUPTED && !stall_disk_works(all))
		return ". This device serves nobody until its disk works again";
	if (pair == RBS_PARTNER_DOWN && p->stand.down_complete)
		return ". This device gives out all addresses now, and the peer none until the "
		       "pair is Connected again";
	return said_of_pair[pair].means;
}

void
said_log(const struct pairs *all, const struct profile *p, const char *why, struct step *step)
{
	out_log(step->out, said_of_pair[p->stand.pair].event,
		"%s%s (profile=%s, serviceName=%s, pairState=%s)", why, means(all, p, step),
		p->name, all->service[p->service].name, rbs_pair_name(p->stand.pair));
}
