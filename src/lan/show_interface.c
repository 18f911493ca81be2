/* lan/show_interface.c -- see lan/show_interface.h. Layouts of docs/vrp.md "LAN displays". */
#include "lan/show_interface.h"

#include <stdio.h>
#include <string.h>

#include "show/fields.h"

enum {
	LINES_PER_STEP = 40,  /* of at most 750 bytes: below SHOW_STEP_MAX */
	BLOCKS_PER_STEP = 12, /* of at most 2 KB */
	USE_TEXT = 12
};

/* ---- the interfaces of the device: ports, Vlanifs, LoopBacks, NULL0 ---- */

static struct lan_interface
port_interface(const struct lan_heard_port *p)
{
	struct lan_interface f = {.up = lan_heard_port_up(p),
				  .layer3 = p->config == NULL || !p->config->portswitch.set};
	bool shut = p->config == NULL || !p->config->up.set;

	(void)snprintf(f.name, sizeof f.name, "%s", p->name);
	(void)snprintf(f.counted, sizeof f.counted, "%s", p->name);
	if (p->config != NULL && p->config->description.set)
		f.description = p->config->description.text;
	f.shut = shut;
	f.physical = shut ? "*down" : f.up ? "up" : "down";
	return f;
}

static struct lan_interface
vlanif_interface(const struct lan_heard_vlanif *v)
{
	struct lan_interface f = {.up = lan_heard_vlanif_up(v),
				  .layer3 = true,
				  .address = v->config->primary.set ? &v->config->primary : NULL};

	f.rival = v->rival.heard_us != 0 ? &v->rival : NULL;
	(void)snprintf(f.name, sizeof f.name, "%s", v->name);
	(void)snprintf(f.counted, sizeof f.counted, "Vlanif%u", (unsigned)v->vlan);
	if (v->config->description.set)
		f.description = v->config->description.text;
	f.mac = v->mac;
	f.shut = v->config->shutdown.set;
	f.physical = f.shut ? "*down" : f.up ? "up" : "down";
	return f;
}

/* Interfaces without a wire: their protocol is up as VRP says it, by spoofing. */
static struct lan_interface
spoofed_interface(const struct lan_description *d)
{
	struct lan_interface f = {
	    .up = true, .layer3 = true, .physical = "up", .protocol = "up(s)"};

	if (d->set)
		f.description = d->text;
	return f;
}

static struct lan_interface
loopback_interface(const struct lan_links_loopback *l)
{
	struct lan_interface f = spoofed_interface(&l->config->description);

	(void)snprintf(f.name, sizeof f.name, "LoopBack%u", (unsigned)l->number);
	(void)snprintf(f.counted, sizeof f.counted, "%s", f.name);
	f.address = l->config->primary.set ? &l->config->primary : NULL;
	return f;
}

static struct lan_interface
null_interface(const struct lan_null *n)
{
	struct lan_interface f = spoofed_interface(&n->description);

	(void)snprintf(f.name, sizeof f.name, "NULL0");
	return f;
}

unsigned
lan_interfaces_count(const struct lan_heard *b)
{
	return b->ports_count + b->vlanifs_count + b->loopbacks_count + (b->null0 != NULL);
}

struct lan_interface
lan_interface_at(const struct lan_heard *b, uint64_t i)
{
	struct lan_interface f;

	if (i >= b->ports_count + b->vlanifs_count) {
		i -= b->ports_count + b->vlanifs_count;
		return i < b->loopbacks_count ? loopback_interface(&b->loopback[i])
					      : null_interface(b->null0);
	}
	f = i < b->ports_count ? port_interface(&b->port[i])
			       : vlanif_interface(&b->vlanif[i - b->ports_count]);
	f.protocol = f.up && (!f.layer3 || f.address != NULL) ? "up" : "down";
	return f;
}

/* Counters that are new enough to be shown. */
static bool
is_fresh(const struct lan_heard *b, uint64_t now, struct show *out)
{
	out->waits = b->traffic_us == 0 || now >= time_after(b->traffic_us, LAN_TRAFFIC_FRESH_US);
	return !out->waits;
}

/* "0.01%", or NULL when it is not known. */
static const char *
use_text(const struct lan_traffic *t, unsigned hundredths, char text[USE_TEXT])
{
	if (t == NULL || !t->use_known)
		return NULL;
	(void)snprintf(text, USE_TEXT, "%u.%02u%%", hundredths / 100 % 1000, hundredths % 100);
	return text;
}

/* ---- display interface brief ---- */

struct brief_line {
	struct lan_interface interface;
	const char *in_use, *out_use;
};

static const struct show_field brief_line[] = {
    SHOW_FIELD(struct brief_line, interface.name, "interface", "%-27s "),
    SHOW_FIELD(struct brief_line, interface.physical, "physical", "%-8s "),
    SHOW_FIELD(struct brief_line, interface.protocol, "protocol", "%-8s"),
    SHOW_FIELD(struct brief_line, in_use, "in_use", " %6s"),
    SHOW_FIELD(struct brief_line, out_use, "out_use", " %6s"),
};

static void
show_errors(struct show *s, const struct lan_traffic *t)
{
	if (t == NULL) {
		show_none(s, "in_errors", " %10s");
		show_none(s, "out_errors", " %10s\n");
		return;
	}
	show_number(s, "in_errors", " %10s", t->in_errors);
	show_number(s, "out_errors", " %10s\n", t->out_errors);
}

static bool
show_brief(const void *context, uint64_t i, struct show *s)
{
	struct brief_line line = {lan_interface_at(context, i), NULL, NULL};
	const struct lan_traffic *t = lan_heard_traffic(context, line.interface.counted);
	char in_use[USE_TEXT], out_use[USE_TEXT];

	line.in_use = use_text(t, t ? t->in_use : 0, in_use);
	line.out_use = use_text(t, t ? t->out_use : 0, out_use);
	show_begin(s, NULL);
	SHOW_FIELDS(s, brief_line, &line);
	show_errors(s, t);
	show_end(s);
	return true;
}

bool
lan_show_brief(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	       struct show *out)
{
	(void)args;
	if (*cursor == 0 && !is_fresh(subject, now, out))
		return true;
	if (*cursor == 0) {
		show_begin(out, NULL);
		show_say(out, "PHY: Physical\n*down: administratively down\n(l): loopback\n"
			      "(s): spoofing\nInUti/OutUti: input utility/output utility\n");
		show_say(out, "Interface                   PHY      Protocol  InUti OutUti   "
			      "inErrors  outErrors\n");
		show_list(out, "interfaces");
	}
	return show_members(out, cursor, lan_interfaces_count(subject), LINES_PER_STEP, show_brief,
			    subject);
}

/* ---- display interface description ---- */

static const struct show_field description_line[] = {
    SHOW_FIELD(struct lan_interface, name, "interface", "%-27s "),
    SHOW_FIELD(struct lan_interface, physical, "physical", "%-8s "),
    SHOW_FIELD(struct lan_interface, protocol, "protocol", "%-8s "),
};

static bool
show_description(const void *context, uint64_t i, struct show *s)
{
	struct lan_interface f = lan_interface_at(context, i);

	show_begin(s, NULL);
	SHOW_FIELDS(s, description_line, &f);
	show_text_given(s, "description", "%s", f.description);
	show_say(s, "\n");
	show_end(s);
	return true;
}

bool
lan_show_descriptions(const void *subject, const struct show_args *args, uint64_t *cursor,
		      uint64_t now, struct show *out)
{
	(void)args;
	(void)now;
	if (*cursor == 0) {
		show_begin(out, NULL);
		show_say(out, "PHY: Physical\n*down: administratively down\n"
			      "Interface                   PHY      Protocol Description\n");
		show_list(out, "interfaces");
	}
	return show_members(out, cursor, lan_interfaces_count(subject), LINES_PER_STEP,
			    show_description, subject);
}

/* ---- display interface ---- */

static void
show_state(struct show *s, const struct lan_interface *f)
{
	char text[IP4_TEXT + 4], ip[IP4_TEXT];

	show_text(s, "interface", "%s current state : ", f->name);
	show_text(s, "physical", "%s\n", f->shut ? "Administratively DOWN" : f->up ? "UP" : "DOWN");
	show_text(s, "protocol", "Line protocol current state : %s\n",
		  strcmp(f->protocol, "up") == 0      ? "UP"
		  : strcmp(f->protocol, "up(s)") == 0 ? "UP (spoofing)"
						      : "DOWN");
	show_text(s, "description", "Description: %s\n", f->description ? f->description : "");
	show_bool(s, "layer3", NULL, f->layer3);
	show_say(s, f->layer3 ? "Route Port" : "Switch Port");
	if (f->address == NULL) {
		show_none(s, "address", NULL);
		return;
	}
	(void)snprintf(text, sizeof text, "%s/%d", ip4_format(f->address->address, ip),
		       ip4_mask_length(f->address->mask));
	show_text(s, "address", ", Internet Address is %s", text);
}

static const struct show_field counters[] = {
    SHOW_FIELD(struct lan_traffic, mtu, "mtu", "The Maximum Transmit Unit is %s\n"),
    SHOW_FIELD(struct lan_traffic, in_packets, "in_packets", "    Input:  %s packets"),
    SHOW_FIELD(struct lan_traffic, in_bytes, "in_bytes", ", %s bytes"),
    SHOW_FIELD(struct lan_traffic, in_errors, "in_errors", ", %s errors\n"),
    SHOW_FIELD(struct lan_traffic, out_packets, "out_packets", "    Output: %s packets"),
    SHOW_FIELD(struct lan_traffic, out_bytes, "out_bytes", ", %s bytes"),
    SHOW_FIELD(struct lan_traffic, out_errors, "out_errors", ", %s errors\n"),
};

struct use_line {
	const char *in_use, *out_use;
};

static const struct show_field use_line[] = {
    SHOW_FIELD(struct use_line, in_use, "in_use", "    Input bandwidth utilization  : %s\n"),
    SHOW_FIELD(struct use_line, out_use, "out_use", "    Output bandwidth utilization : %s\n\n"),
};

static bool
show_block(const void *context, uint64_t i, struct show *s)
{
	struct lan_interface f = lan_interface_at(context, i);
	const struct lan_traffic *t = lan_heard_traffic(context, f.counted);
	char in_use[USE_TEXT], out_use[USE_TEXT], mac[MAC_TEXT];
	struct use_line use = {use_text(t, t ? t->in_use : 0, in_use),
			       use_text(t, t ? t->out_use : 0, out_use)};

	show_begin(s, NULL);
	show_state(s, &f);
	show_say(s, "\n");
	if (memcmp(&f.mac, &(struct mac){0}, sizeof f.mac) != 0)
		show_text(s, "mac", "Hardware address is %s\n", mac_format(f.mac, mac));
	if (t != NULL)
		SHOW_FIELDS(s, counters, t);
	SHOW_FIELDS(s, use_line, &use);
	show_end(s);
	return true;
}

struct one_of {
	const struct lan_heard *lan;
	const char *name; /* NULL: all */
};

static bool
show_wanted(const void *context, uint64_t i, struct show *s)
{
	const struct one_of *c = context;
	struct lan_interface f = lan_interface_at(c->lan, i);

	return (c->name == NULL || strcmp(c->name, f.name) == 0) && show_block(c->lan, i, s);
}

static bool
is_there(const struct one_of *c)
{
	for (unsigned i = 0; i < lan_interfaces_count(c->lan); i++)
		if (strcmp(lan_interface_at(c->lan, i).name, c->name) == 0)
			return true;
	return false;
}

bool
lan_show_interfaces(const void *subject, const struct show_args *args, uint64_t *cursor,
		    uint64_t now, struct show *out)
{
	struct one_of c = {subject, args->count > 0 ? args->word[0] : NULL};

	if (*cursor == 0 && c.name != NULL && !is_there(&c)) {
		show_say(out, "Error: The interface does not exist.\n");
		return false;
	}
	if (*cursor == 0 && !is_fresh(subject, now, out))
		return true;
	if (*cursor == 0) {
		show_begin(out, NULL);
		show_list(out, "interfaces");
	}
	return show_members(out, cursor, lan_interfaces_count(subject), BLOCKS_PER_STEP,
			    show_wanted, &c);
}
