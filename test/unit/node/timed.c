/* What the clock of the wall and the absence of a peer begin: the daily batch, the alarm after an
 * hour, an automatic partner-down; and the commands that ask for the same. */
#include "test/unit/node/seed.h"

#define FOUND(device, line, text) assert_non_null(strstr(rig_cli(r, device, line), text))

static void
configure(struct rig *r, unsigned device, const char *view, const char *line)
{
	rig_cli(r, device, "system-view");
	rig_cli(r, device, view);
	rig_cli(r, device, line);
	assert_false(r->device[device].failed);
	rig_cli(r, device, "commit");
	assert_false(r->device[device].failed);
	rig_cli(r, device, "return");
}

static struct rig *
pair_of_2023(void)
{
	struct rig *r = seed_pair();

	r->wall_offset_us = 1700000000 * (int64_t)TIME_SEC;
	rig_run(r, 2 * TIME_SEC);
	return r;
}

#define RBS "remote-backup-service service1"
#define RBP "remote-backup-profile service1"

static unsigned
batches(struct rig *r, unsigned device)
{
	const char *p = strstr(rig_cli(r, device, "display remote-backup-service service1 verbose"),
			       "  BATCH_BEGIN ");
	unsigned count = 0;

	assert_non_null(p);
	assert_int_equal(sscanf(p, "  BATCH_BEGIN %u", &count), 1);
	return count;
}

static void
a_batch_a_day(void **state)
{
	struct rig *r = pair_of_2023();
	uint64_t wall_s = (uint64_t)((int64_t)r->now + r->wall_offset_us) / TIME_SEC % 86400;
	uint64_t at_s = (wall_s + 3600) % 86400;
	char line[96];
	unsigned before;

	(void)state;
	snprintf(line, sizeof line, "batch-backup service-type dhcp-server daily %02u:%02u:%02u",
		 (unsigned)(at_s / 3600), (unsigned)(at_s / 60 % 60), (unsigned)(at_s % 60));
	configure(r, 0, RBS, line);
	before = batches(r, 0);
	rig_run(r, 3590 * TIME_SEC);
	assert_int_equal(batches(r, 0), before);
	rig_run(r, 20 * TIME_SEC);
	assert_int_equal(batches(r, 0), before + 1);
	FOUND(0, "display remote-backup-service service1", " Batch-backup     : ");
	rig_run(r, 86400 * TIME_SEC);
	assert_int_equal(batches(r, 0), before + 2);
	FOUND(0, "display remote-backup-service service1 verbose", "Pair state      : Connected\n");
	rig_free(r);
}

static void
a_batch_now(void **state)
{
	struct rig *r = pair_of_2023();
	unsigned before = batches(r, 0);

	(void)state;
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, RBS);
	FOUND(0, "batch-backup service-type dhcp-server now",
	      "Info: All bindings are sent to the peer. BATCH_BACKUP in the log says when they are "
	      "safe there.\n");
	assert_false(r->device[0].failed);
	rig_cli(r, 0, "return");
	rig_run(r, TIME_SEC);
	assert_int_equal(batches(r, 0), before + 1);
	rig_kill(r, 1);
	rig_run(r, 5 * TIME_SEC);
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, RBS);
	FOUND(0, "batch-backup service-type dhcp-server now",
	      "Error: The remote backup service is not connected.\n");
	rig_cli(r, 0, "remote-backup-service other");
	FOUND(0, "batch-backup service-type dhcp-server now",
	      "Error: The remote backup service does not exist; commit first.\n");
	rig_free(r);
}

static void
partner_down_asks(void **state)
{
	struct rig *r = pair_of_2023();

	(void)state;
	FOUND(0, "remote-backup partner-down service1",
	      "Error: The peer is connected: it is not down.\n");
	assert_int_equal(r->device[0].prompt_kind, NODE_PROMPT_READY);
	rig_kill(r, 1);
	rig_run(r, 5 * TIME_SEC);
	rig_open(r, 0, 0, true);
	rig_cli(r, 0, "remote-backup partner-down service1");
	rig_cli(r, 0, "n");
	FOUND(0, "display remote-backup-profile service1 | no-more", ": Interrupted");
	rig_cli(r, 0, "remote-backup partner-down service1");
	FOUND(0, "y", "is declared down.");
	assert_false(r->device[0].failed);
	FOUND(0, "display remote-backup-profile service1 | no-more", ": Partner-down");
	FOUND(0, "remote-backup partner-down nobody",
	      "Error: The remote backup service does not exist.\n");
	assert_int_equal(r->device[0].prompt_kind, NODE_PROMPT_READY);
	rig_free(r);
}

static void
declared_down_after_the_delay(void **state)
{
	struct rig *r = pair_of_2023();

	(void)state;
	configure(r, 0, RBP, "partner-down delay 300");
	FOUND(0, "display remote-backup-profile service1 verbose", ": Connected");
	rig_kill(r, 1);
	rig_run(r, 295 * TIME_SEC);
	FOUND(0, "display remote-backup-profile service1 verbose", ": Interrupted");
	rig_run(r, 10 * TIME_SEC);
	FOUND(0, "display remote-backup-profile service1 verbose", ": Partner-down");
	rig_free(r);
}

static void
nobody_is_declared_down_by_default(void **state)
{
	struct rig *r = pair_of_2023();
	unsigned logs;

	(void)state;
	rig_kill(r, 1);
	rig_run(r, 3590 * TIME_SEC);
	logs = r->device[0].logs;
	rig_run(r, 15 * TIME_SEC);
	assert_int_equal(r->device[0].logs, logs + 1); /* what to do */
	rig_run(r, 86380 * TIME_SEC);
	assert_int_equal(r->device[0].logs, logs + 1);
	rig_run(r, 20 * TIME_SEC);
	assert_int_equal(r->device[0].logs, logs + 2);
	FOUND(0, "display remote-backup-profile service1 verbose", ": Interrupted");
	rig_free(r);
}

static void
mclt_must_be_equal(void **state)
{
	struct rig *r = pair_of_2023();

	(void)state;
	configure(r, 0, RBP, "mclt 60");
	rig_run(r, 2 * TIME_SEC);
	FOUND(0, "display remote-backup-service service1 verbose", "only here: \"mclt 60\"");
	FOUND(0, "display remote-backup-profile service1 verbose", ": Interrupted");
	configure(r, 1, RBP, "mclt 60");
	rig_run(r, 2 * TIME_SEC);
	FOUND(0, "display remote-backup-profile service1 verbose", ": Connected");
	configure(r, 0, RBP, "mclt 600"); /* the default, said aloud */
	configure(r, 1, RBP, "undo mclt");
	rig_run(r, 2 * TIME_SEC);
	FOUND(0, "display remote-backup-profile service1 verbose", ": Connected");
	rig_free(r);
}

static void
a_wall_clock_that_jumps_is_a_warning(void **state)
{
	(void)state;
	for (int hours = -1; hours <= 1; hours += 2) {
		struct rig *r = pair_of_2023();
		struct ip4 address = rig_dora(r, 7, 77);
		unsigned logs = r->device[1].logs;

		assert_true(ip4_set(address));
		rig_run(r, 5 * TIME_SEC);
		r->device[0].clock.wall_error_us += hours * 3600 * (int64_t)TIME_SEC;
		rig_run(r, 5 * TIME_SEC);
		assert_int_equal(r->device[1].logs, logs + 1);
		FOUND(1, "display remote-backup-service service1 verbose", " Peer clock       : ");
		FOUND(1, "display remote-backup-profile service1 verbose", ": Connected");
		FOUND(0, "display remote-backup-profile service1 verbose", ": Connected");
		rig_free(r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_batch_a_day),
	    cmocka_unit_test(a_batch_now),
	    cmocka_unit_test(partner_down_asks),
	    cmocka_unit_test(declared_down_after_the_delay),
	    cmocka_unit_test(nobody_is_declared_down_by_default),
	    cmocka_unit_test(mclt_must_be_equal),
	    cmocka_unit_test(a_wall_clock_that_jumps_is_a_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
