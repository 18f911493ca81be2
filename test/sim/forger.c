/* test/sim/forger.c -- somebody on the VLAN sends single DHCP messages in the names of clients:
 * RELEASE, DECLINE, and REQUESTs of every kind, for the address that the client has or for another
 * one.
 *
 * His frames have his own Ethernet source, as those of a host that does not hide on a switch that
 * would see it. All else is right: the client's hardware address, the server's identifier, what
 * the client holds. Nothing is excused for it: who holds a lease keeps it (I2), and nobody else is
 * given its address (I1). Whom he makes a lease for that holds none has it as if it had asked. */
#include "test/sim/sim.h"

enum { STRANGER = 0x9999, MESSAGES_MAX = 8 };

enum kind { RELEASES, DECLINES, RENEWS, SELECTS, REBOOTS, MOVES, KINDS };

static const char *const name[KINDS] = {"RELEASE",
					"DECLINE",
					"REQUEST (renewing)",
					"REQUEST (selecting)",
					"REQUEST (rebooting)",
					"REQUEST (renewing another)"};

/* Any address of the pool, or one that a client has or had. */
static struct ip4
other_address(const struct sim *s, uint64_t *dice)
{
	unsigned last = 1 + (unsigned)sim_pick(dice, s->param[0].high);
	struct ip4 others = s->client[sim_pick(dice, s->clients_count)].had;

	return sim_pick(dice, 2) == 0 && ip4_set(others) ? others : IP4(10, 10, 10, last);
}

static void
forge(struct sim *s, uint64_t dice)
{
	unsigned client = (unsigned)sim_pick(&dice, s->clients_count);
	enum kind kind = (enum kind)sim_pick(&dice, KINDS);
	struct ip4 its = s->client[client].address, other = other_address(s, &dice);
	struct rig_message m = {
	    .type = DHCP_REQUEST, .client = (uint16_t)client, .station = STRANGER};

	m.xid = 1 + (uint32_t)sim_pick(&dice, UINT32_MAX - 1);
	switch (kind) {
	case RELEASES:
		m.type = DHCP_RELEASE;
		m.server_id = SIM_VIP;
		m.ciaddr = its;
		break;
	case DECLINES:
		m.type = DHCP_DECLINE;
		m.server_id = SIM_VIP;
		m.requested = its;
		break;
	case RENEWS:
		m.ciaddr = its;
		break;
	case SELECTS:
		m.server_id = SIM_VIP;
		m.requested = other;
		break;
	case REBOOTS:
		m.requested = other;
		break;
	case MOVES:
		m.ciaddr = other;
		break;
	case KINDS:
		break;
	}
	sim_say(s, "a stranger sends a %s in the name of client %u, %u", name[kind], client,
		(kind < SELECTS ? its : other).host & 0xff);
	rig_say(s->rig, &m);
}

bool
sim_forge(struct sim *s, const struct sim_fault *f)
{
	struct prng p = {f->dice};
	uint64_t count = 1 + prng_below(&p, MESSAGES_MAX);

	for (uint64_t i = 0; i < count; i++)
		forge(s, prng_next(&p));
	return true;
}
