/* linux/cli_refusal.c -- see linux/cli_refusal.h. */
#include "linux/cli_refusal.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux/cli_wire.h"
#include "linux/host_event.h"
#include "linux/log.h"

void
cli_refusal_log(struct cli_refusals *r, const char *sentence, uint64_t now)
{
	if (now >= r->until_us) {
		r->until_us = time_after(now, CLI_REFUSALS_SPAN_US);
		r->said = 0;
	}
	if (r->said == CLI_REFUSALS_MAX) {
		r->unsaid++;
		return;
	}
	if (r->unsaid > 0)
		log_eventf(&host_event_session, "%s (others=%u)", sentence, r->unsaid);
	else
		log_eventf(&host_event_session, "%s", sentence);
	r->said++;
	r->unsaid = 0;
}

void
cli_refuse(int fd, const char *sentence)
{
	uint8_t bytes[256];
	size_t used = 0;
	struct cli_wire m = {
	    .kind = CLI_WIRE_REFUSED, .body = (const uint8_t *)sentence, .len = strlen(sentence)};

	if (cli_wire_write(bytes, sizeof bytes, &used, &m))
		send(fd, bytes, used, MSG_NOSIGNAL | MSG_DONTWAIT);
	close(fd);
}
