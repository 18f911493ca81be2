/* user/rows.c -- see user/rows.h. Order is the order of saved files. */
#include "user/rows.h"

#include "user/config.h"

#define COUNT_OF(a)  (sizeof(a) / sizeof *(a))
#define USER(member) ROW_AT(struct user_config, member)

static const struct row rows[] = {
    {.template = "user-group <word:1-64> privilege level <int:0-3>",
     .help = "What users of a group of the system may do",
     .undo = "user-group <word:1-64> [privilege level <int:0-3>]",
     .noun = "user group",
     .flags = ROW_MANAGE,
     .list = ROW_LIST(struct user_config, group, 1, true),
     .record = {0, sizeof(struct user_group)},
     .field = {ROW_AT(struct user_group, name), ROW_AT(struct user_group, level)}},
    {.template = "user privilege level <int:0-3>",
     .help = "What users of no such group may do",
     .flags = ROW_MANAGE,
     .undo = "user privilege level [<int:0-3>]",
     .record = USER(others),
     .otherwise = {true, {USER_MANAGE}, NULL},
     .field = {USER(others.level)}},
    {.template = "idle-timeout <int:0-35791> [<int:0-59>]",
     .help = "Minutes and seconds after which a person's session ends, 0: never",
     .flags = ROW_MANAGE,
     .undo = "idle-timeout [<int:0-35791> [<int:0-59>]]",
     .record = USER(idle),
     .otherwise = {true, {USER_IDLE_MINUTES, 0}, NULL},
     .field = {USER(idle.minutes), USER(idle.seconds)}},
};

const struct conf_part user_part = {sizeof(struct user_config), rows, COUNT_OF(rows)};
