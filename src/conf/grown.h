/* conf/grown.h -- a list of a configuration that is as long as what is in it: arrays of a fixed
 * length are for what is short. Only row functions make it longer (conf/row.h); it belongs to the
 * part it stands in and is copied, compared and freed with it (conf/part.h). */
#ifndef CONF_GROWN_H
#define CONF_GROWN_H

/* A member of a part: list[0] to list[count - 1], NULL when there are none. */
#define CONF_GROWN(type)                                                                           \
	struct {                                                                                   \
		type *list;                                                                        \
		unsigned count;                                                                    \
	}

/* What all of them look like. */
struct conf_grown {
	void *list;
	unsigned count;
};

#endif
