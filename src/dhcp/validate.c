/* dhcp/validate.c -- see dhcp/validate.h. What a line alone gets wrong (a range upside down, a
 * gateway that is no host) never comes here: the checks of dhcp/rows.c refuse it when it is typed.
 */
#include "dhcp/validate.h"

#include <string.h>

#include "dhcp/reserved.h"
#include "dhcp/rows.h"

static void
section(const struct dhcp_pool_config *p, const struct dhcp_section *s, struct conf_errors *e)
{
	if (!p->gateway.set)
		conf_error_add(e, s, "The gateway of the pool is not configured.");
	else if (!ip4_together(s->low, p->gateway.address, p->gateway.mask) ||
		 !ip4_together(s->high, p->gateway.address, p->gateway.mask))
		conf_error_add(e, s, "The section is not in the subnet of the gateway.");
	for (const struct dhcp_section *other = p->section.list; other < s; other++)
		if (s->low.host <= other->high.host && other->low.host <= s->high.host)
			conf_error_add(e, s, "The section overlaps section %u.", other->number);
}

static bool
in_section(const struct dhcp_pool_config *p, struct ip4 low, struct ip4 high)
{
	for (unsigned i = 0; i < p->section.count; i++)
		if (p->section.list[i].low.host <= low.host &&
		    high.host <= p->section.list[i].high.host)
			return true;
	return false;
}

static void
excluded(const struct dhcp_pool_config *p, const struct dhcp_excluded *x, struct conf_errors *e)
{
	if (!in_section(p, x->low, x->high))
		conf_error_add(e, x, "The excluded addresses are not in a section of the pool.");
}

const struct dhcp_excluded *
dhcp_pool_excluded(const struct dhcp_pool_config *p, struct ip4 a)
{
	for (unsigned i = 0; i < p->excluded.count; i++)
		if (p->excluded.list[i].low.host <= a.host &&
		    a.host <= p->excluded.list[i].high.host)
			return &p->excluded.list[i];
	return NULL;
}

/* An address that can be bound to a client. record: the line. */
static void
bound_address(const struct dhcp_pool_config *p, struct ip4 a, const void *record,
	      struct conf_errors *e)
{
	if (!in_section(p, a, a))
		conf_error_add(e, record, "The address is not in a section of the pool.");
	else if (p->gateway.set && ip4_same(a, p->gateway.address))
		conf_error_add(e, record, "The address is the gateway of the pool.");
	else if (p->server_identifier.set && ip4_same(a, p->server_identifier.address))
		conf_error_add(e, record, "The address is the server identifier of the pool.");
	else if (p->gateway.set && ((a.host & ~p->gateway.mask.host) == 0 ||
				    (a.host | p->gateway.mask.host) == UINT32_MAX))
		conf_error_add(e, record, "The address is that of a whole network.");
	else if (dhcp_pool_excluded(p, a) != NULL)
		conf_warning_add(e, record,
				 "The address is excluded (excluded-ip-address): its client does "
				 "not get it.");
}

static void
static_bind(const struct dhcp_pool_config *p, const struct dhcp_static *s, struct conf_errors *e)
{
	bound_address(p, s->address, s, e);
	for (const struct dhcp_static *other = p->static_bind.list; other < s; other++)
		if (ip4_same(other->address, s->address)) {
			conf_error_add(e, s, "The address is bound to another MAC address.");
			return;
		} else if (mac_same(other->mac, s->mac)) {
			conf_error_add(e, s, "The MAC address is bound to another address.");
			return;
		}
}

/* Lines that can stand for one address: one with the circuit, and one with the remote. */
static bool
goes_with(const struct dhcp_named *n, const struct dhcp_named *other)
{
	return n->naming != other->naming && n->naming != DHCP_BY_IDENTIFIER &&
	       other->naming != DHCP_BY_IDENTIFIER;
}

static void
named(const struct dhcp_pool_config *p, const struct dhcp_named *n, struct conf_errors *e)
{
	bound_address(p, n->address, n, e);
	for (unsigned i = 0; i < p->static_bind.count; i++)
		if (ip4_same(p->static_bind.list[i].address, n->address)) {
			conf_error_add(e, n, "The address is bound to a MAC address.");
			return;
		}
	for (const struct dhcp_named *other = p->named.list; other < n; other++)
		if (ip4_same(other->address, n->address) && !goes_with(n, other)) {
			conf_error_add(e, n, "The address is bound to another client.");
			return;
		}
}

/* What is bound to two addresses; circuit and remote of an address are one. */
static void
named_twice(const struct dhcp_pool_config *p, struct conf_errors *e)
{
	struct dhcp_reserved r;

	dhcp_reserved_make(p, &r);
	for (unsigned i = 1; i < r.named_count; i++)
		for (unsigned k = 0; k < i; k++)
			if (dhcp_reserved_same(&r.named[i], &r.named[k]) &&
			    !ip4_same(r.named[i].address, r.named[k].address)) {
				conf_error_add(e, &p->named.list[r.named[i].line],
					       "The client is bound to another address.");
				break;
			}
	dhcp_reserved_end(&r);
}

static void
route(const struct dhcp_route *r, struct conf_errors *e)
{
	if (r->length < 32 && r->network.host & UINT32_MAX >> r->length)
		conf_error_add(e, r, "The destination of the route has bits beyond its mask.");
}

static unsigned
option_bytes(const struct dhcp_option *o)
{
	switch ((enum dhcp_option_kind)o->kind) {
	case DHCP_OPTION_ASCII:
		return (unsigned)strlen(o->as.text);
	case DHCP_OPTION_HEX:
		return o->count;
	case DHCP_OPTION_ADDRESS:
		return 4u * o->count;
	}
	return 0;
}

static bool
is_whole(const struct dhcp_pool_config *p, uint32_t code)
{
	for (unsigned i = 0; i < p->option.count; i++)
		if (p->option.list[i].code == code)
			return true;
	return false;
}

/* An option is made of its sub-options, or given whole; it has 255 bytes in all, and a pool so many
 * options. */
static void
sub_options(const struct dhcp_pool_config *p, struct conf_errors *e)
{
	const struct dhcp_option *all = p->sub_option.list;
	unsigned bytes = 0, options = p->option.count;

	for (unsigned i = 0; i < p->sub_option.count; i++) {
		const struct dhcp_option *o = &all[i];
		bool first = i == 0 || all[i - 1].in != o->in;
		unsigned before = first ? 0 : bytes;

		bytes = before + 2 + option_bytes(o);
		options += first;
		if (first && is_whole(p, o->in))
			conf_error_add(e, o, "Option %u has a value, so it has no sub-options.",
				       o->in);
		else if (first && options > DHCP_OPTIONS_MAX)
			conf_error_add(e, o, "A pool hands out %u options by code at most.",
				       (unsigned)DHCP_OPTIONS_MAX);
		else if (before <= DHCP_OPTION_BYTES && bytes > DHCP_OPTION_BYTES)
			conf_error_add(e, o, "Option %u has more than %u bytes.", o->in,
				       (unsigned)DHCP_OPTION_BYTES);
	}
}

/* The same of option 125, where each enterprise has five bytes before its own. */
static void
vendor(const struct dhcp_pool_config *p, struct conf_errors *e)
{
	unsigned bytes = 0;

	for (unsigned i = 0; i < p->vendor.count; i++) {
		const struct dhcp_option *o = &p->vendor.list[i];
		unsigned before = bytes;

		bytes += 2 + option_bytes(o) + (i == 0 || o[-1].in != o->in ? 5 : 0);
		if (before <= DHCP_OPTION_BYTES && bytes > DHCP_OPTION_BYTES)
			conf_error_add(e, o, "Option 125 has more than %u bytes.",
				       (unsigned)DHCP_OPTION_BYTES);
	}
}

/* T1 < T2 < lease, with the defaults of RFC 2131 4.4.5 for what is not configured. */
static void
times(const struct dhcp_pool_config *p, struct conf_errors *e)
{
	struct dhcp_pool_config filled = *p;
	uint32_t t1 = dhcp_duration_s(&p->renewal), t2 = dhcp_duration_s(&p->rebinding), lease;
	bool t2_given = t2 != 0;

	conf_fill(&dhcp_pool_part, &filled);
	lease = dhcp_duration_s(&filled.lease);
	if (lease == 0)
		lease = UINT32_MAX;
	if (t2 == 0)
		t2 = lease / 8 * 7;
	if (t2_given && t2 >= lease)
		conf_error_add(e, &p->rebinding, "The rebinding time is not below the lease.");
	if (t1 != 0 && t1 >= t2)
		conf_error_add(e, &p->renewal, "The renewal time is not below the rebinding time.");
	else if (t1 == 0 && t2_given && lease / 2 >= t2)
		conf_error_add(e, &p->rebinding,
			       "The rebinding time is not above the renewal time.");
}

static bool
is_file(const char *name)
{
	return strstr(name, "://") == NULL;
}

/* The line of a boot file that is no URL, or NULL. */
static const void *
file_line(const struct dhcp_pool_config *p)
{
	if (p->boot_file.set && is_file(p->boot_file.text))
		return &p->boot_file;
	for (unsigned i = 0; i < p->boot_user.count; i++)
		if (is_file(p->boot_user.list[i].file))
			return &p->boot_user.list[i];
	for (unsigned i = 0; i < p->boot_architecture.count; i++)
		if (is_file(p->boot_architecture.list[i].file))
			return &p->boot_architecture.list[i];
	return NULL;
}

/* siaddr is 0 then, and most ROMs do not boot. 150 is the address of a TFTP server (RFC 5859). */
static void
file_of_nobody(const struct dhcp_pool_config *p, struct conf_errors *e)
{
	enum { OPTION_TFTP_NAME = 66, OPTION_TFTP_ADDRESS = 150 };
	const void *line = file_line(p);

	if (line == NULL || p->next_server.set || p->server_name.set ||
	    is_whole(p, OPTION_TFTP_NAME) || is_whole(p, OPTION_TFTP_ADDRESS))
		return;
	conf_warning_add(e, line, "Clients are not told which server has this file (next-server).");
}

void
dhcp_pool_validate(const struct dhcp_pool_config *p, struct conf_errors *e)
{
	if (p->gateway_list.set)
		conf_error_add(e, &p->gateway_list,
			       "The network of the gateway is missing (network A mask M).");
	if (p->network.set)
		conf_error_add(e, &p->network,
			       p->gateway.set ? "The pool has a gateway and sections already."
					      : "The gateway of the network is missing "
						"(gateway-list A).");
	for (unsigned i = 0; i < p->section.count; i++)
		section(p, &p->section.list[i], e);
	for (unsigned i = 0; i < p->excluded.count; i++)
		excluded(p, &p->excluded.list[i], e);
	for (unsigned i = 0; i < p->static_bind.count; i++)
		static_bind(p, &p->static_bind.list[i], e);
	for (unsigned i = 0; i < p->named.count; i++)
		named(p, &p->named.list[i], e);
	named_twice(p, e);
	for (unsigned i = 0; i < DHCP_ROUTES_MAX && p->route[i].set; i++)
		route(&p->route[i], e);
	sub_options(p, e);
	vendor(p, e);
	if (p->sip.set && p->sip_name[0].set)
		conf_error_add(e, &p->sip_name[0],
			       "The SIP servers are addresses or names, not both.");
	file_of_nobody(p, e);
	times(p, e);
}
