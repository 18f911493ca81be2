/* Configuration files by their plain names, the list of them, and which one a start reads. */
#include "test/check.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux/config_dir.h"
#include "linux/file.h"

static char folder[] = "/tmp/twinlease-config-XXXXXX";
static char own[64], pointer[64];

static void
put(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	assert_int_equal(file_write(path, text, strlen(text)), 0);
}

static void
a_name_leads_nowhere_else(void **state)
{
	static const char *const none[] = {"",	    ".cfg",    "../a.cfg", "a/b.cfg", "/a.cfg",
					   "a",	    "a.cfgx",  "a b.cfg",  "a\n.cfg", ".a.cfg",
					   "log.1", "a.cfg\n", "\xff.cfg", "..",      "a.cfg/"};
	char path[64];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(none); i++) {
		assert_false(config_dir_path("/f", "/etc/x/startup.cfg", none[i], path, 64));
		assert_string_equal(path, "");
	}
	assert_true(config_dir_path("/f", "/etc/x/startup.cfg", "a.CFG", path, 64));
	assert_string_equal(path, "/f/a.CFG");
	assert_true(config_dir_path("/f", "/etc/x/startup.cfg", "startup.cfg", path, 64));
	assert_string_equal(path, "/etc/x/startup.cfg");
	assert_false(config_dir_path("/f", "/etc/x/startup.cfg", "abcd.cfg", path, 8));
}

static void
the_pointer_holds_a_name_or_is_refused(void **state)
{
	static const char *const none[] = {
	    "",		"\n",	   "a.cfg", "a.cfg\nb.cfg\n", "../a.cfg\n", "/etc/passwd\n",
	    ".a.cfg\n", " a.cfg\n"};
	char name[CONF_FILE_NAME_MAX + 1], longest[100];

	(void)state;
	assert_int_equal(config_dir_next(folder, name), 0);
	assert_string_equal(name, "");
	for (size_t i = 0; i < COUNT_OF(none); i++) {
		put("next-startup", none[i]);
		assert_int_equal(config_dir_next(folder, name), -EBADMSG);
		assert_string_equal(name, "");
	}
	memset(longest, 'a', sizeof longest);
	snprintf(longest + 70, sizeof longest - 70, ".cfg\n");
	put("next-startup", longest);
	assert_int_equal(config_dir_next(folder, name), -EBADMSG);
	snprintf(longest + 60, sizeof longest - 60, ".cfg\n");
	put("next-startup", longest);
	assert_int_equal(config_dir_next(folder, name), 0);
	assert_int_equal(strlen(name), CONF_FILE_NAME_MAX);
	assert_int_equal(unlink(pointer), 0);
}

static void
files_are_listed_by_name(void **state)
{
	static struct conf_files files;
	char path[128];

	(void)state;
	put("b.cfg", "12345");
	put("a.cfg", "");
	put("log.1", "x");
	snprintf(path, sizeof path, "%s/folder.cfg", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(config_dir_list(folder, own, &files), 0);
	assert_int_equal(files.count, 2); /* that of -c is not there yet */
	put("own.conf", "1");
	assert_int_equal(config_dir_list(folder, own, &files), 0);
	assert_int_equal(files.count, 3);
	assert_string_equal(files.list[0].name, "a.cfg");
	assert_string_equal(files.list[1].name, "b.cfg");
	assert_int_equal(files.list[1].bytes, 5);
	assert_true(files.list[1].wall_us > 1700000000000000);
	assert_string_equal(files.list[2].name, "own.conf");
	for (unsigned i = 0; i < CONF_FILES_MAX; i++) {
		snprintf(path, sizeof path, "%s/c%u.cfg", folder, i);
		assert_int_equal(symlink(own, path), 0);
	}
	assert_int_equal(config_dir_list(folder, own, &files), 0);
	assert_int_equal(files.count, CONF_FILES_MAX);
	assert_int_equal(files.more, 3);
	assert_int_equal(config_dir_list("/nowhere/at/all", own, &files), -ENOENT);
}

static int
begin(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(own, sizeof own, "%s/own.conf", folder);
	snprintf(pointer, sizeof pointer, "%s/next-startup", folder);
	return 0;
}

static int
end(void **state)
{
	struct dirent *e;
	DIR *list = opendir(folder);
	char path[400];

	(void)state;
	while (list != NULL && (e = readdir(list)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		remove(path);
	}
	closedir(list);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_name_leads_nowhere_else),
	    cmocka_unit_test(the_pointer_holds_a_name_or_is_refused),
	    cmocka_unit_test(files_are_listed_by_name),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
