"""名称索引: kept when a name is stored or changed, asked when letters are typed."""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from kezhang.name_search.models import LETTERS, PLACES, NameLetters
from kezhang.name_search.pinyin import initials
from kezhang.orgs.models import Org
from kezhang.orgs.scope import scope_of

#: Rows that one statement stores, and values one look-up asks for.
AT_ONCE = 2_000


def is_letters(typed: str) -> bool:
    """
    >>> is_letters("shly"), is_letters("朔湖"), is_letters("a1"), is_letters("")
    (True, False, False, False)
    """
    return typed.isascii() and typed.isalpha()


def keep(ledger: str, named: Iterable[tuple[int, int, str]], *, are_new: bool) -> None:
    """Store what names (bureau, record, name) are found by, in place of what they were found by before."""
    named = list(named)
    if not are_new:
        ids = [pk for _, pk, _ in named]
        for start in range(0, len(ids), AT_ONCE):
            NameLetters.objects.filter(ledger=ledger, record_id__in=ids[start : start + AT_ONCE]).delete()
    rows = [
        NameLetters(org_id=org_id, letters=letters, ledger=ledger, record_id=pk)
        for org_id, pk, name in named
        for letters in letters_from_each_place(name)
    ]
    NameLetters.objects.bulk_create(rows, batch_size=AT_ONCE)


def letters_from_each_place(name: str) -> Iterator[str]:
    whole = "".join(letter for letter in initials(name) if letter.isascii() and letter.isalnum())
    yield from dict.fromkeys(whole[place : place + LETTERS] for place in range(min(len(whole), PLACES)))


def found(org: Org, typed: str, ledger: str = "", most: int = 50) -> list[tuple[str, int]]:
    """The ledger and number of records in a bureau's sight whose names' letters, from some place on, begin so.

    Those whose names begin with them come first. A range of the index: no list of names is read.
    """
    typed = typed.lower()[:LETTERS]
    if not is_letters(typed):
        return []
    beyond = typed[:-1] + chr(ord(typed[-1]) + 1)
    hit = NameLetters.objects.filter(scope_of(org).query(), Q(letters__gte=typed, letters__lt=beyond))
    hit = hit.filter(ledger=ledger) if ledger else hit
    rows = hit.order_by("letters", "pk").values_list("ledger", "record_id")[: most * 4]
    return list(dict.fromkeys((slug, pk) for slug, pk in rows))[:most]
