/* cli/level.c -- see cli/level.h. */
#include "cli/level.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

static const struct user_config *
config_of(const struct cli *c, const struct conf *conf)
{
	static const struct user_config none;

	return c->setup.config != NULL ? c->setup.config(conf) : &none;
}

/* Whether it says of users what the running configuration says. */
static bool
same_users(const struct cli *c, const struct conf *conf)
{
	return memcmp(config_of(c, conf), config_of(c, c->running), sizeof(struct user_config)) ==
	       0;
}

/* Names stand between colons, as no name of the system has one. */
static bool
is_in(const struct cli_session *s, const char *group)
{
	char word[USER_GROUP_NAME_MAX + 3];

	snprintf(word, sizeof word, ":%s:", group);
	return s->groups != NULL && strstr(s->groups, word) != NULL;
}

static enum user_level
level_under(const struct cli_session *s, const struct conf *conf)
{
	const struct user_config *config = config_of(s->cli, conf);
	bool found = false;
	uint8_t level = 0;

	if (s->all)
		return USER_MANAGE;
	for (unsigned i = 0; i < USER_GROUPS_MAX; i++) {
		if (!config->group[i].set || !is_in(s, config->group[i].name))
			continue;
		if (!found || config->group[i].level > level)
			level = config->group[i].level;
		found = true;
	}
	if (!found)
		level = config->others.set ? config->others.level : USER_MANAGE;
	return (enum user_level)level;
}

enum user_level
level_of(const struct cli_session *s)
{
	return level_under(s, s->cli->running);
}

const char *
level_name(enum user_level level)
{
	static const char *const name[] = {"visit", "monitor", "configure", "manage"};

	return name[level];
}

static bool
lets(struct cli_session *s, enum user_level has, enum user_level needed, struct text *out)
{
	if (has >= needed)
		return true;
	s->record.refused = s->record.due = true;
	session_error(s, out, "You do not have permission to run the command.");
	text_add(out, "Info: It takes level %d (%s); you have level %d (%s).\n", (int)needed,
		 level_name(needed), (int)has, level_name(has));
	return false;
}

bool
level_lets(struct cli_session *s, enum user_level needed, struct text *out)
{
	return lets(s, level_of(s), needed, out);
}

bool
level_lets_commit(struct cli_session *s, const struct conf *candidate, struct text *out)
{
	if (!level_lets(s, USER_CONFIGURE, out))
		return false;
	if (same_users(s->cli, candidate))
		return true;
	return level_lets(s, USER_MANAGE, out);
}

bool
level_lets_confirm(struct cli_session *s, const struct conf *before, struct text *out)
{
	return level_lets_commit(s, before, out) &&
	       (same_users(s->cli, before) || lets(s, level_under(s, before), USER_MANAGE, out));
}

/* ---- who it is ---- */

void
cli_is(struct cli_session *s, const struct cli_user *user)
{
	size_t len = strlen(user->groups) + 1;

	snprintf(s->name, sizeof s->name, "%s", user->name);
	for (char *c = s->name; *c != '\0'; c++)
		*c = *c > ' ' && *c < 0x7f ? *c : '.';
	memory_free(s->groups);
	s->groups = memory_new(1, len);
	memcpy(s->groups, user->groups, len);
	s->all = user->root;
}
