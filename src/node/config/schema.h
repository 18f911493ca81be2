/* node/config/schema.h -- the views of a Twinlease device: which subject gives which part of which
 * view.
 *
 * Order is the order of saved files (the seed, docs/vrp.md "Where the document contradicts itself"
 * 13). A new view or part is one entry in node/config/schema.c; their rules stand in
 * node/config/validate.h. Tested in test/unit/node/schema.c with the seed's two files. */
#ifndef NODE_CONFIG_SCHEMA_H
#define NODE_CONFIG_SCHEMA_H

#include "bfd/config.h"
#include "conf/conf.h"
#include "dhcp/config.h"
#include "lan/config.h"
#include "query/config.h"
#include "rbp/config.h"
#include "rbs/config.h"
#include "tls/config.h"
#include "user/config.h"
#include "vrrp/config.h"

enum schema_view {
	VIEW_SYSTEM,
	VIEW_BFD, /* its one object: BFD is enabled */
	VIEW_VLAN,
	VIEW_POOL,
	VIEW_SSL,
	VIEW_RBS,
	VIEW_RBP,
	VIEW_VLANIF,
	VIEW_PORT,
	VIEW_SUB,
	VIEW_NULL,
	VIEW_LOOPBACK,
	VIEW_BFD_SESSION,
	VIEWS
};

enum { /* parts of VIEW_SYSTEM, VIEW_VLANIF and VIEW_SUB; the other views have one, 0 */
       SYSTEM_DEVICE,
       SYSTEM_VRRP,
       SYSTEM_DHCP,
       SYSTEM_QUERY,
       SYSTEM_LAN,
       SYSTEM_USER,
       VLANIF_LAN = 0,
       VLANIF_VRRP,
       VLANIF_DHCP,
       SUB_DOT1Q = 0, /* then those of a Vlanif: schema_link_part() */
       SUB_PARTS_BEFORE = 1
};

enum {
	SCHEMA_OCCUPIED_S = 30,	  /* unless it is configured */
	SCHEMA_SYSNAME_MAX = 246, /* characters of the device's name */
	SCHEMA_POOLS_MAX = 1024,  /* DHCP server pools */
	SCHEMA_PROFILES_MAX = 64  /* remote backup profiles */
};

struct device_config { /* part of the system view */
	struct {
		bool set;
		char name[SCHEMA_SYSNAME_MAX + 1];
	} sysname; /* default HUAWEI */
	struct {
		bool set;
		uint32_t seconds;
	} occupied; /* how long `configuration exclusive` lasts when nothing is typed */
};

extern const struct conf_schema schema;

/* The name in the prompt. */
const char *schema_sysname(const struct conf *c);

/* Seconds after which `configuration exclusive` ends when nothing is typed. */
unsigned schema_occupied_s(const struct conf *c);

/* Parts of the system view. */
const struct user_config *schema_system_user(const struct conf *c);
const struct vrrp_system_config *schema_system_vrrp(const struct conf *c);
void schema_system_vrrp_filled(const struct conf *c,
			       struct vrrp_system_config *ret); /* conf_fill() */
const struct dhcp_system_config *schema_system_dhcp(const struct conf *c);
void schema_system_dhcp_filled(const struct conf *c,
			       struct dhcp_system_config *ret);			 /* conf_fill() */
void schema_system_query_filled(const struct conf *c, struct query_config *ret); /* conf_fill() */
const struct lan_system *schema_system_lan(const struct conf *c);

/* Parts of an object of the view in the name. */
const struct lan_vlan *schema_vlan(const struct conf_object *o);
const struct dhcp_pool_config *schema_pool(const struct conf_object *o);
const struct bfd_config *schema_bfd(const struct conf_object *o);
const struct tls_config *schema_ssl(const struct conf_object *o);
const struct rbs_config *schema_rbs(const struct conf_object *o);
const struct rbp_config *schema_rbp(const struct conf_object *o);
const struct lan_sub *schema_sub(const struct conf_object *o);
const struct lan_vlanif *schema_loopback(const struct conf_object *o);
const struct lan_null *schema_null(const struct conf_object *o);
const struct lan_port *schema_port(const struct conf_object *o);

/* Links, the interfaces of VLANs: Vlanifs, then sub-interfaces; and those that have addresses:
 * LoopBacks, too. prev NULL: the first; NULL: no more. */
const struct conf_object *schema_next_link(const struct conf *c, const struct conf_object *prev);
const struct conf_object *schema_next_addressed(const struct conf *c,
						const struct conf_object *prev);

/* The link of a name, or NULL; the VLAN of a link, by which a device knows it, 0: a sub-interface
 * has none; the number of one of its parts, VLANIF_LAN ... */
const struct conf_object *schema_link(const struct conf *c, struct interface_name name);
uint16_t schema_link_vlan(const struct conf_object *o);
unsigned schema_link_part(const struct conf_object *o, unsigned part);

/* Parts of a link; of a LoopBack the addresses alone. */
const struct lan_vlanif *schema_addresses(const struct conf_object *o);
const struct vrrp_interface_config *schema_link_vrrp(const struct conf_object *o);
const struct dhcp_interface_config *schema_link_dhcp(const struct conf_object *o);

/* The name of an interface object; "Vlanif100" into text, returned. */
struct interface_name schema_interface_name(const struct conf_object *o);
const char *schema_interface(const struct conf_object *o, char text[INTERFACE_TEXT]);

#endif
