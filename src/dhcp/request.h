/* dhcp/request.h -- what a REQUEST gets: ACK, NAK or silence (RFC 2131 4.3.2). The table stands in
 * request.c; which REQUEST it is, in dhcp/situation.h. Tested in test/unit/dhcp/decide.c. */
#ifndef DHCP_REQUEST_H
#define DHCP_REQUEST_H

#include "dhcp/look.h"

/* Writes l->v; l->m is a REQUEST, and the pool, key and server identifier are there. */
void dhcp_decide_request(struct dhcp_look *l);

/* Grants at once what l->v offers to the DISCOVER l->m, as a REQUEST that takes it would be
 * (RFC 4039 3.1). */
void dhcp_decide_rapid(struct dhcp_look *l);

/* Grants at once what l->v offers to the BOOTP client of l->m (RFC 1534), or withdraws it. */
void dhcp_decide_bootp(struct dhcp_look *l);

#endif
