"""A round from its opening to its closing: returns made, reviewed, sent, decided figure by figure, locked by version."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.collection import examination
from kezhang.collection.models import Return, ReturnedFigure, ReturnVersion, Round, Sent
from kezhang.collection.publishing.coverage import timeliness_of
from kezhang.collection.publishing.publication import publish
from kezhang.collection.publishing.results import CellStatus, results
from kezhang.collection.returning import deciding, life, taking_in
from kezhang.collection.rounds import closing, notice, opening
from kezhang.collection.rounds.opening import RoundAsked
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.orgs import people
from kezhang.orgs.models import Org, User
from kezhang.records.models import Change
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.seals import signing_keys
from kezhang.seals.models import Anchor
from kezhang.targets.progress import Light
from kezhang.workflow.steps import NotPossible
from tests import single_records as records
from tests.command_line import invoked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
TURNOVER, COUNT = "technology-contract-turnover", "technology-contracts"
AS_OF = date(2024, 6, 30)


def run(*words: str):
    return invoked(words)


def contract(org: Org, number: str, amount: str):
    """One contract registered in March."""
    return records.contract(org, number, amount, date(2024, 3, 20))


@pytest.fixture
def asked(prefecture, county, neighbour, liaison) -> Round:
    """A round of two indicators, owed by two counties, open for a week."""
    chosen = [INDICATORS[TURNOVER], INDICATORS[COUNT]]
    return opening.open_round(
        prefecture, RoundAsked(as_of=AS_OF, indicators=chosen, deadline=timezone.now() + timedelta(days=7)), liaison
    )


@pytest.fixture
def answer(asked, county) -> Return:
    return asked.returns.get(org=county)


def now(answer: Return) -> Return:
    return Return.objects.select_related("org", "round__org", "accepted").get(pk=answer.pk)


def explained(answer: Return, by: User, words: str = "合同集中在下半年登记") -> None:
    """Every open point gets its word."""
    version = now(answer).newest
    for place, _ in enumerate(version.checks, start=1):
        life.answer_check(answer, by, place, "已与登记系统核对，差异为7月补登")
    for figure in version.figures.filter(carried__isnull=True):
        life.explain(answer, by, figure.item.indicator, words, "8月底前登记3项")


def sent(answer: Return, clerk: User, reviewer: User, director: User) -> Return:
    life.make(answer, clerk)
    explained(answer, clerk)
    life.submit(answer, clerk)
    life.review(answer, reviewer)
    return life.send(answer, director)


def test_a_return_goes_from_clerk_to_reviewer_to_director_to_liaison_and_is_locked(
    answer, county, clerk, reviewer, director, liaison
):
    contract(county, "2024650000000001", "1000000")
    sent(answer, clerk, reviewer, director)
    version = now(answer).newest
    assert (version.kind, version.by_deadline, bool(version.digest)) == (ReturnVersion.Kind.FIRST, True, True)
    found = {figure.item.indicator: figure for figure in version.figures.all()}
    assert (found[TURNOVER].value, found[COUNT].value) == ("1000000", "1")
    assert [row[1] for row in found[COUNT].evidence["rows"]] == ["1"]
    deciding.accept_all(answer, liaison)
    assert (now(answer).state, now(answer).accepted) == (Return.State.ACCEPTED, version)
    steps = Change.objects.filter(ledger="returns", record_id=answer.pk)
    assert set(steps.filter(org=county).values_list("after__step", flat=True)) == {
        "填报",
        "送审",
        "审核通过",
        "签发报送",
    }
    assert list(steps.exclude(org=county).values_list("after__step", flat=True)) == ["审定"]


def test_the_ledger_stays_writable_and_what_was_accepted_cannot_change(
    answer, county, clerk, reviewer, director, liaison
):
    record = contract(county, "2024650000000001", "1000000")
    sent(answer, clerk, reviewer, director)
    deciding.accept_all(answer, liaison)
    before = results(answer.round).lines[0].cells[county.code].value
    record.amount = Decimal("5000000")
    journal.save(TECHNOLOGY_CONTRACTS, record, Author(by=clerk, accepting="更正"))
    contract(county, "2024650000000002", "9000000")
    assert results(answer.round).lines[0].cells[county.code].value == before == 1_000_000
    version = now(answer).accepted
    figure = version.figures.first()
    figure.value = "1"
    with pytest.raises(Sent, match="已报送"):
        figure.save()
    version.note = "改"
    with pytest.raises(Sent, match="已报送"):
        version.save()
    stale = {
        "填报": lambda: life.make(answer, clerk),
        "送审": lambda: life.submit(answer, clerk),
        "审核通过": lambda: life.review(answer, reviewer),
        "签发报送": lambda: life.send(answer, director),
        "撤回": lambda: life.withdraw(answer, director),
        "手工数": lambda: life.override(answer, clerk, TURNOVER, "1", "省厅口径不同", "省厅通报第3期"),
        "代录": lambda: taking_in.take_in(answer, liaison, "表.csv", "指标,完成数\n技术合同成交额,1\n".encode()),
        "审定": lambda: deciding.accept_all(answer, liaison),
    }
    for name, step in stale.items():
        with pytest.raises(NotPossible):
            step()
        assert life.digest_of(now(answer).accepted) == version.digest, name


def test_only_returned_figures_can_change_in_the_next_version(answer, county, clerk, reviewer, director, liaison):
    contract(county, "2024650000000001", "1000000")
    sent(answer, clerk, reviewer, director)
    with pytest.raises(NotPossible, match="退回须写明意见"):
        deciding.decide(answer, liaison, {TURNOVER: (False, " "), COUNT: (True, "")})
    with pytest.raises(NotPossible, match="还有1个数字没有审定"):
        deciding.decide(answer, liaison, {TURNOVER: (True, "")})
    deciding.send_back(answer, liaison, [TURNOVER], "与省厅名单不符")
    assert now(answer).state == Return.State.RETURNED
    contract(county, "2024650000000002", "500000")
    life.make(answer, clerk)
    version = now(answer).newest
    found = {figure.item.indicator: figure for figure in version.figures.all()}
    assert (found[TURNOVER].value, found[COUNT].value) == ("1500000", "1")  # the count was accepted and stays
    assert found[COUNT].carried is not None
    assert found[COUNT].is_accepted
    with pytest.raises(NotPossible, match="已接收，本稿不能改"):
        life.explain(answer, clerk, COUNT, "改", "改")
    explained(answer, clerk)
    life.submit(answer, clerk)
    life.review(answer, reviewer)
    life.send(answer, director)
    assert [figure.item.indicator for figure in deciding.undecided(now(answer))] == [TURNOVER]
    deciding.accept_all(answer, liaison)
    assert now(answer).accepted.number == 2


def test_a_returned_figure_that_did_not_change_needs_an_answer(answer, county, clerk, reviewer, director, liaison):
    sent(answer, clerk, reviewer, director)
    deciding.send_back(answer, liaison, [TURNOVER], "请核对")
    life.make(answer, clerk)
    with pytest.raises(NotPossible, match="被退回（请核对），数字没有变，请写明答复"):
        life.submit(answer, clerk)


def test_nobody_reviews_his_own_return_unless_the_bureau_above_exempts_it(answer, clerk):
    life.make(answer, clerk)
    explained(answer, clerk)
    life.submit(answer, clerk)
    with pytest.raises(NotPossible, match="填报人不能审核自己填的报送"):
        life.review(answer, clerk)
    Return.objects.filter(pk=answer.pk).update(one_person=True)
    life.review(answer, clerk)
    assert now(answer).state == Return.State.SIGNING


def test_a_word_that_says_nothing_is_no_word(answer, county, clerk):
    records.target(county, 2000, TURNOVER, type="own", unit="万元")
    life.make(answer, clerk)
    for words in ("", "核实无误。", "情况属实"):
        life.explain(answer, clerk, TURNOVER, words, words)
        with pytest.raises(NotPossible, match="“技术合同成交额”欠进度，请写明原因"):
            life.submit(answer, clerk)
    with pytest.raises(NotPossible, match="“核实无误”一类的话不算"):
        life.override(answer, clerk, TURNOVER, "1", "核实无误", "无")


def test_a_number_stated_by_hand_says_so_wherever_it_is_printed(answer, county, clerk):
    contract(county, "2024650000000001", "1000000")
    life.make(answer, clerk)
    life.override(answer, clerk, TURNOVER, "1200000", "含7月1日补登1项", "登记证明2024-07")
    figure = now(answer).newest.figures.get(item__indicator=TURNOVER)
    assert figure.text == "120万元（台账值100万元，含7月1日补登1项）"
    life.make(answer, clerk)  # measured once more, what people wrote stays
    assert now(answer).newest.figures.get(item__indicator=TURNOVER).value == "1200000"
    life.override(answer, clerk, TURNOVER, "", "", "")
    assert now(answer).newest.figures.get(item__indicator=TURNOVER).text == "100万元"


def test_sending_tells_that_the_ledger_has_moved_since_it_was_measured(answer, county, clerk, reviewer, director):
    life.make(answer, clerk)
    explained(answer, clerk)
    life.submit(answer, clerk)
    life.review(answer, reviewer)
    contract(county, "2024650000000001", "1000000")
    with pytest.raises(NotPossible, match="台账又有1处变动"):
        life.send(answer, director)
    life.send(answer, director, as_known=True)
    assert now(answer).newest.figures.get(item__indicator=COUNT).value == "0"


def test_a_sent_return_is_withdrawn_until_somebody_above_begins_to_decide(
    answer, county, clerk, reviewer, director, liaison
):
    sent(answer, clerk, reviewer, director)
    life.withdraw(answer, director)
    assert (now(answer).state, now(answer).newest.number) == (Return.State.FILLING, 2)
    assert now(answer).newest_sent is None
    life.submit(answer, clerk)
    life.review(answer, reviewer)
    life.send(answer, director)
    deciding.take_up(answer, liaison)
    with pytest.raises(NotPossible, match="开始审定，不能撤回"):
        life.withdraw(answer, director)


def test_an_exception_names_its_figures_and_the_accepted_version_counts_until_the_correction_is_accepted(
    answer, county, clerk, reviewer, director, liaison
):
    contract(county, "2024650000000001", "1000000")
    sent(answer, clerk, reviewer, director)
    deciding.accept_all(answer, liaison)
    today = timezone.localdate()
    for indicators, until, says in (
        ([], today, "须写明是哪些数字"),
        (["patents"], today, "不在本次调度的指标里"),
        ([TURNOVER], today - timedelta(days=1), "已过"),
    ):
        with pytest.raises(NotPossible, match=says):
            deciding.unlock(answer, liaison, indicators, "少报1项", until)
    contract(county, "2024650000000002", "500000")
    deciding.unlock(answer, liaison, [TURNOVER], "少报1项", today)
    sent(answer, clerk, reviewer, director)
    assert results(answer.round).lines[0].cells[county.code].value == 1_000_000
    version = now(answer).newest
    assert version.kind == ReturnVersion.Kind.CORRECTION
    assert version.figures.get(item__indicator=COUNT).value == "1"  # not named, so not changed
    deciding.accept_all(answer, liaison)
    cell = results(answer.round).lines[0].cells[county.code]
    assert (cell.value, cell.status) == (1_500_000, CellStatus.CORRECTED)
    assert now(answer).versions.count() == 2


def test_closing_never_waits_and_writes_what_became_of_each(
    prefecture, asked, county, neighbour, clerk, reviewer, director, liaison
):
    answer = asked.returns.get(org=county)
    sent(answer, clerk, reviewer, director)
    closed = closing.close(asked, liaison)
    assert closed.state == Round.State.CLOSED
    missing = asked.returns.get(org=neighbour)
    assert (missing.state, missing.disposition) == (Return.State.MISSING, "未报")
    assert now(answer).state == Return.State.SENT
    with pytest.raises(NotPossible, match=r"已于.*关闭"):
        closing.close(asked, liaison)
    counted = timeliness_of(asked)
    assert (counted.obliged, counted.sent, counted.on_time, counted.accepted) == (2, 1, 1, 0)


def test_the_command_asks_before_it_closes_on_bureaus_that_have_time_yet(
    asked, county, neighbour, clerk, reviewer, director
):
    def close(*more):
        return invoked(["round", "close", "--org", asked.org.code, asked.number, *more])

    answer = asked.returns.get(org=county)
    sent(answer, clerk, reviewer, director)
    too_soon = close()
    assert (too_soon.exit_code, Round.objects.get().state) == (1, Round.State.OPEN)
    assert f"{neighbour.name}没有报；关闭后只能补报。确要关闭请加 --early。" in too_soon.output.replace("\n", "")
    assert county.name not in too_soon.output
    assert (close("--early").exit_code, Round.objects.get().state) == (0, Round.State.CLOSED)


def test_what_was_begun_and_not_sent_before_the_closing_becomes_a_supplement(
    asked, county, clerk, reviewer, director, liaison
):
    answer = asked.returns.get(org=county)
    life.make(answer, clerk)
    explained(answer, clerk)
    life.submit(answer, clerk)
    life.review(answer, reviewer)
    closing.close(asked, liaison)
    with pytest.raises(NotPossible, match="作为补报报送"):
        life.send(answer, director)
    first = publish(asked, liaison)
    sent(answer, clerk, reviewer, director)
    deciding.accept_all(answer, liaison)
    assert now(answer).accepted.kind == ReturnVersion.Kind.LATE
    second = publish(asked, liaison)
    assert (first.number, second.number) == (1, 2)
    first.refresh_from_db()
    told = {cell["org"]: cell["status"] for cell in first.content["indicators"][0]["counties"]}
    assert told[county.code] == "未报"
    assert publish(asked, liaison) == second  # nothing new: no further number
    assert timeliness_of(asked).sent == 0


def test_nothing_is_begun_after_the_deadline_and_what_was_begun_may_still_be_sent(
    asked, county, neighbour, clerk, reviewer, director, neighbour_clerk
):
    answer = asked.returns.get(org=county)
    life.make(answer, clerk)
    Round.objects.filter(pk=asked.pk).update(deadline=timezone.now() - timedelta(hours=1))
    with pytest.raises(NotPossible, match="不能再开始填报"):
        life.make(asked.returns.get(org=neighbour), neighbour_clerk)
    sent(answer, clerk, reviewer, director)
    assert now(answer).newest.by_deadline is False


def test_the_exempt_are_in_no_denominator(prefecture, county, neighbour, liaison):
    made = opening.open_round(
        prefecture,
        RoundAsked(as_of=AS_OF, indicators=[INDICATORS[COUNT]], exempt={neighbour.code: "州科函3号"}),
        liaison,
    )
    assert timeliness_of(made).obliged == 1
    assert results(made).lines[0].coverage == "0/1县"
    assert results(made).lines[0].cells[neighbour.code].status is CellStatus.EXEMPT


def test_a_missing_county_may_stand_with_its_last_figures_and_is_neither_summed_nor_ranked(
    prefecture, asked, county, neighbour, clerk, reviewer, director, liaison
):
    contract(county, "2024650000000001", "1000000")
    answer = asked.returns.get(org=county)
    sent(answer, clerk, reviewer, director)
    deciding.accept_all(answer, liaison)
    closing.close(asked, liaison)
    chosen = RoundAsked(as_of=date(2024, 7, 31), indicators=[INDICATORS[TURNOVER]])
    later = opening.open_round(prefecture, chosen, liaison)
    closing.close(later, liaison, carry=frozenset({county.code}))
    assert later.returns.get(org=county).disposition == "沿用上期"
    line = results(later).lines[0]
    assert (line.cells[county.code].status, line.cells[county.code].value) == (CellStatus.CARRIED, None)
    assert line.placings[county.code].place is None
    assert line.total is None


def test_a_cumulation_that_fell_wants_a_word(prefecture, asked, county, clerk, reviewer, director, liaison):
    record = contract(county, "2024650000000001", "1000000")
    answer = asked.returns.get(org=county)
    sent(answer, clerk, reviewer, director)
    deciding.accept_all(answer, liaison)
    journal.void(TECHNOLOGY_CONTRACTS, record, Author(by=clerk, reason="合同解除"))
    chosen = RoundAsked(as_of=date(2024, 7, 31), indicators=[INDICATORS[TURNOVER]])
    later = opening.open_round(prefecture, chosen, liaison)
    version = life.make(later.returns.get(org=county), clerk)
    assert "累计0万元，小于截至2024-06-30已报的100万元" in version.checks[0]["says"]


def test_a_sheet_or_a_document_is_taken_in_the_countys_name_with_its_words(asked, county, liaison, clerk):
    answer = asked.returns.get(org=county)
    sheet = "指标,计量单位,累计完成\n技术合同成交额,万元,300\n技术合同登记数,项,9\n".encode()
    version = taking_in.take_in(answer, liaison, "朔湖县报表.csv", sheet)
    found = {figure.item.indicator: figure for figure in version.figures.all()}
    assert found[TURNOVER].value == "3000000"
    assert "技术合同成交额 300万元" in found[TURNOVER].sentence
    assert (version.file_name, len(version.sha256)) == ("朔湖县报表.csv", 64)
    assert now(answer).state == Return.State.SENT
    deciding.send_back(answer, liaison, [TURNOVER], "与来文不符")
    words = "2024年上半年工作总结\n截至6月底，全县登记技术合同成交额1062万元。\n".encode()
    second = taking_in.take_in(answer, liaison, "总结.txt", words)
    figure = second.figures.get(item__indicator=TURNOVER)
    assert figure.value == "10620000"
    assert "1062万元" in figure.sentence
    with pytest.raises(NotPossible, match="代录由发起单位联络员办理"):
        taking_in.take_in(answer, clerk, "总结.txt", words)


def test_what_is_taken_in_is_held_against_the_task_set_from_above_not_against_the_bureaus_own(asked, county, liaison):
    records.target(county, 1000, TURNOVER, unit="万元")
    records.target(county, 100, TURNOVER, unit="万元", type="own", effective_on=date(2024, 3, 1), version=2)
    sheet = "指标,计量单位,累计完成\n技术合同成交额,万元,300\n".encode()
    figure = taking_in.take_in(asked.returns.get(org=county), liaison, "表.csv", sheet).figures.get(
        item__indicator=TURNOVER
    )
    assert (figure.target_value, figure.light) == ("10000000", Light.BEHIND.code)
    assert Decimal(figure.expected) > Decimal("0.3")


def test_a_hidden_task_is_no_task_for_what_is_taken_in_and_what_was_not_read_is_not_on_the_way(asked, county, liaison):
    records.target(county, None, TURNOVER, unit="万元")
    records.target(county, 5, COUNT)
    sheet = "指标,计量单位,累计完成\n技术合同成交额,万元,300\n".encode()
    version = taking_in.take_in(asked.returns.get(org=county), liaison, "表.csv", sheet)
    found = {figure.item.indicator: figure for figure in version.figures.all()}
    assert (found[TURNOVER].target_text, found[TURNOVER].light) == ("", "")
    assert (found[COUNT].target_value, found[COUNT].light, found[COUNT].expected) == ("5", "", "")


def test_a_sheet_in_another_unit_or_without_the_figures_is_refused_in_words(asked, county, liaison):
    answer = asked.returns.get(org=county)
    with pytest.raises(NotPossible, match="计量单位“家”与万元不是一类"):
        taking_in.take_in(answer, liaison, "表.csv", "指标,计量单位,完成数\n技术合同成交额,家,3\n".encode())
    with pytest.raises(NotPossible, match="没有读出本次调度要报的指标"):
        taking_in.take_in(answer, liaison, "表.csv", "指标,完成数\n别的,3\n".encode())
    assert not ReturnVersion.objects.exists()
    assert not ReturnedFigure.objects.exists()


def test_short_notice_and_what_was_sent_lately_are_told_to_who_asks(
    prefecture, asked, county, clerk, reviewer, director
):
    sent(asked.returns.get(org=county), clerk, reviewer, director)
    opened = timezone.now()
    told = notice.warnings(opened + timedelta(hours=2), opened, [TURNOVER], [county])
    assert "不足3个工作日" in told[0]
    assert "“技术合同成交额”在30天内已报过1次" in told[1]
    assert notice.working_days(date(2024, 6, 28), date(2024, 7, 3)) == 3


def test_each_step_is_refused_to_whoever_may_not(answer, clerk, director, superior, liaison, neighbour_clerk):
    for person in (director, superior, liaison, neighbour_clerk):
        with pytest.raises(NotPossible, match="填报由本单位填报人或审核人办理"):
            life.make(answer, person)
    life.make(answer, clerk)
    for person in (clerk, director, superior, neighbour_clerk):
        with pytest.raises(NotPossible, match="办理"):
            deciding.exempt(answer, person, "免报")
        with pytest.raises(NotPossible, match="办理"):
            closing.close(answer.round, person)


def test_whoever_signed_below_does_not_decide_above(asked, county, prefecture, clerk, reviewer, director):
    answer = asked.returns.get(org=county)
    people.appoint(director, [people.Appointment("director", county), people.Appointment("liaison", prefecture)])
    both = User.objects.get(pk=director.pk)
    sent(answer, clerk, reviewer, both)
    with pytest.raises(NotPossible, match="经手填报、审核或签发的人不能审定"):
        deciding.accept_all(answer, both)


def verified_above(answer, county, folder):
    """What the bureau above does with what it was sent, a public key and a copy of the anchors: no database."""
    own = signing_keys.public_keys()[signing_keys.current_id()].key
    shown = run("return", "show", "--round", answer.round.number, "--org", county.code, "--json")
    told, sent_up, copy = json.loads(shown.stdout), folder / "return.json", folder / "anchors.jsonl"

    def verified(content, *more: str, key: str = own):
        sent_up.write_text(json.dumps(content), encoding="utf-8")
        found = run("verify", str(sent_up), "--key", key, *more, "--json")
        return found.exit_code, " ".join(json.loads(found.stdout)["faults"])

    against = ("--anchor", str(copy))
    assert verified(told) == verified(told, *against) == verified(told["head"]) == verified([told, told]) == (0, "")
    assert json.loads(run("verify", str(sent_up), "--key", own, "--json").stdout)["kind"] == "return"
    for content, more, says in (
        (told | {"digest": "0" * 64}, against, "不是同一份"),
        (told | {"version": 2}, against, "锚文件里没有这次报送"),
        (told | {"head": told["head"] | {"sequence": 1}}, (), "签名不对"),
        (told | {"head": None}, (), "没有链首"),
    ):
        code, faults = verified(content, *more)
        assert (code, says in faults) == (1, True), faults
    assert "不是给出的公钥" in verified(told, key="A" * 43 + "=")[1]


def test_the_head_of_the_log_goes_up_with_a_return_and_a_log_cut_later_is_named_above(
    answer,
    county,
    prefecture,
    neighbour,
    clerk,
    reviewer,
    director,
    tmp_path,
    settings,
    django_capture_on_commit_callbacks,
):
    settings.KEZHANG_ANCHORS = str(tmp_path / "anchors.jsonl")
    contract(county, "2024650000000001", "1000000")
    with django_capture_on_commit_callbacks(execute=True):
        sent(answer, clerk, reviewer, director)
    version = now(answer).newest
    told = Change.objects.get(org=county, sequence=version.head["sequence"])
    assert (version.head["digest"], version.head["chain"]) == (told.digest, str(county.pk))
    line = Anchor.objects.get(why="报送").line
    assert line["return"] == {"round": answer.round.number, "org": county.code, "version": 1, "digest": version.digest}
    assert county.name in {head.get("name") for head in line["heads"]}
    assert list(examination.examine()) == list(examination.examine([neighbour])) == []
    verified_above(answer, county, tmp_path)
    Change.objects.filter(pk=told.pk).update(digest="0" * 64)
    for chosen in ([county], [prefecture], None):
        assert ["与报送时交给上级的链首不符" in fault.says for fault in examination.examine(chosen)] == [True]
    assert list(examination.examine([neighbour])) == []
    Change.objects.filter(pk=told.pk).update(digest=told.digest)
    ReturnedFigure.objects.filter(version=version, item__indicator=COUNT).update(value="7")
    assert [fault.says for fault in examination.examine()] == ["数字与报送时的校验值不符"]
