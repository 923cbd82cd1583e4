"""锚: the heads of all logs on one signed line, put into a file outside the home; a copy anywhere shows what was cut or rewritten.

A line names the heads that have moved since the one before it, which it also names by digest. Only the line's copies
elsewhere convince: whoever holds the home can sign anything again.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from kezhang.seals import signing_keys
from kezhang.seals.anchor_lines import line_faults, previous_of, with_sm3
from kezhang.seals.bindings import heads
from kezhang.seals.chains import SealFault
from kezhang.seals.models import Anchor
from kezhang.seals.register import NOWHERE
from kezhang.seals.statements import canonical

#: A head that was moved in a transaction that lasted may have been stored after a line that is younger.
OVERLAP = timedelta(hours=6)
#: What a line of seconds may be away from the moment that was stored with it.
ROUNDED = timedelta(minutes=1)
VERSION = 1
_HEAD = ("log", "chain", "sequence", "digest")


def file() -> Path | None:
    """Where lines go, outside the home; None where nobody has said."""
    return Path(settings.KEZHANG_ANCHORS) if settings.KEZHANG_ANCHORS else None


def take(why: str, names: Mapping[str, str] | None = None, *, whole: bool = False, **more: Any) -> Anchor:
    """下锚: sign the heads as they stand and write the line out; where the file cannot be reached it is written later.

    ``names`` says what people call the bureaus, by their keys; ``more`` is what the line says besides, such as a report.
    A ``whole`` one names every head, so that it convinces without the lines before it.
    """
    for _ in range(5):
        try:
            with transaction.atomic():
                made = _next(why, names or {}, more, whole=whole)
        except IntegrityError:  # the very first one, of which there is nothing yet to wait at
            continue
        write_due()
        made.refresh_from_db()
        return made
    raise IntegrityError("the number of an anchor was taken five times")


def _next(why: str, names: Mapping[str, str], more: dict[str, Any], *, whole: bool) -> Anchor:
    """The next line, stored. Whoever takes one waits at the first for whoever is taking one."""
    list(Anchor.objects.select_for_update().filter(number=1).values_list("pk"))
    last, now = Anchor.objects.order_by("-number").first(), timezone.now()
    number = last.number + 1 if last else 1
    line = {
        "kezhang": "anchor", "version": VERSION, "number": number,
        "at": now.astimezone(UTC).isoformat(timespec="microseconds"), "why": why,
        "previous": previous_of(last.line if last else None),
        "heads": list(_moved(None if whole else last, names)),
    } | more | {"key": signing_keys.current_id()}  # fmt: skip
    if settings.KEZHANG_ANCHOR_SM3:
        line = with_sm3(line)
    line["signature"] = signing_keys.sign(line)
    return Anchor.objects.create(number=number, at=now, why=why, line=line)


def is_due(minutes: int) -> bool:
    """Whether so much time has passed since the last line, and something has been written since."""
    last = Anchor.objects.order_by("-number").first()
    if last is None:
        return any(table._default_manager.filter(sequence__gt=0).exists() for table in heads())
    if last.at > timezone.now() - timedelta(minutes=minutes):
        return False
    return any(table._default_manager.filter(at__gt=last.at).exists() for table in heads())


def write_due() -> bool:
    """Write out what is due, in order; whether everything is out."""
    path, waiting = file(), Anchor.objects.filter(written_at=None)
    if path is None:  # nobody has said where to: all of them wait, and none is read for it
        return not waiting.exists()
    due = list(waiting.order_by("number"))
    if not due:
        return True
    try:
        with path.open("a", encoding="utf-8") as out:
            out.writelines(json.dumps(each.line, ensure_ascii=False, sort_keys=True) + "\n" for each in due)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        return False
    Anchor.objects.filter(pk__in=[each.pk for each in due]).update(written_at=timezone.now())
    return True


def _moved(last: Anchor | None, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The heads that no line names yet; without this, of five hundred bureaus that send within a minute each line names all."""
    since = last.at - OVERLAP if last else None
    lines = Anchor.objects.filter(at__gt=since).values_list("line", flat=True) if since else ()
    named = {tuple(map(head.get, _HEAD)) for line in lines for head in line.get("heads", ())}
    for table in heads():
        found = table._default_manager.filter(sequence__gt=0)
        for head in found.filter(at__gt=since) if since else found:
            told = head.place_and_digests()
            if tuple(map(told.get, _HEAD)) in named:
                continue
            if name := names.get(head.place_of_chain):
                told["name"] = name
            yield told


def examine(copies: Iterable[Mapping[str, Any]] = ()) -> Iterator[SealFault]:
    """The lines outside, those remembered here, and copies that somebody has brought, against the logs as they stand."""
    path, remembered = file(), list(Anchor.objects.order_by("number"))
    kept = [anchor.line for anchor in remembered]
    outside: list[Mapping[str, Any]] = []
    if path is not None:
        try:
            outside = read_lines(path)
        except FileNotFoundError:
            if Anchor.objects.exclude(written_at=None).exists():
                yield SealFault(NOWHERE, f"锚文件 {path.name}", "文件不见了；请从备份或上级处取回")
        except (OSError, ValueError) as fault:
            yield SealFault(NOWHERE, f"锚文件 {path.name}", f"读不出来（{fault}）")
    keys = {key.id: key.key for key in signing_keys.public_keys().values()}
    for what, lines in (("锚文件", outside), ("登记的锚", kept), ("给出的锚", list(copies))):
        for number, says in line_faults(lines, keys):
            yield SealFault(NOWHERE, f"{what}第{number}号", says)
    yield from _remembered_faults(remembered, outside)
    last = kept[-1].get("number", 0) if kept else 0
    for lines in (outside, list(copies)):
        if lines and lines[-1].get("number", 0) > last:
            says = f"库里只到第{last}号，数据库可能被换成了旧的"
            yield SealFault(NOWHERE, f"第{lines[-1].get('number')}号锚", says)
    yield from _against_logs([*outside, *kept, *copies])


def _remembered_faults(remembered: Sequence[Anchor], outside: Sequence[Mapping[str, Any]]) -> Iterator[SealFault]:
    """Each is what its own line says, none is missing, and those that were written out are there; a file that was begun
    anew holds the later ones only."""
    numbers = {int(line.get("number", 0)) for line in outside}
    for place, anchor in enumerate(remembered, start=1):
        if (anchor.number, anchor.why) != (anchor.line.get("number"), anchor.line.get("why")) or not _is_moment(anchor):
            yield SealFault(NOWHERE, f"登记的锚第{anchor.number}号", "与它自己的内容不符，可能被直接改动过")
        if place == 1 and anchor.number != 1:
            yield SealFault(NOWHERE, "登记的锚", f"第{anchor.number}号之前有缺失")
        if numbers and anchor.written_at and anchor.number > min(numbers) and anchor.number not in numbers:
            yield SealFault(NOWHERE, f"锚文件第{anchor.number}号", "登记说已写出，锚文件里没有")


def _is_moment(anchor: Anchor) -> bool:
    """Lines of before told seconds, and were stored a little later."""
    told = str(anchor.line.get("at", ""))
    try:
        away = abs(anchor.at - datetime.fromisoformat(told))
    except ValueError:
        return False
    return away == timedelta() if "." in told else away < ROUNDED


def read_lines(path: Path) -> list[Mapping[str, Any]]:
    """The lines of a file, one to a line, or one line, or a list; each once, as the site and a worker that write at the
    same moment both write what is due. Raises ValueError and OSError."""
    text = path.read_text(encoding="utf-8").strip()
    try:
        told = json.loads(text) if text else []
        found = told if isinstance(told, list) else [told]
    except json.JSONDecodeError:
        found = [json.loads(line) for line in text.splitlines() if line.strip()]
    if not all(isinstance(each, dict) for each in found):
        raise ValueError("每行应是一条锚")
    return list({canonical(each): each for each in found}.values())


def _against_logs(lines: Iterable[Mapping[str, Any]]) -> Iterator[SealFault]:
    """Every head that was ever anchored must still be an entry of its chain, with the digest it had."""
    anchored: dict[tuple[str, str], dict[int, str]] = {}
    for line in lines:
        for head in line.get("heads", ()):
            told = anchored.setdefault((str(head.get("log")), str(head.get("chain"))), {})
            told[int(head.get("sequence", 0))] = str(head.get("digest"))
    for table in heads():
        for (log, chain), told in sorted(anchored.items()):
            if log != table.log:
                continue
            entries = table.entries_of(chain).filter(sequence__in=list(told)).order_by()
            stored = dict(entries.values_list("sequence", "digest"))
            wrong = sorted(sequence for sequence, digest in told.items() if stored.get(sequence) != digest)
            if wrong:
                good = max((sequence for sequence in told if sequence < wrong[0]), default=0)
                says = f"第{good}条之后与锚不符，下一个锚在第{wrong[0]}条；链可能被截短或整个重写过"
                yield SealFault(table.place_in(chain), table.log_label, says)
