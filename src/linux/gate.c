/* linux/gate.c -- see gate.h.
 *
 * libbpf loads, but does not attach: its bpf_tc_attach() cannot give a filter a class id, and works
 * on a socket of its own. A filter of ours is known by its name, which begins with OUR_NAME, its
 * place (priority, handle) is the same everywhere.
 *
 * Loading and attaching is the loop's. A heartbeat is one system call on the map's descriptor,
 * which the pulse thread makes without asking anybody; the kernel's map is what the two share. */
#include "linux/gate.h"

#include <arpa/inet.h>
#include <assert.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lan/differ.h"
#include "linux/gate_map.h"

#define OUR_NAME     "twinlease:"
#define OUR_PRIORITY 2

struct gate {
	struct bpf_object *object;
	int program[GATE_PROGRAMS];
	int carried, leaving, heartbeats, guarded, silent;
};

static const struct {
	const char *name;
	uint32_t side;
} programs[GATE_PROGRAMS] = {
    [GATE_PORT_IN] = {"port_in", TC_H_MIN_INGRESS}, [GATE_PORT_OUT] = {"port_out", TC_H_MIN_EGRESS},
    [GATE_SUB_OUT] = {"sub_out", TC_H_MIN_INGRESS}, [GATE_IN] = {"gate_in", TC_H_MIN_INGRESS},
    [GATE_OUT] = {"gate_out", TC_H_MIN_EGRESS},
};

_Alignas(8) static const uint8_t object_bytes[] = {
#include "gate.bpf.h"
};

static int
find_parts(struct gate *g)
{
	for (unsigned i = 0; i < GATE_PROGRAMS; i++) {
		struct bpf_program *p =
		    bpf_object__find_program_by_name(g->object, programs[i].name);

		g->program[i] = p ? bpf_program__fd(p) : -ENOENT;
		if (g->program[i] < 0)
			return g->program[i];
	}
	g->carried = bpf_object__find_map_fd_by_name(g->object, "carried");
	g->leaving = bpf_object__find_map_fd_by_name(g->object, "leaving");
	g->heartbeats = bpf_object__find_map_fd_by_name(g->object, "heartbeats");
	g->guarded = bpf_object__find_map_fd_by_name(g->object, "guarded");
	g->silent = bpf_object__find_map_fd_by_name(g->object, "silent");
	if (g->carried < 0 || g->leaving < 0 || g->heartbeats < 0 || g->guarded < 0 ||
	    g->silent < 0)
		return -ENOENT;
	return 0;
}

struct gate *
gate_open(void)
{
	const struct bpf_object_open_opts options = {.sz = sizeof(options),
						     .object_name = "twinlease"};
	struct gate *g = calloc(1, sizeof(*g));
	int error;

	if (!g)
		return NULL;
	libbpf_set_print(NULL);
	g->object = bpf_object__open_mem(object_bytes, sizeof(object_bytes), &options);
	error = g->object ? bpf_object__load(g->object) : -errno;
	if (error == 0)
		error = find_parts(g);
	if (error == 0)
		return g;
	gate_close(g);
	errno = -error;
	return NULL;
}

void
gate_close(struct gate *g)
{
	if (!g)
		return;
	bpf_object__close(g->object);
	free(g);
}

static struct tcmsg
clsact_place(int device)
{
	return (struct tcmsg){
	    .tcm_family = AF_UNSPEC,
	    .tcm_ifindex = device,
	    .tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0),
	    .tcm_parent = TC_H_CLSACT,
	};
}

static struct tcmsg
filter_place(int device, uint32_t side)
{
	return (struct tcmsg){
	    .tcm_family = AF_UNSPEC,
	    .tcm_ifindex = device,
	    .tcm_handle = 1,
	    .tcm_parent = TC_H_MAKE(TC_H_CLSACT, side),
	    .tcm_info = TC_H_MAKE(OUR_PRIORITY << 16, htons(ETH_P_ALL)),
	};
}

int
gate_attach(const struct gate *g, struct rtnl *r, int device, enum gate_program program,
	    uint16_t vlan)
{
	struct tcmsg qdisc = clsact_place(device);
	struct tcmsg place = filter_place(device, programs[program].side);
	struct nlmsghdr *m;
	struct nlattr *options;
	char name[32];

	m = rtnl_begin(r, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, &qdisc, sizeof(qdisc), EEXIST);
	mnl_attr_put_strz(m, TCA_KIND, "clsact");

	snprintf(name, sizeof(name), OUR_NAME "%s", programs[program].name);
	m = rtnl_begin(r, RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_REPLACE, &place, sizeof(place), 0);
	mnl_attr_put_strz(m, TCA_KIND, "bpf");
	options = mnl_attr_nest_start(m, TCA_OPTIONS);
	mnl_attr_put_u32(m, TCA_BPF_FD, (uint32_t)g->program[program]);
	mnl_attr_put_strz(m, TCA_BPF_NAME, name);
	mnl_attr_put_u32(m, TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT);
	mnl_attr_put_u32(m, TCA_BPF_CLASSID, vlan);
	mnl_attr_nest_end(m, options);
	return rtnl_commit(r);
}

struct filters { /* on one side of a device */
	unsigned ours, others;
};

static int
take_filter_name(const struct nlattr *attribute, void *data)
{
	bool *ours = data;

	if (mnl_attr_get_type(attribute) == TCA_BPF_NAME &&
	    mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) >= 0)
		*ours = strncmp(mnl_attr_get_str(attribute), OUR_NAME, strlen(OUR_NAME)) == 0;
	return MNL_CB_OK;
}

static int
take_filter_options(const struct nlattr *attribute, void *data)
{
	if (mnl_attr_get_type(attribute) == TCA_OPTIONS)
		mnl_attr_parse_nested(attribute, take_filter_name, data);
	return MNL_CB_OK;
}

static void
count_filter(const struct nlmsghdr *message, void *data)
{
	const struct tcmsg *place = mnl_nlmsg_get_payload(message);
	struct filters *filters = data;
	bool ours = false;

	if (message->nlmsg_type != RTM_NEWTFILTER || place->tcm_handle == 0)
		return;
	mnl_attr_parse(message, sizeof(*place), take_filter_options, &ours);
	filters->ours += ours;
	filters->others += !ours;
}

static struct filters
count_filters(struct rtnl *r, int device, uint32_t side)
{
	struct tcmsg of = filter_place(device, side);
	struct filters filters;

	of.tcm_handle = 0;
	of.tcm_info = 0;
	do
		filters = (struct filters){0};
	while (rtnl_dump(r, RTM_GETTFILTER, &of, sizeof(of), count_filter, &filters) == -EINTR);
	return filters;
}

int
gate_detach(struct rtnl *r, int device)
{
	static const uint32_t sides[2] = {TC_H_MIN_INGRESS, TC_H_MIN_EGRESS};
	struct filters f[2];
	int result;

	for (unsigned i = 0; i < 2; i++)
		f[i] = count_filters(r, device, sides[i]);
	for (unsigned i = 0; i < 2; i++) {
		struct tcmsg place = filter_place(device, sides[i]);

		if (f[i].ours)
			rtnl_begin(r, RTM_DELTFILTER, 0, &place, sizeof(place), ENOENT);
	}
	if (f[0].ours + f[1].ours > 0 && f[0].others + f[1].others == 0) {
		struct tcmsg qdisc = clsact_place(device);

		rtnl_begin(r, RTM_DELQDISC, 0, &qdisc, sizeof(qdisc), ENOENT);
	}
	result = rtnl_commit(r);
	return result == 0 ? f[0].ours + f[1].ours > 0 : result;
}

unsigned
gate_look(struct rtnl *r, int device)
{
	unsigned in = count_filters(r, device, TC_H_MIN_INGRESS).ours;
	unsigned out = count_filters(r, device, TC_H_MIN_EGRESS).ours;

	return (in > 0 ? LAN_FILTER_IN : 0u) | (out > 0 ? LAN_FILTER_OUT : 0u);
}

int
gate_carry(const struct gate *g, int port, uint16_t vlan, int to)
{
	struct gate_carried_key key = {(uint32_t)port, vlan};
	struct gate_carried value = {(uint32_t)to};

	return bpf_map_update_elem(g->carried, &key, &value, BPF_ANY);
}

int
gate_leave(const struct gate *g, int outer, int port, uint16_t vlan)
{
	uint32_t key = (uint32_t)outer;
	struct gate_leaving value = {(uint32_t)port, vlan};

	return bpf_map_update_elem(g->leaving, &key, &value, BPF_ANY);
}

void
gate_leave_no_more(const struct gate *g, int outer)
{
	uint32_t key = (uint32_t)outer;

	bpf_map_delete_elem(g->leaving, &key);
}

void
gate_sweep(const struct gate *g, bool (*wanted)(const void *data, int port, uint16_t vlan),
	   const void *data)
{
	struct gate_carried_key key, next;
	int more = bpf_map_get_next_key(g->carried, NULL, &next);

	while (more == 0) { /* the next key is taken before this one may go */
		key = next;
		more = bpf_map_get_next_key(g->carried, &key, &next);
		if (!wanted(data, (int)key.ifindex, (uint16_t)key.vlan))
			bpf_map_delete_elem(g->carried, &key);
	}
}

int
gate_heartbeats_fd(const struct gate *g)
{
	return g->heartbeats;
}

int
gate_guard(const struct gate *g, uint16_t vlan, struct ip4 address, uint8_t vrid)
{
	struct gate_guarded_key key = {htonl(address.host), vlan};
	__u32 value = vrid;

	return bpf_map_update_elem(g->guarded, &key, &value, BPF_ANY);
}

void
gate_guard_sweep(const struct gate *g,
		 bool (*wanted)(const void *data, uint16_t vlan, struct ip4 address),
		 const void *data)
{
	struct gate_guarded_key key, next;
	int more = bpf_map_get_next_key(g->guarded, NULL, &next);

	while (more == 0) {
		key = next;
		more = bpf_map_get_next_key(g->guarded, &key, &next);
		if (!wanted(data, (uint16_t)key.vlan, (struct ip4){ntohl(key.address)}))
			bpf_map_delete_elem(g->guarded, &key);
	}
}

int
gate_silence(const struct gate *g, struct ip4 address)
{
	uint32_t key = htonl(address.host), value = 1;

	return bpf_map_update_elem(g->silent, &key, &value, BPF_ANY);
}

void
gate_silence_sweep(const struct gate *g, bool (*wanted)(const void *data, struct ip4 address),
		   const void *data)
{
	uint32_t key, next;
	int more = bpf_map_get_next_key(g->silent, NULL, &next);

	while (more == 0) {
		key = next;
		more = bpf_map_get_next_key(g->silent, &key, &next);
		if (!wanted(data, (struct ip4){ntohl(key)}))
			bpf_map_delete_elem(g->silent, &key);
	}
}

int
gate_heartbeat(int heartbeats_fd, uint16_t vlan, uint8_t vrid, uint64_t until_us)
{
	struct gate_heartbeat_key key = {vlan, vrid};
	uint64_t until_ns = until_us > UINT64_MAX / 1000 ? UINT64_MAX : until_us * 1000;

	return bpf_map_update_elem(heartbeats_fd, &key, &until_ns, BPF_ANY);
}
