/* node/reload.h -- the startup file of a SIGHUP that came while a commit was under way, until that
 * is in force or failed: an operator's word is not lost, and the last one counts. Tested in
 * test/unit/node/apply.c. */
#ifndef NODE_RELOAD_H
#define NODE_RELOAD_H

struct reload { /* all zero: none waits */
	char *text, *file;
};

/* Copies both, in place of what waited before. */
void reload_keep(struct reload *r, const char *text, const char *file);

void reload_forget(struct reload *r);

#endif
