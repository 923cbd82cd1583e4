"""显示: whether characters of a document are struck through or not seen at all, by their runs and their styles."""

from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRUCK, HIDDEN = "struck", "hidden"
LABELS = {STRUCK: "加了删除线", HIDDEN: "设为隐藏"}
_SWITCHES = {"strike": STRUCK, "dstrike": STRUCK, "vanish": HIDDEN}
_OFF = frozenset({"0", "false", "off", "none"})
#: White on white, or a size nobody can read: seen as nothing.
_WHITE, _TINY = "FFFFFF", 4
#: Styles may be based on one another in a ring.
_DEPTH = 12


class Displays:
    """What the styles of one document say of their characters."""

    def __init__(self, styles: Any = None) -> None:
        self._styles = {} if styles is None else {s.get(_W + "styleId", ""): s for s in styles.iter(_W + "style")}

    def of(self, t: Any) -> str:
        """struck, hidden, or "" of the characters of a ``w:t``."""
        run = t.getparent()
        if run is None or run.tag != _W + "r":
            return ""
        paragraph = next(run.iterancestors(_W + "p"), None)
        told: dict[str, bool] = {}
        shaded = _is_shaded(run)
        own = run.find(_W + "rPr")
        _tell(told, own, shaded=shaded)
        for name in (
            _named(own, "rStyle"),
            _named(None if paragraph is None else paragraph.find(_W + "pPr"), "pStyle"),
        ):
            self._tell_of_style(told, name, shaded=shaded)
        return HIDDEN if told.get("vanish") else STRUCK if told.get("strike") or told.get("dstrike") else ""

    def _tell_of_style(self, told: dict[str, bool], name: str, *, shaded: bool) -> None:
        for _ in range(_DEPTH):
            style = self._styles.get(name)
            if style is None:
                return
            _tell(told, style.find(_W + "rPr"), shaded=shaded)
            name = _named(style, "basedOn")


def _is_shaded(run: Any) -> bool:
    """White on a dark cell is how heads of tables are set; nothing else makes its words unseen."""
    return any(
        shading.get(_W + "fill", "auto").upper() not in {"AUTO", "FFFFFF"}
        for cell in run.iterancestors(_W + "tc")
        for shading in cell.findall(f"{_W}tcPr/{_W}shd")
    )


def _named(parent: Any, child: str) -> str:
    found = None if parent is None else parent.find(_W + child)
    return "" if found is None else str(found.get(_W + "val", ""))


def _tell(told: dict[str, bool], properties: Any, *, shaded: bool) -> None:
    """What these properties switch on or off, where nothing nearer has said so."""
    if properties is None:
        return
    for name in _SWITCHES:
        if (switch := properties.find(_W + name)) is not None:
            told.setdefault(name, switch.get(_W + "val", "true").lower() not in _OFF)
    color, size = properties.find(_W + "color"), properties.find(_W + "sz")
    white = color is not None and color.get(_W + "val", "").upper() == _WHITE
    if white and not shaded and properties.find(_W + "shd") is None:
        told.setdefault("vanish", True)
    if size is not None and size.get(_W + "val", "").isdigit() and int(size.get(_W + "val")) <= _TINY:
        told.setdefault("vanish", True)
