/* A small schema of the engine's own: every kind of value, no subject. */
#ifndef TEST_UNIT_CONF_MINI_H
#define TEST_UNIT_CONF_MINI_H

#include "test/check.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "conf/conf.h"
#include "test/unit/conf/box.h"

struct mini_box {
	struct {
		bool set;
		uint8_t small;
		uint16_t middle;
		uint32_t large;
	} numbers;
	struct {
		bool set;
		uint32_t seconds;
	} daily;
	struct {
		bool set;
		char text[21];
	} label;
	struct {
		bool set;
		uint16_t vlan;
	} link;
	struct mini_item {
		bool set;
		uint16_t number;
		char name[9];
	} item[3];
};

static const struct row mini_rows[] = {
    {.template = "numbers <int:0-255> <int:0-65535> <int:0-4294967295>",
     .help = "Three numbers",
     .record = ROW_AT(struct mini_box, numbers),
     .field = {ROW_AT(struct mini_box, numbers.small), ROW_AT(struct mini_box, numbers.middle),
	       ROW_AT(struct mini_box, numbers.large)}},
    {.template = "backup daily <time>",
     .help = "Time of the day",
     .record = ROW_AT(struct mini_box, daily),
     .field = {ROW_AT(struct mini_box, daily.seconds)}},
    {.template = "label <text:1-20>",
     .help = "Any text",
     .record = ROW_AT(struct mini_box, label),
     .field = {ROW_AT(struct mini_box, label.text)}},
    {.template = "link interface <interface:Vlanif>",
     .help = "An interface",
     .record = ROW_AT(struct mini_box, link),
     .field = {ROW_AT(struct mini_box, link.vlan)}},
    {.template = "item <int:1-999> <name:1-8>",
     .help = "One of three items",
     .noun = "item",
     .list = ROW_LIST(struct mini_box, item, 1, true),
     .record = {0, sizeof(struct mini_item)},
     .field = {ROW_AT(struct mini_item, number), ROW_AT(struct mini_item, name)}},
};

static const struct conf_part mini_part = {sizeof(struct mini_box), mini_rows, COUNT_OF(mini_rows)};

static const struct conf_view mini_views[] = BOX_VIEWS(mini_part);

static const struct conf_schema mini_schema = {mini_views, 2};

static const struct conf_ports mini_ports = {.any = true};

#endif
