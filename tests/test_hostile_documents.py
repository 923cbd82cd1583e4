"""What a reader must bear: files made to do harm, texts that no one wrote, and noise out of the reader's own words.

The one rule: every file is read or refused with one sentence, within its time; whatever is found stands where
it is said to stand, and no digit is dropped in silence.
"""

import contextlib
import random
import re
import signal
from decimal import Decimal

import pytest

from kezhang.reading.findings import Cell, Reading, ReadTable, Source
from kezhang.reading.lexicon import lexicon
from kezhang.reading.output.json_data import as_data, from_data
from kezhang.reading.reader import read
from kezhang.reading.sources import wordprocessing
from tests import hostile_files as hostile
from tests.command_line import invoked
from tests.documents import cell, docx, kept, package, pdf, row, table
from tests.test_reading_sources import BILLION, NOISE, nested

SENTENCE = "上半年登记技术合同27项，成交额1062万元。"
#: Far more than the reader needs for the longest text here; a pattern gone wild needs for ever.
SECONDS = 60
LONG = 60_000


@contextlib.contextmanager
def within(seconds: int):
    """Fails the test when the work inside takes longer; a pattern that backtracks without bound takes for ever."""

    def ring(number, frame):
        raise TimeoutError(f"not done within {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


# Files


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("噪声.docx", NOISE, "损坏"),
        ("噪声.txt", NOISE, "不是文本"),
        ("噪声.pdf", NOISE, "损坏"),
        ("空.docx", b"", "空的"),
        ("实体.docx", package(word__document=BILLION), "实体定义"),
        ("压缩.docx", lambda: package(word__document=b"\0" * (61 * 1024 * 1024)), "解压后过大"),
        ("宽表.docx", docx(table(row(*["1"] * 10_000))), "超过256列"),
        ("套表.docx", docx(nested(50)), "层"),
        ("加密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        ("截断.docx", docx(SENTENCE)[:-60], "损坏"),
        ("截断.pdf", pdf([SENTENCE])[:300], "打不开"),
    ],
)  # fmt: skip
def test_the_command_refuses_with_one_sentence_and_reads_the_rest(tmp_path, name, content, says):
    files = [kept(tmp_path, name, content() if callable(content) else content), kept(tmp_path, "好.txt", SENTENCE)]
    with within(SECONDS):
        answer = invoked(["read", *map(str, files)])
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output
    refusal = [line for line in answer.stderr.splitlines() if name in line]
    assert len(refusal) == 1
    assert says in refusal[0]
    assert refusal[0].endswith("。")
    assert "1062万元" in answer.stdout


@pytest.mark.parametrize(
    "content",
    [
        hostile.list_marks("长" * 1_000_000),
        hostile.list_marks("%1" * 200_000),
        hostile.list_marks("%1" * 30, "upperLetter", 9000),
        hostile.list_marks("%1" * 30, "lowerRoman", 9000),
    ],
    ids=["a million characters", "two hundred thousand counters", "long letters", "long numerals"],
)
def test_what_a_list_sets_in_front_of_a_paragraph_is_a_number_or_nothing(content):
    with within(10):
        source = wordprocessing.read(content, "编号.docx")
    assert set(source.text.split()) == {"登记技术合同27项。"}


def test_a_file_of_many_small_tables_is_read(tmp_path):
    made = docx(*(table(row("指标", "完成"), row("高企数", cell("9家"))) for _ in range(500)))
    with within(SECONDS):
        answer = invoked(["read", "--json", str(kept(tmp_path, "多表.docx", made))])
    assert answer.exit_code == 0


# Texts


def held(reading: Reading) -> None:
    """What holds of every reading, whatever the text."""
    text, taken = reading.text, bytearray(len(reading.text))
    assert all(a.end <= b.start for a, b in zip(reading.findings, reading.findings[1:], strict=False))
    for finding in reading.findings:
        assert finding.text == text[finding.start : finding.end] != ""
        assert finding.value is None or isinstance(finding.value, Decimal)
        assert not (finding.masked and finding.value is not None)
    for each in (*reading.findings, *reading.non_quantities, *reading.repairs):
        assert 0 <= each.start < each.end <= len(text)
        taken[each.start : each.end] = b"\1" * (each.end - each.start)
    dropped = [match.start() for match in re.finditer(r"[0-9０-９]", text) if not taken[match.start()]]
    assert not dropped, [text[max(0, place - 10) : place + 10] for place in dropped[:5]]
    assert from_data(as_data(reading), text) == reading


@pytest.mark.parametrize(
    "piece",
    ["(", "第", "1,", "从", "一", "1 ", "*", "（1）", "1家、", "从1家", "其中1项，", "2024年", "分别1家、", "1|1\n", "甲1项", "目标：", "县科技局2024年", "“"],
)  # fmt: skip
def test_what_is_repeated_without_end_is_read_in_time(piece):
    text = piece * (LONG // 5 // len(piece))
    with within(SECONDS):
        held(read(Source("a", text), ()))


#: A pattern that looks again at every place of a run takes hours for so many.
RUN = 120_000


@pytest.mark.parametrize("before", ["", SENTENCE], ids=["alone", "after a sentence"])
@pytest.mark.parametrize(
    "piece", ["\n", " ", "\t", "\u3000", "\r\n", "\n ", "。\n", "1", "(", "（", "[", ",", "，", "、", "|", "|\n", "《", "“", "一、\n", "单位："]
)  # fmt: skip
def test_reading_is_linear_in_runs_of_one_sign(before, piece):
    with within(SECONDS):
        reading = read(Source("a", before + piece * (RUN // len(piece))), ())
    assert len(reading.findings) == (2 if before else 0)


def test_reading_is_linear_in_tables_and_lines():
    tables = [ReadTable((Cell(2 * n, 2 * n + 1, 0, 0),)) for n in range(RUN // 4)]
    with within(SECONDS):
        read(Source("a", "1\n" * (RUN // 2), tables), ())


def test_a_long_text_without_a_single_line_break_is_read_in_time():
    text = SENTENCE * (LONG // len(SENTENCE))
    with within(SECONDS):
        reading = read(Source("a", text), ())
    assert len(reading.findings) == 2 * (LONG // len(SENTENCE))
    held(reading)


def words() -> list[str]:
    """Digits, units, cues and signs: all that the reader's patterns look for."""
    units = [unit for kind in ("money", "ratio", "measures", "classifiers") for unit in lexicon("units")[kind]]
    cues = [word for key in ("target", "plan", "done", "change", "completion", "earlier") for word in lexicon("roles")[key]]  # fmt: skip
    signs = [*"()（）[]〔〕“”《》,，。；;：:、|/-—~～%％*_×xX□○+.\t\n ", "\n\n", "一、", "（二）", "1.", "三是", "?/p>"]
    nouns = [
        "高企",
        "技术合同",
        "成交额",
        "科技局",
        "朔湖县",
        "占",
        "比重",
        "其中",
        "分别",
        "从",
        "到",
        "由",
        "增加到",
        "第",
        "前",
        "全市",
        "居",
        "较",
        "比",
        "同期",
        "中",
    ]
    numerals = [
        *"0123456789０９",
        *"一二三十百千万亿两〇零几数成",
        "2024年",
        "1-6月",
        "1,234",
        "3.14",
        "08万",
        "12O",
        "〔2024〕8号",
        "5:3",
    ]
    return [*units, *cues, *signs * 4, *nouns * 4, *numerals * 12]


@pytest.mark.parametrize("seed", range(4))
def test_tables_of_noise_keep_every_promise(seed):
    chance = random.Random(seed)
    pieces = [each for each in words() if each not in {"|", "\t", "\n", "\n\n"}]
    for _ in range(40):
        bar = chance.choice("|\t")
        width = chance.randrange(2, 6)
        heads = bar.join(
            chance.choice(["序号", "日期", "指标", "单位", "完成数", "任务", "增长（%）", "2023年"])
            for _ in range(width)
        )
        rows = [
            bar.join("".join(chance.choice(pieces) for _ in range(chance.randrange(4))) for _ in range(width))
            for _ in range(chance.randrange(1, 6))
        ]
        with within(SECONDS):
            held(read(Source("a", "\n".join([heads, *rows])), ()))


@pytest.mark.parametrize("seed", range(12))
def test_noise_out_of_the_readers_own_words_keeps_every_promise(seed):
    chance = random.Random(seed)
    pieces = words()
    for _ in range(40):
        text = "".join(chance.choice(pieces) for _ in range(chance.randrange(1, 120)))
        try:
            with within(SECONDS):
                held(read(Source("a", text), ()))
        except BaseException as fault:
            fault.add_note(repr(text))
            raise
