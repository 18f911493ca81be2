/* Statuses are kept in order; the displays print them as docs/vrp.md "VRRP displays" has them,
 * whole and in steps, and as JSON. */
#include "test/show_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "vrrp/show.h"

#define NOW ((uint64_t)5000 * TIME_SEC)

#define EXPECTED_TRACKS                                                                            \
	"Backup-forward : disabled\n"                                                              \
	"Track IF          : Vlanif7                         Priority Reduced :10\n"               \
	"IF State          : UP\n"                                                                 \
	"Track IF          : GigabitEthernet0/1/2            Priority Reduced :150\n"              \
	"IF State          : DOWN\n"                                                               \
	"Create Time       : "

static struct vrrp_latest b;
static char printed[1 << 20];

static struct vrrp_status
a_status(uint16_t vlan, uint8_t vrid)
{
	return (struct vrrp_status){.interface = {INTERFACE_VLANIF, vlan, 0},
				    .vlan = vlan,
				    .vrid = vrid,
				    .state = VRRP_MASTER,
				    .reason = VRRP_REASON_TIMER_EXPIRED,
				    .vips_count = 1,
				    .vip = {IP4(10, 10, 10, 100)},
				    .master = IP4(10, 10, 10, 1),
				    .local = IP4(10, 10, 10, 1),
				    .priority_run = 200,
				    .priority_config = 200,
				    .master_priority = 200,
				    .preempt = true,
				    .preempt_delay_s = 600,
				    .preempt_at_us = TIME_NEVER,
				    .recover_at_us = TIME_NEVER,
				    .interval_ms = 1000,
				    .interval_config_ms = 1000,
				    .hold_multiplier = 3,
				    .check_ttl = true,
				    .created_us = 4000 * TIME_SEC,
				    .changed_us = 4005 * TIME_SEC};
}

static int
prepare(void **state)
{
	struct vrrp_status v = a_status(100, 1);

	(void)state;
	memset(&b, 0, sizeof b);
	assert_true(vrrp_latest_put(&b, &v));
	return 0;
}

static const char *
run(const char *template, bool json, unsigned words, const char *first, const char *second)
{
	struct show_table table = vrrp_show_table(&b);
	struct show_args args = {words, {first, second}};
	struct text t = text_of(printed, sizeof printed);

	show_run(&table, template, &args, NOW, json, &t);
	return printed;
}

static const char *
display(const char *template)
{
	return run(template, false, 0, NULL, NULL);
}

static void
statuses_are_sorted_and_unique(void **state)
{
	static const struct {
		uint16_t vlan;
		uint8_t vrid;
	} put[] = {{200, 1}, {100, 2}, {100, 1}, {50, 255}, {200, 1}};
	struct vrrp_status v;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(put); i++) {
		v = a_status(put[i].vlan, put[i].vrid);
		assert_true(vrrp_latest_put(&b, &v));
	}
	assert_int_equal(b.count, 4);
	for (unsigned i = 1; i < b.count; i++)
		assert_true(b.status[i - 1].vlan * 256 + b.status[i - 1].vrid <
			    b.status[i].vlan * 256 + b.status[i].vrid);
	assert_non_null(vrrp_latest_find(&b, 100, 2));
	vrrp_latest_drop(&b, 100, 2);
	vrrp_latest_drop(&b, 100, 2);
	assert_null(vrrp_latest_find(&b, 100, 2));
	assert_int_equal(b.count, 3);
}

static void
a_full_device_refuses_more(void **state)
{
	struct vrrp_status v = a_status(1, 1);

	(void)state;
	b.count = 0;
	for (unsigned i = 0; i < VRRP_LATEST_MAX; i++) {
		v.vlan = (uint16_t)(VRRP_LATEST_MAX - i);
		assert_true(vrrp_latest_put(&b, &v));
	}
	assert_true(vrrp_latest_put(&b, &v)); /* it is there already */
	v.vlan = 4000;
	assert_false(vrrp_latest_put(&b, &v));
}

static void
display_vrrp_of_the_seeds_master(void **state)
{
	(void)state;
	assert_string_equal(display("display vrrp"),
			    "Vlanif100 | Virtual Router 1\n"
			    "State          : Master\n"
			    "Virtual IP     : 10.10.10.100\n"
			    "Master IP      : 10.10.10.1\n"
			    "Local IP       : 10.10.10.1\n"
			    "PriorityRun    : 200\n"
			    "PriorityConfig : 200\n"
			    "MasterPriority : 200\n"
			    "Preempt        : YES   Delay Time : 600s   Remain : --\n"
			    "Hold Multiplier: 3\n"
			    "TimerRun       : 1s\n"
			    "TimerConfig    : 1s\n"
			    "Auth Type      : NONE\n"
			    "Virtual MAC    : 0000-5e00-0101\n"
			    "Check TTL      : YES\n"
			    "Config Type    : normal-vrrp\n"
			    "Backup-forward : disabled\n"
			    "Create Time       : 1970-01-01 01:06:40\n"
			    "Last Change Time  : 1970-01-01 01:06:45\n"
			    "\n");
}

static void
display_vrrp_says_what_is_waited_for(void **state)
{
	(void)state;
	b.status[0].state = VRRP_BACKUP;
	b.status[0].preempt_at_us = NOW + 599 * TIME_SEC - 1;
	display("display vrrp");
	assert_non_null(strstr(printed, "Delay Time : 600s   Remain : 599s\n"));
	assert_null(strstr(printed, "Preempt hold"));
	b.status[0].preempt_at_us = NOW - 5;
	b.status[0].preempt_held = true;
	display("display vrrp");
	assert_non_null(
	    strstr(printed, "Remain : 0s\nPreempt hold   : waiting for batch backup\n"));
	run("display vrrp", true, 0, NULL, NULL);
	assert_non_null(strstr(printed, "\"preempt_hold\": \"waiting for batch backup\""));
	b.status[0].state = VRRP_INITIALIZE;
	b.status[0].recover_at_us = NOW + 20 * TIME_SEC;
	display("display vrrp");
	assert_non_null(strstr(printed, "Recover delay  : Remain : 20s\n"));
	assert_null(strstr(printed, "Takes no part"));
	b.status[0].yields = true;
	assert_non_null(strstr(display("display vrrp"),
			       "Takes no part  : leases cannot be written to the disk\n"));
}

static void
display_vrrp_names_what_is_tracked(void **state)
{
	const char *text;

	(void)state;
	b.status[0].tracks_count = 2;
	b.status[0].track[0] = (struct vrrp_track){{INTERFACE_VLANIF, 7, 0}, 10, true, false};
	b.status[0].track[1] = (struct vrrp_track){{INTERFACE_GE, 0x102, 0}, 150, false, false};
	text = strstr(display("display vrrp"), "Backup-forward");
	assert_non_null(text);
	assert_memory_equal(text, EXPECTED_TRACKS, sizeof EXPECTED_TRACKS - 1);
	assert_non_null(strstr(run("display vrrp", true, 0, NULL, NULL),
			       "\"interface\": \"GigabitEthernet0/1/2\""));
}

static void
timers_below_a_second_are_in_milliseconds(void **state)
{
	(void)state;
	b.status[0].interval_ms = 200;
	b.status[0].interval_config_ms = 30000;
	display("display vrrp");
	assert_non_null(strstr(printed, "TimerRun       : 200ms\nTimerConfig    : 30s\n"));
}

static void
displays_take_only_what_is_asked_for(void **state)
{
	struct vrrp_status v = a_status(200, 1);

	(void)state;
	vrrp_latest_put(&b, &v);
	v.vrid = 2;
	vrrp_latest_put(&b, &v);
	run("display vrrp <int:1-255>", false, 1, "1", NULL);
	assert_non_null(strstr(printed, "Vlanif100 | Virtual Router 1\n"));
	assert_non_null(strstr(printed, "Vlanif200 | Virtual Router 1\n"));
	assert_null(strstr(printed, "Virtual Router 2"));
	run("display vrrp interface <interface>", false, 1, "Vlanif200", NULL);
	assert_null(strstr(printed, "Vlanif100"));
	assert_non_null(strstr(printed, "Vlanif200 | Virtual Router 2\n"));
	run("display vrrp interface <interface> <int:1-255>", false, 2, "Vlanif200", "2");
	assert_non_null(strstr(printed, "Vlanif200 | Virtual Router 2\n"));
	assert_null(strstr(printed, "Virtual Router 1"));
	assert_string_equal(
	    run("display vrrp interface <interface>", false, 1, "GigabitEthernet0/1/1", NULL),
	    "Error: The VRRP group does not exist.\n");
	assert_string_equal(run("display vrrp <int:1-255>", false, 1, "7", NULL),
			    "Error: The VRRP group does not exist.\n");
	run("display vrrp interface <interface> <int:1-255>", true, 2, "Vlanif100", "2");
	assert_non_null(strstr(printed, "\"error\": \"The VRRP group does not exist.\""));
}

static void
display_vrrp_brief_lines_up(void **state)
{
	struct vrrp_status v = a_status(200, 17);

	(void)state;
	v.state = VRRP_INITIALIZE;
	v.master = (struct ip4){0};
	v.vips_count = 2;
	v.vip[1] = IP4(10, 10, 10, 101);
	vrrp_latest_put(&b, &v);
	assert_string_equal(
	    display("display vrrp brief"),
	    "Total:2     Master:1    Backup:0    Non-active:1\n"
	    "VRID State       Interface               Type    Virtual IP        Master IP         "
	    "Local IP\n"
	    "-------------------------------------------------------------------------------------"
	    "------------\n"
	    "1    Master      Vlanif100               Normal  10.10.10.100      10.10.10.1        "
	    "10.10.10.1\n"
	    "17   Initialize  Vlanif200               Normal  10.10.10.100      -                 "
	    "10.10.10.1\n"
	    "                                                 10.10.10.101\n");
}

static void
display_vrrp_statistics_sums_an_interface(void **state)
{
	struct vrrp_status v = a_status(100, 2);

	(void)state;
	b.status[0].counters = (struct vrrp_counters){
	    .became_master = 1, .sent = 20, .received = 3, .bad_vrid = 4, .bad_ttl = 5};
	v.counters.bad_vrid = 6;
	vrrp_latest_put(&b, &v);
	display("display vrrp statistics");
	assert_non_null(strstr(printed, "Interface : Vlanif100\n"));
	assert_non_null(strstr(printed, "                     Vrid errors : 10\n"));
	assert_non_null(strstr(printed, "Vlanif100 | Virtual Router 1\n"
					"             Transited to master : 1\n"
					"             Sent advertisements : 20\n"
					"         Received advertisements : 3\n"));
	assert_non_null(strstr(printed, "                   IP TTL errors : 5\n"));
}

static void
display_protocol_information_says_the_version(void **state)
{
	(void)state;
	assert_string_equal(display("display vrrp protocol-information"),
			    "VRRP protocol version          : V2\n"
			    "Send advertisement packet mode : send v2 only\n");
	b.version = 3;
	assert_string_equal(display("display vrrp protocol-information"),
			    "VRRP protocol version          : V3\n"
			    "Send advertisement packet mode : send v3 only\n");
}

static void
no_groups_print_next_to_nothing(void **state)
{
	(void)state;
	b.count = 0;
	assert_string_equal(display("display vrrp"), "");
	assert_string_equal(display("display vrrp statistics"), "");
	run("display vrrp", true, 0, NULL, NULL);
	assert_non_null(strstr(printed, "\"groups\": []"));
}

/* The steps are held to their bound by run(). Brackets balance in JSON. */
static void
a_full_device_is_shown_in_steps(void **state)
{
	struct show_table t = vrrp_show_table(&b);

	(void)state;
	for (unsigned i = 0; i < VRRP_LATEST_MAX; i++) {
		struct vrrp_status v = a_status((uint16_t)(4000 + i / 8), (uint8_t)(200 + i));

		v.vips_count = VRRP_VIPS_MAX;
		v.tracks_count = VRRP_TRACKS_MAX;
		memset(&v.counters, 0xff, sizeof v.counters);
		for (unsigned k = 0; k < VRRP_VIPS_MAX; k++)
			v.vip[k] = IP4(200, 200, 200, 200);
		for (unsigned k = 0; k < VRRP_TRACKS_MAX; k++)
			v.track[k] =
			    (struct vrrp_track){{INTERFACE_GE, 0xffffff, 0}, 255, false, false};
		if (b.count < VRRP_LATEST_MAX)
			vrrp_latest_put(&b, &v);
	}
	for (unsigned i = 0; i < t.count; i++) {
		int depth = 0;

		run(t.rows[i].template, false, 2, "Vlanif4000", "200");
		run(t.rows[i].template, true, 2, "Vlanif4000", "200");
		for (const char *c = printed; *c; c++)
			depth += (*c == '{' || *c == '[') - (*c == '}' || *c == ']');
		assert_int_equal(depth, 0);
	}
}

static void
every_state_and_reason_has_a_name(void **state)
{
	(void)state;
	for (unsigned i = 0; i < VRRP_STATES; i++)
		assert_true(strlen(vrrp_state_name(i)) > 0);
	for (unsigned i = 0; i < VRRP_REASONS; i++)
		assert_true(strlen(vrrp_reason_name(i)) > 0);
}

/* The newest first; of a group that is not there, nothing. */
static void
display_vrrp_state_change_lists_the_last(void **state)
{
	struct vrrp_history *h = &b.status[0].history;

	(void)state;
	vrrp_history_note(
	    h, &(struct vrrp_change){
		   4001 * TIME_SEC, {0}, VRRP_INITIALIZE, VRRP_BACKUP, VRRP_REASON_INTERFACE_UP});
	vrrp_history_note(h, &(struct vrrp_change){4005 * TIME_SEC, IP4(10, 10, 10, 2), VRRP_BACKUP,
						   VRRP_MASTER, VRRP_REASON_TIMER_EXPIRED});
	run("display vrrp state-change interface <interface> vrid <int:1-255>", false, 2,
	    "Vlanif100", "1");
	assert_string_equal(
	    printed,
	    "Time                 SourceState  DestinationState  Router           Reason\n"
	    "1970-01-01 01:06:45  Backup       Master            10.10.10.2       Protocol timer "
	    "expired\n"
	    "1970-01-01 01:06:41  Initialize   Backup            0.0.0.0          Interface up\n");
	run("display vrrp state-change interface <interface> vrid <int:1-255>", false, 2,
	    "Vlanif100", "2");
	assert_string_equal(printed, "");
	run("display vrrp <int:1-255> verbose", false, 1, "1", NULL);
	assert_non_null(strstr(printed, "Last Change Reason: Protocol timer expired\n"
					"Last Change Router: 10.10.10.2\n"));
}

/* A reset moves the displays alone; what a group counts on is added. */
static void
statistics_count_from_their_reset(void **state)
{
	const struct interface_name other = {INTERFACE_VLANIF, 200, 0},
				    every = {INTERFACE_NONE, 0, 0};
	struct vrrp_status v = b.status[0];

	(void)state;
	v.counters.sent = 7;
	v.counters.bad_auth = 3;
	vrrp_latest_put(&b, &v);
	assert_int_equal(vrrp_latest_reset(&b, v.interface, 9), 0);
	assert_int_equal(vrrp_latest_reset(&b, other, 0), 0);
	assert_int_equal(vrrp_latest_counters(&b, 0).sent, 7);
	assert_int_equal(vrrp_latest_reset(&b, every, 0), 1);
	v.counters.sent = 9;
	vrrp_latest_put(&b, &v);
	assert_int_equal(vrrp_latest_counters(&b, 0).sent, 2);
	assert_int_equal(vrrp_latest_counters(&b, 0).bad_auth, 0);
	assert_int_equal(b.status[0].counters.sent, 9);
	v.vlan = 50;
	vrrp_latest_put(&b, &v);
	assert_int_equal(vrrp_latest_counters(&b, 0).sent, 9);
	assert_int_equal(vrrp_latest_counters(&b, 1).sent, 2);
	vrrp_latest_drop(&b, 50, 1);
	assert_int_equal(vrrp_latest_counters(&b, 0).sent, 2);
	v.vlan = 100;
	v.counters.sent = 1; /* made anew */
	vrrp_latest_put(&b, &v);
	assert_int_equal(vrrp_latest_counters(&b, 0).sent, 1);
}

/* The interface's block and the group's, and no other's. */
static void
statistics_of_one_group(void **state)
{
	struct vrrp_status v = a_status(100, 2);

	(void)state;
	vrrp_latest_put(&b, &v);
	v = a_status(200, 2);
	vrrp_latest_put(&b, &v);
	run("display vrrp interface <interface> <int:1-255> statistics", false, 2, "Vlanif100",
	    "2");
	assert_non_null(strstr(printed, "Interface : Vlanif100\n"));
	assert_non_null(strstr(printed, "Vlanif100 | Virtual Router 2\n"));
	assert_null(strstr(printed, "Vlanif200"));
	assert_null(strstr(printed, "Virtual Router 1"));
	run("display vrrp <int:1-255> statistics", false, 1, "9", NULL);
	assert_string_equal(printed, "Error: The VRRP group does not exist.\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(statuses_are_sorted_and_unique, prepare),
	    cmocka_unit_test_setup(a_full_device_refuses_more, prepare),
	    cmocka_unit_test_setup(display_vrrp_of_the_seeds_master, prepare),
	    cmocka_unit_test_setup(display_vrrp_says_what_is_waited_for, prepare),
	    cmocka_unit_test_setup(display_vrrp_names_what_is_tracked, prepare),
	    cmocka_unit_test_setup(display_vrrp_state_change_lists_the_last, prepare),
	    cmocka_unit_test_setup(statistics_count_from_their_reset, prepare),
	    cmocka_unit_test_setup(statistics_of_one_group, prepare),
	    cmocka_unit_test_setup(timers_below_a_second_are_in_milliseconds, prepare),
	    cmocka_unit_test_setup(displays_take_only_what_is_asked_for, prepare),
	    cmocka_unit_test_setup(display_vrrp_brief_lines_up, prepare),
	    cmocka_unit_test_setup(display_vrrp_statistics_sums_an_interface, prepare),
	    cmocka_unit_test_setup(display_protocol_information_says_the_version, prepare),
	    cmocka_unit_test_setup(no_groups_print_next_to_nothing, prepare),
	    cmocka_unit_test_setup(a_full_device_is_shown_in_steps, prepare),
	    cmocka_unit_test_setup(every_state_and_reason_has_a_name, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
