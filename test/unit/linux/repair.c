/* A damaged journal in a real folder: made readable, the damaged files kept, one owner at a time.
 */
#include "test/check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "linux/repair.h"
#include "linux/state_dir.h"

static char folder[] = "/tmp/twinlease-repair-XXXXXX";
static char story_bytes[4096], message_bytes[1024];
static uint8_t block[JOURNAL_BLOCK_MAX];
static uint8_t journal[8192];
static size_t journal_len, second;

static const char *
in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

/* A log.1 of three blocks; the second begins at `second`. */
static void
make_journal(void)
{
	struct journal_entry file = {.kind = JOURNAL_FILE};

	file.u.file.segment = 1;
	file.u.file.journal = 77;
	file.u.file.device = 88;
	journal_len = 0;
	for (unsigned i = 1; i <= 3; i++) {
		struct lease_record r = {.address = {i}, .state = LEASE_FREE, .version = i};
		struct journal_writer w;

		journal_begin(&w, block, &(struct journal_stamp){1, 1, 1}, 77, i, i - 1);
		assert_true(i > 1 || journal_put(&w, &file));
		assert_true(journal_put_record(&w, &r));
		journal_end(&w);
		memcpy(journal + journal_len, block, w.w.len);
		journal_len += w.w.len;
		if (i == 1)
			second = journal_len;
	}
}

static void
put(const char *name, const void *p, size_t len)
{
	int fd = open(in_folder(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0 && write(fd, p, len) == (ssize_t)len);
	close(fd);
}

static bool
is_there(const char *name)
{
	return access(in_folder(name), F_OK) == 0;
}

static void
clear(void)
{
	static const char *const name[] = {
	    "lock", "log.1", "log.1.damaged", "log.2", "log.2.damaged", "log.1.damaged.2", "log.3"};

	for (unsigned i = 0; i < COUNT_OF(name); i++)
		unlink(in_folder(name[i]));
}

static bool
repair(void)
{
	struct text story = text_of(story_bytes, sizeof story_bytes);
	struct text message = text_of(message_bytes, sizeof message_bytes);
	bool good = repair_folder(folder, &story, &message);

	assert_true(good == (message.len == 0));
	return good;
}

static void
expect(const char *where, const char *part)
{
	if (strstr(where, part) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", where, part);
}

static int
set_up(void **state)
{
	(void)state;
	make_journal();
	clear();
	return 0;
}

static void
a_whole_journal_is_left_alone(void **state)
{
	(void)state;
	put("log.1", journal, journal_len);
	assert_true(repair());
	expect(story_bytes, "is whole: 3 records in 3 blocks. There is nothing to repair.");
	assert_true(is_there("log.1") && !is_there("log.2") && !is_there("log.1.damaged"));
}

static void
no_journal_is_no_damage(void **state)
{
	struct text story = text_of(story_bytes, sizeof story_bytes);
	struct text message = text_of(message_bytes, sizeof message_bytes);

	(void)state;
	assert_true(repair());
	expect(story_bytes, "There is no journal in");
	assert_false(repair_folder(in_folder("nowhere"), &story, &message));
	expect(message_bytes, "nowhere: No such file or directory.");
	assert_false(is_there("nowhere"));
}

static void
a_hole_is_repaired(void **state)
{
	struct stat st;

	(void)state;
	journal[second + 30] ^= 1;
	put("log.1", journal, journal_len);
	assert_true(repair());
	expect(story_bytes, "log.1: lost ");
	expect(story_bytes, "log.1: kept 2 records in 2 blocks\n");
	expect(story_bytes, "Kept 2 records, 2 blocks; lost ");
	expect(story_bytes, "log.2 now.");
	assert_true(!is_there("log.1") && is_there("log.1.damaged") && is_there("log.2"));
	assert_true(stat(in_folder("log.2"), &st) == 0 && (st.st_mode & 0777) == 0600);
	assert_true(repair());
	expect(story_bytes, "is whole: 2 records in 4 blocks.");

	put("log.1", journal, journal_len); /* a crash before it was set aside */
	assert_true(repair());
	assert_true(is_there("log.1.damaged.2") && is_there("log.2.damaged") && is_there("log.3"));
	expect(story_bytes, "Kept 2 records");
}

static void
nothing_left_changes_nothing(void **state)
{
	(void)state;
	put("log.1", "a text that somebody put there under the wrong name, much too short for it",
	    72);
	assert_false(repair());
	expect(message_bytes, "Not one block of the journal in ");
	assert_true(is_there("log.1") && !is_there("log.2"));
}

static void
a_folder_in_use_is_refused(void **state)
{
	struct text message = text_of(message_bytes, sizeof message_bytes);
	struct state_dir *s = state_dir_open(folder, &message);

	(void)state;
	assert_non_null(s);
	journal[second + 30] ^= 1;
	put("log.1", journal, journal_len);
	assert_false(repair());
	expect(message_bytes, "Another twinleased keeps its state in ");
	assert_true(is_there("log.1") && !is_there("log.2"));
	state_dir_close(s);
	assert_true(repair());
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_whole_journal_is_left_alone, set_up),
	    cmocka_unit_test_setup(no_journal_is_no_damage, set_up),
	    cmocka_unit_test_setup(a_hole_is_repaired, set_up),
	    cmocka_unit_test_setup(nothing_left_changes_nothing, set_up),
	    cmocka_unit_test_setup(a_folder_in_use_is_refused, set_up),
	};
	int failed;

	if (mkdtemp(folder) == NULL)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	clear();
	rmdir(folder);
	return failed;
}
