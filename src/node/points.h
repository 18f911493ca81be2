/* node/points.h -- commit points and the files they are kept in: cli/ has the points, the host the
 * files, commit.<number> in the state folder. Tested in test/unit/node/points.c. */
#ifndef NODE_POINTS_H
#define NODE_POINTS_H

struct node;
struct node_input;
struct step;

/* NODE_IN_START, once there is a command line: takes in what was kept, names what is damaged. */
void points_start(struct node *n, const struct node_input *in, struct step *step);

/* After a commit: what is to be written, and removed. */
void points_say(struct node *n, struct step *step);

#endif
