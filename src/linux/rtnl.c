/* linux/rtnl.c -- see rtnl.h.
 *
 * Every request carries NLM_F_ACK and a sequence number of its own; the answers come in order, but
 * are matched by number all the same, so that a stray one does no harm. NETLINK_EXT_ACK asks for
 * the kernel's words, which stand in the attributes behind the (capped) copy of the request.
 *
 * A socket is one thread's; the loop has one, the pulse thread another, and nothing is shared. */
#include "linux/rtnl.h"

#include <assert.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rtnl {
	struct mnl_socket *socket;
	unsigned port;
	uint32_t sequence; /* of the request begun last */
	unsigned count;	   /* requests begun */
	size_t used;	   /* bytes before the request begun last */
	struct nlmsghdr *last;
	int forgive[RTNL_BATCH_MAX];
	char reason[128];
	_Alignas(struct nlmsghdr) uint8_t buffer[RTNL_BUFFER];
};

struct rtnl *
rtnl_open(unsigned groups)
{
	struct rtnl *r = calloc(1, sizeof(*r));
	int on = 1;

	if (!r)
		return NULL;
	r->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | (groups ? SOCK_NONBLOCK : 0));
	if (!r->socket || mnl_socket_bind(r->socket, groups, MNL_SOCKET_AUTOPID) < 0) {
		int error = errno;

		rtnl_close(r);
		errno = error;
		return NULL;
	}
	mnl_socket_setsockopt(r->socket, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(r->socket, NETLINK_CAP_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(r->socket, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	r->port = mnl_socket_get_portid(r->socket);
	return r;
}

void
rtnl_close(struct rtnl *r)
{
	if (!r)
		return;
	if (r->socket)
		mnl_socket_close(r->socket);
	free(r);
}

int
rtnl_fd(const struct rtnl *r)
{
	return mnl_socket_get_fd(r->socket);
}

static void
finish_last(struct rtnl *r)
{
	if (r->last)
		r->used += (r->last->nlmsg_len + 3u) & ~(size_t)3;
	r->last = NULL;
}

struct nlmsghdr *
rtnl_begin(struct rtnl *r, uint16_t type, uint16_t flags, const void *head, size_t len, int forgive)
{
	finish_last(r);
	assert(r->count < RTNL_BATCH_MAX);
	assert(r->used + sizeof(struct nlmsghdr) + len + RTNL_REQUEST_MAX <= sizeof(r->buffer));
	r->last = mnl_nlmsg_put_header(r->buffer + r->used);
	r->last->nlmsg_type = type;
	r->last->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
	r->last->nlmsg_seq = ++r->sequence;
	memcpy(mnl_nlmsg_put_extra_header(r->last, len), head, len);
	r->forgive[r->count++] = forgive;
	return r->last;
}

static int
take_word(const struct nlattr *attribute, void *data)
{
	struct rtnl *r = data;

	if (mnl_attr_get_type(attribute) == NLMSGERR_ATTR_MSG &&
	    mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) >= 0)
		snprintf(r->reason, sizeof(r->reason), "%s", mnl_attr_get_str(attribute));
	return MNL_CB_OK;
}

static void
keep_words(struct rtnl *r, const struct nlmsghdr *m)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(m);
	size_t skip = sizeof(*e);

	if (!(m->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(m->nlmsg_flags & NLM_F_CAPPED))
		skip += e->msg.nlmsg_len - sizeof(struct nlmsghdr);
	mnl_attr_parse(m, (unsigned)skip, take_word, r);
}

/* One answer of the batch that began with the sequence number `first`. Returns whether it was one.
 */
static bool
take_answer(struct rtnl *r, const struct nlmsghdr *m, uint32_t first, unsigned count, int *result)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(m);

	if (m->nlmsg_type != NLMSG_ERROR || m->nlmsg_len < mnl_nlmsg_size(sizeof(*e)) ||
	    m->nlmsg_seq - first >= count)
		return false;
	if (e->error && -e->error != r->forgive[m->nlmsg_seq - first] && !*result) {
		*result = e->error;
		keep_words(r, m);
	}
	return true;
}

int
rtnl_commit(struct rtnl *r)
{
	_Alignas(struct nlmsghdr) char in[8192];
	unsigned count = r->count, answered = 0;
	uint32_t first = r->sequence - count + 1;
	size_t len;
	int result = 0;

	finish_last(r);
	len = r->used;
	r->count = 0;
	r->used = 0;
	r->reason[0] = '\0';
	if (count > 0 && mnl_socket_sendto(r->socket, r->buffer, len) < 0)
		return -errno;
	while (answered < count) {
		ssize_t got = mnl_socket_recvfrom(r->socket, in, sizeof(in));
		int left = (int)got;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		for (const struct nlmsghdr *m = (const void *)in; mnl_nlmsg_ok(m, left);
		     m = mnl_nlmsg_next(m, &left))
			answered += take_answer(r, m, first, count, &result);
	}
	return result;
}

const char *
rtnl_reason(const struct rtnl *r)
{
	return r->reason;
}

/* Hands over the answers to the question asked last. Left-overs of earlier ones are passed by. */
static int
receive(struct rtnl *r, void (*each)(const struct nlmsghdr *message, void *data), void *data)
{
	_Alignas(struct nlmsghdr) char in[32768];
	bool disturbed = false;

	for (;;) {
		ssize_t got = mnl_socket_recvfrom(r->socket, in, sizeof(in));
		int left = (int)got;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		for (const struct nlmsghdr *m = (const void *)in; mnl_nlmsg_ok(m, left);
		     m = mnl_nlmsg_next(m, &left)) {
			if (m->nlmsg_seq != r->sequence)
				continue;
			disturbed |= (m->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
			if (m->nlmsg_type == NLMSG_DONE)
				return disturbed ? -EINTR : 0;
			if (m->nlmsg_type == NLMSG_ERROR)
				return ((const struct nlmsgerr *)mnl_nlmsg_get_payload(m))->error;
			each(m, data);
			if (!(m->nlmsg_flags & NLM_F_MULTI))
				return 0;
		}
	}
}

int
rtnl_dump(struct rtnl *r, uint16_t type, const void *head, size_t len,
	  void (*each)(const struct nlmsghdr *message, void *data), void *data)
{
	_Alignas(struct nlmsghdr) char out[256];
	struct nlmsghdr *m = mnl_nlmsg_put_header(out);

	assert(r->count == 0);
	m->nlmsg_type = type;
	m->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	m->nlmsg_seq = ++r->sequence;
	memcpy(mnl_nlmsg_put_extra_header(m, len), head, len);
	if (mnl_socket_sendto(r->socket, m, m->nlmsg_len) < 0)
		return -errno;
	return receive(r, each, data);
}

static void
take_index(const struct nlmsghdr *m, void *data)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(m);

	if (m->nlmsg_type == RTM_NEWLINK)
		*(int *)data = info->ifi_index;
}

int
rtnl_index(struct rtnl *r, const char *device)
{
	_Alignas(struct nlmsghdr) char out[256];
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC};
	struct nlmsghdr *m = mnl_nlmsg_put_header(out);
	int index = -ENODEV, result;

	assert(r->count == 0);
	m->nlmsg_type = RTM_GETLINK;
	m->nlmsg_flags = NLM_F_REQUEST;
	m->nlmsg_seq = ++r->sequence;
	memcpy(mnl_nlmsg_put_extra_header(m, sizeof(info)), &info, sizeof(info));
	mnl_attr_put_strz(m, IFLA_IFNAME, device);
	if (mnl_socket_sendto(r->socket, m, m->nlmsg_len) < 0)
		return -errno;
	result = receive(r, take_index, &index);
	return result < 0 ? result : index;
}

int
rtnl_hear(struct rtnl *r, void (*each)(const struct nlmsghdr *message, void *data), void *data)
{
	_Alignas(struct nlmsghdr) char in[32768];

	for (;;) {
		ssize_t got = mnl_socket_recvfrom(r->socket, in, sizeof(in));
		int left = (int)got;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno == EAGAIN ? 0 : -errno;
		for (const struct nlmsghdr *m = (const void *)in; mnl_nlmsg_ok(m, left);
		     m = mnl_nlmsg_next(m, &left))
			each(m, data);
	}
}
