/* test/differ/decode.c -- what our decoder makes of messages, for another decoder to compare.
 *
 * stdin: messages, two bytes of length before each. stdout: a line for each, `-` when it is
 * refused, else type, hardware, xid, secs, flag, ciaddr, giaddr, options 50, 54, 118 as
 * hexadecimal numbers, then 61, 82, 12, 60, 55 as bytes, the beginning of 77 and of 93 as far as it
 * is kept, `.` for one that is not there. */
#include <stdio.h>

#include "dhcp/message.h"

static void
print_bytes(const struct dhcp_bytes *b)
{
	printf(b->set ? " " : " .");
	for (unsigned i = 0; b->set && i < b->len; i++)
		printf("%02x", b->byte[i]);
}

static void
print_classes(const struct dhcp_message *m)
{
	printf(m->user_class_len > 0 ? " " : " .");
	for (unsigned i = 0; i < m->user_class_len; i++)
		printf("%02x", m->user_class[i]);
	printf(m->architectures > 0 ? " " : " .");
	for (unsigned i = 0; i < m->architectures; i++)
		printf("%04x", m->architecture[i]);
}

static void
print_message(const struct dhcp_message *m)
{
	printf("%x ", (unsigned)m->type);
	for (unsigned i = 0; i < m->hardware_len; i++)
		printf("%02x", m->hardware[i]);
	printf(" %x %x %x %x %x %x %x %x", m->xid, m->secs, m->broadcast, m->ciaddr.host,
	       m->giaddr.host, m->requested.host, m->server_id.host, m->subnet.host);
	print_bytes(&m->client_id);
	print_bytes(&m->agent);
	print_bytes(&m->hostname);
	print_bytes(&m->vendor);
	print_bytes(&m->parameters);
	print_classes(m);
	printf("\n");
}

int
main(void)
{
	uint8_t len[2], bytes[65536];
	struct dhcp_message m;

	while (fread(len, 1, 2, stdin) == 2) {
		size_t n = (size_t)len[0] << 8 | len[1];

		if (fread(bytes, 1, n, stdin) != n)
			return 1;
		if (dhcp_message_decode(rd_of(bytes, n), &m) == DHCP_DECODED)
			print_message(&m);
		else
			printf("-\n");
	}
	return 0;
}
