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

/* Names stand between colons, as no name of the system has one. */
static bool
is_in(const struct cli_session *s, const char *group)
{
	char word[USER_GROUP_NAME_MAX + 3];

	snprintf(word, sizeof word, ":%s:", group);
	return s->groups != NULL && strstr(s->groups, word) != NULL;
}

enum user_level
level_of(const struct cli_session *s)
{
	const struct user_config *config = config_of(s->cli, s->cli->running);
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

const char *
level_name(enum user_level level)
{
	static const char *const name[] = {"visit", "monitor", "configure", "manage"};

	return name[level];
}

bool
level_lets(struct cli_session *s, enum user_level needed, struct text *out)
{
	enum user_level has = level_of(s);

	if (has >= needed)
		return true;
	s->record.refused = s->record.due = true;
	session_error(s, out, "You do not have permission to run the command.");
	text_add(out, "Info: It takes level %d (%s); you have level %d (%s).\n", (int)needed,
		 level_name(needed), (int)has, level_name(has));
	return false;
}

bool
level_lets_commit(struct cli_session *s, const struct conf *candidate, struct text *out)
{
	const struct cli *c = s->cli;

	if (!level_lets(s, USER_CONFIGURE, out))
		return false;
	if (memcmp(config_of(c, candidate), config_of(c, c->running), sizeof(struct user_config)) ==
	    0)
		return true;
	return level_lets(s, USER_MANAGE, out);
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
