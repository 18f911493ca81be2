/* linux/cli_wire.c -- see linux/cli_wire.h.
 *
 * A message, numbers big-endian:
 *
 *	 0  4  length of the body, 0..4096 from a client, 0..32768 from the daemon
 *	 4  1  kind
 *	 5  n  body
 *
 *	kind	body
 *	 1 HELLO	1 version (2), 1 interactive (0 or 1); the client's first message
 *	 2 LINE		the line without its end
 *	 3 HELP		the line so far; `?` was typed
 *	 4 TAB		the line so far
 *	 5 MORE		empty; the text was taken
 *	 6 STOP		empty; Ctrl-C
 *	64 TEXT		2 lines of a page (0 no pager, 65535 as the window has), then text as it is
 *			to be printed; for TAB, the line as it should now stand
 *	65 PROMPT	1 kind (0 ready, 1 more, 2 question), 1 failed (0 or 1), then the prompt
 *	66 QUIT		empty; the session ended
 *	67 REFUSED	a sentence; the daemon closes
 *
 * A line holds no '\0', CR or LF. */
#include "linux/cli_wire.h"

#include <string.h>

#include "base/buf.h"

enum { FIELD_BYTES = 2 };

static bool
kind_from_client(uint8_t kind)
{
	return kind >= CLI_WIRE_HELLO && kind <= CLI_WIRE_STOP;
}

static bool
kind_from_daemon(uint8_t kind)
{
	return kind >= CLI_WIRE_TEXT && kind <= CLI_WIRE_REFUSED;
}

static bool
line_clean(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] == '\0' || p[i] == '\r' || p[i] == '\n')
			return false;
	return true;
}

/* The part of the body that is not text. */
static bool
read_fields(struct rd *r, struct cli_wire *m)
{
	uint8_t prompt, flag = 0;

	switch (m->kind) {
	case CLI_WIRE_HELLO:
		m->version = rd_u8(r);
		flag = rd_u8(r);
		m->interactive = flag == 1;
		return !r->bad && flag <= 1 && r->left == 0;
	case CLI_WIRE_PROMPT:
		prompt = rd_u8(r);
		flag = rd_u8(r);
		m->prompt = (enum node_prompt)prompt;
		m->failed = flag == 1;
		return !r->bad && flag <= 1 && prompt <= NODE_PROMPT_QUESTION &&
		       line_clean(r->p, r->left);
	case CLI_WIRE_LINE:
	case CLI_WIRE_HELP:
	case CLI_WIRE_TAB:
		return line_clean(r->p, r->left);
	case CLI_WIRE_MORE:
	case CLI_WIRE_STOP:
	case CLI_WIRE_QUIT:
		return r->left == 0;
	case CLI_WIRE_TEXT:
		m->page = rd_be16(r);
		return !r->bad;
	case CLI_WIRE_REFUSED:
		return true;
	}
	return false;
}

enum cli_wire_result
cli_wire_read(const uint8_t *bytes, size_t len, bool from_client, struct cli_wire *ret,
	      size_t *ret_used)
{
	struct rd r = rd_of(bytes, len), body;
	uint32_t body_len = rd_be32(&r);
	uint8_t kind = rd_u8(&r);
	struct cli_wire m = {0};

	if (r.bad)
		return CLI_WIRE_SHORT;
	if (!(from_client ? kind_from_client(kind) : kind_from_daemon(kind)) ||
	    body_len > (from_client ? CLI_WIRE_LINE_MAX : CLI_WIRE_BODY_MAX))
		return CLI_WIRE_BAD;
	if (!rd_has(&r, body_len))
		return CLI_WIRE_SHORT;
	body = rd_sub(&r, body_len);
	m.kind = (enum cli_wire_kind)kind;
	if (!read_fields(&body, &m))
		return CLI_WIRE_BAD;
	m.body = body.p;
	m.len = body.left;
	*ret = m;
	*ret_used = CLI_WIRE_HEAD + (size_t)body_len;
	return CLI_WIRE_OK;
}

bool
cli_wire_write(uint8_t *p, size_t cap, size_t *used, const struct cli_wire *m)
{
	struct wr w = wr_of(p + *used, cap - *used);
	bool fields =
	    m->kind == CLI_WIRE_HELLO || m->kind == CLI_WIRE_PROMPT || m->kind == CLI_WIRE_TEXT;

	wr_be32(&w, (uint32_t)(m->len + (fields ? FIELD_BYTES : 0)));
	wr_u8(&w, (uint8_t)m->kind);
	if (m->kind == CLI_WIRE_HELLO) {
		wr_u8(&w, m->version);
		wr_u8(&w, m->interactive);
	}
	if (m->kind == CLI_WIRE_PROMPT) {
		wr_u8(&w, (uint8_t)m->prompt);
		wr_u8(&w, m->failed);
	}
	if (m->kind == CLI_WIRE_TEXT)
		wr_be16(&w, m->page);
	wr_bytes(&w, m->body, m->len);
	if (w.bad)
		return false;
	*used += w.len;
	return true;
}
