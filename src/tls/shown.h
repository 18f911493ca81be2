/* tls/shown.h -- what the displays of SSL policies read: the configuration in force, and what the
 * host said of its files. */
#ifndef TLS_SHOWN_H
#define TLS_SHOWN_H

#include "tls/config.h"

enum { TLS_STATE_MAX = 300 };

struct tls_shown {
	unsigned count;
	struct tls_shown_entry {
		struct tls_named policy;
		bool loaded;
		char state[TLS_STATE_MAX]; /* a sentence of the host; "": it said nothing yet */
	} list[TLS_POLICIES_MAX];
};

#endif
