"""子进程: the child's side. It limits itself, loads one parser, hands it what stands on its input, and writes out lines.

Started by ``parsing`` alone, as ``python -I -m kezhang.containment.child MODULE FUNCTION MEMORY SECONDS ARGUMENTS``.
"""

import importlib
import json
import sys
from typing import BinaryIO

from kezhang.containment import limits, plain_data
from kezhang.containment.refused_file import RefusedFile

#: How a line says what it is, and how the process says why it ended.
VALUE, REFUSAL, END = b"=", b"!", b"."
OUT_OF_MEMORY, TOO_MUCH_SAID, TOO_DEEP = 3, 4, 5
#: More than this no parser has to tell of one file.
MOST = 256 * 1024 * 1024


def main(module: str, function: str, memory: str, seconds: str, arguments: str) -> int:
    limits.limit(int(memory), int(seconds))
    out = sys.stdout.buffer
    try:
        parse = getattr(importlib.import_module(module), function)
        said = 0
        for value in parse(sys.stdin.buffer.read(), *json.loads(arguments)):
            said += _write(out, VALUE, value)
            if said > MOST:
                return TOO_MUCH_SAID
        out.write(END)
    except RefusedFile as refusal:
        _write(out, REFUSAL, str(refusal))
    except RecursionError:
        return TOO_DEEP
    except MemoryError:
        return OUT_OF_MEMORY
    out.flush()
    return 0


def _write(out: BinaryIO, kind: bytes, value: object) -> int:
    line = plain_data.written(value)
    return out.write(kind + line)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
