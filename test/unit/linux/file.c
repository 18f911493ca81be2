/* Files are read whole or not at all, and replaced so that no half one is ever seen. */
#include "test/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux/file.h"

static char folder[] = "/tmp/twinlease-file-XXXXXX";
static char path[64], deep[96];

static int
make_folder(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/startup.cfg", folder);
	snprintf(deep, sizeof deep, "%s/a/b", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	char part[96];

	(void)state;
	unlink(path);
	rmdir(deep);
	snprintf(part, sizeof part, "%s/a", folder);
	rmdir(part);
	return rmdir(folder);
}

static void
written_is_read(void **state)
{
	char big[10000], *text;

	(void)state;
	memset(big, 'b', sizeof big);
	assert_int_equal(file_write(path, "one", 3), 0);
	assert_int_equal(file_write(path, big, sizeof big), 0);
	assert_int_equal(file_read(path, sizeof big, &text), 0);
	assert_int_equal(strlen(text), sizeof big);
	free(text);
	assert_int_equal(file_read(path, sizeof big - 1, &text), -EFBIG);
	assert_int_equal(file_write(path, "", 0), 0);
	assert_int_equal(file_read(path, 10, &text), 0);
	assert_string_equal(text, "");
	free(text);
}

static void
refusals_are_told(void **state)
{
	char *text = NULL;

	(void)state;
	assert_int_equal(file_read("/nowhere/at/all", 10, &text), -ENOENT);
	assert_int_equal(file_read(folder, 10, &text), -EISDIR);
	assert_int_equal(file_read("/dev/zero", 10, &text), -ENOTSUP);
	assert_int_equal(file_write("/nowhere/at/all", "x", 1), -ENOENT);
	assert_int_equal(file_write(path, "a\0b", 3), 0);
	assert_int_equal(file_read(path, 10, &text), -EILSEQ);
	assert_null(text);
}

static void
folders_are_made_once(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(file_folders(deep), 0);
	assert_int_equal(file_folders(deep), 0);
	assert_int_equal(stat(deep, &st), 0);
	assert_true(S_ISDIR(st.st_mode));
	assert_true(file_folders("") < 0);
	assert_true(file_folders("/dev/null/x") < 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(written_is_read),
	    cmocka_unit_test(refusals_are_told),
	    cmocka_unit_test(folders_are_made_once),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
