"""单位: the tree of divisions, the people in it, and how far each of them sees."""
