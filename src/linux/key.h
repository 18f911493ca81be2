/* linux/key.h -- one key of a terminal in raw mode, for the pager: arrows and the like come as
 * several bytes. Tested in test/unit/linux/terminal.c. */
#ifndef LINUX_KEY_H
#define LINUX_KEY_H

/* Waits for a key that says something and returns it: a byte; a line end for Arrow Down, a blank
 * for Page Down, ESC where it stands alone; -1 when none will come. Other arrows are passed over.
 */
int key_read(int fd);

#endif
