/* linux/log_ring.c -- see linux/log_ring.h. */
#include "linux/log_ring.h"

#include <pthread.h>
#include <string.h>

struct ring_line {
	size_t len;
	char bytes[LOG_LINE_BYTES];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct ring_line ring[LOG_RING_LINES];
static unsigned next, count; /* next: where the coming line goes */

void
log_ring_put(const struct log_line *line)
{
	struct ring_line *to;

	pthread_mutex_lock(&lock);
	to = &ring[next];
	to->len = line->len < sizeof to->bytes ? line->len : sizeof to->bytes;
	memcpy(to->bytes, line->bytes, to->len);
	next = (next + 1) % LOG_RING_LINES;
	count += count < LOG_RING_LINES;
	pthread_mutex_unlock(&lock);
}

static const struct ring_line *
newest(unsigned back)
{
	return &ring[(next + LOG_RING_LINES - back) % LOG_RING_LINES];
}

unsigned
log_ring_read(struct text *t)
{
	size_t room = t->cap - t->len - 1, len = 0;
	unsigned lines = 0;

	pthread_mutex_lock(&lock);
	while (lines < count && len + newest(lines + 1)->len <= room)
		len += newest(++lines)->len;
	for (unsigned back = lines; back > 0; back--)
		text_bytes(t, newest(back)->bytes, newest(back)->len);
	pthread_mutex_unlock(&lock);
	return lines;
}
