"""All that ``juesuan`` does: what each room holds is in docs/architecture.md, and at the head of the room itself."""
