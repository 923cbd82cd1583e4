"""显示: figures and words that stand in an edited report and are struck through or not seen."""

from collections.abc import Iterator

from kezhang.reports.document.docx_reader import Paragraph, WordDocument, open_document
from kezhang.reports.document.opening.displays import LABELS
from kezhang.reports.proofreading.identification import Spot
from kezhang.reports.proofreading.proof_result import Compared, Meaning, Strength

#: How much of a struck sentence is told.
_TOLD = 20


def displays(compared: Compared) -> Iterator[Meaning]:
    told: list[Spot] = []
    for each in compared.figures:
        if each.place is not None and each.spot is not None and (display := compared.display(each.spot)):
            told.append(each.spot)
            says = f"{each.figure.label}{each.figure.role}的数字{LABELS[display]}；不要的请删去，要的请恢复。"
            yield Meaning(display, "显示", LABELS[display], Strength.MEANING, each.figure.mark, each.spot, says)
    yield from _words(compared, told)


def _words(compared: Compared, told: list[Spot]) -> Iterator[Meaning]:
    """Words shown as no words of the text are; those that were shown so when the report was made are left alone."""
    document = compared.document
    if document is None:
        return
    made: set[tuple[str, str]] | None = None
    for number, paragraph in enumerate(compared.resolution.paragraphs):
        for start, end, display in _stretches(document, paragraph):
            if any(spot.paragraph == number and start < spot.end and spot.start < end for spot in told):
                continue
            if made is None:
                made = _as_made(compared)
            words = paragraph.text[start:end].strip()
            if (display, words) not in made:
                says = f"“{words[:_TOLD]}”{LABELS[display]}；不要的请删去，要的请恢复。"
                yield Meaning(
                    display, words, LABELS[display], Strength.MEANING, "", Spot(number, start, end, None), says
                )


def _stretches(document: WordDocument, paragraph: Paragraph) -> list[tuple[int, int, str]]:
    """Where its words are struck through or hidden, neighbours as one."""
    found: list[tuple[int, int, str]] = []
    for start, t in paragraph.pieces:
        display = document.displays.of(t)
        end = start + len(t.text or "")
        if not display or start == end:
            continue
        if found and found[-1][1:] == (start, display):
            found[-1] = (found[-1][0], end, display)
        else:
            found.append((start, end, display))
    return [each for each in found if paragraph.text[each[0] : each[1]].strip()]


def _as_made(compared: Compared) -> set[tuple[str, str]]:
    with compared.report.file.open("rb") as file:
        document = open_document(file.read())
    return {
        (display, paragraph.text[start:end].strip())
        for paragraph in document.everything
        for start, end, display in _stretches(document, paragraph)
    }
