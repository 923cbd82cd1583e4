"""实体定义: no document that people write defines entities; one that does was made to do harm, in whatever encoding."""

#: A document type stands before the first element; whoever hides it further on is not read so far by any parser.
LOOKED_AT = 65_536


def are_defined(content: bytes) -> bool:
    """Whether XML brings a document type or entities of its own.

    >>> are_defined(b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), are_defined(b"<a/>")
    (True, False)
    >>> are_defined("<!ENTITY b 'c'>".encode("utf-16"))
    True
    """
    head = content[:LOOKED_AT].replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head
