/* dhcp/option_checks.h -- what a line of a pool about options gets wrong by itself, whatever else
 * is configured: the `check` of its row (conf/row.h), which names the value to blame, or NULL, with
 * a sentence in *error. docs/vrp.md "IP pool". Tested in test/unit/node/schema.c. */
#ifndef DHCP_OPTION_CHECKS_H
#define DHCP_OPTION_CHECKS_H

#include "conf/row.h"

/* Of `option CODE`: a code that has a command of its own, or none; a value that no client could
 * read. */
const struct template_value *dhcp_check_option(const struct row_line *line, struct text *error);
/* Of `option CODE sub-option`: a code that has none. */
const struct template_value *dhcp_check_sub_option(const struct row_line *line, struct text *error);
/* Addresses of hosts. */
const struct template_value *dhcp_check_servers(const struct row_line *line, struct text *error);
/* Of `option121 ip-address`, */
const struct template_value *dhcp_check_route(const struct row_line *line, struct text *error);
/* and of `option33 route`. */
const struct template_value *dhcp_check_static_route(const struct row_line *line,
						     struct text *error);
/* A name of DNS (RFC 1035 2.3.1). */
const struct template_value *dhcp_check_search(const struct row_line *line, struct text *error);
/* Codes that a client may be sent unasked. */
const struct template_value *dhcp_check_forced(const struct row_line *line, struct text *error);
const struct template_value *dhcp_check_next_server(const struct row_line *line,
						    struct text *error);

#endif
