/* test/conform/message.h -- a line of a table that sends something, made into a frame.
 *
 * The words behind the type, in any order; options stand in the message in the order of the words:
 *
 *	unicast            to the server alone, past every relay agent
 *	CODE=VALUE, CODE   an option; without a value one of no length
 *	xid= op= htype= hlen= hops= secs= flags=     numbers
 *	ciaddr= yiaddr= siaddr= giaddr=              addresses
 *	chaddr= sname= file= cookie=       bytes
 *	source= dest= sport= station=      IP addresses, UDP port, Ethernet source
 *	noend              no end option; behind it `tail=` bytes as they are
 *	short=N            only the first N bytes of the message
 *	bare               no padding to 300 bytes
 *	badsum             the UDP checksum is wrong */
#ifndef TEST_CONFORM_MESSAGE_H
#define TEST_CONFORM_MESSAGE_H

#include "test/conform/value.h"

enum { FRAME_MAX = 1514 };

#define ROUTER_MAC ((struct mac){{2, 0xdd, 0, 0, 0, 1}}) /* the relay agent, or a router */

struct message {
	unsigned client;
	uint8_t type; /* 0: no option 53 */
	uint32_t xid;
	bool relayed; /* through a relay agent, or by way of a router */
	bool unicast, own_agent;
	uint8_t agent[256]; /* option 82 that it carries to the server */
	size_t agent_len;
	uint8_t frame[FRAME_MAX];
	size_t len;
};

/* client, type, xid and relayed are set; words: the rest of the line. False: a word is none, and
 * stands in error. */
bool message_build(const struct world *w, struct message *m, const char *words, char error[80]);

#endif
