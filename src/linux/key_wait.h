/* linux/key_wait.h -- waits at a prompt, for a key or for what else may come.
 *
 * SIGWINCH and SIGCONT are blocked from key_wait_open() on: libedit's handlers for them would draw,
 * allocate and free memory, whatever they interrupt, and take themselves back unless libedit itself
 * was reading. A size is asked for when a key came; that the process was stopped and goes on is
 * read here. Other signals end the wait as well. Tested in test/unit/linux/terminal.c. */
#ifndef LINUX_KEY_WAIT_H
#define LINUX_KEY_WAIT_H

enum key_wait {
	KEY_WAIT_KEY,	/* there is something to read from `keys`, or its end */
	KEY_WAIT_OTHER, /* ... only from `other` */
	KEY_WAIT_SIGNAL /* a signal came, which may have changed terminal and screen */
};

/* The descriptor for key_wait(), or negative: without it, SIGCONT goes unnoticed. */
int key_wait_open(void);

enum key_wait key_wait(int keys, int other, int signals);

#endif
