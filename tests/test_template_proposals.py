"""From an old report to a template: tokens proposed for its numbers, accepted on the page, in its own wording and look."""

import base64
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kezhang.quantities.periods import Period
from kezhang.reports import workflow
from kezhang.reports.document.docx_reader import visible_paragraphs
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Template
from kezhang.reports.proposing.proposals import TokenProposal, propose
from kezhang.reports.templating import library
from tests.bureau_papers import paper, styled
from tests.command_line import invoked
from tests.documents import paragraph
from tests.old_reports import BY_HAND, REPORTS, OldNumber, parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
JUNE = date(2024, 6, 30)


def is_right(token: str, number: OldNumber) -> bool:
    return token.startswith("【手填") if number.token == BY_HAND else token == number.token


def judged(name: str) -> list[tuple[OldNumber, TokenProposal]]:
    text, numbers = parsed(REPORTS[name])
    made = propose(text)
    return [
        (number, next(each for each in made if each.start < number.end and number.start < each.end))
        for number in numbers
    ]


def test_most_first_proposals_are_right_and_nearly_all_sure_ones():
    first = among = count = sure = sure_right = 0
    for name in REPORTS:
        found = judged(name)
        right = [is_right(proposal.best, number) for number, proposal in found]
        assert sum(right) >= 0.7 * len(right), name
        first, count = first + sum(right), count + len(right)
        among += sum(any(is_right(c.token, number) for c in proposal.choices[:3]) for number, proposal in found)
        sure += sum(proposal.is_sure for _, proposal in found)
        sure_right += sum(proposal.is_sure and is_right(proposal.best, number) for number, proposal in found)
    assert count > 200
    assert first >= 0.8 * count
    assert among >= 0.9 * count
    assert sure_right >= 0.95 * sure


def test_a_number_no_ledger_holds_is_left_to_a_hand():
    found = [(n, p) for name in REPORTS for n, p in judged(name) if n.token == BY_HAND]
    assert len(found) >= 10
    assert sum(not is_right(proposal.best, number) for number, proposal in found) <= 1


def test_a_growth_over_several_years_is_left_to_a_hand():
    said = "朔湖县科技局2024年上半年工作总结\n\n技术合同成交额1062万元，{}增长12%。\n"
    best = {words: propose(said.format(words))[-1].best for words in ("同比", "年均", "比2019年", "环比")}
    assert best["同比"] == "【技术合同成交额|同比】"
    assert {words for words, token in best.items() if token.startswith("【手填")} == {"年均", "比2019年", "环比"}


def old_report() -> bytes:
    text, _ = parsed(REPORTS["county_annual"])
    head, *rest = text.splitlines()
    return paper(paragraph(styled(head, sz="44", color="FF0000")), *rest)


def test_the_template_keeps_wording_and_look_and_the_next_report_waits_for_what_is_left_to_a_hand(
    example, clerk, director, tmp_path
):
    (tmp_path / "旧.docx").write_bytes(old_report())
    made = invoked(["report", "propose", str(tmp_path / "旧.docx"), "-o", str(tmp_path / "新.docx")])
    assert made.exit_code == 0, made.output
    template = library.opened((tmp_path / "新.docx").read_bytes(), "新.docx", "新", example)
    report = freezing.write(example, Period.year_of(2024), JUNE, clerk, template)
    text = "\n".join(visible_paragraphs(report.file.path))
    assert "（三）技术市场。登记技术合同27项，成交额1062万元" in text
    assert text.startswith("某县科学技术局2024年工作总结和2025年工作计划")
    assert "建成院士工作站【请填：建成院士工作站，去年写作2家】" in text
    with pytest.raises(workflow.NotPossible, match="请填"):
        workflow.issue(report, director)


def test_for_programs_each_number_has_its_choices(tmp_path):
    (tmp_path / "旧.docx").write_bytes(old_report())
    made = invoked(["report", "propose", str(tmp_path / "旧.docx"), "--json"])
    assert made.exit_code == 0
    assert '"token": "【技术合同登记数】"' in made.output


def test_what_is_no_report_is_refused(tmp_path):
    (tmp_path / "旧.docx").write_bytes(b"nothing")
    made = invoked(["report", "propose", str(tmp_path / "旧.docx")])
    assert made.exit_code == 2


def test_on_the_page_tokens_are_accepted_changed_or_left_and_only_writers_come_there(
    client, example, clerk, neighbour_clerk, superior
):
    here = "/652799/2024-06-30/reports/proposals/"
    client.force_login(superior)
    assert client.get(here).status_code == 404
    client.force_login(clerk)
    assert client.get(here).status_code == 200
    assert client.post(here, {"file": SimpleUploadedFile("a.docx", b"nothing")}).status_code == 422
    page = client.post(here, {"file": SimpleUploadedFile("旧.docx", old_report())}).content.decode()
    assert "【技术合同登记数】" in page
    assert "<mark>74项</mark>" in page
    sent = {"document": base64.b64encode(old_report()).decode(), "accept": "1", "name": "年度"}
    text, _ = parsed(REPORTS["county_annual"])
    made = propose(text)
    turnover = next(n for n, each in enumerate(made) if each.text == "2156万元")
    wrong = client.post(here, {**sent, f"typed-{turnover}": "【没有的指标】"})
    assert wrong.status_code == 422
    assert "没有的指标" in wrong.content.decode()
    kept = next(n for n, each in enumerate(made) if each.text == "74项")
    answer = client.post(here, {**sent, f"choice-{kept}": "-", f"typed-{turnover}": "【技术合同成交额|亿元】"})
    assert answer.status_code == 302
    paragraphs = Template.objects.get(org=example).newest.paragraphs
    assert any("登记技术合同74项，成交额【技术合同成交额|亿元】" in line for line in paragraphs)
    client.force_login(neighbour_clerk)
    assert client.get(here).status_code == 404
