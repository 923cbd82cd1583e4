"""``python -m kezhang``: the command line, where no script of that name is on the path."""

from kezhang.cli.main import main

main()
