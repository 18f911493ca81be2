/* A schema with what a stranger would want of a row: an interface of any type, a list in a list, a
 * list of addresses behind a key, alternatives with values of different types, a check, defaults,
 * help for each keyword. */
#ifndef TEST_UNIT_CONF_RICH_H
#define TEST_UNIT_CONF_RICH_H

#include "test/check.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "conf/conf.h"
#include "test/unit/conf/box.h"

struct rich_track {
	bool set;
	struct interface_name interface;
	uint8_t reduced;
};

struct rich_group {
	bool set;
	uint8_t number;
	struct {
		bool set;
		struct ip4 address;
	} vip[3];
	struct {
		bool set;
		uint8_t value;
	} priority;
	struct rich_track track[4];
};

struct rich_route {
	bool set;
	uint8_t number, count;
	struct ip4 address[8];
};

struct rich_option {
	bool set;
	uint8_t code, kind, bytes_count, addresses_count;
	union {
		char ascii[255];
		uint8_t bytes[254];
		struct ip4 address[8];
	};
};

struct rich_box {
	struct rich_group group[3];
	struct rich_route route[3];
	struct rich_option option[3];
	struct {
		bool set;
		struct ip4 low, high;
	} range;
	struct {
		bool set;
		uint16_t days;
		uint8_t hours;
	} lease;
	struct {
		bool set;
		uint8_t mode;
	} mode;
	struct {
		bool set;
		struct interface_name interface;
	} uplink;
};

#define RICH(member)   ROW_AT(struct rich_box, member)
#define GROUP(member)  ROW_AT(struct rich_group, member)
#define TRACK(member)  ROW_AT(struct rich_track, member)
#define ROUTE(member)  ROW_AT(struct rich_route, member)
#define OPTION(member) ROW_AT(struct rich_option, member)
#define VIP(member)                                                                                \
	{                                                                                          \
		offsetof(struct rich_group, vip[0].member) - offsetof(struct rich_group, vip[0]),  \
		    sizeof(((struct rich_group *)0)->vip[0].member)                                \
	}

static inline const struct template_value *
rich_low_first(const struct row_line *line, struct text *error)
{
	const struct template_value *low = row_value(line, 0, 0), *high = row_value(line, 1, 0);

	if (low->ip.host <= high->ip.host)
		return NULL;
	text_add(error, "The end is lower than the start.");
	return high;
}

static const struct template_help rich_option_words[] = {{"ascii", "Characters"},
							 {"hex", "Bytes as hexadecimal digits"},
							 {"ip-address", "IP addresses"},
							 {NULL, NULL}};

static const struct row rich_rows[] = {
    {.template = "group <int:1-255> virtual-ip <ip>",
     .help = "Create a group or add an address",
     .undo = "group <int:1-255> [virtual-ip <ip>]",
     .noun = "group or address",
     .list = ROW_LIST(struct rich_box, group, 1, true),
     .inner = ROW_LIST(struct rich_group, vip, 1, true),
     .record = {0, sizeof(((struct rich_group *)0)->vip[0])},
     .field = {GROUP(number), VIP(address)},
     .flags = ROW_LAST_DELETES},
    {.template = "group <int:1-255> priority <int:1-254>",
     .help = "Priority of the group",
     .noun = "group",
     .list = ROW_LIST(struct rich_box, group, 1, true),
     .record = GROUP(priority),
     .field = {GROUP(number), GROUP(priority.value)},
     .otherwise = {true, {100}, NULL},
     .flags = ROW_EXISTING},
    {.template = "group <int:1-255> track interface <interface> reduced <int:1-255>",
     .help = "Lower the priority while an interface is down",
     .undo = "group <int:1-255> track interface [<interface> [reduced <int:1-255>]]",
     .noun = "group",
     .list = ROW_LIST(struct rich_box, group, 1, true),
     .inner = ROW_LIST(struct rich_group, track, 1, true),
     .record = {0, sizeof(struct rich_track)},
     .field = {GROUP(number), TRACK(interface), TRACK(reduced)},
     .flags = ROW_EXISTING},
    {.template = "option33 <int:1-99> ip-address <ip>...8",
     .help = "Addresses of a number",
     .noun = "number",
     .list = ROW_LIST(struct rich_box, route, 1, true),
     .record = {0, sizeof(struct rich_route)},
     .field = {ROUTE(number), ROUTE(address), ROUTE(count)}},
    {.template = "option <int:1-254> {ascii <string> | hex <hex> | ip-address <ip>...8}",
     .help = "Any option",
     .words = rich_option_words,
     .noun = "option",
     .list = ROW_LIST(struct rich_box, option, 1, true),
     .record = {0, sizeof(struct rich_option)},
     .field = {OPTION(code), OPTION(kind), OPTION(ascii), OPTION(bytes), OPTION(bytes_count),
	       OPTION(address), OPTION(addresses_count)}},
    {.template = "range <ip> [<ip>]",
     .help = "Addresses from and to",
     .record = RICH(range),
     .field = {RICH(range.low), RICH(range.high)},
     .check = rich_low_first,
     .flags = ROW_COPY},
    {.template = "lease <int:0-999> [<int:0-23>]",
     .help = "Days and hours",
     .record = RICH(lease),
     .field = {RICH(lease.days), RICH(lease.hours)},
     .otherwise = {true, {3, 12}, "days, hours"}},
    {.template = "mode {slow|fast=7}",
     .help = "How fast",
     .record = RICH(mode),
     .field = {RICH(mode.mode)},
     .otherwise = {true, {7}, NULL}},
    {.template = "uplink <interface>",
     .help = "An interface of any type",
     .record = RICH(uplink),
     .field = {RICH(uplink.interface)}},
};

static const struct conf_part rich_part = {sizeof(struct rich_box), rich_rows, COUNT_OF(rich_rows)};

static const struct conf_view rich_views[] = BOX_VIEWS(rich_part);

static const struct conf_schema rich_schema = {rich_views, 2};

static const struct conf_ports rich_ports = {.any = true};

#undef RICH
#undef GROUP
#undef TRACK
#undef ROUTE
#undef OPTION
#undef VIP

#endif
