"""``python -m kezhang``: the command line, where no script of that name is on the path."""

from kezhang.cli.entry import main

if __name__ == "__main__":
    main()
