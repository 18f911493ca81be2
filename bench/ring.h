/* bench/ring.h -- frames in and out as cheaply as the kernel gives them to anybody: a ring that it
 * fills, and sendmmsg() in batches past the queueing discipline. One interface, UDP towards one
 * port. Shared by bench/load.c and bench/reflect.c; errors are printed once and returned. */
#ifndef BENCH_RING_H
#define BENCH_RING_H

#include <stdint.h>
#include <sys/socket.h>

enum {
	RING_BATCH = 64,
	RING_FRAME = 342, /* Ethernet, IPv4, UDP, and a DHCP message of 300 bytes */
	RING_DHCP = 42	  /* where the message begins */
};

struct ring {
	int fd;
	int index; /* of the interface */
	uint8_t mac[6];
	uint8_t *slots;
	unsigned at, count; /* the next slot; frames of the batch */
	uint64_t unsent;    /* frames that the kernel did not take */
	uint8_t frame[RING_BATCH][RING_FRAME];
	struct mmsghdr message[RING_BATCH];
	struct iovec piece[RING_BATCH];
};

/* Opens the ring for frames that come to a UDP port. 0, or -1 and a line on stderr. */
int ring_open(struct ring *ret, const char *device, uint16_t port);

/* The next frame that came and its length, or NULL. It is the kernel's again with ring_done(). */
const uint8_t *ring_next(struct ring *r, unsigned *len);
void ring_done(struct ring *r);

/* Waits until a frame is there, `ms` at most; below 0: for ever. */
void ring_wait(struct ring *r, int ms);

/* A zeroed frame at the end of the batch; a full batch is sent first. */
uint8_t *ring_frame(struct ring *r);

/* Sends the batch. What the kernel does not take is dropped and counted. */
void ring_send(struct ring *r);

/* Frames that came when the ring was full, since the last call. */
uint64_t ring_missed(struct ring *r);

#endif
