"""改稿: what people do to a report in Word, done to a .docx at random, with the truth kept beside it.

The one rule: the truth of an edit is a mark in a namespace of its own, put on the text before anything
is edited; no reader of documents looks at it.
"""

import copy
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from kezhang.reports.document.docx_reader import W

TRUTH, NEW_TRUTH = "{urn:kezhang:truth}figure", "{urn:kezhang:truth}new"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
PHRASES = (
    "据统计，",
    "经过努力，",
    "初步核实，",
    "在各方支持下，",
    "按照要求，",
    "同时，",
    "进一步",
    "累计",
    "全县范围内",
)
SYNONYMS = (
    ("已实现", "已完成"), ("截至目前", "到目前为止"), ("下达", "安排"), ("任务", "指标"), ("完成率", "进度"), ("组织", "开展"),
    ("慢于", "落后于"), ("快于", "超过"), ("共申报", "累计申报"), ("确保", "保证"), ("力争", "争取"), ("不少于", "不低于"),
    ("还需完成", "仍需完成"), ("还差", "尚差"), ("发放", "派发"), ("培训", "培养"), ("目前", "现阶段"), ("共登记", "累计登记"),
    ("指导", "帮助"), ("申报", "报送"), ("收集", "征集"), ("签订", "签署"), ("参加", "参与"), ("走访", "走访服务"),
)  # fmt: skip
NEW = (
    "此外，新建农业科技示范点{a}个，带动农户{b}户。", "全年召开专题会议{a}次，印发简报{b}期。", "争取社会捐赠图书{b}册，惠及村级书屋{a}个。",
    "选派{a}名干部赴外地学习，撰写调研报告{b}篇。",
)  # fmt: skip


@dataclass
class Sheet:
    """A document being edited, and what should be said of its figures afterwards."""

    package: dict[str, bytes]
    root: Any
    by: random.Random
    expected: dict[str, str] = field(default_factory=dict)  # mark → state; what is not here is "same"
    done: list[str] = field(default_factory=list)

    @property
    def body(self) -> Any:
        return self.root.find(W + "body")

    def paragraphs(self) -> list[Any]:
        """Those with figures: headings and signatures are not what the edits are about."""
        return [p for p in self.body.iterchildren(W + "p") if self.figures(p)]

    def figures(self, within: Any) -> list[Any]:
        """The ``w:t`` of figures, as they stand now."""
        return [t for t in within.iter(W + "t") if t.get(TRUTH) and not t.get(TRUTH).endswith("*") and t.text]

    def expect(self, mark: str, state: str) -> None:
        order = ("moved", "duplicated", "changed", "deleted")  # the graver is what is told
        known = self.expected.get(mark)
        if known is None or order.index(state) > order.index(known):
            self.expected[mark] = state


def opened(content: bytes, seed: int) -> Sheet:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    for control in root.iter(W + "sdt"):
        for t in control.iter(W + "t"):
            t.set(TRUTH, control.find(f"{W}sdtPr/{W}alias").get(W + "val"))
    return Sheet(parts, root, random.Random(seed))


def saved(sheet: Sheet, *, stripped: bool = False) -> bytes:
    """The edited document; ``stripped`` of every carrier, as after a copy into a mail and back."""
    root = copy.deepcopy(sheet.root)
    parts = dict(sheet.package)
    if stripped:
        for control in list(root.iter(W + "sdt")):
            inside = control.find(W + "sdtContent")
            at = control.getparent().index(control)
            for run in reversed(list(inside)):
                control.getparent().insert(at + 1, run)
            control.getparent().remove(control)
        for tag in ("bookmarkStart", "bookmarkEnd"):
            for element in list(root.iter(W + tag)):
                element.getparent().remove(element)
        parts["docProps/custom.xml"] = re.sub(rb"<property .*</property>", b"", parts["docProps/custom.xml"])
    parts["word/document.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return buffer.getvalue()


def edit(sheet: Sheet, kind: str | None = None) -> str:
    """One random edit; the kinds are tried until one can be done."""
    kinds = [kind] if kind else sheet.by.sample(list(KINDS), len(KINDS))
    for each in kinds:
        if KINDS[each](sheet):
            sheet.done.append(each)
            return each
    raise AssertionError("no edit of this kind can be done to the document")


def _any_figure(sheet: Sheet) -> Any:
    return sheet.by.choice(sheet.figures(sheet.body))


def _node(t: Any) -> Any:
    """What stands in the paragraph for a figure: its control, or its run once the control is gone."""
    run = t.getparent()
    return run.getparent().getparent() if run.getparent().tag == W + "sdtContent" else run


def _text_before(node: Any) -> Any | None:
    """The ``w:t`` of plain words next before a node of a paragraph."""
    for earlier in node.itersiblings(preceding=True):
        if earlier.tag == W + "sdt":
            return None
        if earlier.tag == W + "r" and (t := earlier.find(W + "t")) is not None and not t.get(TRUTH):
            return t
    return None


def _text_after(node: Any) -> Any | None:
    for later in node.itersiblings():
        if later.tag == W + "sdt":
            return None
        if later.tag == W + "r" and (t := later.find(W + "t")) is not None and not t.get(TRUTH):
            return t
    return None


def _words(text: str) -> Any:
    run = etree.Element(W + "r")
    t = etree.SubElement(run, W + "t")
    t.text = text
    t.set(XML_SPACE, "preserve")
    return run


def words_before(sheet: Sheet) -> bool:
    before = _text_before(_node(_any_figure(sheet)))
    if before is None:
        return False
    before.text += sheet.by.choice(PHRASES)
    return True


def reworded(sheet: Sheet) -> bool:
    """Synonyms for words around the numbers of a paragraph."""
    paragraph = sheet.by.choice(sheet.paragraphs())
    changed = 0
    for t in paragraph.iter(W + "t"):
        for old, new in sheet.by.sample(SYNONYMS, len(SYNONYMS)):
            if not t.get(TRUTH) and old in (t.text or "") and sheet.by.random() < 0.6:
                t.text = t.text.replace(old, new)
                changed += 1
    return changed > 0


def _other(sheet: Sheet, digits: str) -> str:
    """A number near this one, but never this one."""
    while True:
        kind = sheet.by.randrange(5)
        place = sheet.by.randrange(len(digits))
        if kind == 0 and digits[place].isdigit():
            made = digits[:place] + str(sheet.by.randrange(10)) + digits[place + 1 :]
        elif kind == 1:
            made = f"{float(digits) * sheet.by.uniform(0.9, 1.1):.0f}"
        elif kind == 2:
            made = f"{float(digits) * sheet.by.choice((0.5, 1.5, 2)):.0f}"
        elif kind == 3:
            made = f"{float(digits):.2g}" if float(digits) < 100 else str(round(float(digits) / 10) * 10)
        else:
            made = f"{float(digits) + sheet.by.choice((1, -1, 3, 10)):g}"
        if made != digits and not made.startswith(("-", "0")) and "e" not in made and float(made) != float(digits):
            return made


def overtyped(sheet: Sheet) -> bool:
    t = _any_figure(sheet)
    t.text = _other(sheet, t.text)
    sheet.expect(t.get(TRUTH), "changed")
    return True


def replaced_everywhere(sheet: Sheet) -> bool:
    """Find and replace: every number of these digits, wherever it stands."""
    old = _any_figure(sheet).text
    if len(old) < 3:
        return False
    new = _other(sheet, old)
    for t in sheet.body.iter(W + "t"):
        if t.text == old and t.get(TRUTH):
            t.text = new
            if not t.get(TRUTH).endswith("*"):
                sheet.expect(t.get(TRUTH), "changed")
    return True


def retyped(sheet: Sheet) -> bool:
    """Selected with its control and typed anew: digits without any mark."""
    t = _any_figure(sheet)
    node = _node(t)
    run = _words(t.text if sheet.by.random() < 0.5 else _other(sheet, t.text))
    run[0].set(TRUTH, t.get(TRUTH))
    if run[0].text != t.text:
        sheet.expect(t.get(TRUTH), "changed")
    node.getparent().replace(node, run)
    for mark in (run.getprevious(), run.getnext()):
        if mark is not None and mark.tag in {W + "bookmarkStart", W + "bookmarkEnd"}:
            mark.getparent().remove(mark)
    return True


def tracked(sheet: Sheet) -> bool:
    """Retyped with the changes tracked, not yet accepted."""
    free = [t for t in sheet.figures(sheet.body) if t.getparent().getparent().tag != W + "ins"]
    if not free:
        return False
    t = sheet.by.choice(free)
    run = t.getparent()
    old, new = etree.Element(W + "del"), etree.Element(W + "ins")
    for number, element in enumerate((old, new)):
        element.set(W + "id", str(90000 + 2 * len(sheet.done) + number))
        element.set(W + "author", "李文")
        element.set(W + "date", "2024-07-01T09:00:00Z")
    run.addnext(new)
    run.addprevious(old)
    gone = copy.deepcopy(run)
    gone[-1].tag = W + "delText"
    del gone[-1].attrib[TRUTH]
    old.append(gone)
    new.append(run)
    t.text = _other(sheet, t.text)
    sheet.expect(t.get(TRUTH), "changed")
    return True


def number_deleted(sheet: Sheet) -> bool:
    t = _any_figure(sheet)
    if sheet.by.random() < 0.5:
        node = _node(t)
        node.getparent().remove(node)
    else:
        t.text = ""
    sheet.expect(t.get(TRUTH), "deleted")
    return True


def other_unit(sheet: Sheet) -> bool:
    """万元 typed as 元, or as 亿元."""
    found = [
        (t, after)
        for t in sheet.figures(sheet.body)
        if (after := _text_after(_node(t))) is not None and (after.text or "").startswith("万元")
    ]
    if not found:
        return False
    t, after = sheet.by.choice(found)
    if sheet.by.random() < 0.5:
        t.text, after.text = f"{float(t.text) * 10000:.0f}", after.text.replace("万元", "元", 1)
    else:
        t.text, after.text = f"{float(t.text) / 10000:.10f}".rstrip("0"), after.text.replace("万元", "亿元", 1)
    sheet.expect(t.get(TRUTH), "changed")
    return True


def _sentences(paragraph: Any) -> list[tuple[list[Any], list[Any]]]:
    """The sentences of a paragraph after its first: the nodes wholly inside, and the text that must be cut."""
    found = []
    nodes = [n for n in paragraph if n.tag != W + "pPr"]
    begun: int | None = None
    for place, node in enumerate(nodes):
        t = node.find(W + "t") if node.tag == W + "r" else None
        if t is None or t.get(TRUTH) or "。" not in (t.text or ""):
            continue
        if begun is not None:
            found.append((nodes[begun + 1 : place], [nodes[begun].find(W + "t"), t]))
        begun = place
    return found


def sentence_deleted(sheet: Sheet) -> bool:
    found = [s for p in sheet.paragraphs() for s in _sentences(p) if any(sheet.figures(n) for n in s[0])]
    if not found:
        return False
    nodes, (first, last) = sheet.by.choice(found)
    for node in nodes:
        for t in node.iter(W + "t"):
            if t.get(TRUTH) and not t.get(TRUTH).endswith("*") and t.text:
                sheet.expect(t.get(TRUTH), "deleted")
        node.getparent().remove(node)
    first.text = first.text[: first.text.rindex("。") + 1]
    last.text = last.text[last.text.index("。") + 1 :]
    return True


def paragraph_moved(sheet: Sheet) -> bool:
    found = sheet.paragraphs()
    at = sheet.by.randrange(len(found))
    places = [n for n in range(len(found)) if abs(n - at) > 2]
    if not places:
        return False
    to = found[sheet.by.choice(places)]
    for t in sheet.figures(found[at]):
        sheet.expect(t.get(TRUTH), "moved")
    to.addnext(found[at])
    return True


def paragraph_copied(sheet: Sheet) -> bool:
    paragraph = sheet.by.choice(sheet.paragraphs())
    twin = copy.deepcopy(paragraph)
    for t in twin.iter(W + "t"):
        if t.get(TRUTH):
            t.set(TRUTH, t.get(TRUTH).rstrip("*") + "*")
    for t in sheet.figures(paragraph):
        sheet.expect(t.get(TRUTH), "duplicated")
    sheet.by.choice(sheet.paragraphs()).addnext(twin)
    return True


def paragraph_split(sheet: Sheet) -> bool:
    """Enter at the end of a sentence."""
    paragraph = sheet.by.choice(sheet.paragraphs())
    runs = [n for n in paragraph if n.tag == W + "r" and "。" in (n.findtext(W + "t") or "")]
    if not runs:
        return False
    run = sheet.by.choice(runs)
    t = run.find(W + "t")
    if t.get(TRUTH):
        return False
    head, _, tail = t.text.partition("。")
    later = etree.Element(W + "p")
    if (properties := paragraph.find(W + "pPr")) is not None:
        later.append(copy.deepcopy(properties))
    later.append(_words(tail))
    for node in list(run.itersiblings()):
        later.append(node)
    t.text = head + "。"
    paragraph.addnext(later)
    return True


def paragraphs_merged(sheet: Sheet) -> bool:
    """Backspace at the beginning of a paragraph."""
    pairs = [
        (p, n) for p in sheet.paragraphs() if (n := p.getnext()) is not None and n.tag == W + "p" and sheet.figures(n)
    ]
    if not pairs:
        return False
    first, second = sheet.by.choice(pairs)
    for node in list(second):
        if node.tag != W + "pPr":
            first.append(node)
    second.getparent().remove(second)
    return True


def sentence_added(sheet: Sheet) -> bool:
    """New words with numbers that nobody measured."""
    said = sheet.by.choice(NEW).format(a=sheet.by.randrange(2, 30), b=sheet.by.randrange(31, 900))
    run = _words(said)
    run[0].set(NEW_TRUTH, "yes")
    sheet.by.choice(sheet.paragraphs()).append(run)
    return True


def _clauses(paragraph: Any, ends: str) -> list[list[Any]]:
    """The paragraph's nodes in clauses; runs of words are cut behind each sign that ends one, as Word keeps them."""
    for run in list(paragraph.iterchildren(W + "r")):
        t = run.find(W + "t")
        if t is None or t.get(TRUTH) or len(run.findall(W + "t")) > 1:
            continue
        pieces = [piece for piece in re.split(f"(?<=[{ends}])", t.text or "") if piece]
        for piece in reversed(pieces[1:]):
            later = copy.deepcopy(run)
            later.find(W + "t").text = piece
            run.addnext(later)
        if pieces:
            t.text = pieces[0]
    clauses: list[list[Any]] = [[]]
    for node in paragraph:
        if node.tag == W + "pPr":
            continue
        clauses[-1].append(node)
        t = node.find(W + "t") if node.tag == W + "r" else None
        if t is not None and not t.get(TRUTH) and (t.text or "").endswith(tuple(ends)):
            clauses.append([])
    return [clause for clause in clauses if clause]


def clause_deleted(sheet: Sheet) -> bool:
    clauses = [c for c in _clauses(sheet.by.choice(sheet.paragraphs()), "，；、")[1:-1] if any(map(sheet.figures, c))]
    if not clauses:
        return False
    for node in sheet.by.choice(clauses):
        node.getparent().remove(node)
    return True


def _swapped(sheet: Sheet, ends: str) -> bool:
    clauses = _clauses(sheet.by.choice(sheet.paragraphs()), ends)
    if len(clauses) < 4:
        return False
    at = sheet.by.randrange(1, len(clauses) - 2)
    for node in clauses[at]:
        clauses[at + 1][-1].addnext(node)
        clauses[at + 1].append(node)
    return True


def clauses_swapped(sheet: Sheet) -> bool:
    return _swapped(sheet, "，；")


def sentences_swapped(sheet: Sheet) -> bool:
    return _swapped(sheet, "。")


def rewritten(sheet: Sheet) -> bool:
    """A sentence said otherwise: a third of its characters are left out or are others."""
    sentence = sheet.by.choice(_clauses(sheet.by.choice(sheet.paragraphs()), "。"))
    for node in sentence:
        t = node.find(W + "t") if node.tag == W + "r" else None
        if t is not None and not t.get(TRUTH):
            t.text = "".join(
                c if c in "，。；、" or sheet.by.random() > 0.33 else sheet.by.choice(("", "了", "的", "推进", "工作"))
                for c in t.text or ""
            )
    return True


def emboldened(sheet: Sheet) -> bool:
    t = _any_figure(sheet)
    run = t.getparent()
    properties = run.find(W + "rPr")
    if properties is None:
        properties = etree.Element(W + "rPr")
        run.insert(0, properties)
    etree.SubElement(properties, W + "b")
    return True


KINDS: dict[str, Callable[[Sheet], bool]] = {
    made.__name__: made
    for made in (
        words_before, reworded, overtyped, replaced_everywhere, retyped, tracked, number_deleted, other_unit,
        sentence_deleted, paragraph_moved, paragraph_copied, paragraph_split, paragraphs_merged, sentence_added,
        emboldened, clause_deleted, clauses_swapped, sentences_swapped, rewritten,
    )
}  # fmt: skip
