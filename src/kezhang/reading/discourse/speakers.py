"""报告人: whose report it is, as its title or its opening words say."""

import re
from collections import Counter
from functools import cache

#: Where a report says who reads it out and when.
HEAD = 700
_PLACE = r"(?P<place>[一-鿿]{1,12}?(?:自治县|自治旗|县|区|市|旗|州))"
_OFFICE = re.compile(r"[一-鿿]{2,5}[县区市州](?:科技局|科学技术局)")
#: 我代表临川县人民政府; 临川县人民政府县长 王某.
_FOR_WHOM = (
    re.compile(rf"代表{_PLACE}(?:第[一二三四五六七八九十]{{1,3}}届)?人民政府"),
    re.compile(rf"(?:(?<=\n)|\A|(?<=[)?。 ]))[ \t\u3000]*{_PLACE}人民政府(?:代理?)?[县区市旗州]长"),
    re.compile(rf"(?:(?<=[在\n日])|\A){_PLACE}(?:第[一二三四五六七八九十]{{1,3}}届|[一二三四五六七八九十]{{1,3}}届)人"),
)
_OURS = re.compile(r"[我本全该各]|人民|这个")


def first_office(text: str) -> str | None:
    """The bureau or the government that speaks in the first lines of a text without a title."""
    match = _OFFICE.search(text, 0, 300)
    return match[0] if match else _speaker(text)


def _speaker(text: str) -> str | None:
    for pattern in _FOR_WHOM:
        for match in pattern.finditer(text, 0, HEAD):
            if not _OURS.match(match["place"]):
                return match["place"]
    return None


def are_same(one: str | None, other: str) -> bool:
    return one is not None and (one in other or other in one)


@cache
def _named(kind: str) -> "re.Pattern[str]":
    """A 县 or 区 with the two characters of its name before it, where more than chance makes them one."""
    before = "|".join(rf"(?<={led}[一-鿿]{{2}}{kind})" for led in (r"\A", r"[\n了为。]", "编制", "谋划"))
    return re.compile(rf"{kind}(?:(?<=(?<![一-鿿])[一-鿿]{{2}}{kind})(?=科技|[“经])|(?:{before})(?=[一-鿿“]))")


def full_name(text: str, organisation: str | None) -> str | None:
    """区科技局 becomes the district that the report names most; a name that is there stays."""
    if organisation is None or not re.fullmatch(r"[我本]?[县区](?:[一-鿿]{2,8})?", organisation):
        return organisation
    kind = re.sub(r"^[我本]", "", organisation)[0]
    names = Counter(text[match.start() - 2 : match.end()] for match in _named(kind).finditer(text))
    likely = [name for name, count in names.most_common(3) if count > 1 and name[0] not in "全我本各该辖社园治小灾"]
    return likely[0] if likely else organisation
