/* rbs/rows.c -- see rbs/rows.h. Order is the order of saved files. */
#include "rbs/rows.h"

#include <string.h>

#include "rbs/config.h"

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))
#define RBS(member) ROW_AT(struct rbs_config, member)

static const struct template_help peer_words[] = {{"source", "Address of this device"},
						  {"port", "TCP port, the same on both devices"},
						  {NULL, NULL}};

/* It leads to no other folder. */
static const struct template_value *
check_password(const struct row_line *line, struct text *error)
{
	const struct template_value *file = row_value(line, 0, 0);

	if (file->text[0] != '.' && strchr(file->text, '/') == NULL)
		return NULL;
	text_add(error, "A file name must not begin with a dot or hold a slash.");
	return file;
}

static const struct template_help password_words[] = {
    {"password", "Sign the session by a password (TCP-MD5)"},
    {"load", "Name the file"},
    {"file", "1 to 80 characters in one line"},
    {NULL, NULL}};

static const struct row rows[] = {
    {.template = "peer <ip> source <ip> port <int:1024-55535>",
     .help = "The other device, this device and the TCP port",
     .words = peer_words,
     .undo = "peer <ip> [source <ip> port <int:1024-55535>]",
     .record = RBS(peer),
     .field = {RBS(peer.peer), RBS(peer.source), RBS(peer.port)}},
    {.template = "peer password load file <word:1-64>",
     .help = "Sign every segment of the session by a password (TCP-MD5)",
     .words = password_words,
     .undo = "peer password [load file <word:1-64>]",
     .record = RBS(password),
     .field = {RBS(password.file)},
     .check = check_password},
    {.template = "bind ssl-policy <name:1-23>",
     .help = "Encrypt the session, and prove both ends, by an SSL policy",
     .undo = "bind ssl-policy [<name:1-23>]",
     .record = RBS(ssl),
     .field = {RBS(ssl.name)},
     .clears = RBS(ssl_short)},
    {.template = "ssl-policy <name:1-23>",
     .help = "The same as bind ssl-policy",
     .undo = "ssl-policy [<name:1-23>]",
     .record = RBS(ssl_short),
     .field = {RBS(ssl_short.name)},
     .clears = RBS(ssl)},
    {.template = "keepalive interval <int:1-60> [retry <int:2-10>]",
     .help = "Seconds between keepalives, and how many may stay away",
     .undo = "keepalive [interval <int:1-60> [retry <int:2-10>]]",
     .record = RBS(keepalive),
     .otherwise = {true, {1, 3}, "s, intervals"},
     .field = {RBS(keepalive.interval_s), RBS(keepalive.retry)}},
    {.template = "answer-limit <int:100-10000>",
     .help = "Milliseconds the peer may take to acknowledge an update",
     .undo = "answer-limit [<int:100-10000>]",
     .record = RBS(answer),
     .otherwise = {true, {500}, "ms"},
     .field = {RBS(answer.limit_ms)}},
    {.template = "track bfd-session <int:1-16384>",
     .help = "End the session when a BFD session goes Down",
     .undo = "track bfd-session [<int:1-16384>]",
     .record = RBS(track),
     .field = {RBS(track.local)}},
    {.template = "batch-backup service-type dhcp-server daily <time>",
     .help = "Send everything to the peer once a day",
     .undo = "batch-backup service-type dhcp-server [daily <time>]",
     .record = RBS(daily),
     .field = {RBS(daily.at_s)}},
    {.template = "backup block send",
     .help = "Send no records to the peer",
     .record = RBS(block_send)},
    {.template = "backup block receive",
     .help = "Take no records from the peer",
     .record = RBS(block_receive)},
    {.template = "shutdown", .help = "Stop the service", .record = RBS(shutdown)},
};

const struct conf_part rbs_part = {sizeof(struct rbs_config), rows, COUNT_OF(rows)};
