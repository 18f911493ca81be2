/* test/sim/main.c -- many histories on all cores, and their figures.
 *
 *	sim [--seeds N] [--first SEED] [--jobs N] [--missing] [--short]	N histories; short: nothing
 *					is shrunk
 *	sim --seed SEED [--only FAULTS] [--clients N] [--span S] [-v]	one of them, or less of it;
 *					--no-walls: no wall clock jumps in it
 *	sim --replay FILE			the seeds named in a file, one per line
 *	sim --scenarios FILE...			scenarios in words
 *	mutants --mutants			every seeded bug must be found within its limit
 *	mutants --mutant NAME ...		one of them is in, whatever else is asked for
 *
 * Exit status 1 when a promise was broken. A process that dies fails the seed it was at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test/sim/sim.h"

enum { JOBS_MAX = 64, FAILED_MAX = 64, LINE_MAX_BYTES = 400 };

struct shared { /* between the processes */
	uint64_t next, end;
	struct sim_counts count[JOBS_MAX];
	uint64_t at[JOBS_MAX]; /* the seed a process is at */
	struct {
		uint64_t seed;
		char wrong[SIM_WRONG_MAX];
	} failed[FAILED_MAX];
	unsigned failed_count, failed_max;
	uint8_t cover[SIM_COVER_MAX];
};

struct options {
	uint64_t seeds, first, seed, left_out, span_s;
	unsigned jobs, clients;
	bool one, missing, verbose, brief, mutants, no_walls;
	bool no_empty; /* without the faults of empty.c: a seeded bug may not need them */
	const char *replay;
	const uint64_t *list; /* the seeds, instead of first and so on */
};

static struct shared *shared;

/* ---- one ---- */

static uint64_t
told_by(const struct sim_plan *plan)
{
	struct sim *s = sim_new(plan, false);
	uint64_t told;

	sim_run(s);
	told = s->told;
	sim_free(s);
	return told;
}

/* A device needs the wall clock to know how long its power was off (who is declared down, or is off
 * while the other one has an empty folder, may have lost it), and where the versions of an empty
 * journal begin. */
static bool
needs_wall(const struct sim_counts *c)
{
	static const enum sim_fault_kind kinds[] = {SIM_POWER, SIM_POWER_BOTH,	 SIM_DECLARE,
						    SIM_CLONE, SIM_DECLARED_CUT, SIM_WIPE,
						    SIM_EMPTY};

	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (c->kind[kinds[i]] > 0)
			return true;
	return false;
}

/* The wall clock changes nothing else. */
static bool
wall_is_nothing(const struct sim *s)
{
	struct sim_plan without = s->plan;

	without.no_walls = true;
	if (s->plan.seed % 8 != 0 || s->count.kind[SIM_WALL] == 0 || needs_wall(&s->count))
		return true;
	return told_by(&without) == s->told;
}

static void
add(struct sim_counts *sum, const struct sim_counts *c)
{
	uint64_t *to = (uint64_t *)(void *)sum, most = sum->most_us;
	const uint64_t *from = (const uint64_t *)(const void *)c;

	for (size_t i = 0; i < sizeof *c / sizeof *to; i++)
		to[i] += from[i];
	sum->most_us = c->most_us > most ? c->most_us : most;
}

/* True when all promises were kept; else what was broken is in ret_wrong. */
static bool
run_plan(const struct sim_plan *plan, bool verbose, struct sim_counts *count,
	 char ret_wrong[SIM_WRONG_MAX])
{
	struct sim *s = sim_new(plan, verbose);
	bool good = sim_run(s);

	if (good && !wall_is_nothing(s)) {
		sim_wrong(s, "a wall clock changed what clients were told", 0, (struct ip4){0});
		good = false;
	}
	add(count, &s->count);
	memcpy(ret_wrong, s->wrong, SIM_WRONG_MAX);
	sim_free(s);
	return good;
}

static void
plan_of(const struct options *o, uint64_t seed, struct sim_plan *ret)
{
	sim_plan_make(seed, ret);
	ret->left_out = o->left_out;
	ret->no_walls = o->no_walls;
	if (o->no_empty && !o->one)
		ret->left_out |= sim_plan_kind(ret, SIM_EMPTY);
	if (o->clients)
		ret->clients_count = o->clients;
	if (o->span_s)
		ret->span_us = o->span_s * TIME_SEC;
}

static int
run_one(const struct options *o)
{
	struct sim_plan plan;
	struct sim_counts count = {0};
	char wrong[SIM_WRONG_MAX];
	bool good;

	plan_of(o, o->seed, &plan);
	good = run_plan(&plan, o->verbose, &count, wrong);
	printf("seed %llu: %s; %llu ACK, %llu NAK, %.0f s\n", (unsigned long long)o->seed,
	       good ? "all promises kept" : wrong, (unsigned long long)count.acks,
	       (unsigned long long)count.naks, (double)count.us / 1e6);
	if (!good && !o->verbose)
		sim_plan_print(&plan);
	return !good;
}

/* ---- many ---- */

static void
fail(uint64_t seed, const char *wrong)
{
	unsigned n = __atomic_fetch_add(&shared->failed_count, 1, __ATOMIC_SEQ_CST);

	if (n >= FAILED_MAX)
		return;
	shared->failed[n].seed = seed;
	snprintf(shared->failed[n].wrong, SIM_WRONG_MAX, "%s", wrong);
}

static void
work(const struct options *o, unsigned job)
{
	uint64_t n;

	while ((n = __atomic_fetch_add(&shared->next, 1, __ATOMIC_SEQ_CST)) < shared->end &&
	       shared->failed_count < shared->failed_max) {
		uint64_t seed = o->list ? o->list[n] : o->first + n;
		struct sim_plan plan;
		char wrong[SIM_WRONG_MAX];

		shared->at[job] = seed;
		plan_of(o, seed, &plan);
		if (!run_plan(&plan, false, &shared->count[job], wrong))
			fail(seed, wrong);
	}
	fflush(NULL);
	_exit(0);
}

static pid_t
start(const struct options *o, unsigned job)
{
	pid_t pid = fork();

	if (pid == 0)
		work(o, job);
	return pid;
}

static void
run_jobs(const struct options *o)
{
	pid_t pid[JOBS_MAX];
	unsigned running = o->jobs;
	int status;

	fflush(NULL);
	for (unsigned i = 0; i < o->jobs; i++)
		pid[i] = start(o, i);
	while (running > 0) {
		pid_t done = wait(&status);
		unsigned job = 0;

		if (done < 0)
			return;
		while (job < o->jobs && pid[job] != done)
			job++;
		if (job == o->jobs)
			continue;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
			running--;
			continue;
		}
		fail(shared->at[job], "I6: a device died");
		pid[job] = start(o, job);
	}
}

static void
print_counts(const struct sim_counts *c, double seconds)
{
	printf("  %.1f simulated hours in %.1f s (%.0f histories a second); %llu answers, %llu "
	       "refusals; longest wait of a lease's holder %.1f s\n",
	       (double)c->us / 3.6e9, seconds, (double)c->histories / seconds,
	       (unsigned long long)c->acks, (unsigned long long)c->naks, (double)c->most_us / 1e6);
	printf("  %llu crashes, %llu partitions, %llu syncs, %llu unsynced sectors lost, %llu torn "
	       "writes, %llu disk failures, %llu snapshots; I1's proviso applied %llu times, an "
	       "empty folder gave what "
	       "another had %llu times, %llu of whom lost that were told\n ",
	       (unsigned long long)c->crashes, (unsigned long long)c->partitions,
	       (unsigned long long)c->syncs, (unsigned long long)c->lost_sectors,
	       (unsigned long long)c->torn_writes, (unsigned long long)c->disk_failures,
	       (unsigned long long)c->snapshots, (unsigned long long)c->excused,
	       (unsigned long long)c->blank, (unsigned long long)c->losers);
	for (unsigned i = 0; i < SIM_FAULTS; i++)
		printf(" %s %llu%s", sim_fault_name((enum sim_fault_kind)i),
		       (unsigned long long)c->kind[i], i + 1 < SIM_FAULTS ? "," : "\n");
}

static void
begin(uint64_t seeds, unsigned failed_max)
{
	memset(shared, 0, sizeof *shared);
	shared->end = seeds;
	shared->failed_max = failed_max;
	sim_cover = shared->cover;
}

static void
print_failed(const struct options *o, unsigned n)
{
	struct sim_plan plan;

	printf("FAILED seed %llu: %s\n", (unsigned long long)shared->failed[n].seed,
	       shared->failed[n].wrong);
	if (n > 1 || o->brief)
		return;
	plan_of(o, shared->failed[n].seed, &plan);
	fflush(stdout);
	sim_shrink(&plan);
}

static double
clock_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
run_many(const struct options *o)
{
	struct sim_counts sum = {0};
	double began = clock_s();
	unsigned failed;

	begin(o->seeds, FAILED_MAX);
	run_jobs(o);
	for (unsigned i = 0; i < o->jobs; i++)
		add(&sum, &shared->count[i]);
	print_counts(&sum, clock_s() - began);
	sim_cover_print(o->missing);
	failed = shared->failed_count < FAILED_MAX ? shared->failed_count : FAILED_MAX;
	for (unsigned i = 0; i < failed; i++)
		print_failed(o, i);
	printf("%llu passed, %u failed\n", (unsigned long long)(o->seeds - failed), failed);
	return failed > 0;
}

static int
run_replay(struct options *o)
{
	static uint64_t list[4096];
	char line[LINE_MAX_BYTES];
	FILE *f = fopen(o->replay, "r");
	unsigned long long seed;

	if (!f) {
		perror(o->replay);
		return 1;
	}
	while (fgets(line, sizeof line, f) && o->seeds < 4096)
		if (sscanf(line, "%llu", &seed) == 1)
			list[o->seeds++] = seed;
	fclose(f);
	o->list = list;
	return run_many(o);
}

/* ---- seeded bugs ---- */

__attribute__((weak)) const struct sim_mutant *
sim_mutants(void)
{
	static const struct sim_mutant none;

	return &none;
}

static bool
mutate(const char *name)
{
	for (const struct sim_mutant *m = sim_mutants(); m->name; m++)
		if (strcmp(m->name, name) == 0)
			return *m->is_in = true;
	return false;
}

static bool
hunt_by_scenario(const struct sim_mutant *m)
{
	bool found;

	*m->is_in = true;
	found = !sim_script(m->scenario, false);
	*m->is_in = false;
	printf("%s %s by %s\n", m->name, found ? "found" : "not found", m->scenario);
	return found;
}

/* Without any bug: then it is no find. */
static bool
fails_anyway(const struct options *o, uint64_t seed)
{
	struct sim_counts count = {0};
	struct sim_plan plan;
	char wrong[SIM_WRONG_MAX];

	plan_of(o, seed, &plan);
	return !run_plan(&plan, false, &count, wrong);
}

static bool
hunt(const struct options *o, const struct sim_mutant *m)
{
	double began = clock_s();
	struct options more = *o;
	uint64_t first;

	more.no_empty = !m->empty;
	if (m->first != 0)
		more.first = m->first;
	first = more.first;
	do {
		*m->is_in = true;
		begin(m->limit - (more.first - first), 1);
		run_jobs(&more);
		*m->is_in = false;
		more.first = shared->failed[0].seed + 1;
	} while (shared->failed_count > 0 && fails_anyway(&more, shared->failed[0].seed));
	if (shared->failed_count == 0)
		printf("%s not found within %u seeds (%.1f s)\n", m->name, m->limit,
		       clock_s() - began);
	else
		printf("%s found at seed %llu (%s), %.1f s\n", m->name,
		       (unsigned long long)shared->failed[0].seed, shared->failed[0].wrong,
		       clock_s() - began);
	fflush(stdout);
	return shared->failed_count > 0;
}

static int
run_mutants(const struct options *o)
{
	unsigned passed = 0, failed = 0;

	for (const struct sim_mutant *m = sim_mutants(); m->name; m++)
		if (!m->scenario && m->limit == 0)
			printf("%s is left to its unit test\n", m->name);
		else if (m->scenario ? hunt_by_scenario(m) : hunt(o, m))
			passed++;
		else
			failed++;
	printf("%u passed, %u failed\n", passed, failed);
	return failed > 0 || passed == 0;
}

/* ---- the command line ---- */

static int
run_scripts(char **path, bool verbose)
{
	unsigned passed = 0, failed = 0;

	for (; *path; path++) {
		if (sim_script(*path, verbose))
			passed++;
		else
			failed++;
	}
	sim_cover_print(false);
	printf("%u passed, %u failed\n", passed, failed);
	return failed > 0;
}

static uint64_t
mask_of(const char *list)
{
	uint64_t mask = 0;
	char *end;

	for (const char *at = list; *at; at = *end ? end + 1 : end) {
		unsigned long n = strtoul(at, &end, 10);

		if (end == at)
			break;
		mask |= (uint64_t)1 << (n & 63);
	}
	return mask;
}

static bool
flag(struct options *o, const char *word)
{
	if (strcmp(word, "-v") == 0)
		o->verbose = true;
	else if (strcmp(word, "--missing") == 0)
		o->missing = true;
	else if (strcmp(word, "--short") == 0)
		o->brief = true;
	else if (strcmp(word, "--mutants") == 0)
		o->mutants = true;
	else if (strcmp(word, "--no-walls") == 0)
		o->no_walls = true;
	else
		return false;
	return true;
}

static bool
option(struct options *o, const char *word, const char *value)
{
	uint64_t n = strtoull(value, NULL, 10);

	if (strcmp(word, "--seeds") == 0)
		o->seeds = n;
	else if (strcmp(word, "--first") == 0)
		o->first = n;
	else if (strcmp(word, "--jobs") == 0)
		o->jobs = n < JOBS_MAX ? (unsigned)n : JOBS_MAX;
	else if (strcmp(word, "--seed") == 0)
		o->one = true, o->seed = n;
	else if (strcmp(word, "--only") == 0)
		o->left_out = ~mask_of(value);
	else if (strcmp(word, "--clients") == 0)
		o->clients = (unsigned)n;
	else if (strcmp(word, "--span") == 0)
		o->span_s = n;
	else if (strcmp(word, "--replay") == 0)
		o->replay = value;
	else if (strcmp(word, "--mutant") == 0)
		return mutate(value);
	else
		return false;
	return true;
}

int
main(int argc, char **argv)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	struct options o = {.first = 1, .jobs = cores > 0 ? (unsigned)cores : 1};

	shared =
	    mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 2;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--scenarios") == 0)
			return run_scripts(argv + i + 1, o.verbose);
		if (flag(&o, argv[i]))
			continue;
		if (i + 1 == argc || !option(&o, argv[i], argv[i + 1])) {
			fprintf(stderr, "sim: %s is not an option (test/sim/main.c)\n", argv[i]);
			return 2;
		}
		i++;
	}
	if (o.jobs > JOBS_MAX)
		o.jobs = JOBS_MAX;
	if (o.one)
		return run_one(&o);
	if (o.mutants)
		return run_mutants(&o);
	if (o.replay)
		return run_replay(&o);
	if (o.seeds == 0)
		o.seeds = 100;
	return run_many(&o);
}
