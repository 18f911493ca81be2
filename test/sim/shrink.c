/* test/sim/shrink.c -- a failing history made small: faults are left out one by one, then clients,
 * then its end is cut off, as long as what is left still fails. Each try runs in a process of its
 * own, since a device may die in it. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/sim/sim.h"

enum { ROUNDS = 3 };

const char *sim_program = "sim";

static bool
fails(const struct sim_plan *plan)
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		struct sim *s = sim_new(plan, false);
		int null = open("/dev/null", O_WRONLY);

		dup2(null, 2);
		_exit(sim_run(s) ? 0 : 1);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return false;
	return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

static bool
without_fault(struct sim_plan *plan, unsigned i)
{
	struct sim_plan less = *plan;

	less.left_out |= (uint64_t)1 << i;
	if ((plan->left_out >> i & 1) || !fails(&less))
		return false;
	*plan = less;
	return true;
}

static void
shorten(struct sim_plan *plan)
{
	for (uint64_t step = plan->span_us / 2; step > 10 * TIME_SEC; step /= 2) {
		struct sim_plan less = *plan;

		less.span_us =
		    less.span_us > step ? (less.span_us - step) / TIME_SEC * TIME_SEC : 0;
		if (fails(&less))
			*plan = less;
	}
}

static void
print_command(const struct sim_plan *plan)
{
	const char *before = " --only ";

	printf("  replay: %s --seed %llu", sim_program, (unsigned long long)plan->seed);
	for (unsigned i = 0; i < plan->faults_count; i++)
		if (!(plan->left_out >> i & 1)) {
			printf("%s%u", before, i);
			before = ",";
		}
	if (before[0] != ',')
		printf(" --only -");
	printf(" --clients %u --span %llu -v\n", plan->clients_count,
	       (unsigned long long)(plan->span_us / TIME_SEC));
	fflush(stdout);
	sim_plan_print(plan);
}

void
sim_shrink(struct sim_plan *plan)
{
	bool smaller = true;

	shorten(plan);
	for (unsigned round = 0; smaller && round < ROUNDS; round++) {
		smaller = false;
		for (unsigned i = plan->faults_count; i-- > 0;)
			smaller |= without_fault(plan, i);
	}
	for (unsigned n = plan->clients_count / 2; n > 0; n /= 2) {
		struct sim_plan less = *plan;

		less.clients_count -= n;
		if (less.clients_count > 0 && fails(&less))
			*plan = less;
	}
	shorten(plan);
	print_command(plan);
}
