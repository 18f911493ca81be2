/* Lines leave in their order; a writer that hangs stops nobody, and what was dropped is counted
 * where the gap is. The writer here hangs whenever the test says so. */
#include "test/check.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "linux/log_queue.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static bool hangs, hanging;
static char written[1 << 16];

static void
write_line(const struct log_line *l)
{
	pthread_mutex_lock(&lock);
	hanging = hangs;
	pthread_cond_broadcast(&moved);
	while (hangs)
		pthread_cond_wait(&moved, &lock);
	hanging = false;
	memcpy(written + strlen(written), l->bytes, l->len + 1);
	pthread_cond_broadcast(&moved);
	pthread_mutex_unlock(&lock);
}

static void
say_dropped(uint64_t count, struct log_line *ret)
{
	ret->len = (size_t)snprintf(ret->bytes, sizeof ret->bytes, "(%u)", (unsigned)count);
}

static const struct log_writer writer = {write_line, say_dropped};

static void
hang(bool on)
{
	pthread_mutex_lock(&lock);
	hangs = on;
	pthread_cond_broadcast(&moved);
	pthread_mutex_unlock(&lock);
}

static void
wait_for_hanging(void)
{
	pthread_mutex_lock(&lock);
	while (!hanging)
		pthread_cond_wait(&moved, &lock);
	pthread_mutex_unlock(&lock);
}

static void
wait_for_written(const char *text)
{
	pthread_mutex_lock(&lock);
	while (strstr(written, text) == NULL)
		pthread_cond_wait(&moved, &lock);
	pthread_mutex_unlock(&lock);
}

static void
put(struct log_queue *q, char c)
{
	struct log_line l = {.len = 1, .bytes = {c, '\0'}};

	log_queue_put(q, &l);
}

static struct log_queue *
begin(void)
{
	written[0] = '\0';
	return log_queue_start(&writer);
}

/* A queue whose thread hangs with 'a', and is full of 'b'. */
static struct log_queue *
begin_full(void)
{
	struct log_queue *q;

	hang(true);
	q = begin();
	put(q, 'a');
	wait_for_hanging();
	for (unsigned i = 0; i < LOG_LINES_MAX; i++)
		put(q, 'b');
	return q;
}

static void
lines_leave_in_their_order(void **state)
{
	struct log_queue *q = begin();

	(void)state;
	put(q, 'a');
	put(q, 'b');
	put(q, 'c');
	assert_true(log_queue_stop(q, 10 * TIME_SEC));
	assert_string_equal(written, "abc");
}

static void
what_finds_no_room_is_counted_where_it_is_missing(void **state)
{
	struct log_queue *q = begin_full();

	(void)state;
	put(q, 'x');
	put(q, 'y');
	hang(false);
	wait_for_written("(2)");
	put(q, 'c');
	assert_true(log_queue_stop(q, 10 * TIME_SEC));
	assert_string_equal(written + 1 + LOG_LINES_MAX, "(2)c");
}

static void
a_gap_is_told_before_the_next_line(void **state)
{
	struct log_queue *q = begin_full();

	(void)state;
	put(q, 'x');
	hang(false);
	wait_for_written("ab");
	/* however far the thread is: what is said next stands behind the count */
	for (const char *c = "yz"; *c != '\0'; c++)
		put(q, *c);
	assert_true(log_queue_stop(q, 10 * TIME_SEC));
	assert_non_null(strstr(written, "b("));
	assert_null(strpbrk(written, "x"));
	if (strchr(written, 'z') != NULL)
		assert_true(strchr(written, 'z') > strchr(written, ')'));
}

static void
one_that_hangs_at_the_end_is_left_behind(void **state)
{
	struct log_queue *q = begin_full();

	(void)state;
	assert_false(log_queue_stop(q, 10 * TIME_MS));
	hang(false);
	wait_for_written("ab");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_leave_in_their_order),
	    cmocka_unit_test(what_finds_no_room_is_counted_where_it_is_missing),
	    cmocka_unit_test(a_gap_is_told_before_the_next_line),
	    cmocka_unit_test(one_that_hangs_at_the_end_is_left_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
