/* Looking takes no memory: every display that a session is offered, on a device with many addresses
 * of which nobody ever had one. The table takes some 40 MB once they are bound. */
#include <string.h>
#include <unistd.h>

#include "cli/manual.h"
#include "node/console.h"
#include "test/unit/node/seed.h"

enum { LINE = 200, DISPLAYS_MIN = 90 };

#define ALLOWED ((uint64_t)4 << 20)

struct looking {
	struct rig *rig;
	struct cli *cli;
	bool json;
	unsigned count, errors;
};

/* Bytes of this process that are in memory. */
static uint64_t
resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%*u %lu", &pages), 1);
	fclose(f);
	return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* ---- a line of each template ---- */

static const struct {
	const char *before, *placeholder, *value;
} values[] = {
    {"interface ", "<", "Vlanif 100"},
    {"port vlan ", "<", "GigabitEthernet 0/1/1"},
    {"vlan ", "<", "100"},
    {"-service ", "<", "service1"},
    {"-profile ", "<", "service1"},
    {"pool name ", "<", "pool1"},
    {"-configuration ", "<", "a.cfg"},
    {"ip-address ", "<ip", "10.10.10.9"},
    {"peer-ip ", "<", "10.10.10.2"},
    {"policy ", "<", "pair"},
    {"from ", "<", "00:00"},
    {"to ", "<", "23:59"},
    {"at ", "<word", "12:00"},
    {"ip-address ", "<word", "10.10.10.9"},
    {"mac-address ", "<word", "02*"},
    {"ascii ", "<word", "abc"},
    {"hex ", "<word", "0102"},
    {"", "{ip-address", "ip-address"},
    {"", "{ascii", "ascii"},
    {"", "<int", "1"},
};

static bool
ends_with(const struct text *t, const char *word)
{
	size_t len = strlen(word);

	return t->len >= len && memcmp(t->p + t->len - len, word, len) == 0;
}

static const char *
value_of(const struct text *before, const char *placeholder)
{
	for (unsigned i = 0; i < COUNT_OF(values); i++)
		if (ends_with(before, values[i].before) &&
		    strncmp(placeholder, values[i].placeholder, strlen(values[i].placeholder)) == 0)
			return values[i].value;
	fail_msg("no value for %s", placeholder);
	return NULL;
}

static void
fill(const struct manual_command *command, struct text *ret)
{
	const char *p = command->template, *end = p + command->length;

	while (p < end) {
		if (*p != '<' && *p != '{') {
			text_bytes(ret, p++, 1);
			continue;
		}
		text_add(ret, "%s", value_of(ret, p));
		while (*p != '>' && *p != '}')
			p++;
		p++;
	}
}

/* ---- looking ---- */

/* Of a pool only so much that a console holds it: how many lines there are. */
static void
look(void *context, const struct manual_command *command)
{
	struct looking *l = context;
	bool walks = strncmp(command->template, "display ip pool name <name:1-128> ", 34) == 0;
	char line[LINE];
	struct text t = text_of(line, sizeof line);
	size_t len;

	if (command->sort != MANUAL_DISPLAY)
		return;
	fill(command, &t);
	assert_ptr_equal(manual_display(l->cli, line, &len), command->row);
	text_add(&t, l->json && !walks ? " | json" : " | count");
	if (strncmp(rig_cli(l->rig, 0, line), "Error: ", 7) == 0)
		l->errors++;
	l->count++;
}

static void
look_at_all(struct rig *r)
{
	struct looking l = {.rig = r, .cli = console_cli(r->device[0].node)};

	for (unsigned json = 0; json < 2; json++) {
		l.json = json;
		manual_each(l.cli, MANUAL_USER_VIEW, look, &l);
	}
	assert_true(l.count >= 2 * DISPLAYS_MIN);
	assert_true(l.errors < l.count / 4);
}

static char *
replaced(char *text, const char *old, const char *new)
{
	size_t len = strlen(text) + strlen(new) + 1;
	char *at = strstr(text, old), *ret = calloc(1, len);

	assert_non_null(at);
	assert_non_null(ret);
	snprintf(ret, len, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
	free(text);
	return ret;
}

/* wide: 122880 addresses. */
static struct rig *
start(bool wide)
{
	char *text = read_file("lab/DeviceA.cfg");
	struct rig *r = rig_new();

	if (wide) {
		text = replaced(text, "10.10.10.100 255.255.255.0", "10.10.10.100 255.254.0.0");
		text = replaced(text, "10.10.10.1 255.255.255.0", "10.10.10.1 255.254.0.0");
		text = replaced(text, "10.10.10.1 10.10.10.100",
				"10.10.16.0 10.10.255.255\n section 1 10.11.0.0 10.11.239.255");
	}
	assert_true(rig_boot(r, 0, text));
	rig_put_file(r, 0, "a.cfg", text, strlen(text));
	free(text);
	assert_true(rig_run_until_master(r, 0, 30 * TIME_SEC));
	rig_cli(r, 0, "display version");
	return r;
}

static void
no_display_takes_memory(void **state)
{
	struct rig *r = start(false);
	uint64_t before;

	(void)state;
	look_at_all(r); /* what text and stack take */
	rig_free(r);
	r = start(true);
	before = resident();
	rig_cli(r, 0, "display ip pool name pool1 all | count");
	assert_non_null(strstr(r->device[0].console, "1228"));
	look_at_all(r);
	assert_true(resident() < before + ALLOWED);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_display_takes_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
