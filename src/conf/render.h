/* conf/render.h -- a configuration as text: saved files, `display this`, pending lines, changes.
 *
 * Every function is resumable: *cursor is 0 at first, it writes whole lines while out has room for
 * another (RENDER_ROOM), and returns true while there is more. A cursor survives a change of the
 * configuration in between: lines may then be missing or come twice, nothing worse.
 * Layouts are those of VRP's own files and displays (docs/vrp.md). Tested in
 * test/unit/conf/render.c. */
#ifndef CONF_RENDER_H
#define CONF_RENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "conf/conf.h"

enum { RENDER_ROOM = 1024 }; /* free bytes a step needs to write one more line */

/* The whole configuration: blocks between `#`, closed by `#` and `return`. */
bool render_current(const struct conf *c, uint64_t *cursor, struct text *out);

/* One view: `#`, its block, `#`, `return`. A view that is not there prints only the frame. */
bool render_view(const struct conf *c, const struct conf_path *path, uint64_t *cursor,
		 struct text *out);

/* The lines that turn running into candidate, under their view headers; no `#`. A step compares no
 * view that was written before. The cursor has 32 bits. */
bool render_pending(const struct conf *running, const struct conf *candidate, uint64_t *cursor,
		    struct text *out);

/* The same as a list of "+ line" and "- line", with `  #` and the view around them. */
bool render_changes(const struct conf *running, const struct conf *candidate, uint64_t *cursor,
		    struct text *out);

/* Whether the object of this view, if there is one, has a line that is rendered so. */
bool render_has_line(const struct conf *c, const struct conf_path *path, const char *wanted);

#endif
