/* test/conform/value.h -- values as the tables of this folder write them (docs/conformance.md).
 *
 * A value is parts joined by `+`: `""` nothing, `"text"`, `xHEX`, `u8:N` `u16:N` `u32:N`, `.N` an
 * address of the clients' subnet, an address, `ours` the server identifier, `yours` what this
 * client was told last (`yours:b`: client b), `mac` its MAC address, `relay` giaddr. */
#ifndef TEST_CONFORM_VALUE_H
#define TEST_CONFORM_VALUE_H

#include "base/buf.h"
#include "base/ip4.h"
#include "base/mac.h"

enum { CLIENTS_MAX = 4, VALUE_MAX = 600 };

struct world { /* what values mean in a case that runs */
	struct ip4 net, ours, relay;
	struct ip4 yours[CLIENTS_MAX];
	unsigned number; /* of the case: its clients' MACs */
};

struct mac client_mac(const struct world *w, unsigned client);

/* Appends the bytes; false: it is no value. */
bool value_write(const struct world *w, unsigned client, const char *text, struct wr *out);

/* The value as an address, or a number, of at most four bytes. */
bool value_as_number(const struct world *w, unsigned client, const char *text, uint32_t *ret);

/* The text with `.N` and MAC, MACb .. replaced: a command line. */
void value_command(const struct world *w, const char *text, char *out, size_t cap);

#endif
