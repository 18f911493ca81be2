/* rbs/config.h -- a remote backup service as a configuration value. What holds for what is not set
 * is in the rows (conf_fill()). docs/vrp.md. */
#ifndef RBS_CONFIG_H
#define RBS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip4.h"

enum {
	RBS_NAME_MAX = 32, /* characters, case-insensitive */
	RBS_SSL_MAX = 23,  /* characters of the name of an SSL policy */
	RBS_FILE_MAX = 64  /* of the file of a password */
};

struct rbs_config { /* view rm-backup-srv-<NAME> */
	struct {
		bool set;
		struct ip4 peer, source;
		uint16_t port; /* 1024..55535, the same on both devices */
	} peer;
	struct {
		bool set;
		char name[RBS_SSL_MAX + 1];
	} ssl, ssl_short; /* the SSL policy, by the manual's line or the short one: one is set */
	struct {
		bool set;
		char file[RBS_FILE_MAX + 1]; /* in the folder of SSL policies */
	} password;			     /* signs every segment of the session (RFC 2385) */
	struct {
		bool set;
	} shutdown;
	struct {
		bool set;
		uint16_t interval_s; /* 1..60 */
		uint16_t retry;	     /* 2..10 silent intervals; 0: left out */
	} keepalive;
	struct {
		bool set;
		uint16_t limit_ms; /* 100..10000 (R6) */
	} answer;
	struct {
		bool set;
		uint16_t local; /* discriminator of a BFD session: Down, the session ends */
	} track;
	struct {
		bool set;
	} block_send, block_receive; /* `backup block`: no records leave, none are taken */
	struct {
		bool set;
		uint32_t at_s; /* of the day, local wall clock: a full batch outwards */
	} daily;
};

/* The SSL policy that is bound, or NULL. */
static inline const char *
rbs_config_ssl(const struct rbs_config *c)
{
	if (c->ssl.set)
		return c->ssl.name;
	return c->ssl_short.set ? c->ssl_short.name : NULL;
}

/* The file of the password, or NULL. */
static inline const char *
rbs_config_password(const struct rbs_config *c)
{
	return c->password.set ? c->password.file : NULL;
}

#endif
