/* dhcp/class.h -- what clients are by what they say of themselves: which pools are for them, and
 * what they boot.
 *
 * The classes of a pool are of kinds: vendor class (option 60), user class (77, RFC 3004),
 * architecture (93, RFC 4578), circuit and remote of option 82 (RFC 3046), MAC. A client is of a
 * pool's classes when of each kind that has lines one fits it. Option 77 is compared whole, as many
 * programs send it, and each class in it, as RFC 3004 4 has them. Boot files are chosen by what a
 * message says each time, so the ROM of a machine and the program that it loads get each their own
 * from one pool.
 *
 * Made at commit, then only read. docs/vrp.md "Classes of clients". Tested in
 * test/unit/dhcp/class.c, shared.c. */
#ifndef DHCP_CLASS_H
#define DHCP_CLASS_H

#include "dhcp/config.h"
#include "dhcp/message.h"

struct dhcp_classes;

/* The classes of a pool that was validated; NULL: it has none. by_vendor: those by option 60 count
 * (`dhcp server base-option60 enable`). Nothing points into c. */
struct dhcp_classes *dhcp_classes_new(const struct dhcp_pool_config *c, bool by_vendor);
void dhcp_classes_free(struct dhcp_classes *classes); /* accepts NULL */

/* The client of m is of them. */
bool dhcp_classes_fit(const struct dhcp_classes *classes, const struct dhcp_message *m);

/* Which boot file a client gets, a number for dhcp_boot_file(): that of its user class, of the
 * first of its architectures that has one, or the pool's. */
unsigned dhcp_boot_of(const struct dhcp_pool_config *c, const struct dhcp_message *m);

/* Its name, with zeros behind it, DHCP_FILE_MAX + 1 bytes; "": none. */
const char *dhcp_boot_file(const struct dhcp_pool_config *c, unsigned boot);

#endif
