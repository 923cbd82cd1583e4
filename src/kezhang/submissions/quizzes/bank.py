"""题库: questions out of the usual sheet; all of a sheet or, with what is wrong at each row, none."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kezhang.orgs.models import Org, User
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.workbooks.workbook_reader import Page
from kezhang.submissions.quizzes.models import QuizQuestion
from kezhang.submissions.quizzes.scoring import LETTERS, letters

Kind = QuizQuestion.Kind
TEXT, KIND, ANSWER, TOPIC, DIFFICULTY = "题目", "题型", "答案", "知识点", "难度"
ALSO = {
    "题干": TEXT, "试题": TEXT, "题目内容": TEXT, "问题": TEXT, "类型": KIND, "题目类型": KIND, "正确答案": ANSWER,
    "标准答案": ANSWER, "参考答案": ANSWER, "分类": TOPIC, "类别": TOPIC, "章节": TOPIC, "难易度": DIFFICULTY,
    "难度系数": DIFFICULTY,
}  # fmt: skip
KINDS = {
    "单选": Kind.SINGLE, "单选题": Kind.SINGLE, "单项选择": Kind.SINGLE, "单项选择题": Kind.SINGLE, "选择题": Kind.SINGLE,
    "多选": Kind.MULTIPLE, "多选题": Kind.MULTIPLE, "多项选择": Kind.MULTIPLE, "多项选择题": Kind.MULTIPLE,
    "判断": Kind.JUDGEMENT, "判断题": Kind.JUDGEMENT, "是非题": Kind.JUDGEMENT,
}  # fmt: skip
DIFFICULTIES = {
    "易": 1,
    "简单": 1,
    "容易": 1,
    "低": 1,
    "1": 1,
    "中": 2,
    "中等": 2,
    "一般": 2,
    "2": 2,
    "难": 3,
    "困难": 3,
    "高": 3,
    "3": 3,
}
RIGHT, WRONG = ("正确", "错误")
JUDGED = {"对": "A", "正确": "A", "√": "A", "是": "A", "A": "A", "错": "B", "错误": "B", "×": "B", "否": "B", "B": "B"}
MOST = 5000


class BankRefused(Exception):
    """Nothing was added; ``faults`` say at which rows and why."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("；".join(faults[:5]))
        self.faults = faults


@dataclass(frozen=True)
class AskedQuestion:
    """One row as read."""

    row: int
    kind: str
    text: str
    options: tuple[str, ...]
    key: str
    topic: str
    difficulty: int

    @property
    def digest(self) -> str:
        said = [self.kind, self.text, list(self.options), self.key]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def read(pages: Sequence[Page]) -> list[AskedQuestion]:
    """The questions of a workbook. Raises BankRefused."""
    for page in pages:
        for at in page.may_be_headers:
            places = _places(page.rows[at])
            if TEXT in places and ANSWER in places:
                return _rows(page.rows[at + 1 :], at + 2, places)
    raise BankRefused([f"没有找到“{TEXT}”和“{ANSWER}”两列；表头应为 题型、题目、A、B、C、D、答案、知识点、难度。"])


def _places(row: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        head = bare(str(cell)) if isinstance(cell, str) else ""
        head = head.removeprefix("选项") if head.startswith("选项") and len(head) == 3 else head
        if head:
            found.setdefault(ALSO.get(head, head), place)
    return found


def _rows(rows: Sequence[Sequence[Any]], first: int, places: dict[str, int]) -> list[AskedQuestion]:
    found: list[AskedQuestion] = []
    faults: list[str] = []
    for number, row in enumerate(rows, start=first):

        def said(heading: str, row: Sequence[Any] = row) -> str:
            place = places.get(heading, len(row))
            cell = row[place] if place < len(row) else None
            return (
                ""
                if cell is None
                else str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()
            )

        if not said(TEXT):
            continue
        if len(found) + len(faults) == MOST:
            raise BankRefused([f"一次最多{MOST}题，表里不止{MOST}题，请分成几张表。"])
        options = tuple(said(letter) for letter in LETTERS if said(letter))
        try:
            found.append(
                _question(number, said(KIND), said(TEXT), options, said(ANSWER), said(TOPIC), said(DIFFICULTY))
            )
        except ValueError as fault:
            faults.append(f"第{number}行：{fault}")
    if faults or not found:
        raise BankRefused(faults or ["表里没有题目。"])
    return found


def _question(
    row: int, kind: str, text: str, options: tuple[str, ...], answer: str, topic: str, difficulty: str
) -> AskedQuestion:
    is_judged = answer in JUDGED and not options
    meant = KINDS.get(kind) or (
        Kind.JUDGEMENT if is_judged else Kind.MULTIPLE if len(letters(answer)) > 1 else Kind.SINGLE
    )
    if kind and kind not in KINDS:
        raise ValueError(f"题型“{kind}”没有认出，应为：单选、多选、判断")
    if difficulty and difficulty not in DIFFICULTIES:
        raise ValueError(f"难度“{difficulty}”没有认出，应为：易、中、难")
    if meant == Kind.JUDGEMENT:
        options = options or (RIGHT, WRONG)
        key = JUDGED.get(answer, "")
    else:
        key = letters(answer)
    if not key:
        raise ValueError(f"答案“{answer}”没有认出，应为选项的字母，判断题为对或错")
    if len(options) < 2:
        raise ValueError(f"只有{len(options)}个选项，至少要有两个")
    if any(letter not in LETTERS[: len(options)] for letter in key):
        raise ValueError(f"答案是{key}，选项只到{LETTERS[len(options) - 1]}")
    if meant != Kind.MULTIPLE and len(key) > 1:
        raise ValueError(f"{meant.label}题的答案有{len(key)}个：{key}")
    return AskedQuestion(row, str(meant), text, options, key, topic[:40], DIFFICULTIES.get(difficulty, 2))


@transaction.atomic
def add(org: Org, asked: Sequence[AskedQuestion], by: User | None) -> tuple[int, int]:
    """How many are new and how many were there already."""
    there = set(QuizQuestion.objects.filter(org=org).values_list("digest", flat=True))
    fresh = {each.digest: each for each in asked if each.digest not in there}
    QuizQuestion.objects.bulk_create(
        [
            QuizQuestion(
                org=org, kind=each.kind, text=each.text, options=list(each.options), key=each.key, topic=each.topic,
                difficulty=each.difficulty, digest=digest, by=by,
            )
            for digest, each in fresh.items()
        ]
    )  # fmt: skip
    return len(fresh), len(asked) - len(fresh)
