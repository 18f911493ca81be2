/* linux/repair.h -- `twinleased --repair DIR`: makes a damaged journal readable again, durably.
 *
 * What is left of it goes into one new log, put in place whole; only then the damaged files get
 * `.damaged` behind their names, so a crash in between leaves a folder that can be repaired again.
 * A journal without damage is left as it is, and so is one of which nothing is left. Refused while
 * a daemon works on the folder. journal/repair.h says what is kept; docs/journal.md tells the
 * operator. Tested in test/unit/linux/repair.c. */
#ifndef LINUX_REPAIR_H
#define LINUX_REPAIR_H

#include <stdbool.h>

struct text;

enum { REPAIR_STORY_MAX = 64 << 10 }; /* bytes are enough for any story worth reading */

/* story: what was found and done, lines with ends. False: nothing was done, or not all of it;
 * `message` says why in one sentence. */
bool repair_folder(const char *path, struct text *story, struct text *message);

#endif
