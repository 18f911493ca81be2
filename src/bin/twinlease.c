/* bin/twinlease.c -- the shell client: an interactive session, single commands, or a script.
 *
 *	twinlease [-s SOCKET]				interactive, on a terminal
 *	twinlease [-s SOCKET] [-k] [-v] -c "A; B" ...	commands, then the end
 *	twinlease [-s SOCKET] [-k] [-v] < script	one command a line
 *
 * As a forced command of OpenSSH it runs what the client asked for (SSH_ORIGINAL_COMMAND).
 *
 * Exit status: 0; 1 a command printed an Error (the rest is not run, unless -k), something was left
 * uncommitted, or bad usage; 2 the
 * daemon is not there, went away or does not answer. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "linux/client.h"
#include "linux/commands.h"
#include "linux/terminal.h"
#include "node/node.h"

enum { STATUS_ERROR = 1, STATUS_DAEMON = 2, COMMANDS_MAX = 256 };

struct options {
	const char *socket;
	bool keep_going, verbose;
	unsigned commands_count;
	const char *command[COMMANDS_MAX];
};

struct batch { /* commands without a terminal */
	const struct options *options;
	struct client *client;
	enum client_result result;
	bool failed, line_open;
};

static void
usage(FILE *to)
{
	fprintf(to, "usage: twinlease [-s SOCKET] [-k] [-v] [-c \"COMMAND; COMMAND\"]...\n"
		    "  -s SOCKET  command line of the daemon (/run/twinlease/cli.sock)\n"
		    "  -c TEXT    run these commands and end; `\\;` is a semicolon of a command\n"
		    "  -k         go on after an Error\n"
		    "  -v         print prompts and commands too\n"
		    "  --version\n"
		    "Without -c: interactive on a terminal, else commands from standard input.\n");
}

static bool
print(void *owner, const char *text, size_t len)
{
	struct batch *b = owner;

	if (len > 0) {
		fwrite(text, 1, len, stdout);
		b->line_open = text[len - 1] != '\n';
	}
	return true;
}

static bool
alive(const struct batch *b)
{
	return b->result == CLIENT_READY || b->result == CLIENT_QUESTION;
}

static void
close_line(struct batch *b)
{
	if (b->line_open)
		printf("\n");
	b->line_open = false;
}

/* Runs one command. True when more may follow. */
static bool
run_line(struct batch *b, const char *line)
{
	bool question = b->result == CLIENT_QUESTION;

	if (b->options->verbose)
		printf("%s%s\n", question ? "" : b->client->prompt, line);
	else if (question)
		close_line(b);
	b->line_open = false;
	b->result = client_say(b->client, CLI_WIRE_LINE, line);
	if (b->result == CLIENT_QUESTION) {
		printf("%s", b->client->prompt);
		b->line_open = true;
	} else {
		close_line(b);
	}
	fflush(stdout);
	if (alive(b) && b->client->failed)
		b->failed = true;
	return alive(b) && (!b->failed || b->options->keep_going);
}

static void
run_commands(struct batch *b)
{
	char line[CLI_WIRE_LINE_MAX + 1];
	bool more = true;

	for (unsigned i = 0; more && i < b->options->commands_count; i++) {
		const char *rest = b->options->command[i];
		int r;

		while (more && (r = commands_next(&rest, line, sizeof line)) != 0) {
			if (r < 0) {
				fprintf(stderr, "twinlease: a command is too long.\n");
				b->failed = true;
				return;
			}
			more = run_line(b, line);
		}
	}
}

static void
run_script(struct batch *b)
{
	char *line = NULL;
	size_t cap = 0;
	unsigned number = 0;
	ssize_t len;

	while ((len = getline(&line, &cap, stdin)) >= 0) {
		number++;
		while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
			line[--len] = '\0';
		if (len > CLI_WIRE_LINE_MAX || (size_t)len != strlen(line)) {
			fprintf(stderr, "twinlease: line %u is no command.\n", number);
			b->failed = true;
			break;
		}
		if (run_line(b, line))
			continue;
		if (alive(b))
			fprintf(stderr, "twinlease: stopped at line %u: %s\n", number, line);
		break;
	}
	free(line);
}

static int
no_daemon(const char *socket, int error)
{
	if (error == -ENOENT || error == -ECONNREFUSED)
		fprintf(stderr,
			"twinlease: no daemon serves %s; start twinleased, or name its socket "
			"with -s.\n",
			socket);
	else if (error == -EACCES || error == -EPERM)
		fprintf(stderr,
			"twinlease: no permission for %s; only its owner and the group "
			"of twinleased -g may use it.\n",
			socket);
	else
		fprintf(stderr, "twinlease: cannot reach the daemon at %s: %s.\n", socket,
			strerror(-error));
	return STATUS_DAEMON;
}

/* The status for how a session ended, and a sentence where one is due. */
static int
ended(const struct client *c, enum client_result result, bool failed)
{
	switch (result) {
	case CLIENT_REFUSED:
		fprintf(stderr, "twinlease: the daemon refused: %s\n", c->prompt);
		return STATUS_DAEMON;
	case CLIENT_LOST:
		fprintf(stderr, "twinlease: the daemon went away.\n");
		return STATUS_DAEMON;
	case CLIENT_SILENT:
		fprintf(stderr, "twinlease: the daemon does not answer: it is stopped, hung or "
				"busy for long; what was sent may still be carried out.\n");
		return STATUS_DAEMON;
	case CLIENT_QUESTION:
		fprintf(stderr, "twinlease: the question was not answered; the next command "
				"or line is its answer.\n");
		failed = true;
		break;
	case CLIENT_READY:
		if (strncmp(c->prompt, "[*", 2) == 0)
			failed = true;
		if (failed && strncmp(c->prompt, "[*", 2) == 0)
			fprintf(stderr, "twinlease: what was not committed is dropped.\n");
		break;
	case CLIENT_QUIT:
		break;
	}
	return failed ? STATUS_ERROR : 0;
}

static int
run_batch(const struct options *o, struct client *c)
{
	struct batch b = {.options = o, .client = c};
	int r;

	c->print = print;
	c->owner = &b;
	r = client_open(c, o->socket, o->verbose, &b.result);
	if (r < 0)
		return no_daemon(o->socket, r);
	if (b.result == CLIENT_READY) {
		if (o->commands_count > 0)
			run_commands(&b);
		else
			run_script(&b);
	}
	close_line(&b);
	fflush(stdout);
	return ended(c, b.result, b.failed);
}

static int
run_interactive(const struct options *o, struct client *c)
{
	enum client_result result = CLIENT_LOST;
	int r = terminal_run(c, o->socket, &result);

	if (r < 0)
		return no_daemon(o->socket, r);
	return ended(c, result, false);
}

/* 0: go on; else the exit status plus one. */
static int
read_options(int argc, char **argv, struct options *o)
{
	int option;

	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		printf("Twinlease " NODE_VERSION "\n");
		return 1;
	}
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		usage(stdout);
		return 1;
	}
	while ((option = getopt(argc, argv, "s:c:kvh")) != -1) {
		if (option == 's')
			o->socket = optarg;
		else if (option == 'k')
			o->keep_going = true;
		else if (option == 'v')
			o->verbose = true;
		else if (option == 'c' && o->commands_count < COMMANDS_MAX)
			o->command[o->commands_count++] = optarg;
		else {
			usage(option == 'h' ? stdout : stderr);
			return option == 'h' ? 1 : 1 + STATUS_ERROR;
		}
	}
	if (optind == argc)
		return 0;
	fprintf(stderr, "twinlease: what does \"%s\" mean? Commands go behind -c.\n", argv[optind]);
	usage(stderr);
	return 1 + STATUS_ERROR;
}

int
main(int argc, char **argv)
{
	static struct client client;
	static struct options o = {.socket = "/run/twinlease/cli.sock"};
	int r = read_options(argc, argv, &o);

	if (r != 0)
		return r - 1;
	if (o.commands_count == 0 && getenv("SSH_ORIGINAL_COMMAND") != NULL)
		o.command[o.commands_count++] = getenv("SSH_ORIGINAL_COMMAND");
	if (o.commands_count == 0 && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		r = run_interactive(&o, &client);
	else
		r = run_batch(&o, &client);
	client_close(&client);
	return r;
}
