"""Everything that reaches a step from outside passes here: live, recorded, or replayed from a tape."""
