/* node/config/schema.c -- the one file that knows the rows of every subject.
 *
 * Views and their parts stand in the order of saved files. `max` of a view is what the room
 * behind it holds. The functions below lead from an object to the struct of a subject; those that
 * take an object assert that it is of their view. */
#include "node/config/schema.h"

#include <assert.h>

#include "bfd/rows.h"
#include "dhcp/rows.h"
#include "dhcp/rows_device.h"
#include "lan/rows.h"
#include "lan/wanted.h"
#include "node/step/input.h"
#include "query/rows.h"
#include "rbp/rows.h"
#include "rbs/rows.h"
#include "tls/rows.h"
#include "user/rows.h"
#include "vrrp/rows.h"

static const struct row device_rows[] = {
    {.template = "sysname <word:1-246>",
     .help = "Name of the device",
     .record = ROW_AT(struct device_config, sysname),
     .field = {ROW_AT(struct device_config, sysname.name)}},
    {.template = "configuration-occupied timeout <int:1-7200>",
     .help = "Seconds without a command after which configuration exclusive ends",
     .undo = "configuration-occupied timeout [<int:1-7200>]",
     .record = ROW_AT(struct device_config, occupied),
     .otherwise = {true, {SCHEMA_OCCUPIED_S}, "configuration-occupied"},
     .field = {ROW_AT(struct device_config, occupied.seconds)}},
};

static const struct conf_part device_part = {sizeof(struct device_config), device_rows,
					     sizeof device_rows / sizeof *device_rows};

static const struct conf_view views[VIEWS] = {
    [VIEW_SYSTEM] = {.noun = "system view",
		     .max = 1,
		     .part = {[SYSTEM_DEVICE] = &device_part,
			      [SYSTEM_VRRP] = &vrrp_system_part,
			      [SYSTEM_DHCP] = &dhcp_system_part,
			      [SYSTEM_QUERY] = &query_part,
			      [SYSTEM_LAN] = &lan_system_part,
			      [SYSTEM_USER] = &user_part},
		     .parts_count = 6},
    [VIEW_BFD] = {.noun = "BFD view",
		  .enter = "bfd",
		  .undo = "bfd",
		  .help = "Enable BFD and enter its view",
		  .header = "bfd",
		  .prompt = "bfd",
		  .key = CONF_KEY_NONE,
		  .max = 1},
    [VIEW_VLAN] = {.noun = "VLAN",
		   .enter = "vlan <int:1-4094>",
		   .undo = "vlan <int:1-4094>",
		   .batch = "vlan batch <vlans>",
		   .help = "Create a VLAN or enter its view",
		   .header = "vlan *",
		   .prompt = "vlan*",
		   .key = CONF_KEY_NUMBER,
		   .max = LAN_VLAN_MAX,
		   .part = {&lan_vlan_part},
		   .parts_count = 1},
    [VIEW_POOL] = {.noun = "IP pool",
		   .enter = "ip pool <name:1-128> server",
		   .again = "ip pool <name:1-128>",
		   .undo = "ip pool <name:1-128> [server]",
		   .help = "Create a DHCP server pool or enter its view",
		   .header = "ip pool * server",
		   .prompt = "ip-pool-*",
		   .key = CONF_KEY_NAME,
		   .max = SCHEMA_POOLS_MAX,
		   .part = {&dhcp_pool_part},
		   .parts_count = 1,
		   .rewrite = dhcp_pool_rewrite},
    [VIEW_SSL] = {.noun = "SSL policy",
		  .enter = "ssl policy <name:1-23>",
		  .undo = "ssl policy <name:1-23>",
		  .help = "Create an SSL policy or enter its view",
		  .header = "ssl policy *",
		  .prompt = "ssl-policy-*",
		  .key = CONF_KEY_NAME,
		  .max = TLS_POLICIES_MAX,
		  .part = {&tls_part},
		  .parts_count = 1},
    [VIEW_RBS] = {.noun = "remote backup service",
		  .enter = "remote-backup-service <name:1-32>",
		  .undo = "remote-backup-service <name:1-32>",
		  .help = "Create a remote backup service or enter its view",
		  .header = "remote-backup-service *",
		  .prompt = "rm-backup-srv-*",
		  .key = CONF_KEY_NAME,
		  .max = NODE_STREAMS_MAX,
		  .part = {&rbs_part},
		  .parts_count = 1},
    [VIEW_RBP] = {.noun = "remote backup profile",
		  .enter = "remote-backup-profile <name:1-128>",
		  .undo = "remote-backup-profile <name:1-128>",
		  .help = "Create a remote backup profile or enter its view",
		  .header = "remote-backup-profile *",
		  .prompt = "rm-backup-prf-*",
		  .key = CONF_KEY_NAME,
		  .max = SCHEMA_PROFILES_MAX,
		  .part = {&rbp_part},
		  .parts_count = 1},
    [VIEW_VLANIF] = {.noun = "interface",
		     .enter = "interface <interface:Vlanif>",
		     .undo = "interface <interface:Vlanif>",
		     .help = "Create an interface or enter its view",
		     .header = "interface Vlanif *",
		     .prompt = "Vlanif*",
		     .key = CONF_KEY_INTERFACE,
		     .type = INTERFACE_VLANIF,
		     .max = LAN_VLANIFS_MAX,
		     .part = {[VLANIF_LAN] = &lan_vlanif_part,
			      [VLANIF_VRRP] = &vrrp_interface_part,
			      [VLANIF_DHCP] = &dhcp_interface_part},
		     .parts_count = 3},
    [VIEW_PORT] = {.noun = "interface",
		   .enter = "interface <interface:Port>",
		   .help = "Create an interface or enter its view",
		   .header = "interface @ *",
		   .prompt = "@*",
		   .key = CONF_KEY_INTERFACE,
		   .type = INTERFACE_PORT,
		   .physical = true,
		   .max = CONF_PORTS_MAX,
		   .part = {&lan_port_part},
		   .parts_count = 1},
    [VIEW_SUB] = {.noun = "interface",
		  .enter = "interface <interface:Sub>",
		  .undo = "interface <interface:Sub>",
		  .help = "Create an interface or enter its view",
		  .header = "interface @ *",
		  .prompt = "@*",
		  .key = CONF_KEY_INTERFACE,
		  .type = INTERFACE_SUB,
		  .max = LAN_VLANIFS_MAX,
		  .part = {[SUB_DOT1Q] = &lan_sub_part,
			   [SUB_PARTS_BEFORE + VLANIF_LAN] = &lan_vlanif_part,
			   [SUB_PARTS_BEFORE + VLANIF_VRRP] = &vrrp_interface_part,
			   [SUB_PARTS_BEFORE + VLANIF_DHCP] = &dhcp_interface_part},
		  .parts_count = 4},
    [VIEW_NULL] = {.noun = "interface",
		   .enter = "interface <interface:NULL>",
		   .undo = "interface <interface:NULL>",
		   .help = "Create an interface or enter its view",
		   .header = "interface NULL *",
		   .prompt = "NULL*",
		   .key = CONF_KEY_INTERFACE,
		   .type = INTERFACE_NULL,
		   .max = 1,
		   .part = {&lan_null_part},
		   .parts_count = 1},
    [VIEW_LOOPBACK] = {.noun = "interface",
		       .enter = "interface <interface:LoopBack>",
		       .undo = "interface <interface:LoopBack>",
		       .help = "Create an interface or enter its view",
		       .header = "interface LoopBack *",
		       .prompt = "LoopBack*",
		       .key = CONF_KEY_INTERFACE,
		       .type = INTERFACE_LOOPBACK,
		       .max = LAN_LOOPBACKS_MAX,
		       .part = {&lan_loopback_part},
		       .parts_count = 1},
    [VIEW_BFD_SESSION] = {.noun = "BFD session",
			  .enter = BFD_BIND,
			  .line = &bfd_bind_row,
			  .again = "bfd <name:1-64>",
			  .undo = "bfd <name:1-64>",
			  .idle = "commit",
			  .help = "Create a BFD session or enter its view",
			  .header = "bfd *",
			  .prompt = "bfd-session-*",
			  .key = CONF_KEY_NAME,
			  .max = BFD_SESSIONS_MAX,
			  .part = {&bfd_part},
			  .parts_count = 1},
};

const struct conf_schema schema = {views, VIEWS};

static const void *
system_part(const struct conf *c, unsigned part)
{
	return conf_object_part(conf_next(c, NULL), part);
}

const char *
schema_sysname(const struct conf *c)
{
	const struct device_config *d = system_part(c, SYSTEM_DEVICE);

	return d->sysname.set ? d->sysname.name : "HUAWEI";
}

unsigned
schema_occupied_s(const struct conf *c)
{
	const struct device_config *d = system_part(c, SYSTEM_DEVICE);

	return d->occupied.set ? d->occupied.seconds : SCHEMA_OCCUPIED_S;
}

const struct vrrp_system_config *
schema_system_vrrp(const struct conf *c)
{
	return system_part(c, SYSTEM_VRRP);
}

void
schema_system_vrrp_filled(const struct conf *c, struct vrrp_system_config *ret)
{
	*ret = *schema_system_vrrp(c);
	conf_fill(&vrrp_system_part, ret);
}

const struct dhcp_system_config *
schema_system_dhcp(const struct conf *c)
{
	return system_part(c, SYSTEM_DHCP);
}

void
schema_system_dhcp_filled(const struct conf *c, struct dhcp_system_config *ret)
{
	*ret = *schema_system_dhcp(c);
	conf_fill(&dhcp_system_part, ret);
}

void
schema_system_query_filled(const struct conf *c, struct query_config *ret)
{
	const struct query_config *query = system_part(c, SYSTEM_QUERY);

	*ret = *query;
	conf_fill(&query_part, ret);
}

const struct user_config *
schema_system_user(const struct conf *c)
{
	return system_part(c, SYSTEM_USER);
}

const struct lan_system *
schema_system_lan(const struct conf *c)
{
	return system_part(c, SYSTEM_LAN);
}

static const void *
part_of(const struct conf_object *o, enum schema_view view, unsigned part)
{
	assert(conf_object_path(o)->view == view);
	return conf_object_part(o, part);
}

const struct lan_vlan *
schema_vlan(const struct conf_object *o)
{
	return part_of(o, VIEW_VLAN, 0);
}

const struct dhcp_pool_config *
schema_pool(const struct conf_object *o)
{
	return part_of(o, VIEW_POOL, 0);
}

const struct bfd_config *
schema_bfd(const struct conf_object *o)
{
	return part_of(o, VIEW_BFD_SESSION, 0);
}

const struct tls_config *
schema_ssl(const struct conf_object *o)
{
	return part_of(o, VIEW_SSL, 0);
}

const struct rbs_config *
schema_rbs(const struct conf_object *o)
{
	return part_of(o, VIEW_RBS, 0);
}

const struct rbp_config *
schema_rbp(const struct conf_object *o)
{
	return part_of(o, VIEW_RBP, 0);
}

const struct lan_port *
schema_port(const struct conf_object *o)
{
	return part_of(o, VIEW_PORT, 0);
}

const struct lan_vlanif *
schema_loopback(const struct conf_object *o)
{
	return part_of(o, VIEW_LOOPBACK, 0);
}

const struct lan_sub *
schema_sub(const struct conf_object *o)
{
	return part_of(o, VIEW_SUB, SUB_DOT1Q);
}

const struct lan_null *
schema_null(const struct conf_object *o)
{
	return part_of(o, VIEW_NULL, 0);
}

/* ---- interfaces of several views ---- */

/* The next object of the first `count` views. */
static const struct conf_object *
next_of_views(const struct conf *c, const struct conf_object *prev, unsigned count)
{
	static const enum schema_view views_of[] = {VIEW_VLANIF, VIEW_SUB, VIEW_LOOPBACK};
	unsigned i = 0;

	while (prev != NULL && views_of[i] != conf_object_path(prev)->view)
		i++;
	for (; i < count; i++, prev = NULL) {
		const struct conf_object *o = conf_next_of(c, views_of[i], prev);

		if (o != NULL)
			return o;
	}
	return NULL;
}

const struct conf_object *
schema_next_link(const struct conf *c, const struct conf_object *prev)
{
	return next_of_views(c, prev, 2);
}

const struct conf_object *
schema_next_addressed(const struct conf *c, const struct conf_object *prev)
{
	return next_of_views(c, prev, 3);
}

const struct conf_object *
schema_link(const struct conf *c, struct interface_name name)
{
	struct conf_path path = conf_path_interface(name.sub > 0 ? VIEW_SUB : VIEW_VLANIF, name);

	return name.sub > 0 || name.type == INTERFACE_VLANIF ? conf_find(c, &path) : NULL;
}

uint16_t
schema_link_vlan(const struct conf_object *o)
{
	const struct conf_path *path = conf_object_path(o);
	const struct lan_sub *s;

	assert(path->view == VIEW_VLANIF || path->view == VIEW_SUB);
	if (path->view == VIEW_VLANIF)
		return (uint16_t)path->key.number;
	s = schema_sub(o);
	return s->dot1q.set ? s->dot1q.vlan : s->termination.vlan;
}

unsigned
schema_link_part(const struct conf_object *o, unsigned part)
{
	unsigned view = conf_object_path(o)->view;

	assert(view == VIEW_VLANIF || view == VIEW_SUB ||
	       (view == VIEW_LOOPBACK && part == VLANIF_LAN));
	return part + (view == VIEW_SUB ? SUB_PARTS_BEFORE : 0);
}

const struct lan_vlanif *
schema_addresses(const struct conf_object *o)
{
	return conf_object_part(o, schema_link_part(o, VLANIF_LAN));
}

const struct vrrp_interface_config *
schema_link_vrrp(const struct conf_object *o)
{
	return conf_object_part(o, schema_link_part(o, VLANIF_VRRP));
}

const struct dhcp_interface_config *
schema_link_dhcp(const struct conf_object *o)
{
	return conf_object_part(o, schema_link_part(o, VLANIF_DHCP));
}

struct interface_name
schema_interface_name(const struct conf_object *o)
{
	const struct conf_path *path = conf_object_path(o);
	const struct conf_view *v = &views[path->view];
	struct interface_name name = {v->type, path->key.number, path->key.sub};

	assert(v->key == CONF_KEY_INTERFACE);
	if (v->type >= INTERFACE_PORT)
		name.type = interface_port(name.number).type;
	return name;
}

const char *
schema_interface(const struct conf_object *o, char text[INTERFACE_TEXT])
{
	return interface_format(schema_interface_name(o), text);
}
