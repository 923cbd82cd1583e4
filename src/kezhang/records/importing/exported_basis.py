"""底表: how far a bureau's chain went when a workbook was exported, kept in the workbook.

It comes back with the sheet after months of work in Excel or WPS, so that what others have
changed meanwhile is listed and not overwritten in silence.
"""

import io
import zipfile
import zlib
from xml.etree import ElementTree

from kezhang.orgs.models import Org
from kezhang.records.workbook_writer import BASIS_PROPERTY
from kezhang.records.writing import chain

_PART = "docProps/custom.xml"
#: No list of properties is longer; a larger one is not ours.
_LONGEST = 256 * 1024
#: What a list of properties raises that is missing, cut short, packed some other way, locked or no XML.
_UNREADABLE = (
    KeyError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile, ElementTree.ParseError
)  # fmt: skip
_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"


def now(org: Org) -> str:
    """What a workbook exported for this bureau now keeps."""
    return f"{org.code}:{chain.sequence_of(org)}"


def of(content: bytes, org: Org) -> int | None:
    """The place of the bureau's chain that a workbook was exported at; None where it does not say."""
    if content[:2] != b"PK":
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if package.getinfo(_PART).file_size > _LONGEST:
                return None
            properties = ElementTree.fromstring(package.read(_PART))  # noqa: S314 - expat bounds what entities swell to
    except _UNREADABLE:
        return None
    for each in properties.iter(_PROPERTY):
        if each.get("name") == BASIS_PROPERTY:
            code, _, sequence = "".join(each.itertext()).strip().partition(":")
            if code == org.code and sequence.isdecimal():
                return min(int(sequence), chain.sequence_of(org))
    return None
