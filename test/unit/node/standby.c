/* The shadow queue: what is kept, what settles it, what comes out, its bounds; and a long random
 * run against a list that is simply searched. */
#include "test/check.h"

#include "base/prng.h"
#include "node/bind/standby.h"

#define NOW (1000 * TIME_SEC)

static struct dhcp_request
message(enum dhcp_type type, unsigned n, uint32_t xid, struct ip4 address)
{
	struct dhcp_request r = {.vlan = 100};

	r.message.type = type;
	r.message.hardware_type = 1;
	r.message.hardware_len = 6;
	r.message.hardware[4] = (uint8_t)(n >> 8);
	r.message.hardware[5] = (uint8_t)n;
	r.message.xid = xid;
	if (type == DHCP_REQUEST)
		r.message.requested = address;
	return r;
}

static struct ip4
ten(unsigned n)
{
	return IP4(10, 0, n >> 8, n & 255);
}

static struct lease_key
key_of(const struct dhcp_message *m)
{
	return lease_key_of_hardware(m->hardware_type, m->hardware, m->hardware_len);
}

static void
keep_request(struct standby *s, const struct dhcp_request *r, unsigned pool, uint64_t now)
{
	struct lease_key key = key_of(&r->message);

	standby_keep(s, r, &key, pool, now);
}

static void
keep(struct standby *s, enum dhcp_type type, unsigned n, uint32_t xid, uint64_t now)
{
	struct dhcp_request r = message(type, n, xid, ten(n));

	keep_request(s, &r, 3, now);
}

static void
settled_at(struct standby *s, unsigned n, struct ip4 address, uint64_t now)
{
	struct dhcp_request r = message(DHCP_DISCOVER, n, 0, address);
	struct lease_key key = key_of(&r.message);

	standby_settled(s, &key, address, now);
}

static void
settled(struct standby *s, unsigned n, struct ip4 address)
{
	settled_at(s, n, address, NOW);
}

/* The peer lives, and answers what it wrote. */
static bool
take(struct standby *s, unsigned pool, uint64_t now, struct dhcp_request *ret)
{
	return standby_take(s, pool, now + STANDBY_TELLS_US, now, ret);
}

static unsigned
count(struct standby *s, unsigned pool, uint64_t now)
{
	struct dhcp_request r;
	unsigned n = 0;

	while (take(s, pool, now, &r))
		n++;
	return n;
}

static void
the_newest_of_a_transaction_comes_out(void **state)
{
	static struct standby s;
	struct dhcp_request r;

	(void)state;
	keep(&s, DHCP_DISCOVER, 1, 11, NOW);
	keep(&s, DHCP_DISCOVER, 2, 12, NOW + 1);
	keep(&s, DHCP_DISCOVER, 1, 13, NOW + 2); /* another transaction */
	keep(&s, DHCP_REQUEST, 1, 11, NOW + 3);	 /* instead of the first */
	assert_false(take(&s, 4, NOW, &r));
	assert_true(take(&s, 3, NOW, &r));
	assert_int_equal(r.message.xid, 12);
	assert_true(take(&s, 3, NOW, &r));
	assert_int_equal(r.message.xid, 13);
	assert_true(take(&s, 3, NOW, &r));
	assert_int_equal(r.message.xid, 11);
	assert_int_equal(r.message.type, DHCP_REQUEST);
	assert_false(take(&s, 3, NOW, &r));
}

static void
only_what_waits_is_kept(void **state)
{
	static const enum dhcp_type types[] = {DHCP_OFFER, DHCP_DECLINE, DHCP_ACK,
					       DHCP_NAK,   DHCP_RELEASE, DHCP_INFORM};
	static struct standby s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(types); i++)
		keep(&s, types[i], 1, 11, NOW);
	assert_int_equal(count(&s, 3, NOW), 0);
}

static void
a_record_settles(void **state)
{
	static struct standby s;
	struct dhcp_request renew = message(DHCP_REQUEST, 1, 13, ten(1));

	(void)state;
	keep(&s, DHCP_DISCOVER, 1, 11, NOW);
	keep(&s, DHCP_REQUEST, 1, 12, NOW);
	renew.message.requested = (struct ip4){0};
	renew.message.ciaddr = ten(50);
	keep_request(&s, &renew, 3, NOW);
	settled(&s, 2, ten(1)); /* somebody else's */
	settled(&s, 1, ten(1));
	assert_true(take(&s, 3, NOW, &renew)); /* for another address */
	assert_int_equal(renew.message.xid, 13);
	assert_int_equal(count(&s, 3, NOW), 0);
	keep_request(&s, &renew, 3, NOW);
	settled(&s, 1, ten(50));
	assert_int_equal(count(&s, 3, NOW), 0);
}

/* A peer that was silent from then on may not have told the client. */
static void
who_was_perhaps_not_told_comes_out(void **state)
{
	static struct standby s;
	struct dhcp_request r;

	(void)state;
	keep(&s, DHCP_DISCOVER, 1, 11, NOW);
	keep(&s, DHCP_REQUEST, 1, 12, NOW);
	settled(&s, 1, ten(1));
	assert_true(standby_take(&s, 3, NOW + STANDBY_TELLS_US - 1, NOW + TIME_SEC, &r));
	assert_int_equal(r.message.xid, 12);
	assert_false(standby_take(&s, 3, NOW, NOW + TIME_SEC, &r));
	keep(&s, DHCP_REQUEST, 1, 12, NOW);
	settled(&s, 1, ten(1));
	assert_false(standby_take(&s, 3, NOW + STANDBY_TELLS_US, NOW + TIME_SEC, &r));
	keep(&s, DHCP_REQUEST, 1, 12, NOW);
	settled(&s, 1, ten(1));
	keep(&s, DHCP_REQUEST, 1, 12, NOW + 1); /* it asks again */
	assert_true(standby_take(&s, 3, NOW + TIME_SEC, NOW + TIME_SEC, &r));
	keep(&s, DHCP_REQUEST, 1, 12, NOW);
	settled(&s, 1, ten(1));
	keep(&s, DHCP_REQUEST, 1, 13, NOW + 1); /* or anew: the address is not to be busy then */
	assert_true(standby_take(&s, 3, NOW, NOW + TIME_SEC, &r));
	assert_int_equal(r.message.xid, 13);
	assert_false(standby_take(&s, 3, NOW, NOW + TIME_SEC, &r));
}

/* What is kept so is no more than what comes in that time. */
static void
who_was_surely_told_takes_no_place(void **state)
{
	static struct standby s;
	struct dhcp_request r;
	uint64_t now = NOW;
	unsigned left = 0;

	(void)state;
	for (unsigned n = 0; n < 4 * STANDBY_MAX; n++, now += TIME_MS) {
		keep(&s, DHCP_REQUEST, n, n, now);
		settled_at(&s, n, ten(n), now);
	}
	while (standby_take(&s, 3, 0, now, &r))
		left++;
	assert_int_equal(left, STANDBY_TELLS_US / TIME_MS);
}

static void
old_ones_are_not_answered(void **state)
{
	static struct standby s;

	(void)state;
	keep(&s, DHCP_DISCOVER, 1, 11, NOW);
	keep(&s, DHCP_DISCOVER, 2, 12, NOW + 1);
	assert_int_equal(count(&s, 3, NOW + STANDBY_KEEP_US), 1);
	keep(&s, DHCP_DISCOVER, 1, 11, NOW);
	assert_int_equal(count(&s, 3, NOW + STANDBY_KEEP_US), 0);
	keep(&s, DHCP_DISCOVER, 1, 11, NOW);
	standby_clear(&s);
	assert_int_equal(count(&s, 3, NOW), 0);
}

static void
the_oldest_goes_first_at_the_bound(void **state)
{
	static struct standby s;
	struct dhcp_request r;

	(void)state;
	for (unsigned n = 0; n < STANDBY_MAX + 5; n++)
		keep(&s, DHCP_DISCOVER, n, n, NOW);
	assert_true(take(&s, 3, NOW, &r));
	assert_int_equal(r.message.xid, 5);
	assert_int_equal(count(&s, 3, NOW), STANDBY_MAX - 1);
}

/* ---- against a plain list ---- */

struct plain {
	unsigned count;
	struct {
		unsigned client, pool;
		uint32_t xid;
		enum dhcp_type type;
		uint64_t at;
	} list[STANDBY_MAX];
};

static void
plain_drop(struct plain *p, unsigned i)
{
	memmove(&p->list[i], &p->list[i + 1], (p->count - i - 1) * sizeof *p->list);
	p->count--;
}

static void
plain_keep(struct plain *p, const struct dhcp_request *r, unsigned client, unsigned pool,
	   uint64_t now)
{
	for (unsigned i = p->count; i-- > 0;)
		if (p->list[i].client == client && p->list[i].xid == r->message.xid)
			plain_drop(p, i);
	p->list[p->count].client = client;
	p->list[p->count].pool = pool;
	p->list[p->count].xid = r->message.xid;
	p->list[p->count].type = r->message.type;
	p->list[p->count++].at = now;
}

static bool
plain_take(struct plain *p, unsigned pool, uint64_t now, uint32_t *ret_xid)
{
	while (p->count > 0 && p->list[0].at + STANDBY_KEEP_US <= now)
		plain_drop(p, 0);
	for (unsigned i = 0; i < p->count; i++)
		if (p->list[i].pool == pool) {
			*ret_xid = p->list[i].xid;
			plain_drop(p, i);
			return true;
		}
	return false;
}

/* All addresses asked for are ten(client). */
static void
plain_settled(struct plain *p, unsigned client, bool same)
{
	for (unsigned i = p->count; i-- > 0;)
		if (p->list[i].client == client && (same || p->list[i].type == DHCP_DISCOVER))
			plain_drop(p, i);
}

static void
a_long_random_run_agrees(void **state)
{
	static struct standby s;
	static struct plain p;
	struct prng prng = {5};
	uint64_t now = NOW;

	(void)state;
	for (unsigned round = 0; round < 100000; round++) {
		unsigned client = (unsigned)prng_below(&prng, 60);
		unsigned pool = (unsigned)prng_below(&prng, 2);
		struct dhcp_request r =
		    message(prng_below(&prng, 2) ? DHCP_DISCOVER : DHCP_REQUEST, client,
			    (uint32_t)prng_below(&prng, 4), ten(client));
		bool same = prng_below(&prng, 2);
		uint32_t want = 0;

		now += prng_below(&prng, 40 * TIME_MS);
		if (p.count > STANDBY_MAX / 4) /* room is tested elsewhere */
			now += STANDBY_KEEP_US;
		switch (prng_below(&prng, 8)) {
		case 0:
			settled(&s, client, same ? ten(client) : ten(999));
			plain_settled(&p, client, same);
			break;
		case 1:
			assert_int_equal(plain_take(&p, pool, now, &want), take(&s, pool, now, &r));
			if (want != 0)
				assert_int_equal(r.message.xid, want);
			break;
		default:
			keep_request(&s, &r, pool, now);
			plain_keep(&p, &r, client, pool, now);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_newest_of_a_transaction_comes_out),
	    cmocka_unit_test(only_what_waits_is_kept),
	    cmocka_unit_test(a_record_settles),
	    cmocka_unit_test(who_was_perhaps_not_told_comes_out),
	    cmocka_unit_test(who_was_surely_told_takes_no_place),
	    cmocka_unit_test(old_ones_are_not_answered),
	    cmocka_unit_test(the_oldest_goes_first_at_the_bound),
	    cmocka_unit_test(a_long_random_run_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
