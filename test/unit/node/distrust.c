/* Neighbours that lie, at a whole device: node/serve/distrust.h. */
#include "node/serve/distrust.h"

#include "dhcp/statistics.h"
#include "node/state.h"
#include "test/unit/node/seed.h"

static struct {
	unsigned count;
	char text[256];
} told;

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	if (device != 0 || event != &event_forged)
		return;
	told.count++;
	snprintf(told.text, sizeof told.text, "%s", text);
}

static struct rig *
listening_pair(void)
{
	struct rig *r = seed_pair();

	memset(&told, 0, sizeof told);
	r->logged = hear_log;
	rig_run(r, 2 * TIME_SEC);
	return r;
}

/* The RELEASE of the client of `a`, in a frame of client `station`. */
static void
release_from(struct rig *r, uint16_t client, uint16_t station, struct ip4 a)
{
	rig_say(r, &(struct rig_message){.type = DHCP_RELEASE,
					 .client = client,
					 .station = station,
					 .server_id = IP4(10, 10, 10, 100),
					 .ciaddr = a});
}

static uint64_t
forged(const struct rig *r)
{
	return serve_statistics(r->device[0].node->serve)->why[DHCP_WHY_FORGED];
}

static void
what_is_forged_is_counted_and_told_seldom(void **state)
{
	struct rig *r = listening_pair();
	struct ip4 a = rig_dora(r, 5, 1);

	(void)state;
	assert_true(ip4_set(a));
	rig_run(r, 40 * TIME_SEC);
	for (unsigned i = 0; i < 7; i++)
		release_from(r, 5, 9, a);
	assert_int_equal(forged(r), 7);
	assert_int_equal(told.count, 1);
	assert_string_equal(told.text,
			    "RELEASE of 10.10.10.43 in the name of client 0201-0000-0005 came from "
			    "0201-0000-0009 and is not believed (interface=Vlanif100)");
	rig_run(r, DISTRUST_TELL_US);
	release_from(r, 5, 9, a);
	assert_int_equal(told.count, 2);
	assert_non_null(strstr(told.text, "not believed; 6 more since the last line ("));
	assert_true(ip4_same(rig_dora(r, 5, 2), a)); /* it still has it */
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_forged_is_counted_and_told_seldom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
