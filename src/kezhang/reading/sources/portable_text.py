"""The child process that takes the text out of one PDF; started by ``portable`` alone.

Pages go out as UTF-8 with form feeds between them, a fault goes out as an exit code.
"""

import sys

from kezhang.reading.sources.portable import DAMAGED, LOCKED, MEMORY, PAGES, TOO_LONG


def main(path: str) -> int:
    _limit_memory()
    import pypdf  # noqa: PLC0415 - after the limit, so that it holds for the library too

    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            return LOCKED
        if len(reader.pages) > PAGES:
            return TOO_LONG
        for number, page in enumerate(reader.pages):
            text = page.extract_text().replace("\f", "\n")
            sys.stdout.buffer.write((("\f" if number else "") + text).encode("utf-8", "replace"))
    except pypdf.errors.DependencyError:  # an encryption that needs a library we do not carry
        return LOCKED
    except Exception:  # a library that reads hostile files raises whatever it likes
        return DAMAGED
    return 0


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - absent on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):
        return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
