/* linux/survey.c -- see linux/survey.h. A dump gives the rows one by one; a name is looked up by
 * index as it comes. */
#include "linux/survey.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "linux/log_ring.h"
#include "linux/rtnl.h"

enum { TRIES = 5, SPEED_TEXT = 32, PROC_TEXT = 4096, KB = 1024 };

struct reading {
	const struct ports *ports;
	struct node_survey *out;
};

/* ---- names ---- */

static const char *
port_of(const struct ports *ports, const char *device)
{
	for (unsigned i = 0; i < ports->count; i++)
		if (strcmp(ports->port[i].device, device) == 0)
			return ports->port[i].name;
	return NULL;
}

static void
name_index(const struct reading *g, unsigned index, char ret[NODE_SURVEY_NAME])
{
	char device[IF_NAMESIZE] = "";
	const char *port;

	if (if_indextoname(index, device) == NULL)
		snprintf(device, sizeof device, "%u", index % 100000);
	port = port_of(g->ports, device);
	snprintf(ret, NODE_SURVEY_NAME, "%s", port ? port : device);
}

/* Where the next row goes; NULL, and it is counted: there is no room. */
static bool
has_room(struct node_survey *out)
{
	bool room = out->count < NODE_SURVEY_ROWS;

	out->more += !room;
	out->count += room;
	return room;
}

/* The IPv4 address of an attribute; 0.0.0.0: it is none. */
static struct ip4
address_of(const struct nlattr *a)
{
	struct ip4 ip = {0};

	if (a && mnl_attr_get_payload_len(a) == 4)
		ip.host = ntohl(mnl_attr_get_u32(a));
	return ip;
}

struct attributes {
	const struct nlattr *at[64];
};

static int
keep_attribute(const struct nlattr *a, void *data)
{
	struct attributes *all = data;

	if (mnl_attr_get_type(a) < sizeof all->at / sizeof *all->at)
		all->at[mnl_attr_get_type(a)] = a;
	return MNL_CB_OK;
}

/* ---- counters of links ---- */

static uint32_t
read_speed(const char *device)
{
	char path[64], text[SPEED_TEXT] = "";
	long speed;
	FILE *f;

	snprintf(path, sizeof path, "/sys/class/net/%s/speed", device);
	f = fopen(path, "re");
	if (f == NULL)
		return 0;
	if (fgets(text, sizeof text, f) == NULL)
		text[0] = '\0';
	fclose(f);
	speed = strtol(text, NULL, 10);
	return speed > 0 && speed < UINT32_MAX ? (uint32_t)speed : 0;
}

static void
add_link(const struct nlmsghdr *message, void *data)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(message);
	struct reading *g = data;
	struct attributes a = {{NULL}};
	struct rtnl_link_stats64 s = {0};
	const char *device, *port;
	struct lan_traffic *t;

	if (message->nlmsg_type != RTM_NEWLINK || info->ifi_family != AF_UNSPEC)
		return;
	mnl_attr_parse(message, sizeof *info, keep_attribute, &a);
	if (!a.at[IFLA_IFNAME] || !a.at[IFLA_STATS64])
		return;
	device = mnl_attr_get_str(a.at[IFLA_IFNAME]);
	port = port_of(g->ports, device);
	if ((port == NULL && strncmp(device, "Vlanif", 6) != 0 &&
	     strncmp(device, "LoopBack", 8) != 0) ||
	    !has_room(g->out))
		return;
	memcpy(&s, mnl_attr_get_payload(a.at[IFLA_STATS64]),
	       mnl_attr_get_payload_len(a.at[IFLA_STATS64]) < sizeof s
		   ? mnl_attr_get_payload_len(a.at[IFLA_STATS64])
		   : sizeof s);
	t = &g->out->u.traffic[g->out->count - 1];
	*t = (struct lan_traffic){.in_packets = s.rx_packets,
				  .out_packets = s.tx_packets,
				  .in_bytes = s.rx_bytes,
				  .out_bytes = s.tx_bytes,
				  .in_errors = s.rx_errors,
				  .out_errors = s.tx_errors,
				  .speed_mbit = read_speed(device)};
	if (a.at[IFLA_MTU])
		t->mtu = mnl_attr_get_u32(a.at[IFLA_MTU]);
	snprintf(t->name, sizeof t->name, "%s", port ? port : device);
}

/* ---- neighbours and routes ---- */

static void
add_neighbour(const struct nlmsghdr *message, void *data)
{
	const struct ndmsg *info = mnl_nlmsg_get_payload(message);
	struct reading *g = data;
	struct attributes a = {{NULL}};
	struct node_neighbour *n;

	if (message->nlmsg_type != RTM_NEWNEIGH || info->ndm_family != AF_INET ||
	    (info->ndm_state & NUD_NOARP) != 0)
		return;
	mnl_attr_parse(message, sizeof *info, keep_attribute, &a);
	if (!has_room(g->out))
		return;
	n = &g->out->u.neighbour[g->out->count - 1];
	*n = (struct node_neighbour){.address = address_of(a.at[NDA_DST]),
				     .fixed = (info->ndm_state & NUD_PERMANENT) != 0};
	if (a.at[NDA_LLADDR] && mnl_attr_get_payload_len(a.at[NDA_LLADDR]) == sizeof n->mac &&
	    (info->ndm_state & (NUD_FAILED | NUD_INCOMPLETE)) == 0) {
		memcpy(&n->mac, mnl_attr_get_payload(a.at[NDA_LLADDR]), sizeof n->mac);
		n->complete = true;
	}
	name_index(g, (unsigned)info->ndm_ifindex, n->name);
}

static void
add_route(const struct nlmsghdr *message, void *data)
{
	const struct rtmsg *info = mnl_nlmsg_get_payload(message);
	struct reading *g = data;
	struct attributes a = {{NULL}};
	struct node_route *r;

	if (message->nlmsg_type != RTM_NEWROUTE || info->rtm_family != AF_INET ||
	    info->rtm_type != RTN_UNICAST || info->rtm_table != RT_TABLE_MAIN)
		return;
	mnl_attr_parse(message, sizeof *info, keep_attribute, &a);
	if (!has_room(g->out))
		return;
	r = &g->out->u.route[g->out->count - 1];
	*r = (struct node_route){.destination = address_of(a.at[RTA_DST]),
				 .gateway = address_of(a.at[RTA_GATEWAY]),
				 .length = info->rtm_dst_len,
				 .protocol = info->rtm_protocol};
	if (a.at[RTA_PRIORITY])
		r->metric = mnl_attr_get_u32(a.at[RTA_PRIORITY]);
	if (a.at[RTA_OIF])
		name_index(g, mnl_attr_get_u32(a.at[RTA_OIF]), r->name);
}

/* ---- processors and memory ---- */

static int
read_text(const char *path, char text[PROC_TEXT])
{
	FILE *f = fopen(path, "re");
	size_t n;

	if (f == NULL)
		return -errno;
	n = fread(text, 1, PROC_TEXT - 1, f);
	text[n] = '\0';
	fclose(f);
	return n > 0 ? 0 : -ENODATA;
}

/* The number behind a word that begins a line; 0: there is none. */
static uint64_t
number_after(const char *text, const char *word)
{
	const char *at = strstr(text, word);

	return at ? strtoull(at + strlen(word), NULL, 10) : 0;
}

static int
read_processors(struct node_machine *m)
{
	uint64_t tick_us = TIME_SEC / (uint64_t)sysconf(_SC_CLK_TCK), spent[8] = {0};
	char text[PROC_TEXT], *p = text + 4;
	int r = read_text("/proc/stat", text);
	struct rusage own;

	if (r < 0 || strncmp(text, "cpu ", 4) != 0)
		return r < 0 ? r : -EBADMSG;
	for (unsigned i = 0; i < 8; i++)
		spent[i] = strtoull(p, &p, 10) * tick_us;
	m->idle_us = spent[3] + spent[4]; /* idle, waiting for a disk */
	m->busy_us = spent[0] + spent[1] + spent[2] + spent[5] + spent[6] + spent[7];
	m->cpus = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
	if (getrusage(RUSAGE_SELF, &own) < 0)
		return -errno;
	m->own_us = (uint64_t)(own.ru_utime.tv_sec + own.ru_stime.tv_sec) * TIME_SEC +
		    (uint64_t)(own.ru_utime.tv_usec + own.ru_stime.tv_usec);
	return 0;
}

static int
read_memory(struct node_machine *m)
{
	char text[PROC_TEXT];
	int r = read_text("/proc/meminfo", text);

	if (r < 0)
		return r;
	m->memory_kb = number_after(text, "MemTotal:");
	m->available_kb = number_after(text, "MemAvailable:");
	r = read_text("/proc/self/statm", text);
	if (r == 0)
		m->own_kb = number_after(text, " ") * (uint64_t)sysconf(_SC_PAGESIZE) / KB;
	return r;
}

static int
read_machine(struct node_machine *m)
{
	int r;

	*m = (struct node_machine){0};
	r = read_processors(m);
	return r < 0 ? r : read_memory(m);
}

/* ---- all of it ---- */

static int
dump(struct rtnl *r, uint16_t type, const void *head, size_t len, struct reading *g,
     void (*each)(const struct nlmsghdr *message, void *data))
{
	int result = -EINTR;

	for (unsigned i = 0; i < TRIES && result == -EINTR; i++) {
		g->out->count = g->out->more = 0;
		result = rtnl_dump(r, type, head, len, each, g);
	}
	return result;
}

static int
read_log(struct node_survey *ret)
{
	struct text t = text_of(ret->u.log, sizeof ret->u.log);

	ret->count = log_ring_read(&t);
	return 0;
}

int
survey_read(struct rtnl *r, const struct ports *ports, enum node_survey_kind kind,
	    struct node_survey *ret)
{
	static const struct ifinfomsg links = {.ifi_family = AF_UNSPEC};
	static const struct ndmsg neighbours = {.ndm_family = AF_INET};
	static const struct rtmsg routes = {.rtm_family = AF_INET};
	struct reading g = {ports, ret};

	ret->kind = kind;
	ret->count = ret->more = 0;
	switch (kind) {
	case NODE_SURVEY_TRAFFIC:
		return dump(r, RTM_GETLINK, &links, sizeof links, &g, add_link);
	case NODE_SURVEY_NEIGHBOURS:
		return dump(r, RTM_GETNEIGH, &neighbours, sizeof neighbours, &g, add_neighbour);
	case NODE_SURVEY_ROUTES:
		return dump(r, RTM_GETROUTE, &routes, sizeof routes, &g, add_route);
	case NODE_SURVEY_MACHINE:
		return read_machine(&ret->u.machine);
	case NODE_SURVEY_LOG:
		return read_log(ret);
	}
	return -EINVAL;
}
