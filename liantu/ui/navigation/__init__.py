"""How people get about: what stands at whose side, tabs of a room, crumbs, what needs me, search and verbs."""
