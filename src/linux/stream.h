/* linux/stream.h -- the TCP connections of the remote backup services.
 *
 * Per service at most one connection dialled and one accepted. Both ends bind the configured source
 * address (which need not be assigned yet) and the same port; only the configured peer address is
 * accepted, anybody else is closed at once and counted. Two services may listen on the same
 * source and port for different peers. Another connection from the peer waits until the one that is
 * told has ended, for anybody at the peer's address may have opened it; STREAM_WAITING_MAX wait at
 * most, each for STREAM_WAIT_LIMIT, longer than the peer itself waits for HELLO (RBS_HELLO_LIMIT).
 *
 * What is sent goes to a bounded buffer first and leaves at streams_flush(), once per step. The
 * room told in OPENED and ROOM shrinks by what is sent; to send more than was told is our bug.
 * Events come from loop_turn() or streams_turn(), never from inside a call here.
 * Tested in test/unit/linux/stream.c. */
#ifndef LINUX_STREAM_H
#define LINUX_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "linux/loop.h"
#include "node/node.h"

enum {
	STREAM_ROOM_MAX = 1 << 20,  /* bytes waiting to be sent, per connection */
	STREAM_READ_MAX = 64 << 10, /* bytes of one DATA */
	STREAM_WAITING_MAX = 4	    /* accepted connections of a service that wait for their turn */
};

#define STREAM_WAIT_LIMIT (10 * TIME_SEC)

struct stream_event {
	unsigned service;
	bool dialled;
	enum node_stream_event kind;
	const uint8_t *bytes; /* DATA: valid during the call */
	size_t len;	      /* as in struct node_input */
	bool secure;	      /* OPENED: under TLS */
};

struct stream_way { /* between the two devices of a service */
	struct ip4 source, peer;
	uint16_t port;
	const char *policy;   /* the SSL policy that proves both ends; NULL: in the clear */
	const char *password; /* file of the password that signs segments (linux/md5.h); NULL */
};

struct streams;
struct tls_policies;

struct streams *streams_new(struct loop *l, void (*heard)(void *owner, const struct stream_event *),
			    void *owner);
void streams_free(struct streams *s); /* closes everything, sends what the kernel takes */

/* Accept the service's peer on source:port, or stop; stopping keeps a connection already open. A
 * refusal of the kernel is logged, and tried again at every dial of the service. */
void streams_listen(struct streams *s, unsigned service, bool on, const struct stream_way *way);

/* Ends in OPENED or CLOSED. A dialled connection that stands is dropped without an event. */
void streams_dial(struct streams *s, unsigned service, const struct stream_way *way);

/* Without a connection the bytes are dropped: it closed meanwhile, and CLOSED is on its way. */
void streams_send(struct streams *s, unsigned service, bool dialled, const void *bytes, size_t len);

/* Sends what the kernel takes, then closes; no event follows. */
void streams_hangup(struct streams *s, unsigned service, bool dialled);

/* Where SSL policies come from; before the first that names one. They outlive the streams. */
void streams_use_tls(struct streams *s, struct tls_policies *policies);

/* When to call streams_turn() though no descriptor is ready; TIME_NEVER: never. */
uint64_t streams_deadline(const struct streams *s);

/* Hands what was sent to the kernel. */
void streams_flush(struct streams *s);

/* Events that need no descriptor: refused dials, new room. True when it called `heard`. */
bool streams_turn(struct streams *s);

#endif
