/* The displays as docs/vrp.md "Pool displays", "DHCP displays" lay them out, whole and in steps,
 * and as JSON. */
#include <stdlib.h>

#include "test/unit/dhcp/seed.h"

#include <stdio.h>
#include <unistd.h>

#include "dhcp/show.h"
#include "test/show_run.h"

static char printed[1 << 26];

static const struct show_row *
row_of(const char *template)
{
	return show_row_of(&(struct show_table){dhcp_show_rows, dhcp_show_rows_count, NULL},
			   template);
}

static struct dhcp_shown
start(struct seed *s)
{
	seed_start(s);
	return (struct dhcp_shown){s->server, s->table, NULL};
}

struct run {
	const char *template, *word;
	bool json;
	uint64_t now;
	unsigned steps;
	bool failed;
};

/* Prints a display as cli/ does, step by step; no step may write more than it may. */
static const char *
print(const struct dhcp_shown *d, struct run *run)
{
	static char piece[SHOW_STEP_MAX + 1];
	struct show_args args = {1, {run->word}};
	const struct show_row *row = row_of(run->template);
	struct text all = text_of(printed, sizeof printed), t;
	struct show show = {.json = run->json};
	uint64_t cursor = 0;
	bool more;

	run->steps = 0;
	do {
		t = text_of(piece, sizeof piece);
		show.out = &t;
		if (run->steps++ == 0)
			show_open(&show);
		more = row->step(d, &args, &cursor, run->now, &show);
		if (!more)
			show_close(&show);
		assert_false(t.cut);
		text_bytes(&all, t.p, t.len);
	} while (more);
	assert_false(all.cut);
	run->failed = show.failed;
	return printed;
}

static const char *
text_for(const struct dhcp_shown *d, const char *template, uint64_t now)
{
	struct run run = {.template = template, .word = "pool1", .now = now};

	return print(d, &run);
}

static void
the_seeds_pools(void **state)
{
	static const char want[] =
	    "  -----------------------------------------------------------------------\n"
	    "  Pool-Name      : pool1\n"
	    "  Pool-No        : 0\n"
	    "  Pool-constant-index: -\n"
	    "  Position       : Server         Status           : Unlocked\n"
	    "  RUI-Flag       : -\n"
	    "  Gateway        : 10.10.10.100   Mask             : 255.255.255.0\n"
	    "  Vpn instance   : --             Unnumbered gateway: -\n"
	    "  IP address Statistic\n"
	    "    Total       :100\n"
	    "    Used        :0          Free      :97\n"
	    "    Conflicted  :0          Disable   :3\n"
	    "    Designated  :0          Gateway   :0\n"
	    "    Ratio       :0%\n"
	    "\n"
	    "  IP address pool Statistic\n"
	    "    Local       :0          Remote    :0          Server    :1\n"
	    "  IP address Statistic\n"
	    "    Total       :100\n"
	    "    Used        :0          Free      :97\n"
	    "    Conflicted  :0          Disable   :3\n"
	    "    Designated  :0          Gateway   :0\n"
	    "    Ratio       :0%\n";
	struct seed s;
	struct dhcp_statistics n = {0};
	struct dhcp_shown d;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	d = (struct dhcp_shown){s.server, s.table, &n};
	assert_string_equal(text_for(&d, "display ip pool", NOW), want);
	dora(&s, 1, NOW);
	assert_non_null(strstr(text_for(&d, "display ip pool", NOW),
			       "    Used        :1          Free      :96\n"));
	seed_stop(&s);
}

static void
one_pool(void **state)
{
	static const char want[] =
	    "Pool-Name      : pool1\n"
	    "  Pool-No        : 0\n"
	    "  Pool-constant-index: -\n"
	    "  Lease          : 10 Days 12 Hours 0 Minutes\n"
	    "  NetBios Type   : N-Node\n"
	    "  Auto recycle   : 30\n"
	    "  Option 3       : Enable\n"
	    "  DNS-Suffix     : huawei.com\n"
	    "  Dom-Search-List0: -\n"
	    "  Dom-Search-List1: -\n"
	    "  Dom-Search-List2: -\n"
	    "  Dom-Search-List3: -\n"
	    "  Option-Code 125 : enterprise-code : 2011, string: -\n"
	    "  DNS1         :10.1.1.2\n"
	    "  Position       : Server          Status           : Unlocked\n"
	    "  RUI-Flag       : -\n"
	    "  Attribute      : Private\n"
	    "  Gateway        : 10.10.10.100    Mask             : 255.255.255.0\n"
	    "  Vpn instance   : --              Unnumbered gateway: -\n"
	    "  Profile-Name   : -               Server-Name     : -\n"
	    "  Total Idle     : 97              Have Dhcp IP     : 1\n"
	    "  Timeouts       : 0\n"
	    "  Timeout Count  : 0               Sub Option Count : 0\n"
	    "  Option Count   : 0               Force-reply Count: 0\n"
	    "  Codes: CFLCT(conflicted)\n"
	    "  -----------------------------------------------------------------------------------"
	    "----\n"
	    "  ID           start             end total  used  idle CFLCT disable reserved "
	    "static-bind\n"
	    "  -----------------------------------------------------------------------------------"
	    "----\n"
	    "   0      10.10.10.1    10.10.10.100   100     0    97     0       3        0         "
	    "  0\n"
	    "  -----------------------------------------------------------------------------------"
	    "----\n";
	struct seed s;
	struct dhcp_shown d;

	(void)state;
	seed_config(&s);
	s.config.lease = (struct dhcp_duration){.set = true, .days = 10, .hours = 12};
	s.config.dns = (struct dhcp_servers){.set = true, .count = 1};
	s.config.dns.address[0] = IP4(10, 1, 1, 2);
	s.config.dns_suffix.set = true;
	memcpy(s.config.dns_suffix.text, "huawei.com", 11);
	d = start(&s);
	assert_string_equal(text_for(&d, "display ip pool name <name:1-128>", NOW), want);
	seed_stop(&s);
}

static struct ip4
decline_one(struct seed *s, unsigned n)
{
	struct ip4 a = dora(s, n, NOW);
	struct dhcp_request r = ask(DHCP_DECLINE, n);

	r.message.requested = a;
	assert_int_equal(serve(s, &r, NOW).why, DHCP_WHY_DECLINED);
	return a;
}

static void
address_tables(void **state)
{
	static const char want[] =
	    "  Section  0     :\n"
	    "  -----------------------------------------------------------------------------------"
	    "----\n"
	    "  Index              IP               MAC   User-ID      Lease   Status\n"
	    "  -----------------------------------------------------------------------------------"
	    "----\n"
	    "      0      10.10.10.3                 -         -          -   idle\n"
	    "      1      10.10.10.4    0200-0000-0001         -     259187   used\n"
	    "      2      10.10.10.5                 -         -          -   idle\n"
	    "      3      10.10.10.6                 -         -          -   disable\n"
	    "      4      10.10.10.7                 -         -          -   static-bind\n"
	    "      5      10.10.10.8                 -         -          -   conflicted decline\n"
	    "  -----------------------------------------------------------------------------------"
	    "----\n";
	struct seed s;
	struct dhcp_shown d;
	struct dhcp_request r = selecting(1, ten(4));

	(void)state;
	seed_config(&s);
	s.section[0].low = ten(3);
	s.section[0].high = ten(8);
	s.excluded[0].set = true;
	s.excluded[0].low = s.excluded[0].high = ten(6);
	s.static_bind[0].set = true;
	s.static_bind[0].address = ten(7);
	d = start(&s);
	assert_int_equal(serve(&s, &r, NOW).answer, DHCP_ANSWER_ACK);
	r = selecting(2, ten(8));
	assert_int_equal(serve(&s, &r, NOW).answer, DHCP_ANSWER_ACK);
	assert_int_equal(decline_one(&s, 2).host, ten(8).host);
	assert_string_equal(
	    text_for(&d, "display ip pool name <name:1-128> all", NOW + 13 * TIME_SEC), want);
	text_for(&d, "display ip pool name <name:1-128> used", NOW);
	assert_non_null(strstr(printed, "   used\n"));
	assert_null(strstr(printed, "idle"));
	text_for(&d, "display ip pool name <name:1-128> disable", NOW);
	assert_non_null(strstr(printed, "10.10.10.6"));
	assert_null(strstr(printed, "10.10.10.7"));
	text_for(&d, "display ip pool name <name:1-128> static-bind", NOW);
	assert_non_null(strstr(printed, "10.10.10.7"));
	text_for(&d, "display ip pool name <name:1-128> conflict", NOW);
	assert_non_null(strstr(printed, "10.10.10.8"));
	text_for(&d, "display ip pool name <name:1-128> idle", NOW);
	assert_non_null(strstr(printed, "10.10.10.3"));
	seed_stop(&s);
}

static void
an_unknown_pool_is_an_error(void **state)
{
	static const char *const templates[] = {"display ip pool name <name:1-128>",
						"display ip pool name <name:1-128> used"};
	struct seed s;
	struct dhcp_shown d;

	(void)state;
	seed_config(&s);
	d = start(&s);
	for (unsigned i = 0; i < 4; i++) {
		struct run run = {.template = templates[i / 2], .word = "nopool", .json = i % 2};

		print(&d, &run);
		assert_true(run.failed);
		assert_non_null(strstr(printed, "The IP pool does not exist."));
	}
	seed_stop(&s);
}

/* A pool that a commit takes away between two steps ends the display, text and JSON. */
static void
a_pool_may_vanish_while_it_is_shown(void **state)
{
	static char piece[SHOW_STEP_MAX + 1];
	struct show_args args = {1, {"pool1"}};
	const struct show_row *row = row_of("display ip pool name <name:1-128> all");
	struct seed s;

	(void)state;
	seed_config(&s);
	s.section[0].high = ten(250);
	seed_start(&s);
	for (unsigned json = 0; json < 2; json++) {
		struct dhcp_shown d = {s.server, s.table, NULL};
		struct text t = text_of(piece, sizeof piece);
		struct show show = {.out = &t, .json = json};
		uint64_t cursor = 0;

		show_open(&show);
		assert_true(row->step(&d, &args, &cursor, NOW, &show));
		memcpy(s.server->pool[0].name, "other", 6);
		t = text_of(piece, sizeof piece);
		assert_false(row->step(&d, &args, &cursor, NOW, &show));
		show_close(&show);
		assert_true(show.failed);
		memcpy(s.server->pool[0].name, "pool1", 6);
	}
	seed_stop(&s);
}

static void
a_hundred_thousand_leases_stream(void **state)
{
	struct seed s;
	struct dhcp_shown d;
	struct run run = {.template = "display ip pool name <name:1-128> used", .word = "pool1"};
	unsigned lines = 0;

	(void)state;
	seed_config(&s);
	s.config.gateway.address = IP4(10, 0, 0, 1);
	s.config.gateway.mask = IP4(255, 0, 0, 0);
	for (unsigned i = 0; i < 2; i++) {
		s.section[i].set = true;
		s.section[i].number = (uint8_t)i;
		s.section[i].low = IP4(10, 1 + i, 0, 0);
		s.section[i].high = IP4(10, 1 + i, 255, 255);
	}
	seed_start(&s);
	for (uint32_t i = 0; i < 100000; i++) {
		struct lease_record r = {.state = LEASE_LEASED, .expiry_us = NOW + TIME_SEC};

		r.address.host = IP4(10, 1, 0, 0).host + i;
		r.version = i + 1;
		r.hardware_len = 6;
		memcpy(r.hardware, &i, sizeof i);
		r.key = lease_key_of_hardware(1, r.hardware, 6);
		assert_int_equal(lease_apply(s.table, &r), LEASE_APPLIED);
	}
	d = (struct dhcp_shown){s.server, s.table, NULL};
	print(&d, &run);
	/* By line: strstr() of a sanitizer reads to the end of all the text each time. */
	for (const char *p = printed; (p = strchr(p, '\n')) != NULL; p++)
		lines += p - printed >= 7 && memcmp(p - 7, "   used", 7) == 0;
	assert_int_equal(lines, 100000);
	assert_true(run.steps > 300);
	run.json = true;
	run.template = "display ip pool name <name:1-128> disable"; /* none: cheap, still ends */
	print(&d, &run);
	seed_stop(&s);
}

#define CONFLICT_RULE                                                                              \
	"  ----------------------------------------------------------------------------------\n"
#define CONFLICT_HEAD                                                                              \
	CONFLICT_RULE                                                                              \
	"  IP               Detected             Withheld until       Last client     "            \
	"Pool\n" CONFLICT_RULE

/* 10.10.10.8 was declined by client 2; a probe found somebody at 10.10.10.9, which nobody had. */
static void
conflicts_of_both_kinds(struct seed *s)
{
	struct dhcp_request r = selecting(2, ten(8));
	struct lease_record found;

	assert_int_equal(serve(s, &r, NOW).answer, DHCP_ANSWER_ACK);
	assert_int_equal(decline_one(s, 2).host, ten(8).host);
	assert_true(
	    dhcp_conflict(s->server, s->table, ten(9), (struct mac){{9}}, NOW + TIME_SEC, &found));
	found.version = s->version += 2;
	assert_int_equal(lease_apply(s->table, &found), LEASE_APPLIED);
}

static void
conflicts(void **state)
{
	static const char want[] = CONFLICT_HEAD
	    "  10.10.10.8       1970-01-01 01:23:20  1970-01-01 01:53:20  0200-0000-0002  pool1\n"
	    "  10.10.10.9       1970-01-01 01:23:21  1970-01-01 01:53:21  --              "
	    "pool1\n" CONFLICT_RULE;
	struct run run = {.template = "display dhcp server conflict all", .json = true, .now = NOW};
	struct seed s;
	struct dhcp_shown d;

	(void)state;
	seed_config(&s);
	d = start(&s);
	assert_string_equal(text_for(&d, run.template, NOW), CONFLICT_HEAD CONFLICT_RULE);
	dora(&s, 1, NOW);
	assert_string_equal(text_for(&d, run.template, NOW), CONFLICT_HEAD CONFLICT_RULE);
	conflicts_of_both_kinds(&s);
	assert_string_equal(text_for(&d, run.template, NOW), want);
	print(&d, &run);
	assert_non_null(strstr(printed, "\"last_client\": null"));
	assert_non_null(strstr(printed, "\"withheld_until\": \"1970-01-01 01:53:20\""));
	seed_stop(&s);
}

/* A conflict that came with no end, from before the machine started, says neither. */
static void
a_conflict_with_unknown_times(void **state)
{
	struct lease_record r = {.state = LEASE_DECLINED, .expiry_us = TIME_NEVER, .version = 2};
	struct run run = {.template = "display dhcp server conflict all", .json = true};
	struct seed s;
	struct dhcp_shown d;

	(void)state;
	seed_config(&s);
	d = start(&s);
	r.address = ten(8);
	assert_int_equal(lease_apply(s.table, &r), LEASE_APPLIED);
	text_for(&d, run.template, NOW);
	assert_non_null(strstr(printed, "  10.10.10.8       0000-00-00 00:00:00  --         "));
	print(&d, &run);
	assert_non_null(strstr(printed, "\"detected\": null"));
	assert_non_null(strstr(printed, "\"withheld_until\": null"));
	seed_stop(&s);
}

static void
one_conflict(void **state)
{
	struct run run = {.template = "display dhcp server conflict ip-address <ip>", .now = NOW};
	struct seed s;
	struct dhcp_shown d;

	(void)state;
	seed_config(&s);
	d = start(&s);
	conflicts_of_both_kinds(&s);
	run.word = "10.10.10.9";
	print(&d, &run);
	assert_non_null(strstr(printed, "  10.10.10.9 "));
	assert_null(strstr(printed, "10.10.10.8"));
	run.word = "10.10.10.10";
	assert_string_equal(print(&d, &run), CONFLICT_HEAD CONFLICT_RULE);
	assert_false(run.failed);
	run.word = "10.10.11.1";
	assert_string_equal(print(&d, &run), "Error: No IP pool has this IP address.\n");
	assert_true(run.failed);
	seed_stop(&s);
}

/* The longest name of a pool, text and JSON; print() checks that no step writes too much. */
static void
a_hundred_thousand_conflicts_stream(void **state)
{
	struct seed s;
	struct dhcp_shown d;
	struct run run = {.template = "display dhcp server conflict all"};

	(void)state;
	seed_config(&s);
	s.config.gateway.address = IP4(10, 0, 0, 1);
	s.config.gateway.mask = IP4(255, 0, 0, 0);
	s.section[0].low = IP4(10, 1, 0, 0);
	s.section[0].high = IP4(10, 2, 255, 255);
	seed_start(&s);
	memset(s.server->pool[0].name, 'x', DHCP_POOL_NAME_MAX);
	for (uint32_t i = 0; i < 100000; i++) {
		struct lease_record r = {.state = LEASE_DECLINED, .expiry_us = NOW + TIME_SEC};

		r.address.host = IP4(10, 1, 0, 0).host + i;
		r.version = i + 1;
		r.hardware_len = 6;
		r.start_us = NOW;
		/* one of four is leased: passed over */
		r.state = i % 4 == 0 ? LEASE_LEASED : LEASE_DECLINED;
		assert_int_equal(lease_apply(s.table, &r), LEASE_APPLIED);
	}
	d = (struct dhcp_shown){s.server, s.table, NULL};
	for (unsigned json = 0; json < 2; json++) {
		unsigned lines = 0;

		run.json = json;
		print(&d, &run);
		for (const char *p = printed; (p = strchr(p, '\n')) != NULL; p++)
			lines += p[-1] == (json ? '"' : 'x');
		assert_int_equal(lines, 75000);
		assert_int_equal(run.steps, 75000 / 64 + 1);
	}
	seed_stop(&s);
}

static void
json_has_the_same_values(void **state)
{
	struct seed s;
	struct dhcp_shown d;
	struct dhcp_statistics n = {0};
	struct run run = {.template = "display ip pool", .json = true, .now = NOW};

	(void)state;
	seed_config(&s);
	s.config.profile.set = true;
	memcpy(s.config.profile.name, "service1", 9);
	seed_start(&s);
	d = (struct dhcp_shown){s.server, s.table, &n};
	print(&d, &run);
	assert_non_null(strstr(printed, "\"free\": 97"));
	assert_non_null(strstr(printed, "\"remote_backup_profile\": \"service1\""));
	run.template = "display dhcp server statistics";
	print(&d, &run);
	assert_non_null(strstr(printed, "\"no_address\": 0"));
	seed_stop(&s);
}

static void
statistics_count_and_reset(void **state)
{
	static const char want[] = "DHCP Server Statistics:\n"
				   "\n"
				   " Client Request          : 6\n"
				   "   DHCP Discover         : 1\n"
				   "   DHCP Request          : 4\n"
				   "   DHCP Decline          : 0\n"
				   "   DHCP Release          : 1\n"
				   "   DHCP Inform           : 0\n"
				   " Server Reply            : 4\n"
				   "   DHCP Offer            : 1\n"
				   "   DHCP Ack              : 3\n"
				   "   DHCP Nak              : 0\n"
				   "   DHCP Force Renew      : 0\n"
				   " Bad Messages            : 2\n"
				   " Verdicts\n"
				   "   granted               : 1\n"
				   " Dropped Frames\n"
				   "   other_protocol        : 1\n"
				   "   ip_checksum           : 1\n"
				   "   no_type               : 1\n";
	static const enum dhcp_type heard[] = {DHCP_DISCOVER, DHCP_REQUEST, DHCP_REQUEST,
					       DHCP_REQUEST,  DHCP_REQUEST, DHCP_RELEASE};
	static const enum dhcp_type sent[] = {DHCP_OFFER, DHCP_ACK, DHCP_ACK, DHCP_ACK};
	struct dhcp_statistics n = {0}, zero = {0};
	struct dhcp_shown d = {NULL, NULL, &n};
	struct dhcp_verdict v = {.why = DHCP_WHY_GRANTED};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(heard); i++) {
		struct dhcp_request r = ask(heard[i], 1);

		dhcp_count_heard(&n, &r);
	}
	for (size_t i = 0; i < COUNT_OF(sent); i++)
		dhcp_count_sent(&n, &(struct dhcp_parked){.type = sent[i]});
	dhcp_count_dropped(&n, DHCP_DROP_OTHER_PROTOCOL, 1);
	dhcp_count_dropped(&n, dhcp_drop_of_frame(WIRE_BAD_CHECKSUM), 1);
	dhcp_count_dropped(&n, dhcp_drop_of_message(DHCP_NO_TYPE), 1);
	dhcp_count_verdict(&n, &v);
	assert_int_equal(n.why[DHCP_WHY_GRANTED], 1);
	assert_string_equal(text_for(&d, "display dhcp server statistics", NOW), want);
	dhcp_statistics_reset(&n);
	assert_memory_equal(&n, &zero, sizeof n);
}

/* ---- looking takes no memory ---- */

/* Bytes of this process that are in memory. */
static uint64_t
resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%*u %lu", &pages), 1);
	fclose(f);
	return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* A million addresses, of which nobody ever had one. */
static struct dhcp_shown
start_wide(struct seed *s)
{
	seed_config(s);
	s->config.gateway.mask = IP4(255, 0, 0, 0);
	s->section[0].low = IP4(10, 16, 0, 0);
	s->section[0].high = IP4(10, 31, 255, 255);
	return start(s);
}

static void
walk_displays(const struct dhcp_shown *d)
{
	static char piece[SHOW_STEP_MAX + 1];

	for (unsigned i = 0; i < dhcp_show_rows_count; i++) {
		const struct show_row *row = &dhcp_show_rows[i];
		bool of_address = strstr(row->template, "<ip>") != NULL;
		struct show_args args = {1, {of_address ? "10.16.0.9" : "pool1"}};
		struct text t = text_of(piece, sizeof piece);
		struct show show = {.out = &t};
		uint64_t cursor = 0;

		show_open(&show);
		while (row->step(d, &args, &cursor, NOW, &show))
			t = text_of(piece, sizeof piece);
	}
}

static void
ask_for_every_address(const struct seed *s)
{
	for (uint32_t a = IP4(10, 16, 0, 0).host; a <= IP4(10, 31, 255, 255).host; a++) {
		struct dhcp_request r = ask(DHCP_REQUEST, 7);

		r.message.requested.host = a;
		assert_int_equal(decide(s, &r, NOW).answer, DHCP_ANSWER_NONE);
	}
}

/* The table of a million addresses takes 300 MB once they are bound; who looks, or asks for what
 * it never had, binds none. */
static void
looking_takes_no_memory(void **state)
{
	enum { ALLOWED = 4 << 20 };
	struct seed s;
	struct dhcp_statistics n = {0};
	struct dhcp_shown d;
	uint64_t before;

	(void)state;
	seed_config(&s);
	d = start(&s);
	d.statistics = &n;
	walk_displays(&d); /* what text and stack take */
	seed_stop(&s);
	d = start_wide(&s);
	d.statistics = &n;
	before = resident();
	walk_displays(&d);
	assert_true(resident() < before + ALLOWED);
	ask_for_every_address(&s);
	assert_true(resident() < before + ALLOWED);
	assert_int_equal(dora(&s, 1, NOW).host >> 24, 10);
	seed_stop(&s);
}

/* Every counter has a number of its own; whatever JSON says of them, the text says too. */
static void
text_and_json_show_the_same_reasons(void **state)
{
	struct dhcp_statistics n = {0};
	struct dhcp_shown d = {NULL, NULL, &n};
	struct run run = {.template = "display dhcp server statistics", .json = true, .now = NOW};
	uint64_t *counter = (uint64_t *)&n;
	static char json[8192];
	const char *text;
	unsigned members = 0;

	(void)state;
	for (unsigned i = 0; i < sizeof n / sizeof *counter; i++)
		counter[i] = 1000 + i;
	print(&d, &run);
	assert_true(strlen(printed) < sizeof json);
	memcpy(json, printed, strlen(printed) + 1);
	text = text_for(&d, "display dhcp server statistics", NOW);
	for (char *p = strstr(json, "\"overheard\""); (p = strstr(p, "\": ")) != NULL; p += 3) {
		char line[96], *name = p;

		if (p[3] == '{')
			continue;
		while (name[-1] != '"')
			name--;
		snprintf(line, sizeof line, "   %-22.*s: %lu\n", (int)(p - name), name,
			 strtoul(p + 3, NULL, 10));
		if (!strstr(text, line))
			fail_msg("not in the text: %s", line);
		members++;
	}
	assert_int_equal(members, 6 + DHCP_WHYS + 3 + 19); /* 19 kinds of dropped frames */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_seeds_pools),
	    cmocka_unit_test(one_pool),
	    cmocka_unit_test(address_tables),
	    cmocka_unit_test(an_unknown_pool_is_an_error),
	    cmocka_unit_test(a_pool_may_vanish_while_it_is_shown),
	    cmocka_unit_test(a_hundred_thousand_leases_stream),
	    cmocka_unit_test(conflicts),
	    cmocka_unit_test(a_conflict_with_unknown_times),
	    cmocka_unit_test(one_conflict),
	    cmocka_unit_test(a_hundred_thousand_conflicts_stream),
	    cmocka_unit_test(json_has_the_same_values),
	    cmocka_unit_test(statistics_count_and_reset),
	    cmocka_unit_test(looking_takes_no_memory),
	    cmocka_unit_test(text_and_json_show_the_same_reasons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
