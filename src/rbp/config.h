/* rbp/config.h -- a remote backup profile as a configuration value. docs/vrp.md "Backup
 * profile". */
#ifndef RBP_CONFIG_H
#define RBP_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/interface.h"
#include "rbs/config.h"

enum { RBP_NAME_MAX = 128 }; /* characters, case-insensitive */

enum rbp_mode { RBP_HOT, RBP_WARM, RBP_VIRTUAL };

struct rbp_config { /* view rm-backup-prf-<NAME> */
	struct {
		bool set;
	} dhcp_server; /* `service-type dhcp-server` */
	struct {
		bool set;
		uint16_t id; /* 1..4095, the same on both devices */
		char rbs[RBS_NAME_MAX + 1];
	} backup;
	struct {
		bool set;
		enum rbp_mode mode;
	} peer_backup; /* default hot; printed once it was typed */
	struct {
		bool set;
		uint8_t vrid;
		struct interface_name interface;
	} vrrp;
	struct {
		bool set;
		uint32_t seconds; /* R4, R5; default LEASE_MCLT_DEFAULT_US; rbp_mclt_us() */
	} mclt;
	struct {
		bool set;
		uint32_t delay_s; /* R5: Interrupted without a session so long; default never */
	} partner_down;
};

#endif
