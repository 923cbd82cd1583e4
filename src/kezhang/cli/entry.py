"""入口: where the program begins, before anything is loaded that takes time.

What reads documents needs the words of the reader, and those take as long to get ready as the catalogue:
they are made ready in a process of their own meanwhile. This module loads nothing, because that process loads it, too.
"""

import sys

#: Those that read other people's files and write nothing of ours.
ONLY_READ = frozenset(("read", "collate"))
#: With these there is nothing to read here.
_ELSEWHERE = ("--help", "--cluster")


def main() -> None:
    asked, *rest = sys.argv[1:] or [""]
    if asked in ONLY_READ and rest and not any(each.startswith(_ELSEWHERE) for each in rest):
        from kezhang.reading import batch

        batch.begin()
    from kezhang.cli.main import main as run

    run()
