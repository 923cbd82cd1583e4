"""A telephone: one request at a time over a new connection, with its own cookies and, where asked, its own address.

Written on asyncio, so that a thousand of them leave the processor to the site they ask.
"""

import asyncio
import time
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

#: Seconds after which an answer is given up.
PATIENCE = 120
FORM = "application/x-www-form-urlencoded"


class Answer(NamedTuple):
    """Status (0 where there was none), body, and the seconds it took."""

    status: int
    body: bytes
    took: float


class Phone:
    """Keeps cookies as a browser does; ``address`` is one of this machine's own, 127.x.y.z."""

    def __init__(self, port: int, address: str = "") -> None:
        self.port, self.address, self.cookies = port, address, SimpleCookie()

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path, b"")

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        return await self._ask("POST", path, urlencode(fields).encode())

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        began = time.perf_counter()
        try:
            status, found = await asyncio.wait_for(self._exchange(method, path, body), PATIENCE)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            return Answer(0, b"", time.perf_counter() - began)
        return Answer(status, found, time.perf_counter() - began)

    async def _exchange(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        own = (self.address, 0) if self.address else None
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=own)
        try:
            cookie = "; ".join(f"{each.key}={each.value}" for each in self.cookies.values())
            head = [
                f"{method} {path} HTTP/1.1",
                f"Host: 127.0.0.1:{self.port}",
                "Accept: application/json",
                "Connection: close",
            ]
            head += [f"Cookie: {cookie}"] if cookie else []
            head += [f"Content-Type: {FORM}", f"Content-Length: {len(body)}"] if method == "POST" else []
            writer.write("\r\n".join((*head, "", "")).encode() + body)
            await writer.drain()
            told, _, found = (await reader.read(-1)).partition(b"\r\n\r\n")
        finally:
            writer.close()
        first, *lines = told.decode("latin-1").split("\r\n")
        for line in lines:
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                self.cookies.load(value.strip())
        in_chunks = any(line.lower().replace(" ", "") == "transfer-encoding:chunked" for line in lines)
        return int(first.split()[1]), _whole(found) if in_chunks else found


def _whole(chunks: bytes) -> bytes:
    """What was sent in chunks, each behind its length.

    >>> _whole(b"3\\r\\nabc\\r\\n2\\r\\nde\\r\\n0\\r\\n\\r\\n")
    b'abcde'
    """
    found = b""
    while chunks:
        size, _, rest = chunks.partition(b"\r\n")
        length = int(size, 16)
        found, chunks = found + rest[:length], rest[length + 2 :] if length else b""
    return found


async def at(moment: float) -> None:
    """Wait until the clock of the bench says so."""
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))
