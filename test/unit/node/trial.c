/* A configuration on trial over what may happen to a device: a restart of the daemon, of the
 * machine, a wall clock that jumps, a file that is damaged. What ran before is back on time, or at
 * once where nobody knows the time. */
#include "node/trial.h"

#include "test/unit/node/seed.h"

static const char saved[] = "sysname Saved\nvlan 100\nreturn\n";

static char console[65536];

static const char *
type(struct rig *r, const char *line)
{
	snprintf(console, sizeof console, "%s", rig_cli(r, 0, line));
	return console;
}

/* Runs "Tried" for 600 s; "Before" ran until then and is not saved. */
static struct rig *
begin(void)
{
	struct rig *r = rig_new();

	r->wall_offset_us = (int64_t)(1000000 * TIME_SEC);
	assert_true(rig_boot(r, 0, saved));
	type(r, "system-view");
	type(r, "sysname Before");
	type(r, "commit");
	type(r, "sysname Tried");
	type(r, "commit trial 600");
	return r;
}

static void
runs(struct rig *r, const char *name)
{
	char wanted[64];

	snprintf(wanted, sizeof wanted, "sysname %s\n", name);
	assert_string_equal(type(r, "display current-configuration | include sysname"), wanted);
}

static void
is_on(struct rig *r, bool on)
{
	const char *said = type(r, "display configuration trial status");

	assert_true((strstr(said, "INACTIVE") == NULL) == on);
}

static void
kill_and_boot(struct rig *r, uint64_t down_us)
{
	rig_kill(r, 0);
	rig_run(r, down_us);
	assert_true(rig_boot(r, 0, saved));
}

static void
power_cycle(struct rig *r, uint64_t down_us, int64_t wall_error_us)
{
	rig_power_off(r, 0);
	rig_run(r, down_us);
	r->device[0].clock.wall_error_us = wall_error_us;
	assert_true(rig_boot(r, 0, saved));
}

static void
is_taken_back_on_time(void **state)
{
	struct rig *r = begin();

	(void)state;
	rig_run(r, 599 * TIME_SEC);
	runs(r, "Tried");
	rig_run(r, 2 * TIME_SEC);
	assert_non_null(strstr(type(r, ""), "Warning: Your trial (commit"));
	runs(r, "Before");
	is_on(r, false);
	kill_and_boot(r, TIME_SEC);
	runs(r, "Saved");
	rig_free(r);
}

/* As often as it likes; the wall clock may say what it wants meanwhile. */
static void
goes_on_over_restarts_of_the_daemon(void **state)
{
	struct rig *r = begin();

	(void)state;
	rig_run(r, 100 * TIME_SEC);
	kill_and_boot(r, 100 * TIME_SEC);
	runs(r, "Tried");
	r->device[0].clock.wall_error_us = -(int64_t)(900000 * TIME_SEC);
	kill_and_boot(r, 100 * TIME_SEC);
	r->device[0].clock.wall_error_us = (int64_t)(900000 * TIME_SEC);
	kill_and_boot(r, 100 * TIME_SEC);
	rig_run(r, 199 * TIME_SEC);
	runs(r, "Tried");
	is_on(r, true);
	rig_run(r, 2 * TIME_SEC);
	runs(r, "Before");
	rig_free(r);
}

static void
is_over_when_the_daemon_comes_late(void **state)
{
	struct rig *r = begin();

	(void)state;
	kill_and_boot(r, 700 * TIME_SEC);
	runs(r, "Before");
	is_on(r, false);
	assert_non_null(strstr(type(r, "display current-configuration"), "!It is not saved"));
	rig_free(r);
}

static void
goes_on_after_a_reboot_as_the_wall_clock_says(void **state)
{
	struct rig *r = begin();

	(void)state;
	rig_run(r, 100 * TIME_SEC);
	power_cycle(r, 200 * TIME_SEC, 0);
	runs(r, "Tried");
	/* From now on the clock of this boot counts. */
	r->device[0].clock.wall_error_us = -(int64_t)(900000 * TIME_SEC);
	kill_and_boot(r, 100 * TIME_SEC);
	rig_run(r, 199 * TIME_SEC);
	runs(r, "Tried");
	rig_run(r, 2 * TIME_SEC);
	runs(r, "Before");
	rig_free(r);
}

static void
is_over_after_a_reboot_with_a_clock_in_doubt(void **state)
{
	static const int64_t wrong_s[] = {-400, 601, -900000, 900000};

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(wrong_s); i++) {
		struct rig *r = begin();

		rig_run(r, 100 * TIME_SEC);
		power_cycle(r, 200 * TIME_SEC, wrong_s[i] * (int64_t)TIME_SEC);
		runs(r, "Before");
		is_on(r, false);
		rig_free(r);
	}
}

/* By power as well: nobody asks what the clock says. */
static void
is_forgotten_when_confirmed(void **state)
{
	struct rig *r = begin();

	(void)state;
	type(r, "commit");
	is_on(r, false);
	assert_int_equal(r->device[0].points_count, 3);
	rig_run(r, 700 * TIME_SEC);
	runs(r, "Tried");
	power_cycle(r, TIME_SEC, 0);
	runs(r, "Saved");
	rig_free(r);
}

/* The file, or NULL. */
static char **
trial_of(struct rig_device *d)
{
	for (unsigned i = 0; i < d->points_count; i++)
		if (d->point[i].number == CLI_POINT_TRIAL)
			return &d->point_text[i];
	return NULL;
}

static void
put_trial(struct rig_device *d, const char *file)
{
	char **of = trial_of(d);

	if (of == NULL) {
		of = &d->point_text[d->points_count];
		d->point[d->points_count++].number = CLI_POINT_TRIAL;
	} else {
		free(*of);
	}
	*of = strdup(file);
	d->point[of - d->point_text].text = *of;
}

/* Each byte of the file: it starts as saved, and says so; or it is not of the file's sense. */
static void
a_damaged_file_is_none(void **state)
{
	struct rig *r = begin();
	struct rig_device *d = &r->device[0];
	char *file;

	(void)state;
	assert_non_null(trial_of(d));
	file = strdup(*trial_of(d));
	for (size_t i = 0; i < strlen(file); i += 7) {
		rig_kill(r, 0);
		file[i] ^= 1;
		put_trial(d, file);
		assert_true(rig_boot(r, 0, saved));
		runs(r, "Saved");
		is_on(r, false);
		assert_null(trial_of(d));
		file[i] ^= 1;
	}
	rig_kill(r, 0);
	put_trial(d, file);
	assert_true(rig_boot(r, 0, saved));
	runs(r, "Tried");
	free(file);
	rig_free(r);
}

static void
another_startup_file_is_followed(void **state)
{
	struct rig *r = begin();

	(void)state;
	rig_kill(r, 0);
	assert_true(rig_boot(r, 0, "sysname Other\nreturn\n"));
	runs(r, "Other");
	is_on(r, false);
	rig_free(r);
}

/* SIGHUP would end in the middle of it. */
static void
a_reload_waits_for_its_end(void **state)
{
	struct rig *r = begin();
	struct node_input in = {.kind = NODE_IN_RELOAD,
				.u.start = {.file = "startup.cfg", .text = saved}};

	(void)state;
	rig_input(r, 0, &in);
	runs(r, "Tried");
	is_on(r, true);
	type(r, "commit");
	rig_input(r, 0, &in);
	runs(r, "Saved");
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_taken_back_on_time),
	    cmocka_unit_test(goes_on_over_restarts_of_the_daemon),
	    cmocka_unit_test(is_over_when_the_daemon_comes_late),
	    cmocka_unit_test(goes_on_after_a_reboot_as_the_wall_clock_says),
	    cmocka_unit_test(is_over_after_a_reboot_with_a_clock_in_doubt),
	    cmocka_unit_test(is_forgotten_when_confirmed),
	    cmocka_unit_test(a_damaged_file_is_none),
	    cmocka_unit_test(another_startup_file_is_followed),
	    cmocka_unit_test(a_reload_waits_for_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
