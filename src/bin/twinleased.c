/* bin/twinleased.c -- the daemon: reads its options and files, then hands over to linux/host.h.
 *
 *	twinleased [-c FILE] [-d DIR] [-s SOCKET] [-g GROUP] [-p FILE] [-l ADDRESS:PORT] [--check]
 *	           [--version]
 *	twinleased --repair DIR
 *	twinleased --clean
 *
 * Exit status: 0 clean, 1 bad usage or configuration, 2 the system refused something. */
#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/printable.h"
#include "base/text.h"
#include "conf/load.h"
#include "linux/capable.h"
#include "linux/config_dir.h"
#include "linux/file.h"
#include "linux/host.h"
#include "linux/links.h"
#include "linux/log.h"
#include "linux/ports.h"
#include "linux/repair.h"
#include "node/check.h"
#include "node/node.h"

enum { PATH_BYTES = 4096 };
enum { STATUS_USAGE = 1, STATUS_SYSTEM = 2, ERRORS_MAX = 256 << 10, STORY_MAX = 1 << 20 };

struct options {
	const char *config, *state, *socket, *group, *ports, *listen, *repair;
	bool check, foreign, clean, ports_named, config_named;
	const char *given;		      /* FILE of -c */
	char startup[CONF_FILE_NAME_MAX + 1]; /* name of the file that is read instead, or "" */
	char path[PATH_BYTES];		      /* ... which is config then */
};

static void
usage(FILE *to)
{
	fprintf(
	    to,
	    "usage: twinleased [-c FILE] [-d DIR] [-s SOCKET] [-g GROUP] [-p FILE]\n"
	    "                  [-l ADDRESS:PORT] [--check [--foreign]] [--version]\n"
	    "       twinleased --repair DIR\n"
	    "       twinleased --clean\n"
	    "  -c FILE    startup configuration (/etc/twinlease/startup.cfg), unless\n"
	    "             `startup saved-configuration` named another one\n"
	    "  -d DIR     leases and saved files (/var/lib/twinlease)\n"
	    "  -s SOCKET  command line (/run/twinlease/cli.sock)\n"
	    "  -g GROUP   who may use it besides its owner (nobody)\n"
	    "  -p FILE    port map, lines \"GigabitEthernet0/1/1 eth1\"\n"
	    "             (/etc/twinlease/ports.conf)\n"
	    "  -l off     this version has no status page\n"
	    "  --check    name every error and warning of FILE and end\n"
	    "  --foreign  leave out lines of functions that this device has not\n"
	    "  --repair   make the damaged leases of DIR readable, say what is lost, and end\n"
	    "  --clean    remove the links and filters that a killed twinleased left, and end\n");
}

/* 0: go on; else the exit status plus one. */
static int
read_options(int argc, char **argv, struct options *o)
{
	static const struct option names[] = {{"check", no_argument, NULL, 'C'},
					      {"repair", required_argument, NULL, 'R'},
					      {"clean", no_argument, NULL, 'K'},
					      {"version", no_argument, NULL, 'V'},
					      {"help", no_argument, NULL, 'h'},
					      {"foreign", no_argument, NULL, 'F'},
					      {0}};
	int option;

	while ((option = getopt_long(argc, argv, "c:d:s:g:p:l:h", names, NULL)) != -1) {
		switch (option) {
		case 'c':
			o->config = optarg;
			o->config_named = true;
			break;
		case 'd':
			o->state = optarg;
			break;
		case 's':
			o->socket = optarg;
			break;
		case 'g':
			o->group = optarg;
			break;
		case 'p':
			o->ports = optarg;
			o->ports_named = true;
			break;
		case 'l':
			o->listen = optarg;
			break;
		case 'C':
			o->check = true;
			break;
		case 'F':
			o->foreign = true;
			break;
		case 'K':
			o->clean = true;
			break;
		case 'R':
			o->repair = optarg;
			break;
		case 'V':
			printf("Twinlease " NODE_VERSION "\n");
			return 1;
		default:
			usage(option == 'h' ? stdout : stderr);
			return option == 'h' ? 1 : 1 + STATUS_USAGE;
		}
	}
	if (optind == argc)
		return 0;
	fprintf(stderr, "twinleased: what does \"%s\" mean?\n", argv[optind]);
	usage(stderr);
	return 1 + STATUS_USAGE;
}

/* What does not end the program. */
__attribute__((format(printf, 1, 2))) static void
warn(const char *format, ...)
{
	char bytes[1024];
	struct text t = text_of(bytes, sizeof bytes);
	va_list args;

	va_start(args, format);
	text_vadd(&t, format, args);
	va_end(args);
	log_say(t.p);
}

/* What the command `startup saved-configuration` said, unless --check is of a file by name. False:
 * it is not known what that was, and nothing else may be in force instead. */
static bool
find_startup(struct options *o)
{
	int r = o->check && o->config_named ? 0 : config_dir_next(o->state, o->startup);

	o->given = o->config;
	if (r == 0 && o->startup[0] == '\0')
		return true;
	if (r == 0 && config_dir_path(o->state, o->given, o->startup, o->path, sizeof o->path)) {
		o->config = o->path;
		return true;
	}
	fprintf(stderr,
		"twinleased: %s/next-startup does not say what the device starts with (%s); "
		"without it, that is %s.\n",
		o->state, r == -EBADMSG ? "it holds no name" : strerror(-r), o->given);
	return false;
}

/* Why a file that cannot be used was read, and the way out. */
static void
blame_next(const struct options *o)
{
	bool other = strcmp(o->config, o->given) != 0;

	if (o->startup[0] == '\0')
		return;
	fprintf(stderr,
		"twinleased: %s/next-startup names that file (`startup saved-configuration %s`); "
		"put it right, or remove next-startup: then %s%s.\n",
		o->state, o->startup,
		other ? "the device starts with " : "that file may be missing",
		other ? o->given : "");
}

/* A device without a startup file is a new one, except for --check, and unless it was said which
 * one it is. */
static char *
read_config(const struct options *o)
{
	char *text = NULL;
	int r = file_read(o->config, LOAD_TEXT_MAX, &text);

	if (r == -ENOENT && !o->check && o->startup[0] == '\0') {
		warn("there is no %s yet; the device starts unconfigured, `save` writes it.",
		     o->config);
		return strdup("return\n");
	}
	if (r == -EFBIG)
		fprintf(stderr, "twinleased: %s: the file is larger than %d MB.\n", o->config,
			LOAD_TEXT_MAX >> 20);
	else if (r == -ENOTSUP)
		fprintf(stderr,
			"twinleased: %s: this is a pipe or a device; a startup configuration is a "
			"file.\n",
			o->config);
	else if (r == -EILSEQ)
		fprintf(stderr, "twinleased: %s: this is not a text file.\n", o->config);
	else if (r < 0)
		fprintf(stderr, "twinleased: %s: %s.\n", o->config, strerror(-r));
	if (r < 0)
		blame_next(o);
	return text;
}

/* The port map. Where nobody named one and none is installed, --check checks no port. */
static bool
read_ports(const struct options *o, struct ports *ret)
{
	static char bytes[ERRORS_MAX];
	struct text errors = text_of(bytes, sizeof bytes);

	ret->count = 0;
	if (o->check && !o->ports_named && access(o->ports, F_OK) < 0)
		return true;
	if (ports_load(o->ports, &errors, ret) == 0) {
		if (ret->count == 0)
			fprintf(stderr, "twinleased: %s names no port.\n", o->ports);
		return true;
	}
	fprintf(stderr, "%s", errors.p);
	if (errors.len > 0 && errors.p[errors.len - 1] != '\n')
		fprintf(stderr, "\n");
	if (access(o->ports, F_OK) < 0)
		fprintf(stderr, "twinleased: a port map is needed: lines like "
				"\"GigabitEthernet0/1/1 eth1\", named with -p.\n");
	return false;
}

/* Prints every error and warning. True when there is no error. */
static bool
check(const struct options *o, const char *config, const struct ports *ports)
{
	static char bytes[ERRORS_MAX];
	struct text errors = text_of(bytes, sizeof bytes);
	const char *port[LAN_PORTS_MAX];
	unsigned count;

	for (unsigned i = 0; i < ports->count; i++)
		port[i] = ports->port[i].name;
	count = node_check(config, o->config, ports->count, ports->count > 0 ? port : NULL,
			   o->foreign, &errors);
	printable_make(errors.p);
	fprintf(stderr, "%s", errors.p);
	if (count > 0) {
		fprintf(stderr, "twinleased: %u error%s in %s.\n", count, count == 1 ? "" : "s",
			o->config);
		blame_next(o);
	}
	return count == 0;
}

static bool
make_folder(const char *path)
{
	int r = file_folders(path);

	if (r < 0)
		fprintf(stderr, "twinleased: cannot make the folder %s: %s.\n", path, strerror(-r));
	return r == 0;
}

/* For the socket; the state folder is linux/state_dir.h's. */
static bool
make_socket_folder(const struct options *o)
{
	char folder[256];
	const char *slash = strrchr(o->socket, '/');

	if (slash == NULL || slash == o->socket)
		return true;
	snprintf(folder, sizeof folder, "%.*s", (int)(slash - o->socket), o->socket);
	return make_folder(folder);
}

/* Of -g: a name or a number; 0 without it. */
static bool
find_group(const struct options *o, gid_t *ret)
{
	const struct group *g;
	char *end;
	unsigned long number;

	*ret = 0;
	if (o->group == NULL)
		return true;
	g = getgrnam(o->group);
	number = strtoul(o->group, &end, 10);
	if (g != NULL)
		*ret = g->gr_gid;
	else if (o->group[0] >= '0' && o->group[0] <= '9' && *end == '\0')
		*ret = (gid_t)number;
	else {
		fprintf(stderr, "twinleased: the system has no group \"%s\".\n", o->group);
		return false;
	}
	return true;
}

/* Before anything is read or made. */
static bool
may_serve(void)
{
	char bytes[512];
	struct text message = text_of(bytes, sizeof bytes);
	bool enough = capable_enough(capable_of(), &message);

	if (!enough)
		fprintf(stderr, "twinleased: %s\n", message.p);
	return enough;
}

static int
serve(const struct options *o, const char *config, const struct ports *ports)
{
	char bytes[1024], name[256];
	struct text message = text_of(bytes, sizeof bytes);
	struct host_setup setup = {.config_file = o->given,
				   .startup = o->startup,
				   .config = config,
				   .state_dir = o->state,
				   .socket = o->socket,
				   .ports = ports};
	int status;

	if (!find_group(o, &setup.socket_group))
		return STATUS_USAGE;
	if (!make_socket_folder(o))
		return STATUS_SYSTEM;
	if (node_name(config, name, sizeof name))
		log_host(name);
	if (o->startup[0] != '\0')
		warn("the startup configuration is %s, which %s/next-startup names.", o->config,
		     o->state);
	else if (access(o->config, F_OK) == 0)
		warn("the startup configuration is %s.", o->config);
	status = host_run(&setup, &message);
	if (message.len > 0)
		log_say(message.p);
	return status;
}

static int
repair(const char *folder)
{
	static char bytes[REPAIR_STORY_MAX];
	char message_bytes[1024];
	struct text story = text_of(bytes, sizeof bytes);
	struct text message = text_of(message_bytes, sizeof message_bytes);
	bool good = repair_folder(folder, &story, &message);

	printf("%s%s", story.p, story.cut ? "...\n" : "");
	if (!good)
		fprintf(stderr, "twinleased: %s\n", message.p);
	return good ? 0 : STATUS_SYSTEM;
}

static int
clean(void)
{
	static char bytes[STORY_MAX];
	char message_bytes[1024];
	struct text story = text_of(bytes, sizeof bytes);
	struct text message = text_of(message_bytes, sizeof message_bytes);
	bool good = links_clean(&story, &message);

	if (good)
		printf("%s%s", story.len > 0 ? story.p : "There was nothing to remove.\n",
		       story.cut ? "...\n" : "");
	else
		fprintf(stderr, "twinleased: %s\n", message.p);
	return good ? 0 : STATUS_SYSTEM;
}

int
main(int argc, char **argv)
{
	static struct ports ports;
	struct options o = {.config = "/etc/twinlease/startup.cfg",
			    .state = "/var/lib/twinlease",
			    .socket = "/run/twinlease/cli.sock",
			    .ports = "/etc/twinlease/ports.conf",
			    .listen = "off"};
	int status = read_options(argc, argv, &o);
	char *config;
	bool mapped;

	if (status != 0)
		return status - 1;
	if (o.repair != NULL)
		return repair(o.repair);
	if (o.clean)
		return clean();
	if (!o.check && !may_serve())
		return STATUS_USAGE;
	if (!o.check)
		log_open();
	if (strcmp(o.listen, "off") != 0)
		warn("this version has no status page; -l %s is ignored.", o.listen);
	config = find_startup(&o) ? read_config(&o) : NULL;
	mapped = read_ports(&o, &ports);
	if (config == NULL || !mapped || !check(&o, config, &ports))
		status = STATUS_USAGE;
	else if (!o.check)
		status = serve(&o, config, &ports);
	free(config);
	log_close();
	return status;
}
