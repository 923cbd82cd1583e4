"""域: fields of a document whose result is a page's number; it says nothing of the report and is nobody's."""

import re
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PAGE_FIELD = re.compile(r"^\s*(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION|PAGEREF|TOC|SEQ|DATE|TIME)\b", re.IGNORECASE)
_SHOWN = frozenset(_W + name for name in ("t", "tab", "br", "cr", "noBreakHyphen"))


@dataclass
class Fields:
    """The fields around a stretch of a paragraph, by their code."""

    codes: list[str] = field(default_factory=list)

    def read(self, run: Any) -> None:
        """A run may begin a field, tell its code or end it."""
        for child in run:
            if child.tag == _W + "instrText" and self.codes:
                self.codes[-1] += child.text or ""
            elif child.tag == _W + "fldChar":
                kind = child.get(_W + "fldCharType")
                if kind == "begin":
                    self.codes.append("")
                elif kind == "end" and self.codes:
                    self.codes.pop()

    def hide(self, element: Any) -> bool:
        if element.tag == _W + "fldSimple":
            return _PAGE_FIELD.match(element.get(_W + "instr", "")) is not None
        return element.tag in _SHOWN and any(map(_PAGE_FIELD.match, self.codes))
