/* linux/pager.h -- prints a display page by page: after each page, `---- More ----` and a key.
 *
 * Space: a page; Enter: a line; q, Ctrl-C and everything else: the rest is dropped (docs/vrp.md
 * "Command line"). A last line without its end is held back, because it may become a question.
 * Tested in test/unit/linux/pager.c. */
#ifndef LINUX_PAGER_H
#define LINUX_PAGER_H

#include <stdbool.h>
#include <stddef.h>

enum { PAGER_TAIL_MAX = 1000 };

struct pager {
	unsigned page;	  /* lines before a pause; 0: never pause */
	unsigned columns; /* of the screen */
	unsigned used;	  /* screen lines since the last pause */
	bool stopped;	  /* the operator has seen enough */
	size_t tail_len;
	char tail[PAGER_TAIL_MAX + 1]; /* the line begun, not printed yet */
	void (*write)(void *owner, const char *text, size_t len);
	int (*key)(void *owner); /* waits for a key; -1: none will come */
	void *owner;
};

/* A new command: the screen is fresh. */
void pager_begin(struct pager *p);

/* Prints text, pausing as needed. False from the moment the operator has seen enough. */
bool pager_print(struct pager *p, const char *text, size_t len);

/* Prints the line held back, if any, and ends it. */
void pager_end(struct pager *p);

#endif
