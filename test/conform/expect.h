/* test/conform/expect.h -- a line of a table that says what comes back, held against a frame.
 *
 * The words behind the type:
 *
 *	CODE=VALUE, CODE!=VALUE, CODE, !CODE   the option is so, is other, is there, is not there
 *	ciaddr= yiaddr= siaddr= flags= secs= hops=   numbers, addresses; `yiaddr!=` is not so
 *	htype= hlen= giaddr=      the same
 *	chaddr=                   all 16 bytes, zeros behind the value
 *	sname= file=              what stands before the first zero
 *	to= mac=                  the IP and the Ethernet destination: `all`, an address, `mac`
 *	port=N                    the UDP destination; 68 is 67 for a relay agent
 *	order=A,B,..              these options stand in this order
 *	last=CODE                 no option stands behind it
 *	at-most=N                 the IP datagram has no more bytes
 *	whole                     the message has 300 bytes or more
 *
 * Always looked at: op, xid, chaddr (of an answer to type-10 not), cookie, giaddr; no option twice;
 * option 54 (`none`, BOOTP, has no such); with a relay agent
 * that the answer goes to it, port 67, with its option 82 last, as it came. */
#ifndef TEST_CONFORM_EXPECT_H
#define TEST_CONFORM_EXPECT_H

#include "base/text.h"
#include "test/conform/message.h"

struct answer {
	uint8_t bytes[FRAME_MAX];
	size_t len;
	bool used;
};

/* The xid of a reply, its type (0: none), yiaddr. */
uint32_t answer_xid(const struct answer *a);
uint8_t answer_type(const struct answer *a);
struct ip4 answer_yiaddr(const struct answer *a);

/* False: what differs stands in *error. type 0: any. */
bool expect_reply(const struct world *w, const struct message *m, const struct answer *a,
		  const char *words, struct text *error);

#endif
