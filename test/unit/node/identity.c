/* Two devices on one state folder, or on copies of it: node/pair/alien.h (R9). */
#include "node/bind/recovery.h"
#include "node/bind/writer.h"
#include "test/unit/node/seed.h"

static unsigned told[RIG_DEVICES];	     /* level 2 lines about a copy */
static const struct event *old[RIG_DEVICES]; /* the last one about an old copy of the own folder */
static char old_said[512];

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	if (event == &event_old || event == &event_peer_old)
		old[device] = event;
	if (event == &event_old)
		snprintf(old_said, sizeof old_said, "%s", text);
	if (event == &event_copied || event == &event_peer_copied) {
		assert_int_equal(event->level, 2);
		told[device]++;
	}
}

static const struct bind_identity *
identity(const struct rig *r, unsigned device)
{
	return bind_identity(r->device[device].node->bind);
}

/* Clients 0 to 31 reach A alone, the others B; the devices do not reach each other. */
static void
cut(struct rig *r, bool on)
{
	r->rbs_cut = r->vrrp_cut = on;
	r->device[0].apart = on ? 0xffffffff00000000u : 0;
	r->device[1].apart = on ? 0xffffffffu : 0;
}

/* The pair, of which A has a lease and B's folder is a copy of A's, made while A runs. */
static struct rig *
copied_pair(struct ip4 *ret)
{
	struct rig *r = seed_pair();

	memset(told, 0, sizeof told);
	r->logged = hear_log;
	*ret = rig_dora(r, 1, 1);
	assert_true(ip4_set(*ret));
	rig_kill(r, 1);
	rig_disk_copy(&r->device[1].disk, &r->device[0].disk);
	return r;
}

static void
nobody_new_is_served_from_a_copy(struct rig *r)
{
	assert_true(rules(r, 1)->alien);
	assert_true(rules(r, 1)->careful);
	assert_false(ip4_set(rig_dora(r, 40, 40)));
	assert_true(ip4_set(rig_dora(r, 2, 2)));
}

static void
a_copy_behind_a_cut_gives_nothing_away(void **state)
{
	struct ip4 address;
	struct rig *r = copied_pair(&address);

	(void)state;
	cut(r, true);
	reboot(r, 1);
	assert_true(rig_run_until_master(r, 1, 60 * TIME_SEC));
	rig_run(r, 30 * TIME_SEC);
	assert_true(identity(r, 0)->device != identity(r, 1)->device);
	assert_true(identity(r, 0)->journal != identity(r, 1)->journal);
	nobody_new_is_served_from_a_copy(r);
	rig_kill(r, 1); /* and not after a restart either */
	reboot(r, 1);
	assert_true(rig_run_until_master(r, 1, 60 * TIME_SEC));
	rig_run(r, 30 * TIME_SEC);
	assert_true(rules(r, 1)->alien);
	assert_false(ip4_set(rig_dora(r, 41, 41)));
	assert_int_equal(told[1], 1);
	rig_free(r);
}

static void
its_clients_keep_what_the_copy_says(void **state)
{
	struct ip4 address;
	struct rig *r = copied_pair(&address);
	const struct rig_reply *reply;
	uint64_t end_us;

	(void)state;
	cut(r, true);
	r->device[1].apart = 0;
	reboot(r, 1);
	assert_true(rig_run_until_master(r, 1, 60 * TIME_SEC));
	rig_kill(r, 0);
	end_us = lease_at(leases(r, 1), address)->expiry_us;
	rig_request(r, 1, 3000, (struct ip4){0}, (struct ip4){0}, address);
	rig_run(r, TIME_SEC);
	reply = rig_find(r, 3000, DHCP_ACK);
	assert_non_null(reply);
	assert_true(reply->lease_s * TIME_SEC + rig_now(r, 1) <= end_us + 2 * TIME_SEC);
	rig_free(r);
}

static void
it_takes_part_once_they_have_met(void **state)
{
	struct ip4 address;
	struct rig *r = copied_pair(&address);
	uint64_t journal;

	(void)state;
	cut(r, true);
	reboot(r, 1);
	rig_run(r, 60 * TIME_SEC);
	assert_true(ip4_set(rig_dora(r, 2, 2)));
	cut(r, false);
	rig_run(r, 40 * TIME_SEC);
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		assert_int_equal(standing(r, i)->pair, RBS_PAIRED);
		assert_false(rules(r, i)->alien);
		assert_int_equal(told[i], 1);
	}
	assert_int_equal(standing(r, 0)->home + standing(r, 1)->home, 1);
	journal = identity(r, 1)->journal;
	rig_kill(r, 1);
	reboot(r, 1);
	rig_run(r, 20 * TIME_SEC);
	assert_true(journal == identity(r, 1)->journal);
	assert_false(rules(r, 1)->alien);
	assert_int_equal(told[1], 1);
	rig_kill(r, 0);
	assert_true(rig_run_until_master(r, 1, 20 * TIME_SEC));
	assert_true(ip4_set(rig_dora(r, 40, 40)));
	rig_free(r);
}

static char *
renumbered(const char *path)
{
	char *text = read_file(path), *at;

	while ((at = strstr(text, "10.10.10.1 ")))
		at[9] = '6';
	while ((at = strstr(text, "10.10.10.2 ")))
		at[9] = '7';
	return text;
}

static void
renumber(struct rig *r, unsigned device)
{
	char *text = renumbered(device == 0 ? "lab/DeviceA.cfg" : "lab/DeviceB.cfg");
	struct node_input reload = {.kind = NODE_IN_RELOAD};

	reload.u.start.text = text;
	reload.u.start.file = "renumbered";
	rig_input(r, device, &reload);
	free(text);
}

/* Both devices have addresses that the copy does not know: HELLO finds out. */
static void
one_identity_is_found_at_hello(void **state)
{
	struct ip4 address;
	struct rig *r = copied_pair(&address);
	char *b = renumbered("lab/DeviceB.cfg");

	(void)state;
	renumber(r, 0);
	r->rbs_cut = true;
	assert_true(rig_boot(r, 1, b));
	rig_run(r, 5 * TIME_SEC);
	assert_true(identity(r, 0)->device == identity(r, 1)->device);
	r->rbs_cut = false;
	rig_run(r, 40 * TIME_SEC);
	assert_true(identity(r, 0)->device != identity(r, 1)->device);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	assert_int_equal(standing(r, 1)->pair, RBS_PAIRED);
	assert_int_equal(told[0], 1);
	assert_int_equal(told[1], 1);
	free(b);
	rig_free(r);
}

/* The device that is on a copy waits for the one whose folder it was, not for an address. */
static void
its_peer_may_get_another_address_before_they_meet(void **state)
{
	struct ip4 address;
	struct rig *r = copied_pair(&address);

	(void)state;
	cut(r, true);
	reboot(r, 1);
	rig_run(r, 20 * TIME_SEC);
	assert_true(rules(r, 1)->alien);
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		renumber(r, i);
	rig_run(r, 20 * TIME_SEC);
	assert_true(rules(r, 1)->careful);
	cut(r, false);
	rig_run(r, 40 * TIME_SEC);
	assert_int_equal(standing(r, 1)->pair, RBS_PAIRED);
	assert_int_equal(rules(r, 1)->pair, LEASE_CONNECTED);
	assert_false(rules(r, 1)->alien || rules(r, 1)->careful);
	rig_kill(r, 0);
	assert_true(rig_run_until_master(r, 1, 20 * TIME_SEC));
	assert_true(ip4_set(rig_dora(r, 40, 40)));
	rig_free(r);
}

static void
a_declaration_lets_it_serve_after_all_leases(void **state)
{
	struct ip4 address;
	struct rig *r = copied_pair(&address);

	(void)state;
	cut(r, true);
	rig_kill(r, 0);
	reboot(r, 1);
	assert_true(rig_run_until_master(r, 1, 60 * TIME_SEC));
	rig_run(r, 15 * TIME_SEC); /* R8 */
	rig_cli(r, 1, "remote-backup partner-down service1 force");
	assert_int_equal(standing(r, 1)->pair, RBS_PARTNER_DOWN);
	assert_false(rules(r, 1)->careful);
	assert_false(ip4_set(rig_dora(r, 40, 40)));
	rig_run(r, 3 * 86400 * TIME_SEC + 700 * TIME_SEC);
	assert_true(ip4_set(rig_dora(r, 41, 41)));
	rig_free(r);
}

/* ---- an old copy of the own folder ---- */

/* The pair; the device goes on for three clients after its folder was put aside, and starts on
 * that. Both serve, or hear of it, before and after. */
static void
put_an_old_copy_back(struct rig *r, unsigned device, bool power)
{
	struct rig_disk aside;

	memset(old, 0, sizeof old);
	r->logged = hear_log;
	assert_true(ip4_set(rig_dora(r, 1, 1)));
	rig_run(r, TIME_SEC);
	rig_disk_init(&aside, 9);
	rig_disk_copy(&aside, &r->device[device].disk);
	for (uint16_t client = 2; client < 5; client++)
		assert_true(ip4_set(rig_dora(r, client, client)));
	rig_run(r, TIME_SEC);
	if (power)
		rig_power_off(r, device);
	else
		rig_kill(r, device);
	rig_disk_copy(&r->device[device].disk, &aside);
	rig_disk_free(&aside);
	reboot(r, device);
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(standing(r, device)->pair, RBS_PAIRED);
}

static void
the_peer_proves_a_journal_old(void **state)
{
	(void)state;
	for (unsigned device = 0; device < RIG_DEVICES; device++) { /* Master, Slave */
		struct rig *r = seed_pair();

		put_an_old_copy_back(r, device, device == 1);
		assert_ptr_equal(old[device], &event_old);
		assert_ptr_equal(old[!device], &event_peer_old);
		assert_non_null(strstr(old_said, "of 3 addresses"));
		assert_non_null(strstr(rig_cli(r, device,
					       "display remote-backup-profile service1 "
					       "verbose | include reason"),
				       "the state folder was an old copy"));
		memset(old, 0, sizeof old); /* the next start has all */
		rig_kill(r, device);
		reboot(r, device);
		rig_run(r, 60 * TIME_SEC);
		assert_null(old[device]);
		assert_null(old[!device]);
		rig_free(r);
	}
}

/* A new folder knows nothing, and says so by JOURNAL NONE. */
static void
a_new_journal_is_not_old(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	memset(old, 0, sizeof old);
	r->logged = hear_log;
	assert_true(ip4_set(rig_dora(r, 1, 1)));
	rig_kill(r, 1);
	rig_disk_free(&r->device[1].disk);
	rig_disk_init(&r->device[1].disk, 1);
	reboot(r, 1);
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(standing(r, 1)->pair, RBS_PAIRED);
	assert_null(old[0]);
	assert_null(old[1]);
	rig_free(r);
}

/* Nor is one that was started more than once before it met the peer: under the other's
 * configuration, without a pair, or under its own on a cut cable. Until then it is fresh (R8). */
static void
a_new_journal_that_met_nobody_is_not_old(void **state)
{
	char *text[] = {read_file("lab/DeviceA.cfg"), NULL, read_file("lab/DeviceB.cfg")};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct rig *r = seed_pair();

		memset(old, 0, sizeof old);
		r->logged = hear_log;
		assert_true(ip4_set(rig_dora(r, 1, 1)));
		rig_kill(r, 1);
		rig_disk_free(&r->device[1].disk);
		rig_disk_init(&r->device[1].disk, 1);
		r->rbs_cut = true;
		assert_true(rig_boot(r, 1, text[i] ? text[i] : ""));
		rig_run(r, 5 * TIME_SEC);
		rig_kill(r, 1);
		reboot(r, 1);
		assert_true(rules(r, 1)->fresh);
		rig_run(r, 5 * TIME_SEC);
		r->rbs_cut = false;
		rig_run(r, 60 * TIME_SEC);
		assert_int_equal(standing(r, 1)->pair, RBS_PAIRED);
		assert_null(old[0]);
		assert_null(old[1]);
		rig_free(r);
	}
	free(text[0]);
	free(text[2]);
}

/* A new device with the other's configuration, the likeliest first mistake: nothing was agreed
 * under those addresses, so the folder is nobody else's once it has its own. */
static void
a_corrected_configuration_is_no_copy(void **state)
{
	struct rig *r = seed_pair();
	char *text = read_file("lab/DeviceA.cfg");

	(void)state;
	memset(told, 0, sizeof told);
	r->logged = hear_log;
	rig_kill(r, 1);
	rig_disk_free(&r->device[1].disk);
	rig_disk_init(&r->device[1].disk, 1);
	assert_true(rig_boot(r, 1, text));
	free(text);
	rig_run(r, 60 * TIME_SEC);
	rig_kill(r, 1);
	reboot(r, 1);
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(told[1], 0);
	assert_int_equal(standing(r, 1)->pair, RBS_PAIRED);
	rig_kill(r, 1); /* from now on they are */
	text = read_file("lab/DeviceA.cfg");
	assert_true(rig_boot(r, 1, text));
	free(text);
	assert_int_equal(told[1], 1);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_copy_behind_a_cut_gives_nothing_away),
	    cmocka_unit_test(its_clients_keep_what_the_copy_says),
	    cmocka_unit_test(it_takes_part_once_they_have_met),
	    cmocka_unit_test(one_identity_is_found_at_hello),
	    cmocka_unit_test(its_peer_may_get_another_address_before_they_meet),
	    cmocka_unit_test(a_declaration_lets_it_serve_after_all_leases),
	    cmocka_unit_test(a_corrected_configuration_is_no_copy),
	    cmocka_unit_test(the_peer_proves_a_journal_old),
	    cmocka_unit_test(a_new_journal_is_not_old),
	    cmocka_unit_test(a_new_journal_that_met_nobody_is_not_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
