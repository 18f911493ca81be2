/* How a configuration does not come into force: node/apply.h. One node without a host: what it asks
 * for is answered, or refused, by hand. */
#include "node/apply.h"
#include "base/memory.h"
#include "node/check.h"
#include "node/node.h"
#include "node/step/event.h"
#include "test/unit/node/seed.h"

enum { TEXT_MAX = 1 << 16, PORTS = 2 };

static const char *const port_map[PORTS] = {"GigabitEthernet0/1/1", "GigabitEthernet0/1/2"};

/* A VLAN more than nothing, and a fourth line that is none. */
static const char small[] = "sysname Small\nvlan 7\n#\ninterface Vlanif 7\n#\nreturn\n";
static const char unreadable[] = "sysname Wrong\nvlan 7\n#\n vlam 8\n#\nreturn\n";
static const char invalid[] = "sysname Wrong\n#\ninterface Vlanif 8\n#\nreturn\n";

struct device {
	struct node *node;
	struct node_actions *out; /* of the last step */
	char console[TEXT_MAX];	  /* what it said to any session */
};

static void
step(struct device *d, struct node_input in)
{
	in.now = TIME_SEC;
	node_step(d->node, &in, d->out);
	d->console[0] = '\0';
	for (unsigned i = 0; i < d->out->count; i++)
		if (d->out->list[i].kind == NODE_ACT_TEXT)
			snprintf(d->console + strlen(d->console),
				 sizeof d->console - strlen(d->console), "%.*s",
				 (int)d->out->list[i].len, (const char *)d->out->list[i].bytes);
}

/* The first action of this kind in the last step, or NULL. */
static const struct node_action *
wanted(const struct device *d, enum node_action_kind kind)
{
	for (unsigned i = 0; i < d->out->count; i++)
		if (d->out->list[i].kind == kind)
			return &d->out->list[i];
	return NULL;
}

/* Whether the last step logged this event with `part` in its text. */
static bool
logged(const struct device *d, const struct event *event, const char *part)
{
	for (unsigned i = 0; i < d->out->count; i++)
		if (d->out->list[i].kind == NODE_ACT_LOG && d->out->list[i].event == event &&
		    strstr(d->out->list[i].text, part))
			return true;
	return false;
}

static void
start(struct device *d, const char *config, unsigned ports_count, const char *const *port)
{
	struct node_input in = {.kind = NODE_IN_START};

	d->node = node_new();
	d->out = memory_new(1, sizeof *d->out);
	in.u.start.text = config;
	in.u.start.file = "startup.cfg";
	in.u.start.ports_count = ports_count;
	in.u.start.port = port;
	in.u.start.seed = 1;
	in.u.start.boot = 1;
	in.u.start.state_dir = "state";
	step(d, in);
}

static void
end(struct device *d)
{
	node_free(d->node);
	memory_free(d->out);
}

static void
answer_links(struct device *d, const char *refusal)
{
	step(d, (struct node_input){.kind = NODE_IN_LAN,
				    .u.lan = {refusal == NULL, refusal ? refusal : ""}});
}

static void
reload(struct device *d, const char *config)
{
	struct node_input in = {.kind = NODE_IN_RELOAD};

	in.u.start.text = config;
	in.u.start.file = "startup.cfg";
	step(d, in);
}

static void
type(struct device *d, unsigned session, const char *line)
{
	struct node_input in = {.kind = NODE_IN_CLI};

	in.u.cli.session = session;
	in.u.cli.event = line ? NODE_CLI_LINE : NODE_CLI_OPEN;
	in.u.cli.line = line;
	step(d, in);
}

/* Serving `small`, with so many sessions in the system view. */
static void
serve(struct device *d, unsigned sessions)
{
	start(d, small, PORTS, port_map);
	assert_non_null(wanted(d, NODE_ACT_LAN));
	assert_null(wanted(d, NODE_ACT_SERVING));
	answer_links(d, NULL);
	assert_non_null(wanted(d, NODE_ACT_SERVING));
	for (unsigned i = 0; i < sessions; i++) {
		type(d, i, NULL);
		type(d, i, "system-view");
	}
}

static bool
runs(struct device *d, unsigned session, const char *line)
{
	type(d, session, "display current-configuration");
	return strstr(d->console, line) != NULL;
}

/* ---- start ---- */

static void
a_start_whose_links_fail_ends(void **state)
{
	struct device d;

	(void)state;
	start(&d, small, PORTS, port_map);
	answer_links(&d, "Vlanif7 cannot be made.");
	assert_true(logged(&d, &event_lan_failed, "Vlanif7 cannot be made."));
	assert_non_null(wanted(&d, NODE_ACT_STOPPED));
	assert_int_equal(wanted(&d, NODE_ACT_STOPPED)->status, 2);
	assert_null(wanted(&d, NODE_ACT_SERVING));
	end(&d);
}

static void
a_start_with_errors_ends(void **state)
{
	static const char *const no_port[] = {"GigabitEthernet0/1/1", "wire"};
	static const struct {
		const char *config, *said;
		const char *const *port;
	} starts[] = {
	    {unreadable, "startup.cfg:4:", port_map},
	    {invalid, "startup.cfg:3:1: ", port_map},
	    {small, "The port map names a port that is none", no_port},
	};

	(void)state;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		struct device d;

		start(&d, starts[i].config, PORTS, starts[i].port);
		assert_true(logged(&d, &event_config_failed, starts[i].said));
		assert_null(wanted(&d, NODE_ACT_LAN));
		assert_non_null(wanted(&d, NODE_ACT_STOPPED));
		assert_int_equal(wanted(&d, NODE_ACT_STOPPED)->status, 1);
		end(&d);
	}
}

/* ---- commit ---- */

/* The links are asked to be as before, the session keeps what it typed and may try again. */
static void
a_commit_whose_links_fail_changes_nothing(void **state)
{
	const struct node_action *a;
	struct device d;

	(void)state;
	serve(&d, 1);
	type(&d, 0, "vlan 8");
	type(&d, 0, "quit");
	type(&d, 0, "interface vlanif 8");
	type(&d, 0, "commit");
	a = wanted(&d, NODE_ACT_LAN);
	assert_non_null(a);
	assert_int_equal(a->wanted->vlanifs_count, 2);
	assert_null(wanted(&d, NODE_ACT_PROMPT)); /* the session waits */

	answer_links(&d, "Vlanif8 cannot be made.");
	assert_true(logged(&d, &event_lan_failed, "Vlanif8 cannot be made."));
	assert_non_null(strstr(d.console, "Error: Vlanif8 cannot be made."));
	assert_true(wanted(&d, NODE_ACT_PROMPT)->failed);
	a = wanted(&d, NODE_ACT_LAN);
	assert_non_null(a);
	assert_int_equal(a->wanted->vlanifs_count, 1);
	assert_int_equal(a->wanted->vlanif[0].vlan, 7);

	answer_links(&d, "Vlanif7 is gone."); /* nobody waits for it: it is said and no more */
	assert_true(logged(&d, &event_lan_failed, "Vlanif7 is gone."));
	assert_null(wanted(&d, NODE_ACT_LAN));
	assert_false(runs(&d, 0, "interface Vlanif 8"));

	type(&d, 0, "commit");
	assert_int_equal(wanted(&d, NODE_ACT_LAN)->wanted->vlanifs_count, 2);
	answer_links(&d, NULL);
	assert_true(logged(&d, &event_committed, "2 Vlanif interfaces"));
	assert_true(runs(&d, 0, "interface Vlanif 8"));
	end(&d);
}

static void
one_commit_at_a_time(void **state)
{
	struct device d;

	(void)state;
	serve(&d, 2);
	type(&d, 0, "sysname First");
	type(&d, 0, "commit");
	assert_non_null(wanted(&d, NODE_ACT_LAN));

	type(&d, 1, "vlan 9");
	type(&d, 1, "commit");
	assert_null(wanted(&d, NODE_ACT_LAN));
	assert_non_null(strstr(d.console, "Error: Another configuration is being committed."));

	answer_links(&d, NULL);
	assert_string_equal(wanted(&d, NODE_ACT_SERVING)->text, "First");
	assert_null(strstr(d.console, "Error")); /* the first has nothing of what the second got */
	assert_false(runs(&d, 0, "vlan 9"));
	type(&d, 1, "commit"); /* what it typed stands, on top of the first */
	answer_links(&d, NULL);
	assert_string_equal(wanted(&d, NODE_ACT_SERVING)->text, "First");
	assert_true(runs(&d, 1, "vlan 9"));
	end(&d);
}

/* SIGHUP is a word of the operator: it is not lost, and the last one counts. */
static void
a_reload_waits_for_the_commit(void **state)
{
	struct device d;

	(void)state;
	serve(&d, 1);
	type(&d, 0, "sysname First");
	type(&d, 0, "commit");
	reload(&d, unreadable);
	reload(&d, small);
	assert_null(wanted(&d, NODE_ACT_LAN));
	assert_true(logged(&d, &event_config_warning, "startup.cfg waits for the commit"));
	assert_true(apply_deadline(d.node) == TIME_NEVER);
	answer_links(&d, NULL);
	assert_string_equal(wanted(&d, NODE_ACT_SERVING)->text, "First");
	assert_int_equal(apply_deadline(d.node), TIME_SEC);
	step(&d, (struct node_input){.kind = NODE_IN_TICK});
	assert_non_null(wanted(&d, NODE_ACT_LAN));
	answer_links(&d, NULL);
	assert_string_equal(wanted(&d, NODE_ACT_SERVING)->text, "Small");
	assert_true(apply_deadline(d.node) == TIME_NEVER);
	type(&d, 0, "sysname First");
	type(&d, 0, "commit");
	reload(&d, small); /* it waits as the device ends */
	end(&d);
}

/* The client that committed is gone when the links fail. */
static void
a_commit_outlives_its_session(void **state)
{
	struct node_input gone = {.kind = NODE_IN_CLI, .u.cli = {.event = NODE_CLI_CLOSE}};
	struct device d;

	(void)state;
	serve(&d, 2);
	type(&d, 0, "vlan 8");
	type(&d, 0, "commit");
	step(&d, gone);
	answer_links(&d, "No.");
	assert_null(wanted(&d, NODE_ACT_PROMPT));
	answer_links(&d, NULL);
	assert_false(runs(&d, 1, "vlan 8"));
	type(&d, 1, "vlan 9");
	type(&d, 1, "commit");
	assert_non_null(wanted(&d, NODE_ACT_LAN)); /* the way is free */
	end(&d);
}

/* ---- reload ---- */

static char too_long[CHECK_LINES_MAX + 1 + sizeof "return"];

static void
a_reload_with_errors_changes_nothing(void **state)
{
	static const struct {
		const char *config, *said;
	} files[] = {{unreadable, "startup.cfg:4:"},
		     {invalid, "startup.cfg:3:1: "},
		     {"sysname Small\nvlan", "startup.cfg:2:5: The file is cut off"},
		     {"", "startup.cfg:1:1: The file is cut off"},
		     {too_long, "startup.cfg: 20001 lines are too many"}};
	struct device d;

	(void)state;
	memset(too_long, '\n', sizeof too_long - 1);
	memcpy(too_long + sizeof too_long - 8, "return\n", 7);
	serve(&d, 1);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		reload(&d, files[i].config);
		assert_true(logged(&d, &event_config_failed, files[i].said));
		assert_true(logged(&d, &event_config_failed,
				   "startup.cfg was not loaded; nothing was changed."));
		assert_null(wanted(&d, NODE_ACT_LAN));
		assert_null(wanted(&d, NODE_ACT_STOPPED));
		assert_true(runs(&d, 0, "sysname Small"));
	}
	end(&d);
}

static void
a_reload_whose_links_fail_changes_nothing(void **state)
{
	struct device d;

	(void)state;
	serve(&d, 1);
	reload(&d, "sysname Other\nvlan 7\nreturn\n");
	assert_int_equal(wanted(&d, NODE_ACT_LAN)->wanted->vlanifs_count, 0);
	answer_links(&d, "Vlanif7 stays.");
	assert_true(logged(&d, &event_lan_failed, "Vlanif7 stays."));
	assert_null(wanted(&d, NODE_ACT_STOPPED));
	assert_int_equal(wanted(&d, NODE_ACT_LAN)->wanted->vlanifs_count, 1);
	answer_links(&d, NULL);
	assert_true(runs(&d, 0, "sysname Small"));

	reload(&d, "sysname Other\nvlan 7\nreturn\n");
	answer_links(&d, NULL);
	assert_string_equal(wanted(&d, NODE_ACT_SERVING)->text, "Other");
	end(&d);
}

/* ---- without a device ---- */

static unsigned
check(const char *config, const char *const *port, char ret[TEXT_MAX])
{
	struct text errors = text_of(ret, TEXT_MAX);

	return node_check(config, "a.cfg", port ? PORTS : 0, port, false, &errors);
}

static unsigned
check_rest(const char *config, const char *const *port, char ret[TEXT_MAX])
{
	struct text errors = text_of(ret, TEXT_MAX);

	return node_check(config, "a.cfg", PORTS, port, true, &errors);
}

static void
a_file_is_checked_without_a_device(void **state)
{
	static const char foreign[] = "aaa\n local-user x\n#\nvlan 7\n#\nospf 1\n#\nreturn\n";
	static const char *const no_port[] = {"GigabitEthernet0/1/1", "wire"};
	static const char two[] = "vlam 1\n#\ninterface Vlanif 8\n ip adress 1.1.1.1 24\nreturn\n";
	static const char absent[] = "vlan 7\n#\ninterface GigabitEthernet 0/9/9\nreturn\n";
	char said[TEXT_MAX], *seed = read_file("lab/DeviceA.cfg"), *line;

	(void)state;
	assert_int_equal(check(small, port_map, said), 0);
	assert_string_equal(said, "");
	assert_int_equal(check("", port_map, said), 1);	 /* a file that is there and empty */
	assert_int_equal(check(two, port_map, said), 3); /* the rules look at what could be read */
	assert_non_null(strstr(said, "The VLAN 8 does not exist."));
	assert_memory_equal(said, "a.cfg:1:", strlen("a.cfg:1:"));
	assert_non_null(strstr(said, "\na.cfg:4:"));
	assert_int_equal(check(invalid, port_map, said), 1);
	assert_non_null(strstr(said, "a.cfg:3:1: The VLAN 8 does not exist."));
	assert_int_equal(check(small, no_port, said), 1);
	assert_non_null(strstr(said, "The port map names a port that is none"));
	assert_int_equal(check(absent, port_map, said), 1);
	assert_int_equal(check(absent, NULL, said), 0); /* no map: any port is one */

	/* Lines of other functions refuse a file until they are to be left out. */
	assert_int_equal(check(foreign, port_map, said), 1);
	assert_string_equal(said, "a.cfg:1:1: 3 lines in 2 blocks belong to functions this device "
				  "has not: aaa (2), ospf (1).\n");
	assert_int_equal(check_rest(foreign, port_map, said), 0);
	assert_string_equal(said, "a.cfg: Warning: Left out: 3 lines in 2 blocks belong to "
				  "functions this device has not: aaa (2), ospf (1).\n");

	/* A warning is said and is none of the errors, beside one that is. */
	line = strstr(seed, "timer delay 600");
	assert_non_null(line);
	memcpy(line, "timer delay 420", strlen("timer delay 420"));
	assert_int_equal(check(seed, port_map, said), 0);
	assert_non_null(
	    strstr(said, "a.cfg:25:2: Warning: The preemption delay should be at least"));
	line = strstr(seed, "section 0 10.10.10.1 ");
	assert_non_null(line);
	memcpy(line, "section 0 10.10.11.1 ", strlen("section 0 10.10.11.1 "));
	line[strlen("section 0 10.10.11.1 10.10.1")] = '1';
	assert_int_equal(check(seed, port_map, said), 1);
	assert_non_null(strstr(said, "Warning: The preemption delay"));
	free(seed);
}

/* What the pulse did not get is told it whole: a resume too, which may be what it did not get. */
static void
what_the_pulse_lost_is_told_again(void **state)
{
	static const enum pulse_input_kind want[] = {
	    PULSE_IN_CONFIG, PULSE_IN_LINK,    PULSE_IN_PORT, PULSE_IN_PORT,  PULSE_IN_BROKEN,
	    PULSE_IN_YIELD,  PULSE_IN_GATEWAY, PULSE_IN_HOLD, PULSE_IN_READY, PULSE_IN_ANSWER};
	struct node_input up = {.kind = NODE_IN_LINK, .u.link = {.vlan = 100, .up = true}};
	struct node_input written = {.kind = NODE_IN_DISK, .u.disk.event = NODE_DISK_SYNCED};
	char *seed = read_file("lab/DeviceA.cfg");
	struct device d;
	unsigned told = 0;

	(void)state;
	start(&d, seed, PORTS, port_map);
	answer_links(&d, NULL);
	assert_non_null(wanted(&d, NODE_ACT_APPEND));
	written.u.disk.number = wanted(&d, NODE_ACT_APPEND)->number;
	step(&d, written);
	step(&d, up);
	step(&d,
	     (struct node_input){.kind = NODE_IN_ASKED, .u.asked = {.number = 7, .lost = true}});
	for (unsigned i = 0; i < d.out->count; i++) {
		const struct node_action *a = &d.out->list[i];

		if (a->kind != NODE_ACT_PULSE)
			continue;
		assert_true(told < sizeof want / sizeof *want);
		assert_int_equal(a->pulse.kind, want[told++]);
		if (a->pulse.kind == PULSE_IN_LINK)
			assert_true(a->pulse.vlan == 100 && a->pulse.on);
		if (a->pulse.kind == PULSE_IN_YIELD)
			assert_false(a->pulse.on);
	}
	assert_int_equal(told, sizeof want / sizeof *want);
	end(&d);
	free(seed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_start_whose_links_fail_ends),
	    cmocka_unit_test(a_start_with_errors_ends),
	    cmocka_unit_test(a_commit_whose_links_fail_changes_nothing),
	    cmocka_unit_test(one_commit_at_a_time),
	    cmocka_unit_test(a_reload_waits_for_the_commit),
	    cmocka_unit_test(a_commit_outlives_its_session),
	    cmocka_unit_test(a_reload_with_errors_changes_nothing),
	    cmocka_unit_test(a_reload_whose_links_fail_changes_nothing),
	    cmocka_unit_test(what_the_pulse_lost_is_told_again),
	    cmocka_unit_test(a_file_is_checked_without_a_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
