/* test/conform/message.c -- see test/conform/message.h. */
#include "test/conform/message.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "wire/udp.h"

enum { CLIENT_PORT = 68, SERVER_PORT = 67, MIN_LEN = 300, DATA_MAX = 1400 };

struct numbers { /* fields that are one number */
	uint32_t op, htype, hlen, hops, xid, secs, flags, ciaddr, yiaddr, siaddr, giaddr;
	uint32_t source, dest, sport, shorter;
};

struct draft {
	const struct world *w;
	struct message *m;
	struct numbers n;
	uint8_t chaddr[16], sname[64], file[128], cookie[4], station[6], tail[DATA_MAX];
	size_t tail_len;
	bool station_set, noend, bare, badsum;
	uint8_t option_bytes[DATA_MAX];
	struct wr options;
};

static uint32_t *
find_number(struct numbers *n, const char *name)
{
	const struct {
		const char *name;
		uint32_t *at;
	} fields[] = {{"op", &n->op},	      {"htype", &n->htype},   {"hlen", &n->hlen},
		      {"hops", &n->hops},     {"xid", &n->xid},	      {"secs", &n->secs},
		      {"flags", &n->flags},   {"ciaddr", &n->ciaddr}, {"yiaddr", &n->yiaddr},
		      {"siaddr", &n->siaddr}, {"giaddr", &n->giaddr}, {"source", &n->source},
		      {"dest", &n->dest},     {"sport", &n->sport},   {"short", &n->shorter}};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (strcmp(name, fields[i].name) == 0)
			return fields[i].at;
	return NULL;
}

static bool
fill(struct draft *d, const char *value, uint8_t *to, size_t cap, size_t *len)
{
	struct wr w = wr_of(to, cap);

	memset(to, 0, cap);
	if (!value_write(d->w, d->m->client, value, &w))
		return false;
	*len = w.len;
	return true;
}

static bool
set_bytes(struct draft *d, const char *name, const char *value)
{
	size_t len;

	if (strcmp(name, "chaddr") == 0)
		return fill(d, value, d->chaddr, sizeof d->chaddr, &len);
	if (strcmp(name, "sname") == 0)
		return fill(d, value, d->sname, sizeof d->sname, &len);
	if (strcmp(name, "file") == 0)
		return fill(d, value, d->file, sizeof d->file, &len);
	if (strcmp(name, "cookie") == 0)
		return fill(d, value, d->cookie, sizeof d->cookie, &len);
	if (strcmp(name, "tail") == 0)
		return fill(d, value, d->tail, sizeof d->tail, &d->tail_len);
	d->station_set = strcmp(name, "station") == 0;
	return d->station_set && fill(d, value, d->station, sizeof d->station, &len);
}

static void
keep_agent(struct message *m, const uint8_t *bytes, size_t len)
{
	m->own_agent = true;
	memcpy(m->agent + m->agent_len, bytes, len);
	m->agent_len += len;
}

static bool
add_option(struct draft *d, const char *name, const char *value)
{
	uint8_t bytes[VALUE_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);
	unsigned long code = strtoul(name, NULL, 10);

	if (!value_write(d->w, d->m->client, value, &w) || w.len > 255)
		return false;
	wr_u8(&d->options, (uint8_t)code);
	wr_u8(&d->options, (uint8_t)w.len);
	wr_bytes(&d->options, bytes, w.len);
	if (code == 82 && d->m->agent_len + w.len < sizeof d->m->agent)
		keep_agent(d->m, bytes, w.len);
	return true;
}

static bool
set_flag(struct draft *d, const char *word)
{
	if (strcmp(word, "unicast") == 0)
		d->m->unicast = true;
	else if (strcmp(word, "noend") == 0)
		d->noend = true;
	else if (strcmp(word, "bare") == 0)
		d->bare = true;
	else if (strcmp(word, "badsum") == 0)
		d->badsum = true;
	else
		return false;
	return true;
}

static bool
take_word(struct draft *d, char *word)
{
	char *value = strchr(word, '=');
	uint32_t *number;

	if (isdigit((unsigned char)word[0])) {
		if (value)
			*value++ = '\0';
		return add_option(d, word, value ? value : "");
	}
	if (!value)
		return set_flag(d, word);
	*value++ = '\0';
	number = find_number(&d->n, word);
	if (number)
		return value_as_number(d->w, d->m->client, value, number);
	return set_bytes(d, word, value);
}

/* What a client that is not asked for anything else sends, and its relay agent or router. */
static void
begin(struct draft *d, bool unicast)
{
	struct message *m = d->m;
	bool relayed = m->relayed && !unicast;

	d->n = (struct numbers){.op = 1,
				.htype = 1,
				.hlen = 6,
				.xid = m->xid,
				.dest = unicast || relayed ? d->w->ours.host : UINT32_MAX,
				.sport = relayed ? SERVER_PORT : CLIENT_PORT};
	if (relayed) {
		d->n.hops = 1;
		d->n.giaddr = d->n.source = d->w->relay.host;
	}
	memcpy(d->chaddr, client_mac(d->w, m->client).byte, 6);
	memcpy(d->cookie, "\x63\x82\x53\x63", 4);
	d->options = wr_of(d->option_bytes, sizeof d->option_bytes);
	m->unicast = unicast;
	if (m->type != 0)
		wr_bytes(&d->options, (const uint8_t[]){53, 1, m->type}, 3);
}

/* The relay agent's own option, unless the line has one. */
static void
add_agent(struct draft *d)
{
	static const uint8_t circuit[] = {1, 5, 'G', 'i', '0', '/', '7'};

	if (!d->m->relayed || d->m->unicast || d->m->own_agent || d->noend)
		return;
	wr_u8(&d->options, 82);
	wr_u8(&d->options, sizeof circuit);
	wr_bytes(&d->options, circuit, sizeof circuit);
	keep_agent(d->m, circuit, sizeof circuit);
}

static void
write_message(const struct draft *d, struct wr *out)
{
	size_t begun = out->len;

	wr_u8(out, (uint8_t)d->n.op);
	wr_u8(out, (uint8_t)d->n.htype);
	wr_u8(out, (uint8_t)d->n.hlen);
	wr_u8(out, (uint8_t)d->n.hops);
	wr_be32(out, d->n.xid);
	wr_be16(out, (uint16_t)d->n.secs);
	wr_be16(out, (uint16_t)d->n.flags);
	wr_be32(out, d->n.ciaddr);
	wr_be32(out, d->n.yiaddr);
	wr_be32(out, d->n.siaddr);
	wr_be32(out, d->n.giaddr);
	wr_bytes(out, d->chaddr, sizeof d->chaddr);
	wr_bytes(out, d->sname, sizeof d->sname);
	wr_bytes(out, d->file, sizeof d->file);
	wr_bytes(out, d->cookie, sizeof d->cookie);
	wr_bytes(out, d->options.p, d->options.len);
	if (!d->noend)
		wr_u8(out, 255);
	wr_bytes(out, d->tail, d->tail_len);
	if (!d->bare && out->len - begun < MIN_LEN)
		wr_zero(out, MIN_LEN - (out->len - begun));
	if (d->n.shorter != 0)
		out->len = begun + d->n.shorter;
}

static void
write_frame(struct draft *d)
{
	struct message *m = d->m;
	bool direct = d->n.dest != UINT32_MAX;
	struct udp_packet p = {.ether = {.dst = direct ? mac_vrrp(1) : MAC_BROADCAST},
			       .src = {d->n.source},
			       .dst = {d->n.dest},
			       .src_port = (uint16_t)d->n.sport,
			       .dst_port = SERVER_PORT};
	struct wr w = wr_of(m->frame, sizeof m->frame);
	size_t at = udp_begin(&w, &p);

	if (d->station_set)
		memcpy(p.ether.src.byte, d->station, 6);
	else
		p.ether.src = m->relayed ? ROUTER_MAC : client_mac(d->w, m->client);
	memcpy(w.p + 6, p.ether.src.byte, 6);
	write_message(d, &w);
	udp_end(&w, at);
	if (d->badsum)
		w.p[40] ^= 0x55;
	m->len = w.bad ? 0 : w.len;
}

bool
message_build(const struct world *w, struct message *m, const char *words, char error[80])
{
	struct draft d = {.w = w, .m = m};
	char line[2000], *save = NULL;

	snprintf(line, sizeof line, " %s ", words);
	begin(&d, strstr(line, " unicast ") != NULL);
	for (char *word = strtok_r(line, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		snprintf(error, 80, "%.70s", word);
		if (!take_word(&d, word))
			return false;
	}
	if (m->unicast && d.n.source == 0)
		d.n.source = d.n.ciaddr;
	add_agent(&d);
	write_frame(&d);
	return m->len > 0;
}
