/* The displays of a profile, byte for byte as the seed and docs/vrp.md "Profile displays" print
 * them. */
#include "test/show_run.h"

#include <string.h>

#include "rbp/show.h"

static char room[1 << 15];

static const char *
display(const struct rbp_shown *shown, unsigned row, const char *name, bool json)
{
	struct text text = text_of(room, sizeof room);
	struct show_table table = {rbp_show_rows, rbp_show_rows_count, shown};
	struct show_args args = {.count = 1, .word = {name}};

	show_run(&table, table.rows[row].template, &args, 0, json, &text);
	return room;
}

static struct rbp_config
seed(void)
{
	return (struct rbp_config){.dhcp_server.set = true,
				   .backup = {true, 1, "service1"},
				   .peer_backup = {true, RBP_HOT},
				   .vrrp = {true, 1, {INTERFACE_VLANIF, 100, 0}}};
}

static struct rbp_shown
shown_of(const struct rbp_config *c)
{
	return (struct rbp_shown){.count = 1,
				  .list = {{.index = 0x1000,
					    .name = "service1",
					    .config = c,
					    .verdict = {RBP_MASTER, RBP_WHY_MASTER},
					    .pair = RBS_PAIRED,
					    .pools_count = 1,
					    .pool = {"pool1"}}}};
}

static struct rbp_supply
count(const void *context, unsigned slot, uint64_t now)
{
	(void)context;
	(void)now;
	return (struct rbp_supply){.free = 97,
				   .now = 48,
				   .at_least = slot == 1,
				   .rest_from = TIME_NEVER,
				   .why = slot == 2 ? "the disk is full" : NULL};
}

static void
what_is_missing_follows_the_seed(void **state)
{
	struct rbp_config c = seed();
	struct rbp_shown shown = shown_of(&c);

	(void)state;
	shown.supply = count;
	assert_null(strstr(display(&shown, 1, "service1", false), "Free"));
	shown.list[0].pair = RBS_INTERRUPTED;
	assert_non_null(strstr(display(&shown, 1, "service1", false),
			       " Pair state           : Interrupted\n"
			       " Free addresses       : 48 of 97 may be given now, "
			       "the rest when the pair is Connected\n"));
	shown.list[0].slot = 1;
	assert_non_null(strstr(display(&shown, 1, "service1", false), ": at least 48 of 97"));
	shown.list[0].slot = 2;
	assert_non_null(strstr(display(&shown, 1, "service1", false),
			       "48 of 97 may be given now, the disk is full\n"));
	assert_non_null(
	    strstr(display(&shown, 1, "service1", true), "\"free_why\": \"the disk is full\""));
}

static void
as_the_seed_prints_it(void **state)
{
	struct rbp_config c = seed();
	struct rbp_shown shown = shown_of(&c);

	(void)state;
	assert_string_equal(display(&shown, 1, "service1", false),
			    " -----------------------------------------------\n"
			    " Profile-Index        : 0x1000\n"
			    " Profile-Name         : service1\n"
			    " Service              : dhcp-server \n"
			    " Remote-backup-service: service1\n"
			    " Backup-ID            : 1\n"
			    " track protocol       : VRRP\n"
			    " VRRP-ID              : 1\n"
			    " VRRP-Interface       : Vlanif100\n"
			    " Access-Control       : --\n"
			    " State                : Master\n"
			    " Peer State           : --\n"
			    " Interface            :\n"
			    " Backup mode          : hot\n"
			    " Slot-Number          : --\n"
			    " Card-Number          : --\n"
			    " Port-Number          : --\n");
}

static void
an_empty_profile(void **state)
{
	struct rbp_config c = {0};
	struct rbp_shown shown = shown_of(&c);

	(void)state;
	assert_string_equal(display(&shown, 1, "SERVICE1", false),
			    " -----------------------------------------------\n"
			    " Profile-Index        : 0x1000\n"
			    " Profile-Name         : service1\n"
			    " Service              : \n"
			    " Remote-backup-service: --\n"
			    " Backup-ID            : --\n"
			    " track protocol       : --\n"
			    " Interface            :\n"
			    " Backup mode          : hot\n"
			    " Slot-Number          : --\n"
			    " Card-Number          : --\n"
			    " Port-Number          : --\n");
}

static void
the_list(void **state)
{
	struct rbp_config c = seed();
	struct rbp_shown shown = {.count = 2,
				  .list = {{.index = 0x1000, .name = "rbp1", .config = &c},
					   {.index = 0x1002, .name = "rbp2", .config = &c}}};

	(void)state;
	assert_string_equal(display(&shown, 0, NULL, false),
			    " ----------REMOTE-BACKUP-PROFILE----------\n"
			    "         PROFILE-ID  PROFILE-NAME\n"
			    " -----------------------------------------\n"
			    "         0x1000       rbp1\n"
			    "         0x1002       rbp2\n"
			    " -----------------------------------------\n"
			    "  Total 2  printed.\n");
}

static void
verbose_says_why(void **state)
{
	struct rbp_config c = seed();
	struct rbp_shown shown = shown_of(&c);

	(void)state;
	shown.list[0].pair = RBS_INTERRUPTED;
	display(&shown, 2, "service1", false);
	assert_non_null(strstr(room, ": Master, because the VRRP group is Master\n"));
	assert_non_null(strstr(room, " Preemption           : not held\n"));
	assert_non_null(strstr(room, " Pair state           : Interrupted\n"));
	assert_non_null(strstr(room, "                        pool1\n"));
	assert_null(strstr(room, " Alarm"));
	shown.list[0].holds = "equal configurations";
	shown.list[0].alarm = "Both devices are Master";
	display(&shown, 2, "service1", false);
	assert_non_null(strstr(room, " Preemption           : waits for equal configurations\n"));
	assert_non_null(strstr(room, " Alarm                : Both devices are Master\n"));
	display(&shown, 2, "other", false);
	assert_string_equal(room, "Error: The remote backup profile does not exist.\n");
}

static void
json_has_the_same(void **state)
{
	struct rbp_config c = seed();
	struct rbp_shown shown = shown_of(&c);

	(void)state;
	display(&shown, 2, "service1", true);
	assert_non_null(strstr(room, "\"index\": \"0x1000\""));
	assert_non_null(strstr(room, "\"service_type\": \"dhcp-server\""));
	assert_non_null(strstr(room, "\"state\": \"Master\""));
	assert_non_null(strstr(room, "\"peer_state\": null"));
	assert_non_null(strstr(room, "\"preemption_held\": false"));
	assert_non_null(strstr(room, "\"waits_for\": null"));
	assert_non_null(strstr(room, "\"alarm\": null"));
	shown.list[0].holds = "the batch backup";
	display(&shown, 2, "service1", true);
	assert_non_null(strstr(room, "\"preemption_held\": true"));
	assert_non_null(strstr(room, "\"waits_for\": \"the batch backup\""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(as_the_seed_prints_it),
	    cmocka_unit_test(what_is_missing_follows_the_seed),
	    cmocka_unit_test(an_empty_profile),
	    cmocka_unit_test(the_list),
	    cmocka_unit_test(verbose_says_why),
	    cmocka_unit_test(json_has_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
