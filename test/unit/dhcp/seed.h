/* test/unit/dhcp/seed.h -- the seed's pool on DeviceA, and messages to ask it with. */
#ifndef TEST_UNIT_DHCP_SEED_H
#define TEST_UNIT_DHCP_SEED_H

#include "test/check.h"

#include "dhcp/decide.h"
#include "dhcp/ends.h"

#define NOW (5000 * TIME_SEC)

struct seed {
	/* Change these before seed_start(). */
	struct dhcp_pool_config config;
	struct dhcp_section section[DHCP_SECTIONS_MAX];
	struct dhcp_excluded excluded[8];
	struct dhcp_static static_bind[512];
	struct dhcp_named named[16];
	struct dhcp_option option[DHCP_OPTIONS_MAX];
	struct dhcp_pool_config second; /* pool2, if it has a gateway; its lists are the test's */
	struct dhcp_system_config system;
	struct dhcp_vlanif vlanif;
	struct dhcp_server *server;
	struct lease_table *table;
	uint64_t version; /* the last one drawn */
};

static inline struct ip4
ten(unsigned last)
{
	return IP4(10, 10, 10, last);
}

static inline void
seed_config(struct seed *s)
{
	memset(s, 0, sizeof *s);
	s->config.gateway.set = true;
	s->config.gateway.address = ten(100);
	s->config.gateway.mask = IP4(255, 255, 255, 0);
	s->section[0].set = true;
	s->section[0].low = ten(1);
	s->section[0].high = ten(100);
	s->config.server_identifier.set = true;
	s->config.server_identifier.address = ten(100);
	s->vlanif.vlan = 100;
	s->vlanif.server = DHCP_ENABLE;
	s->vlanif.count = 1;
	s->vlanif.address[0].address = ten(1);
	s->vlanif.address[0].mask = IP4(255, 255, 255, 0);
}

/* Those that are set are the lists of the pool. */
#define SEED_LIST(s, member)                                                                       \
	do {                                                                                       \
		unsigned n_ = 0;                                                                   \
		for (unsigned i_ = 0; i_ < COUNT_OF((s)->member); i_++)                            \
			if ((s)->member[i_].set)                                                   \
				(s)->member[n_++] = (s)->member[i_];                               \
		(s)->config.member.list = n_ > 0 ? (s)->member : NULL;                             \
		(s)->config.member.count = n_;                                                     \
	} while (0)

static inline void
seed_lists(struct seed *s)
{
	SEED_LIST(s, section);
	SEED_LIST(s, excluded);
	SEED_LIST(s, static_bind);
	SEED_LIST(s, named);
	SEED_LIST(s, option);
}

static inline void
seed_start(struct seed *s)
{
	const struct ip4 withheld[] = {ten(2), ten(1), ten(100)}; /* peer, source, virtual */
	struct dhcp_pool_source pool[] = {{"pool1", &s->config}, {"pool2", &s->second}};
	struct dhcp_server_source source = {
	    .system = &s->system,
	    .pools_count = s->second.gateway.set ? 2 : 1,
	    .pool = pool,
	    .vlanifs_count = 1,
	    .vlanif = &s->vlanif,
	    .withheld_count = COUNT_OF(withheld),
	    .withheld = withheld,
	};

	seed_lists(s);
	s->server = dhcp_server_new(&source, 1);
	s->table = lease_table_new(s->server->range, s->server->ranges_count, NOW);
	dhcp_server_withhold(s->server, s->table);
	for (unsigned i = 0; i < s->server->pools_count; i++)
		s->server->pool[i].terms = (struct dhcp_terms){
		    .serving = true,
		    .rules = {.pair = LEASE_ALONE,
			      .home = 0,
			      .mclt_us = LEASE_MCLT_DEFAULT_US,
			      .drift_us = LEASE_DRIFT_DEFAULT_US,
			      .longest_us = 3 * 86400 * TIME_SEC},
		};
}

static inline void
seed_stop(struct seed *s)
{
	lease_table_free(s->table);
	dhcp_server_free(s->server);
}

/* Client n: hardware address 02-00-00-00-hh-ll, no identifier, on Vlanif100. */
static inline struct dhcp_request
ask(enum dhcp_type type, unsigned n)
{
	struct dhcp_request r = {.vlan = 100};

	r.from = (struct mac){{2, 0, 0, 0, (uint8_t)(n >> 8), (uint8_t)n}};
	r.message.type = type;
	r.message.hardware_type = 1;
	r.message.hardware_len = 6;
	memcpy(r.message.hardware, r.from.byte, 6);
	r.message.xid = 0x1000 + n;
	r.message.max_size = DHCP_SIZE_MIN;
	return r;
}

static inline struct dhcp_verdict
decide(const struct seed *s, const struct dhcp_request *r, uint64_t now)
{
	struct dhcp_verdict v;

	dhcp_decide(s->server, s->table, r, now, &v);
	return v;
}

/* Decides and carries out as a device without a peer does. */
static inline struct dhcp_verdict
serve(struct seed *s, const struct dhcp_request *r, uint64_t now)
{
	struct dhcp_verdict v;

	lease_tick(s->table, now);
	v = decide(s, r, now);
	dhcp_settle(s->server, s->table, &v, now);
	if (v.write) {
		v.record.version = s->version += 2;
		lease_apply(s->table, &v.record);
	}
	return v;
}

static inline struct dhcp_request
selecting(unsigned n, struct ip4 address)
{
	struct dhcp_request r = ask(DHCP_REQUEST, n);

	r.message.requested = address;
	r.message.server_id = ten(100);
	return r;
}

/* DISCOVER, OFFER, REQUEST, ACK. */
static inline struct ip4
dora(struct seed *s, unsigned n, uint64_t now)
{
	struct dhcp_request r = ask(DHCP_DISCOVER, n);
	struct dhcp_verdict v = serve(s, &r, now);

	assert_int_equal(v.answer, DHCP_ANSWER_OFFER);
	r = selecting(n, v.address);
	v = serve(s, &r, now);
	assert_int_equal(v.answer, DHCP_ANSWER_ACK);
	assert_int_equal(v.address.host, r.message.requested.host);
	return v.address;
}

#define DAYS(n) ((n)*86400 * TIME_SEC)

static inline void
bind(struct seed *s, struct ip4 a, unsigned n, enum lease_state state, uint64_t expiry_us)
{
	struct dhcp_request r = ask(DHCP_DISCOVER, n);
	struct lease_record b = {.address = a, .state = state, .expiry_us = expiry_us};

	b.version = s->version += 2;
	b.key = dhcp_key(s->server, 0, &r.message);
	b.hardware_len = r.message.hardware_len;
	memcpy(b.hardware, r.message.hardware, sizeof b.hardware);
	b.start_us = NOW;
	lease_apply(s->table, &b);
}

enum kind { SELECT, REBOOT, RENEW, REBIND, KINDS };

static inline struct dhcp_request
request_of(enum kind kind, struct ip4 a)
{
	struct dhcp_request r = ask(DHCP_REQUEST, 1);

	if (kind == SELECT)
		r.message.server_id = ten(100);
	if (kind == SELECT || kind == REBOOT)
		r.message.requested = a;
	else
		r.message.ciaddr = a;
	r.unicast = kind == RENEW;
	r.to = ten(100);
	return r;
}

static inline struct dhcp_request
release(unsigned n, struct ip4 a)
{
	struct dhcp_request r = ask(DHCP_RELEASE, n);

	r.unicast = true;
	r.to = ten(100);
	r.message.ciaddr = a;
	r.message.server_id = ten(100);
	return r;
}

#endif
