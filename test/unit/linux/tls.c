/* Connections of a backup service under an SSL policy, over 127.0.0.x: certificates both ways, who
 * is refused and that both ends say why, files that are renewed, a pre-shared key. Certificates are
 * made here by the openssl program. */
#include "test/unit/linux/connections.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "test/unit/linux/said.h"

static char folder[64];

/* ---- certificates ---- */

static void
run(const char *format, ...)
{
	char command[1024];
	va_list args;
	pid_t child;
	int status;
	int n = snprintf(command, sizeof command, "cd %s && exec 2>>log && ", folder);

	va_start(args, format);
	vsnprintf(command + n, sizeof command - (size_t)n, format, args);
	va_end(args);
	child = fork();
	if (child == 0) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	if (waitpid(child, &status, 0) != child || status != 0)
		fail_msg("%s", command);
}

/* NAME.pem and NAME.key of an authority `ca`, for so many days (which may be over). */
static void
make(const char *name, const char *ca, const char *days)
{
	run("openssl req -newkey rsa:2048 -nodes -keyout %s.key -subj /CN=%s -out %s.csr && "
	    "openssl x509 -req -in %s.csr -CA %s.pem -CAkey %s.key -CAcreateserial %s -out %s.pem "
	    "&& chmod 600 %s.key",
	    name, name, name, name, ca, ca, days, name, name);
}

static void
make_ca(const char *name)
{
	run("openssl req -x509 -newkey rsa:2048 -nodes -keyout %s.key -subj /CN=%s -days 9 "
	    "-out %s.pem",
	    name, name, name);
}

static int
make_all(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	snprintf(folder, sizeof folder, "/tmp/twinlease-tls-XXXXXX");
	assert_non_null(mkdtemp(folder));
	make_ca("ca");
	make_ca("other");
	make("a", "ca", "-days 9");
	make("b", "ca", "-days 9");
	make("c", "other", "-days 9");
	make("late", "ca", "-days -1");
	return 0;
}

static int
remove_all(void **state)
{
	(void)state;
	run("rm -f -- *");
	return rmdir(folder);
}

/* ---- two devices ---- */

static struct tls_wanted
certificates(const char *own, const char *ca)
{
	struct tls_wanted w = {.count = 1};
	struct tls_config *c = &w.list[0].config;

	snprintf(w.list[0].name, sizeof w.list[0].name, "pair");
	c->certificate.set = c->ca.set = true;
	snprintf(c->certificate.file, sizeof c->certificate.file, "%s.pem", own);
	snprintf(c->certificate.key, sizeof c->certificate.key, "%s.key", own);
	snprintf(c->ca.file, sizeof c->ca.file, "%s.pem", ca);
	return w;
}

static struct tls_wanted
shared_key(const char *file)
{
	struct tls_wanted w = {.count = 1};

	snprintf(w.list[0].name, sizeof w.list[0].name, "pair");
	w.list[0].config.psk.set = true;
	snprintf(w.list[0].config.psk.file, sizeof w.list[0].config.psk.file, "%s", file);
	return w;
}

static void
use(struct device *d, const struct tls_wanted *w)
{
	char bytes[400] = "";
	struct text why = text_of(bytes, sizeof bytes);

	if (!tls_policies_set(d->tls, w, true, &why))
		fail_msg("%s", bytes);
}

static int
open_devices(void **state)
{
	(void)state;
	make_devices(folder);
	return 0;
}

/* A dials, B accepts. */
static void
connect_as(const char *policy_of_a, const char *policy_of_b)
{
	streams_listen(b.streams, 0, true,
		       &(struct stream_way){ip_b, ip_a, port, policy_of_b, NULL});
	streams_dial(a.streams, 0, &(struct stream_way){ip_a, ip_b, port, policy_of_a, NULL});
}

static void
connect_well(void)
{
	connect_as("pair", "PAIR");
	turn_until(&a.end[0][1].opened, 1);
	turn_until(&b.end[0][0].opened, 1);
	assert_int_equal(a.end[0][1].insecure + b.end[0][0].insecure, 0);
}

static void
send_and_compare(size_t len)
{
	static uint8_t bytes[256 * 1024];
	uint32_t sum = b.end[0][0].sum;
	size_t wanted = b.end[0][0].received + len;
	uint64_t end_us = clock_now() + WAIT_US;

	for (size_t i = 0; i < len; i++) {
		bytes[i] = (uint8_t)(i * 7 + i / 251);
		sum = sum * 31 + bytes[i];
	}
	streams_send(a.streams, 0, true, bytes, len);
	while (b.end[0][0].received < wanted && clock_now() < end_us)
		turn();
	assert_int_equal(b.end[0][0].received, wanted);
	assert_int_equal(b.end[0][0].sum, sum);
}

/* Neither is told of a connection that carries anything, and both say why. */
static void
refused_for(const char *here, const char *there)
{
	uint64_t end_us = clock_now() + WAIT_US;
	const char *said;
	unsigned n = 0, m = 0;

	while ((n == 0 || m == 0) && clock_now() < end_us) {
		turn();
		n = heard_in_log(here);
		m = heard_in_log(there);
	}
	said = said_in_log();
	hear_no_more();
	assert_int_equal(b.end[0][0].opened, 0);
	if (n == 0 || m == 0)
		fail_msg("%s", said);
}

/* ---- tests ---- */

static void
certificates_prove_both_ends(void **state)
{
	struct tls_wanted wa = certificates("a", "ca"), wb = certificates("b", "ca");

	(void)state;
	snprintf(wa.list[0].config.peer.name, sizeof wa.list[0].config.peer.name, "b");
	wa.list[0].config.peer.set = true;
	use(&a, &wa);
	use(&b, &wb);
	connect_well();
	send_and_compare(5);
	send_and_compare(200000);
	streams_send(a.streams, 0, true, "bye", 3); /* the last words arrive before the end */
	streams_hangup(a.streams, 0, true);
	turn_until(&b.end[0][0].closed, 1);
	assert_int_equal(b.end[0][0].received, 200008);
}

static void
a_certificate_of_another_authority_is_refused(void **state)
{
	struct tls_wanted wa = certificates("c", "ca"), wb = certificates("b", "ca");

	(void)state;
	use(&a, &wa);
	use(&b, &wb);
	listen_to_log();
	connect_as("pair", "pair");
	refused_for("certificate of the peer is refused: unable to get local issuer certificate",
		    "the peer refuses it: tlsv1 alert unknown ca");
}

static void
an_expired_certificate_is_refused(void **state)
{
	struct tls_wanted wa = certificates("late", "ca"), wb = certificates("b", "ca");

	(void)state;
	use(&a, &wa);
	use(&b, &wb);
	listen_to_log();
	connect_as("pair", "pair");
	refused_for("certificate of the peer is refused: certificate has expired",
		    "the peer refuses it: sslv3 alert certificate expired");
}

static void
another_name_is_refused(void **state)
{
	struct tls_wanted wa = certificates("a", "ca"), wb = certificates("b", "ca");

	(void)state;
	snprintf(wb.list[0].config.peer.name, sizeof wb.list[0].config.peer.name, "z");
	wb.list[0].config.peer.set = true;
	use(&a, &wa);
	use(&b, &wb);
	listen_to_log();
	connect_as("pair", "pair");
	refused_for("certificate of the peer is refused: hostname mismatch",
		    "the peer refuses it: sslv3 alert bad certificate");
}

static void
a_key_proves_both_ends(void **state)
{
	struct tls_wanted w = shared_key("key");

	(void)state;
	run("umask 077; openssl rand -hex 32 > key");
	use(&a, &w);
	use(&b, &w);
	connect_well();
	send_and_compare(70000);
}

static void
another_key_is_refused(void **state)
{
	struct tls_wanted wa = shared_key("key"), wb = shared_key("key2");

	(void)state;
	run("umask 077; openssl rand -hex 32 > key; openssl rand -hex 32 > key2");
	use(&a, &wa);
	use(&b, &wb);
	listen_to_log();
	connect_as("pair", "pair");
	refused_for("binder does not verify", "the peer refuses it: sslv3 alert illegal parameter");
}

/* It says so before the peer has said a word. */
static void
a_peer_in_the_clear_is_refused(void **state)
{
	struct tls_wanted w = certificates("b", "ca");

	(void)state;
	use(&b, &w);
	listen_to_log();
	connect_as(NULL, "pair");
	turn_until(&a.end[0][1].opened, 1);
	streams_send(a.streams, 0, true, "TL\1\1 and so on, which is no TLS at all", 38);
	refused_for("the peer does not speak TLS", "TLS_FAILED");
}

static void
who_says_nothing_is_not_waited_for(void **state)
{
	struct tls_wanted w = certificates("b", "ca");

	(void)state;
	use(&b, &w);
	listen_to_log();
	connect_as(NULL, "pair");
	refused_for("no answer to the handshake", "TLS_FAILED");
	turn_until(&a.end[0][1].closed, 1);
}

/* A client of the openssl program, which speaks what it is told to. */
static void
an_older_version_is_refused(void **state)
{
	struct tls_wanted w = certificates("b", "ca");

	(void)state;
	use(&b, &w);
	streams_listen(b.streams, 0, true, &(struct stream_way){ip_b, ip_a, port, "pair", NULL});
	listen_to_log();
	run("openssl s_client -tls1_2 -bind 127.0.0.1:0 -connect 127.0.0.2:%u -cert a.pem -key "
	    "a.key "
	    "</dev/null >client 2>&1 &",
	    port);
	refused_for("TLS with the peer failed: unsupported protocol", "accepted");
	run("for n in $(seq 50); do grep -q 'alert protocol version' client && exit; sleep 0.1; "
	    "done; "
	    "false");
}

/* What somebody recorded of a connection, said once more. */
static void
a_recorded_stream_is_refused(void **state)
{
	struct tls_wanted wa = certificates("a", "ca"), wb = certificates("b", "ca");
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)(port + 1)),
				 .sin_addr = {htonl(ip_b.host)}};
	static uint8_t record[65536];
	struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr = {htonl(ip_a.host)}};
	int listener = socket(AF_INET, SOCK_STREAM, 0), fd, out, on = 1;
	size_t len = 0;
	uint64_t end_us;

	(void)state;
	use(&a, &wa);
	use(&b, &wb);
	/* one in the middle passes all on, and keeps what A said */
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	assert_int_equal(bind(listener, (struct sockaddr *)&to, sizeof to), 0);
	assert_int_equal(listen(listener, 1), 0);
	streams_listen(b.streams, 0, true, &(struct stream_way){ip_b, ip_a, port, "pair", NULL});
	streams_dial(a.streams, 0,
		     &(struct stream_way){ip_a, ip_b, (uint16_t)(port + 1), "pair", NULL});
	fd = accept(listener, NULL, NULL);
	out = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(out, (struct sockaddr *)&from, sizeof from), 0);
	to.sin_port = htons(port);
	assert_int_equal(connect(out, (struct sockaddr *)&to, sizeof to), 0);
	end_us = clock_now() + WAIT_US;
	while (b.end[0][0].received < 7 && clock_now() < end_us) {
		uint8_t bytes[4096];
		ssize_t n;

		turn();
		if (a.end[0][1].opened == 1 && a.end[0][0].opened++ == 0)
			streams_send(a.streams, 0, true, "secrets", 7);
		streams_flush(a.streams);
		n = recv(fd, record + len, sizeof record - len, MSG_DONTWAIT);
		if (n > 0) {
			assert_int_equal(send(out, record + len, (size_t)n, 0), n);
			len += (size_t)n;
		}
		n = recv(out, bytes, sizeof bytes, MSG_DONTWAIT);
		if (n > 0)
			assert_int_equal(send(fd, bytes, (size_t)n, 0), n);
	}
	assert_int_equal(b.end[0][0].received, 7);
	close(out);
	close(fd);
	close(listener);
	turn_until(&b.end[0][0].closed, 1);
	listen_to_log();
	out = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(out, (struct sockaddr *)&from, sizeof from), 0);
	assert_int_equal(connect(out, (struct sockaddr *)&to, sizeof to), 0);
	assert_int_equal(send(out, record, len, 0), (ssize_t)len);
	end_us = clock_now() + WAIT_US;
	while (heard_in_log("TLS_FAILED") == 0 && clock_now() < end_us)
		turn();
	assert_int_equal(heard_in_log("TLS_FAILED"), 1);
	hear_no_more();
	close(out);
	assert_int_equal(b.end[0][0].opened, 1);
	assert_int_equal(b.end[0][0].received, 7);
}

static void
files_are_renewed_under_a_session(void **state)
{
	struct tls_wanted wa = certificates("own", "ca"), wb = certificates("b", "ca");
	const char *name, *said;
	bool loaded;

	(void)state;
	run("cp a.pem own.pem && cp -p a.key own.key");
	use(&a, &wa);
	use(&b, &wb);
	connect_well();
	while (tls_policies_news(a.tls, &name, &loaded, &said))
		assert_true(loaded);
	send_and_compare(1000);
	run("cp -p late.key own.key"); /* half of it: not in force, the old one is */
	tls_policies_review(a.tls, clock_now());
	assert_true(tls_policies_news(a.tls, &name, &loaded, &said));
	assert_false(loaded);
	send_and_compare(1000);
	run("rm own.pem && cp late.pem own.pem");
	tls_policies_review(a.tls, clock_now() + TLS_REVIEW_US);
	assert_true(tls_policies_news(a.tls, &name, &loaded, &said));
	assert_true(loaded);
	assert_non_null(strstr(said, "CN=late, valid until 20"));
	send_and_compare(100000); /* the session goes on; the next one is refused */
	assert_int_equal(a.end[0][1].closed + b.end[0][0].closed, 0);
}

static void
refuses(struct tls_wanted w, const char *why)
{
	char bytes[400] = "";
	struct text message = text_of(bytes, sizeof bytes);

	assert_false(tls_policies_set(a.tls, &w, true, &message));
	if (strstr(bytes, why) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", bytes, why);
}

static void
files_that_cannot_be_used_are_named(void **state)
{
	struct tls_wanted good = certificates("a", "ca"), ecc = good,
			  bad = certificates("no", "ca");
	const char *why;

	(void)state;
	use(&a, &good);
	refuses(bad, "/no.pem: No such file or directory");
	refuses(certificates("a", "no"), "/no.pem: No such file or directory");
	run("cp a.pem open.pem; cp a.key open.key; chmod 640 open.key");
	refuses(certificates("open", "ca"),
		"/open.key: others than its owner may use it (mode 640");
	run("cp a.pem mixed.pem; cp -p b.key mixed.key");
	refuses(certificates("mixed", "ca"), "/mixed.key: key values mismatch");
	ecc.list[0].config.certificate.pair = TLS_ECC;
	refuses(ecc, "of another kind than key-pair says");
	run("umask 077; echo 0123 >short; echo 00112233445566778899aabbccddeefg >letters");
	refuses(shared_key("short"), "hexadecimal digits");
	refuses(shared_key("letters"), "hexadecimal digits");
	assert_non_null(tls_policies_find(a.tls, "pair", &why)); /* nothing was changed */
	/* at a start it is said, and nobody is let in */
	assert_true(tls_policies_set(a.tls, &bad, false, &(struct text){0}));
	assert_null(tls_policies_find(a.tls, "pair", &why));
	assert_non_null(strstr(why, "No such file"));
	streams_dial(a.streams, 0, &(struct stream_way){ip_a, ip_b, port, "pair", NULL});
	turn_until(&a.end[0][1].closed, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_devices, close_devices)
	    TEST(certificates_prove_both_ends),
	    TEST(a_certificate_of_another_authority_is_refused),
	    TEST(an_expired_certificate_is_refused),
	    TEST(another_name_is_refused),
	    TEST(a_key_proves_both_ends),
	    TEST(another_key_is_refused),
	    TEST(a_peer_in_the_clear_is_refused),
	    TEST(who_says_nothing_is_not_waited_for),
	    TEST(an_older_version_is_refused),
	    TEST(a_recorded_stream_is_refused),
	    TEST(files_are_renewed_under_a_session),
	    TEST(files_that_cannot_be_used_are_named),
	};

	return cmocka_run_group_tests(tests, make_all, remove_all);
}
