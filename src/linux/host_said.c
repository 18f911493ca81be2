/* linux/host_said.c -- see linux/host_said.h. */
#include "linux/host_said.h"

#include <string.h>

#include "linux/host_event.h"
#include "linux/log.h"

static bool
has_vlanif(const struct lan_wanted *wanted, uint16_t vlan)
{
	for (unsigned i = 0; i < wanted->vlanifs_count; i++)
		if (wanted->vlanif[i].vlan == vlan)
			return true;
	return false;
}

void
host_say_pulse_failed(const struct pulse_note *n, const struct lan_wanted *wanted)
{
	static const char *const what[] = {
	    [PULSE_SEND] = "listen on the interface",
	    [PULSE_OWN] = "take the virtual addresses",
	    [PULSE_DISOWN] = "let go of the virtual addresses",
	    [PULSE_SHUT] = "shut the gate",
	    [PULSE_HEARTBEAT] = "keep the gate open",
	    [PULSE_STATUS] = "tell its state",
	};

	if (n->what == PULSE_SEND && !has_vlanif(wanted, n->vlan))
		return; /* the configuration that follows listens anew, and says what fails then */
	if (n->what == PULSE_SEND)
		log_event(&host_event_virtual,
			  "VRRP cannot listen on every interface of its groups.");
	else if (n->what == PULSE_SEND_IP)
		log_eventf(&host_event_virtual, "BFD cannot hear on UDP ports 3784 and 4784: %s.",
			   strerror(-n->error));
	else
		log_eventf(&host_event_virtual,
			   "The VRRP group could not %s: %s. (interface=Vlanif%u, vrid=%u)",
			   what[n->what], strerror(-n->error), n->vlan, n->vrid);
}

struct node_input
host_heard(const struct pulse_note *n)
{
	if (n->kind == PULSE_NOTE_BFD)
		return (struct node_input){.kind = NODE_IN_BFD, .u.bfd = n->bfd};
	if (n->kind == PULSE_NOTE_BFD_FAULTS)
		return (struct node_input){.kind = NODE_IN_BFD_FAULTS, .u.bfd_faults = n->faults};
	return (struct node_input){.kind = NODE_IN_STATUS, .u.status = n->status};
}

void
host_say_late(const struct file_done *done)
{
	log_eventf(&host_event_late, "%.400s: %s.", done->path,
		   done->error == 0 ? "it is done now" : strerror(-done->error));
}

struct node_input
host_filed(bool reads, unsigned session, const struct file_done *done, const char *message)
{
	if (reads)
		return (struct node_input){.kind = NODE_IN_READ,
					   .u.read = {.session = session,
						      .text = done != NULL ? done->text : NULL,
						      .files = done != NULL ? done->files : NULL,
						      .message = message}};
	return (struct node_input){.kind = NODE_IN_SAVED,
				   .u.saved = {.session = session,
					       .ok = done != NULL && done->error == 0,
					       .message = message}};
}

struct node_input
host_found(const struct history_answer *a)
{
	return (struct node_input){.kind = NODE_IN_FOUND,
				   .u.found = {.session = a->session,
					       .number = a->number,
					       .end = a->end,
					       .next = a->next,
					       .page = &a->page,
					       .state = &a->state,
					       .message = a->message[0] ? a->message : NULL}};
}

struct node_input
host_surveyed(const struct survey_answer *a)
{
	return (struct node_input){
	    .kind = NODE_IN_SURVEY,
	    .u.survey = {.session = a->session, .number = a->number, .told = &a->told}};
}
