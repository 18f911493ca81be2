/* linux/key.c -- see linux/key.h. */
#include "linux/key.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

enum {
	KEY_ESCAPE = 033,
	KEY_NONE = 0,	 /* waits for another */
	SEQUENCE_MS = 50 /* within which a key's further bytes follow its ESC */
};

/* A byte that is there within so many milliseconds (-1: whenever it comes), or -1. */
static int
read_byte(int fd, int limit_ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	unsigned char byte;
	ssize_t n;

	if (limit_ms >= 0 && poll(&p, 1, limit_ms) <= 0)
		return -1;
	do
		n = read(fd, &byte, 1);
	while (n < 0 && errno == EINTR);
	return n == 1 ? byte : -1;
}

/* What follows ESC: Arrow Down is a line, Page Down a page, ESC alone itself. */
static int
read_sequence(int fd)
{
	int first = read_byte(fd, SEQUENCE_MS), byte = first, last = -1;

	if (first < 0)
		return KEY_ESCAPE;
	if (first != '[' && first != 'O')
		return KEY_NONE;
	while ((byte = read_byte(fd, SEQUENCE_MS)) >= 0 && (byte < '@' || byte > '~'))
		last = byte;
	if (byte == 'B')
		return '\n';
	return byte == '~' && last == '6' ? ' ' : KEY_NONE;
}

int
key_read(int fd)
{
	int key;

	do {
		key = read_byte(fd, -1);
		if (key == KEY_ESCAPE)
			key = read_sequence(fd);
	} while (key == KEY_NONE);
	return key;
}
