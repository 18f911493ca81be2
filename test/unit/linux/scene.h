/* scene.h -- the seed's DeviceA in the world of world.h: Vlanif100 up on the cable, its group's
 * macvlan there, nothing owned yet. */
#ifndef TEST_UNIT_LINUX_SCENE_H
#define TEST_UNIT_LINUX_SCENE_H

#include "linux/packet.h"
#include "linux/virtual.h"
#include "test/unit/linux/world.h"

WORLD const struct mac vmac = {{0, 0, 0x5e, 0, 1, 1}}; /* of its group, VRID 1 */

struct scene {
	struct links *links;
	struct virtual *virtual;
	struct packet *packet; /* NULL until the test opens it */
	struct mac mac;	       /* of Vlanif100, once the test asked for it */
	int wire;
};

WORLD int
set_scene(void **state)
{
	static struct scene s;
	char sentence[256];
	struct text message = text_of(sentence, sizeof(sentence));
	struct lan_wanted w;

	s = (struct scene){0};
	*state = &s;
	if (geteuid() != 0)
		return 0;
	world_make();
	s.wire = wire_open("wire1");
	s.links = open_links();
	want_seed(&w);
	apply(s.links, &w);
	await_vlanif(s.links, 100, true);
	s.virtual = virtual_open(s.links, &message);
	return s.virtual ? 0 : -1;
}

WORLD int
clear_scene(void **state)
{
	struct scene *s = *state;

	if (geteuid() != 0)
		return 0;
	packet_close(s->packet);
	virtual_close(s->virtual);
	links_close(s->links);
	close(s->wire);
	world_end();
	return 0;
}

WORLD struct scene *
scene(void **state)
{
	needs_root();
	return *state;
}

#endif
