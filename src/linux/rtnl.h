/* linux/rtnl.h -- rtnetlink by libmnl: a batch of requests sent at once, each acknowledged.
 *
 * rtnl_begin() starts a request and returns it for mnl_attr_put*(); rtnl_commit() sends everything
 * begun since the last commit in one system call and waits for all the answers. The kernel carries
 * every request out, also those behind one that failed. Errors are negative errno values; the
 * kernel's own words, if any, are kept until the next commit. A socket belongs to the network
 * namespace it was opened in, and to one thread.
 *
 * (Not called netlink.h: <linux/netlink.h> is the kernel's.) Tested in test/unit/linux/links.c. */
#ifndef LINUX_RTNL_H
#define LINUX_RTNL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;
struct rtnl;

enum {
	RTNL_BATCH_MAX = 64,	/* requests of one batch; asserted */
	RTNL_BUFFER = 32 << 10, /* bytes of them; asserted */
	RTNL_REQUEST_MAX = 512	/* bytes of one request's attributes */
};

/* groups: a mask of RTMGRP_* to hear changes of, 0 for none (then the socket is for requests). NULL
 * and errno on failure. */
struct rtnl *rtnl_open(unsigned groups);
void rtnl_close(struct rtnl *r); /* accepts NULL */
int rtnl_fd(const struct rtnl *r);

/* A request of this type; flags are NLM_F_CREATE and the like; head is the fixed part behind the
 * netlink header (struct ifinfomsg, ...). An answer of `forgive` counts as success (0: none). */
struct nlmsghdr *rtnl_begin(struct rtnl *r, uint16_t type, uint16_t flags, const void *head,
			    size_t len, int forgive);

/* 0, or the first error that was not forgiven. Nothing begun: 0. */
int rtnl_commit(struct rtnl *r);

/* What the kernel said about the last error, or "". */
const char *rtnl_reason(const struct rtnl *r);

/* Questions below are asked between batches, not within one; asserted. */

/* Asks for all objects of a kind; each answer is given to `each`. head as above. -EINTR: they
 * changed meanwhile, ask again. */
int rtnl_dump(struct rtnl *r, uint16_t type, const void *head, size_t len,
	      void (*each)(const struct nlmsghdr *message, void *data), void *data);

/* Changes heard since the last call, without waiting. -ENOBUFS: some were lost, dump again. */
int rtnl_hear(struct rtnl *r, void (*each)(const struct nlmsghdr *message, void *data), void *data);

/* The index of the device of this name, or -ENODEV. */
int rtnl_index(struct rtnl *r, const char *device);

#endif
