"""答题证书: set by the very engine that sets the reports."""

from django.utils import timezone

from kezhang.reports.document.blocks import Block, ParagraphLevel, Text
from kezhang.reports.document.pdf import write_pdf
from kezhang.submissions.edge.models import QuizAttempt
from kezhang.submissions.quizzes.models import OnlineQuiz


def pdf(quiz: OnlineQuiz, attempt: QuizAttempt) -> bytes:
    """Raises NoChineseFont where the machine has none."""
    day = timezone.localtime(attempt.finished_at)
    says = (
        f"{attempt.name}：在“{quiz.title}”中答对{attempt.right}题，得{attempt.points}分，成绩合格，特发此证。"
        f"证书编号{attempt.entry_code}。"
    )
    lines = (
        (ParagraphLevel.TITLE, "答题合格证书"),
        (ParagraphLevel.BODY, says),
        (ParagraphLevel.SIGNATURE, f"{quiz.org.name}科学技术局"),
        (ParagraphLevel.DATE, f"{day.year}年{day.month}月{day.day}日"),
    )
    blocks = [Block(level, (Text(text),)) for level, text in lines]
    return write_pdf(blocks, title="答题合格证书", author=quiz.org.name)
