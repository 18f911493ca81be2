/* The displays of a service, byte for byte as the seed and docs/vrp.md "Service displays" print
 * them; `verbose` and JSON from a live session. */
#include "test/unit/rbs/world.h"

#include "rbs/show.h"
#include "test/show_run.h"

static char room[1 << 16];

static const char *
display(const struct rbs_shown *shown, unsigned row, const char *name, uint64_t now, bool json)
{
	struct text text = text_of(room, sizeof room);
	struct show_table table = {rbs_show_rows, rbs_show_rows_count, shown};
	struct show_args args = {.count = 1, .word = {name}};

	show_run(&table, table.rows[row].template, &args, now, json, &text);
	return room;
}

static void
as_the_seed_prints_it(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_config c = {.peer = {true, IP4(10, 10, 10, 2), IP4(10, 10, 10, 1), 10000}};
	struct rbs_shown shown = {1, {{1, "service1", &c, w->side[0].session, 0, NULL}}};

	(void)state;
	assert_string_equal(display(&shown, 1, "SERVICE1", w->now, false),
			    "----------------------------------------------------------\n"
			    " Service-Index    : 1\n"
			    " Service-Name     : service1\n"
			    " TCP-State        : Connected\n"
			    " Peer-ip          : 10.10.10.2\n"
			    " Source-ip        : 10.10.10.1\n"
			    " TCP-Port         : 10000\n"
			    " Track-BFD        : --\n"
			    " SSL-Policy-Name  : --\n"
			    " SSL-State        : --\n"
			    "----------------------------------------------------------\n");
	world_free(w);
}

static void
the_list(void **state)
{
	struct rbs_config c = {0};
	struct rbs_shown shown = {
	    2, {{1, "rbs", &c, NULL, 0, NULL}, {12, "other", &c, NULL, 0, NULL}}};

	(void)state;
	assert_string_equal(display(&shown, 0, NULL, 0, false),
			    " ---------REMOTE-BACKUP-SERVICE----------\n"
			    "        SERVER ID  SERVER NAME\n"
			    " ----------------------------------------\n"
			    "                1  rbs\n"
			    "               12  other\n"
			    " ----------------------------------------\n"
			    "  Total 2,2 printed\n");
	shown.count = 0;
	assert_non_null(strstr(display(&shown, 0, NULL, 0, false), "Total 0,0 printed\n"));
}

static void
no_peer_and_no_service(void **state)
{
	struct rbs_config c = {0};
	struct rbs_shown shown = {1, {{1, "rbs", &c, NULL, 0, NULL}}};

	(void)state;
	display(&shown, 1, "rbs", 0, false);
	assert_non_null(strstr(room, " TCP-State        : --\n"));
	assert_non_null(strstr(room, " Peer-ip          : --\n"));
	c.peer.set = true;
	assert_non_null(strstr(display(&shown, 1, "rbs", 0, false), ": Initial\n"));
	display(&shown, 1, "nope", 0, false);
	assert_string_equal(room, "Error: The remote backup service does not exist.\n");
}

static void
verbose_of_a_live_pair(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_shown shown = {1, {{1, "rbs", &w->side[0].config, w->side[0].session, 0, NULL}}};

	(void)state;
	for (unsigned n = 0; n < 10; n++)
		side_change(w, 0, n);
	side_flush(w, 0);
	world_run(w, 2 * TIME_SEC);
	display(&shown, 2, "rbs", w->now, false);
	assert_non_null(strstr(room, " Updates sent     : 10\n"));
	assert_non_null(strstr(room, " Not answered     : 0\n"));
	assert_non_null(strstr(room, " Peer applied     : 10\n"));
	assert_non_null(strstr(room, " Lag of the peer  : 0\n"));
	assert_non_null(strstr(room, " Home addresses   : even\n"));
	assert_non_null(strstr(room, "  Pair state      : Connected\n"));
	assert_non_null(strstr(room, "  Configuration   : equal\n"));
	assert_non_null(
	    strstr(room, "  Batch sending   : complete, 0 records, full, begun 1970-01-01 "));
	assert_non_null(strstr(room, "  Preemption waits: for nothing\n"));
	assert_non_null(strstr(room, " Last down reason : --\n"));
	assert_non_null(strstr(room, " Sequence         : made 10, sent 10, acknowledged 10\n"));
	assert_non_null(strstr(room, " Lag in time      : 0 ms\n"));
	assert_non_null(strstr(room, " Peer clock       : 1 ms behind\n"));
	assert_non_null(strstr(room, " Keepalive        : every 1000 ms, dead after 3000 ms\n"));
	assert_non_null(strstr(room, " Answer limit     : 500 ms\n"));
	assert_non_null(strstr(room, "  Reason          : batch complete in both directions\n"));
	assert_non_null(strstr(room, "  Tables          : not compared in this session\n"));
	world_run(w, 10 * TIME_SEC);
	display(&shown, 2, "rbs", w->now, false);
	assert_non_null(strstr(room, "  Tables          : equal, compared 1970-01-01 "));
	wire_cut(w, true);
	world_run(w, 4 * TIME_SEC);
	display(&shown, 2, "rbs", w->now, false);
	assert_non_null(strstr(room, " Last down reason : TCP closed for echo time out\n"));
	assert_non_null(strstr(room, "  Pair state      : Interrupted\n"));
	assert_non_null(strstr(room, "  Reason          : TCP closed for echo time out\n"));
	assert_non_null(strstr(room, "  Preemption waits: for the connection\n"));
	world_free(w);
}

static void
verbose_says_what_is_wrong(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_shown shown = {1, {{1, "rbs", &w->side[0].config, w->side[0].session, 0, NULL}}};

	(void)state;
	display(&shown, 2, "rbs", w->now, false);
	assert_null(strstr(room, "Last attempt"));
	assert_null(strstr(room, "Alarm"));
	for (int s = 0; s < 2; s++) {
		w->side[s].local.group[0].role = RBS_ROLE_MASTER;
		side_local(w, s);
	}
	world_run(w, 4 * TIME_SEC);
	display(&shown, 2, "rbs", w->now, false);
	assert_non_null(strstr(room, "  Alarm           : Both devices are Master: they do not"));
	display(&shown, 2, "rbs", w->now, true);
	assert_non_null(strstr(room, "\"alarm\": \"Both devices are Master"));
	assert_non_null(strstr(room, "\"last_attempt\": null"));
	wire_cut(w, true);
	world_run(w, 8 * TIME_SEC);
	display(&shown, 2, "rbs", w->now, false);
	assert_non_null(strstr(
	    room,
	    " Last attempt     : no answer from 10.10.10.201 port 10000 in 3 s (1970-01-01 "));
	display(&shown, 2, "rbs", w->now, true);
	assert_non_null(strstr(room, "\"last_attempt\": \"no answer from 10.10.10.201 port"));
	assert_non_null(strstr(room, "\"last_attempt_at\": \"1970-01-01 "));
	world_free(w);
}

static void
what_is_set_is_shown(void **state)
{
	struct rbs_config c = {.peer = {true, IP4(10, 10, 10, 2), IP4(10, 10, 10, 1), 10000},
			       .block_send = {true},
			       .block_receive = {true},
			       .daily = {true, 3 * 3600 + 4 * 60 + 5}};
	struct rbs_shown shown = {1, {{1, "rbs", &c, NULL, 0, NULL}}};

	(void)state;
	display(&shown, 1, "rbs", 0, false);
	assert_non_null(strstr(room, " SSL-State        : --\n"
				     " Batch-backup     : 03:04:05(Daily) for service dhcp-server\n"
				     " Blocked on TX    : dhcp-server\n"
				     " Blocked on RX    : dhcp-server\n"
				     "------"));
	display(&shown, 1, "rbs", 0, true);
	assert_non_null(strstr(room, "\"batch_backup_daily\": \"03:04:05\""));
	assert_non_null(strstr(room, "\"blocked_on_tx\": true"));
}

static void
json_has_the_same(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_shown shown = {1, {{1, "rbs", &w->side[0].config, w->side[0].session, 0, NULL}}};

	(void)state;
	display(&shown, 2, "rbs", w->now, true);
	assert_non_null(strstr(room, "\"tcp_state\": \"Connected\""));
	assert_non_null(strstr(room, "\"pair_state\": \"Connected\""));
	assert_non_null(strstr(room, "\"frames\": ["));
	assert_non_null(strstr(room, "\"ssl_state\": null"));
	display(&shown, 0, NULL, w->now, true);
	assert_non_null(strstr(room, "\"services\": ["));
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_set_is_shown),
	    cmocka_unit_test(as_the_seed_prints_it),
	    cmocka_unit_test(the_list),
	    cmocka_unit_test(no_peer_and_no_service),
	    cmocka_unit_test(verbose_of_a_live_pair),
	    cmocka_unit_test(verbose_says_what_is_wrong),
	    cmocka_unit_test(json_has_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
