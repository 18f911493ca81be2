/* conf/loader.h -- the inside of conf/load.h: a text on its way into a configuration. Private to
 * conf/load.c, which writes it, and conf/locate.c, which looks on. */
#ifndef CONF_LOADER_H
#define CONF_LOADER_H

#include "conf/line.h"
#include "conf/load.h"
#include "conf/template_match.h"

enum load_where { AT_SYSTEM, AT_OBJECT, AT_NOWHERE };

struct loader {
	struct conf *c;
	struct load_errors *errors; /* NULL: they do not matter */
	unsigned line;
	size_t margin;
	bool margin_known;
	bool leave_out; /* foreign lines are no error */
	bool flat;	/* no line stands further in than another */
	unsigned foreign_line;
	enum load_where where;
	bool fresh;	       /* AT_SYSTEM: no line but system view's ones since the last `#` */
	size_t refused;	       /* indentation of the line before, if refused; else SIZE_MAX */
	unsigned batched;      /* objects that lines of many at once made and took away */
	const char *function;  /* AT_NOWHERE: of the foreign view, or NULL: a mistake */
	unsigned meant;	       /* AT_NOWHERE, flat: the view of ours that it was to be, or 0 */
	unsigned swallowed;    /* AT_NOWHERE: lines below the mistake */
	unsigned mistake;      /* its place in errors->list plus one, 0: not kept */
	struct conf_path path; /* AT_OBJECT */
	unsigned matcher_view; /* that `inside` was filled for; 0: none yet */
	struct template_matcher system, inside;
	struct template_found found;
	struct conf_reply reply;
};

struct loader *loader_new(const struct conf_schema *schema, const struct conf_ports *ports,
			  const struct load_how *how);

/* Runs a text until its end, or until *watch says stop after a line; *text is what follows. False:
 * the text is over, and its last line was not `return`. */
typedef bool loader_watch(const struct loader *l, void *context);
bool loader_run(struct loader *l, const char **text, loader_watch *watch, void *context);

#endif
