"""打不开: the one way in which opening a document fails.

It carries one Chinese sentence that says what is wrong and what would be right.
"""

from kezhang.containment.refused_file import RefusedFile


class Unreadable(RefusedFile):
    """The document cannot be read; ``str`` of it is the sentence to show."""
