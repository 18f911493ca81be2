/* node/console.h -- command line sessions: between NODE_IN_CLI and cli/. */
#ifndef NODE_CONSOLE_H
#define NODE_CONSOLE_H

#include "conf/conf.h"
#include "conf/error.h"
#include "node/step/input.h"
#include "node/step/step.h"

struct cli;
struct node;

/* Hands the displays and actions of every subject to the command line. At start, once. */
void console_start(struct node *n, const struct step *step);

/* The command line itself, for cli/manual.h. After that. */
struct cli *console_cli(const struct node *n);

/* NODE_IN_CLI, NODE_IN_SAVED and NODE_IN_FOUND. */
void console_input(struct node *n, const struct node_input *in, struct step *step);
void console_answered(struct node *n, const struct node_input *in, struct step *step);

/* When a person has typed nothing for too long. */
uint64_t console_deadline(const struct node *n);

/* Displays whose answer does not come end, and sessions in which nothing was typed. */
void console_tick(struct node *n, struct step *step);

/* A session wants its candidate committed; *ret is the caller's, and goes back by
 * console_committed(). *yes: it was asked what left_ask() asks, and said so. */
bool console_asks_commit(struct node *n, unsigned *session, struct conf **ret, bool *yes);

/* A session's commit ended: back NULL when it is in force; else the candidate goes back to the
 * session with the reasons. */
void console_committed(struct node *n, unsigned session, struct conf *back,
		       const struct conf_errors *why, struct step *step);

#endif
