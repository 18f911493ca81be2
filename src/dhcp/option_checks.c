/* dhcp/option_checks.c -- see dhcp/option_checks.h. */
#include "dhcp/option_checks.h"

#include <string.h>

#include "conf/value.h"
#include "dhcp/config.h"
#include "dhcp/message.h"
#include "dhcp/option_table.h"

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))

/* Options that replies have already, or that say what a message is. */
static const struct {
	uint8_t code;
	const char *command; /* that sets it; NULL: none does */
} taken[] = {
    {DHCP_OPT_MASK, "gateway"},
    {DHCP_OPT_ROUTER, "gateway"},
    {DHCP_OPT_DNS, "dns-server"},
    {DHCP_OPT_DOMAIN, "dns-suffix"},
    {DHCP_OPT_STATIC_ROUTE, "option33"},
    {DHCP_OPT_NETBIOS, "netbios-name-server"},
    {DHCP_OPT_NETBIOS_TYPE, "netbios-type"},
    {DHCP_OPT_REQUESTED, NULL},
    {DHCP_OPT_LEASE, "lease"},
    {DHCP_OPT_OVERLOAD, NULL},
    {DHCP_OPT_TYPE, NULL},
    {DHCP_OPT_SERVER_ID, "server identifier ip"},
    {DHCP_OPT_PARAMETERS, NULL},
    {DHCP_OPT_MESSAGE, NULL},
    {DHCP_OPT_MAX_SIZE, NULL},
    {DHCP_OPT_T1, "renewal-time"},
    {DHCP_OPT_T2, "rebinding-time"},
    {DHCP_OPT_CLIENT_ID, NULL},
    {DHCP_OPT_RAPID_COMMIT, "rapid-commit"},
    {DHCP_OPT_AGENT, NULL},
    {DHCP_OPT_SUBNET, NULL},
    {DHCP_OPT_SEARCH, "domain-search-list"},
    {DHCP_OPT_SIP, "sip-server"},
    {DHCP_OPT_ROUTES, "option121"},
    {DHCP_OPT_VENDOR_INFO, "option125"},
};

/* The value of an option, and whether its code allows it (dhcp/option_table.h). */
static const struct template_value *
check_value(const struct row_line *line, unsigned code, struct text *error)
{
	const struct template_value *kind = row_value(line, 1, 0), *value = NULL;
	uint8_t byte[DHCP_OPTION_BYTES];
	size_t len = 0;

	if (!dhcp_option_takes(code, (enum dhcp_option_kind)kind->number, error))
		return kind;
	switch ((enum dhcp_option_kind)kind->number) {
	case DHCP_OPTION_ASCII:
		value = row_value(line, 2, 0);
		len = strlen(value->text);
		break;
	case DHCP_OPTION_HEX:
		value = row_value(line, 3, 0);
		len = value_hex_bytes(value->text, byte, sizeof byte);
		break;
	case DHCP_OPTION_ADDRESS:
		value = row_value(line, 4, 0);
		while (row_value(line, 4, (unsigned)len / 4))
			len += 4;
		break;
	}
	return dhcp_option_fits(code, kind->number == DHCP_OPTION_HEX ? byte : NULL, len, error)
		   ? NULL
		   : value;
}

/* The code of an option that a line hands out; NULL: it may. */
static const struct template_value *
check_code(const struct row_line *line, struct text *error)
{
	const struct template_value *code = row_value(line, 0, 0);

	for (unsigned i = 0; i < COUNT_OF(taken); i++) {
		if (taken[i].code != code->number)
			continue;
		if (taken[i].command)
			text_add(error, "Option %u is set by the command %s.", code->number,
				 taken[i].command);
		else
			text_add(error, "Option %u is part of the protocol, no command sets it.",
				 code->number);
		return code;
	}
	return NULL;
}

const struct template_value *
dhcp_check_option(const struct row_line *line, struct text *error)
{
	const struct template_value *wrong = check_code(line, error);

	return wrong ? wrong : check_value(line, row_value(line, 0, 0)->number, error);
}

const struct template_value *
dhcp_check_sub_option(const struct row_line *line, struct text *error)
{
	const struct template_value *code = row_value(line, 0, 0), *wrong;

	wrong = check_code(line, error);
	if (wrong)
		return wrong;
	return dhcp_option_nests(code->number, error) ? NULL : code;
}

const struct template_value *
dhcp_check_servers(const struct row_line *line, struct text *error)
{
	const struct template_value *a;

	for (unsigned i = 0; (a = row_value(line, 0, i)); i++)
		if (!ip4_is_host(a->ip)) {
			text_add(error, "The address of a server is that of a host.");
			return a;
		}
	return NULL;
}

static const struct template_value *
check_gateway_of(const struct row_line *line, unsigned placeholder, struct text *error)
{
	const struct template_value *gateway = row_value(line, placeholder, 0);

	if (ip4_is_host(gateway->ip))
		return NULL;
	text_add(error, "The gateway of a route is a host.");
	return gateway;
}

const struct template_value *
dhcp_check_route(const struct row_line *line, struct text *error)
{
	return check_gateway_of(line, 2, error);
}

/* RFC 2132 5.8: no default route. */
const struct template_value *
dhcp_check_static_route(const struct row_line *line, struct text *error)
{
	const struct template_value *to = row_value(line, 0, 0);

	if (ip4_is_host(to->ip))
		return check_gateway_of(line, 1, error);
	if (ip4_set(to->ip))
		text_add(error, "The destination is no host and no network of a class.");
	else
		text_add(error, "Option 33 has no default route; option 121 has.");
	return to;
}

/* RFC 1035 2.3.1, and a digit may begin a label (RFC 1123 2.1). */
const struct template_value *
dhcp_check_search(const struct row_line *line, struct text *error)
{
	const struct template_value *name = row_value(line, 0, 0);

	for (const char *label = name->text; *label;) {
		size_t len = strcspn(label, ".");

		if (len == 0 || label[0] == '-' || label[len - 1] == '-') {
			text_add(error, "A label of the name is empty, or begins or ends with a "
					"hyphen.");
			return name;
		}
		label += len + (label[len] == '.');
	}
	return NULL;
}

const struct template_value *
dhcp_check_forced(const struct row_line *line, struct text *error)
{
	const struct template_value *code = row_value(line, 0, 0);

	for (unsigned i = 0; i < COUNT_OF(taken); i++)
		if (taken[i].code == code->number && !taken[i].command) {
			text_add(error, "Option %u is part of the protocol, no command sets it.",
				 code->number);
			return code;
		}
	return NULL;
}

const struct template_value *
dhcp_check_next_server(const struct row_line *line, struct text *error)
{
	const struct template_value *a = row_value(line, 0, 0);

	if (ip4_is_host(a->ip))
		return NULL;
	text_add(error, "The next server is a host.");
	return a;
}
