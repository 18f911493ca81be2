/* Where clients are: a Vlanif, or a port that a relay agent names. */
#include "test/check.h"

#include "node/serve/place.h"

#define RELAY IP4(10, 9, 0, 1)

static struct dhcp_request
from(uint16_t vlan, struct ip4 giaddr, const struct dhcp_bytes *agent)
{
	struct dhcp_request r = {.vlan = vlan};

	r.message.giaddr = giaddr;
	if (agent)
		r.message.agent = *agent;
	return r;
}

static void
circuit_and_remote_name_a_port(void **state)
{
	static const struct dhcp_bytes names[] = {
	    {.set = true, .len = 3, .byte = {1, 1, 7}},		 /* circuit 7 */
	    {.set = true, .len = 3, .byte = {1, 1, 8}},		 /* circuit 8 */
	    {.set = true, .len = 3, .byte = {2, 1, 7}},		 /* remote 7 */
	    {.set = true, .len = 6, .byte = {1, 1, 7, 2, 1, 9}}, /* both */
	    {.set = true, .len = 6, .byte = {1, 2, 7, 9, 2, 0}}, /* a longer circuit */
	};
	uint64_t place[COUNT_OF(names) + 3];
	struct dhcp_request r;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		r = from(100, RELAY, &names[i]);
		place[i] = place_port(&r);
		assert_true(place[i] != 0);
		assert_int_equal(place[i], place_of(&r));
	}
	r = from(101, RELAY, &names[0]);
	place[COUNT_OF(names)] = place_of(&r);
	r = from(100, IP4(10, 9, 0, 2), &names[0]);
	place[COUNT_OF(names) + 1] = place_of(&r);
	r = from(100, RELAY, NULL);
	place[COUNT_OF(names) + 2] = place_of(&r);
	for (size_t i = 0; i < COUNT_OF(place); i++)
		for (size_t k = 0; k < i; k++)
			assert_true(place[i] != place[k]);
}

/* A sub-option of one message (RFC 4030) or one client (RFC 4014) makes no place of its own, nor
 * does the order. */
static void
nothing_else_does(void **state)
{
	static const struct dhcp_bytes same[] = {
	    {.set = true, .len = 6, .byte = {1, 1, 7, 2, 1, 9}},
	    {.set = true, .len = 6, .byte = {2, 1, 9, 1, 1, 7}},
	    {.set = true, .len = 10, .byte = {1, 1, 7, 8, 2, 0xaa, 0xbb, 2, 1, 9}},
	};
	static const struct dhcp_bytes other = {.set = true, .len = 3, .byte = {8, 1, 7}};
	struct dhcp_request first = from(100, RELAY, &same[0]), r;

	(void)state;
	for (size_t i = 1; i < COUNT_OF(same); i++) {
		r = from(100, RELAY, &same[i]);
		assert_int_equal(place_port(&r), place_port(&first));
	}
	r = from(100, RELAY, &other);
	assert_int_equal(place_port(&r), 0);
	r = from(100, (struct ip4){0}, &same[0]); /* no relay agent */
	assert_int_equal(place_port(&r), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(circuit_and_remote_name_a_port),
	    cmocka_unit_test(nothing_else_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
