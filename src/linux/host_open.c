/* linux/host_open.c -- see linux/host_open.h. */
#include "linux/host_open.h"
#include "linux/host_private.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "linux/clock.h"
#include "linux/config_dir.h"

enum { FOLDER_BYTES = 4096 };

#define FILES_PATIENCE_US (500 * TIME_MS) /* a file that is being saved may end with the device */

static int
signals_fd(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static bool
watch(struct host *h, struct loop_source *source, int fd,
      void (*ready)(struct loop_source *, uint32_t), struct text *message)
{
	int r;

	*source = (struct loop_source){fd, ready, h};
	r = fd < 0 ? -errno : loop_add(h->loop, source, EPOLLIN);
	if (r < 0)
		text_add(message, "The event loop cannot be set up: %s.", strerror(-r));
	return r == 0;
}

static bool
open_kernel(struct host *h, const struct host_hears *hears, struct text *message)
{
	h->links = links_open(h->setup->ports, message);
	h->virtual = h->links != NULL ? virtual_open(h->links, message) : NULL;
	h->packet = h->virtual != NULL ? packet_open(PACKET_DHCP, h->virtual, message) : NULL;
	h->pulse = h->packet != NULL ? pulse_thread_start(h->virtual, message) : NULL;
	return h->pulse != NULL &&
	       watch(h, &h->link_source, links_fd(h->links), hears->links, message) &&
	       watch(h, &h->packet_source, packet_fd(h->packet), hears->packet, message) &&
	       watch(h, &h->pulse_source, pulse_thread_fd(h->pulse), hears->pulse, message);
}

/* The folder `ssl` beside the startup file. */
static struct tls_policies *
tls_open(const char *config_file)
{
	const char *slash = strrchr(config_file, '/');
	char folder[FOLDER_BYTES];

	snprintf(folder, sizeof folder, "%.*s%sssl", slash != NULL ? (int)(slash - config_file) : 0,
		 config_file, slash != NULL ? "/" : "");
	return tls_policies_new(folder);
}

static bool
open_sockets(struct host *h, const struct host_hears *hears, struct text *message)
{
	const char *path = h->setup->socket;
	unsigned left_ms = CLOCK_PATIENCE_MS;
	int r;

	do
		r = cli_sockets_new(h->loop, path, h->setup->socket_group, hears->cli, h, &h->cli);
	while (r == -EADDRINUSE && clock_wait(&left_ms));
	if (r == -EADDRINUSE)
		text_add(message, "Another twinleased serves the command line at %s.", path);
	else if (r < 0)
		text_add(message, "Cannot open the command line socket %s: %s.", path,
			 strerror(-r));
	if (r < 0)
		return false;
	h->streams = streams_new(h->loop, hears->stream, h);
	h->queries = query_sockets_new(h->loop, QUERY_SOCKET_PORT, hears->query, h);
	h->tls = tls_open(h->setup->config_file);
	if (h->streams == NULL || h->queries == NULL || h->tls == NULL) {
		text_add(message, "There is no memory for connections.");
		return false;
	}
	streams_use_tls(h->streams, h->tls);
	return true;
}

static bool
open_disk(struct host *h, const struct host_hears *hears, struct text *message)
{
	h->state_dir = state_dir_open(h->setup->state_dir, message);
	if (h->state_dir == NULL ||
	    !state_dir_read(h->state_dir, message, &h->files_count, &h->journal))
		return false;
	h->points = points_dir_read(h->setup->state_dir);
	h->disk = disk_start(state_dir_fd(h->state_dir), h->setup->state_dir, message);
	h->files = h->disk != NULL ? file_thread_start(message) : NULL;
	if (h->files != NULL)
		h->history = history_thread_start(state_dir_fd(h->state_dir), message);
	if (h->history != NULL)
		h->survey = survey_thread_start(h->setup->ports, message);
	return h->survey != NULL &&
	       watch(h, &h->survey_source, survey_thread_fd(h->survey), hears->survey, message) &&
	       watch(h, &h->history_source, history_thread_fd(h->history), hears->history,
		     message) &&
	       watch(h, &h->disk_source, disk_fd(h->disk), hears->disk, message) &&
	       watch(h, &h->file_source, file_thread_fd(h->files), hears->files, message);
}

/* The socket comes first: it tells whether another daemon is at work before links are touched. */
bool
host_open(struct host *h, const struct host_hears *hears, struct text *message)
{
	h->loop = loop_new();
	h->actions = calloc(1, sizeof *h->actions);
	if (h->loop == NULL || h->actions == NULL) {
		text_add(message, "The event loop cannot be set up: %s.", strerror(errno));
		return false;
	}
	h->node = node_new();
	if (!config_dir_path(h->setup->state_dir, h->setup->config_file,
			     h->setup->startup != NULL && h->setup->startup[0] != '\0'
				 ? h->setup->startup
				 : config_dir_base(h->setup->config_file),
			     h->startup, sizeof h->startup)) {
		text_add(message, "The path of the startup file is too long.");
		return false;
	}
	signal(SIGPIPE, SIG_IGN);
	return watch(h, &h->signal_source, signals_fd(), hears->signal, message) &&
	       open_sockets(h, hears, message) && open_disk(h, hears, message) &&
	       open_kernel(h, hears, message);
}

void
host_close(struct host *h)
{
	pulse_thread_stop(h->pulse);
	streams_free(h->streams);
	query_sockets_free(h->queries);
	tls_policies_free(h->tls);
	cli_sockets_free(h->cli);
	packet_close(h->packet);
	virtual_close(h->virtual);
	links_close(h->links);
	file_thread_stop(h->files, FILES_PATIENCE_US);
	history_thread_stop(h->history, FILES_PATIENCE_US);
	survey_thread_stop(h->survey, FILES_PATIENCE_US);
	disk_stop(h->disk);
	state_dir_close(h->state_dir);
	points_dir_free(h->points);
	node_free(h->node);
	if (h->signal_source.fd > 0)
		close(h->signal_source.fd);
	free(h->actions);
	loop_free(h->loop);
	free(h);
}
