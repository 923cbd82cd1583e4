"""Commands about reports: written, read, held against one another, carried through their life, kept to their promises."""
