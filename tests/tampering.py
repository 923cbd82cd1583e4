"""改动: what hands can do behind the program, each by its name; every one of them must be named by the examination.

A hand knows how the program works and how its digests are made; it may write any table and any file. It does not hold
the keys, unless its name says so.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from kezhang.orgs import access_log
from kezhang.orgs.models import AccessEvent, AccessHead
from kezhang.records.former import former_of
from kezhang.records.models import Batch, ChainHead, Change, Evidence
from kezhang.records.writing import chain
from kezhang.reports.frozen.freezing import digest_of as figures_digest
from kezhang.reports.models import Report, ReportFigure, Revision, TemplateVersion
from kezhang.seals.models import START, Anchor, RowSeal, SealHead, SignedHead
from kezhang.seals.register import content_of
from kezhang.seals.statements import digest_of
from tests.whole_homes import WholeHome

Hand = Callable[[WholeHome], None]
HANDS: dict[str, Hand] = {}


def hand(does: Hand) -> Hand:
    HANDS[does.__name__] = does
    return does


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount != 0, f"nothing was touched: {statement}"


def raw(rows: Any, **values: Any) -> None:
    """Past every door of the program."""
    connection_rows = rows.model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True)))
    assert connection_rows.update(**values), "nothing was touched"


def gone(rows: Any) -> None:
    """Removed as by SQL: nothing is told, and whatever pointed there is left pointing."""
    keys = list(rows.values_list("pk", flat=True))
    assert keys, "nothing was touched"
    table, column = rows.model._meta.db_table, rows.model._meta.pk.column
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}" WHERE "{column}" IN ({places})', [_bare(key) for key in keys])


def _bare(key: Any) -> Any:
    return key.hex if hasattr(key, "hex") and connection.vendor == "sqlite" and not isinstance(key, int) else key


def rehashed(org: Any) -> None:
    """The bureau's log chained anew, head and tree grown to its end; what a hand without the keys can do."""
    previous, last, digests = START, None, []
    for number, change in enumerate(Change.objects.filter(org=org).order_by("sequence"), start=1):
        change.sequence, change.previous = number, previous
        previous = change.digest = chain.digest_of(change)
        last = change
        digests.append(previous)
        Change.objects.filter(pk=change.pk).update(sequence=number, previous=change.previous, digest=change.digest)
    regrown(ChainHead.objects.get(org=org), digests, last.at)


def reregistered(place: str) -> None:
    """The register chained anew likewise."""
    previous, at, digests = START, None, []
    for number, seal in enumerate(RowSeal.objects.filter(place=place).order_by("sequence"), start=1):
        seal.sequence, seal.previous = number, previous
        previous, at = digest_of(content_of(seal)), seal.at
        digests.append(previous)
        RowSeal.objects.filter(pk=seal.pk).update(sequence=number, previous=seal.previous, digest=previous)
    regrown(SealHead.objects.get(place=place), digests, at)


def regrown(head: SignedHead, digests: list[str], at: Any) -> None:
    """A head that goes as far as these entries, and is not signed anew."""
    head.sequence, head.digest, head.peaks = 0, START, ""
    head.extend(digests, at)
    head.save()


def swapped(kept: Any, content: bytes) -> str:
    Path(kept.file.path).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


# Records and their past


@hand
def a_value_of_a_record(home):
    sql("UPDATE ledgers_enterprise SET town = %s WHERE id = %s", "别处", home.things.firms[0].pk)


@hand
def an_amount_by_one_fen(home):
    sql("UPDATE ledgers_technologycontract SET amount = amount + 1 WHERE id = %s", home.things.contract.pk)


@hand
def a_record_removed(home):
    gone(home.things.contract.__class__.objects.filter(pk=home.things.contract.pk))


@hand
def a_record_slipped_in(home):
    firm = home.things.firms[1].__class__(org=home.org, name="混入公司")
    firm.save()


@hand
def a_void_record_counted_again(home):
    sql("UPDATE ledgers_enterprise SET voided_at = NULL WHERE id = %s", home.things.firms[2].pk)


@hand
def a_record_made_void(home):
    sql("UPDATE ledgers_enterprise SET voided_at = first_known WHERE id = %s", home.things.firms[1].pk)


@hand
def the_reason_of_a_void(home):
    sql("UPDATE ledgers_enterprise SET void_reason = %s WHERE id = %s", "另有原因", home.things.firms[2].pk)


@hand
def a_record_moved_to_another_bureau(home):
    sql("UPDATE ledgers_enterprise SET org_id = %s WHERE id = %s", home.other.pk, home.things.firms[1].pk)


@hand
def a_link_led_elsewhere(home):
    pk = home.things.firms[1].pk
    sql("UPDATE ledgers_technologycontract SET seller_enterprise_id = %s WHERE id = %s", pk, home.things.contract.pk)


@hand
def an_own_column_filled_in(home):
    own = json.dumps({home.things.own_column.name: "优"})
    sql("UPDATE ledgers_enterprise SET own = %s WHERE id = %s", own, home.things.firms[1].pk)


@hand
def a_record_known_earlier(home):
    sql(
        "UPDATE ledgers_enterprise SET first_known = '2020-01-01 00:00:00+00:00' WHERE id = %s", home.things.firms[1].pk
    )


@hand
def a_target_lowered(home):
    sql("UPDATE targets_target SET value = value - 1 WHERE id = %s", home.things.target.pk)


@hand
def a_former_version_altered(home):
    sql("UPDATE ledgers_enterprise_former SET town = %s WHERE version_of = %s", "别处", home.things.firms[0].pk)


@hand
def a_former_version_removed(home):
    sql("DELETE FROM ledgers_enterprise_former WHERE version_of = %s", home.things.firms[0].pk)


@hand
def a_former_version_slipped_in(home):
    sql("UPDATE ledgers_enterprise_former SET version_of = %s WHERE version_of = %s",
        home.things.firms[1].pk, home.things.firms[0].pk)  # fmt: skip


@hand
def when_a_former_version_was_made_void(home):
    pk = home.things.firms[0].pk
    sql("UPDATE ledgers_enterprise_former SET voided_at = known_from WHERE version_of = %s", pk)


@hand
def since_when_a_former_version_was_known(home):
    pk = home.things.firms[0].pk
    raw(former_of(home.things.firms[0].__class__)._base_manager.filter(version_of=pk), first_known=timezone.now())


@hand
def a_former_version_of_no_bureau(home):
    sql("UPDATE ledgers_enterprise_former SET org_id = 987654")


@hand
def a_void_moved_by_a_second(home):
    firm = home.things.firms[2].__class__.objects.get(pk=home.things.firms[2].pk)
    raw(firm.__class__.objects.filter(pk=firm.pk), voided_at=firm.voided_at + timedelta(seconds=1))


# The log of changes


@hand
def what_a_change_says(home):
    change = Change.objects.filter(org=home.org, ledger="enterprises").first()
    raw(Change.objects.filter(pk=change.pk), after={**change.after, "town": "别处"})


@hand
def who_made_a_change(home):
    raw(Change.objects.filter(org=home.org, sequence=2), by_name="别人")


@hand
def why_a_change_was_made(home):
    raw(Change.objects.filter(org=home.org, sequence=2), reason="别的原因")


@hand
def a_change_removed(home):
    gone(Change.objects.filter(org=home.org, sequence=3))


@hand
def two_changes_exchanged(home):
    second, third = (Change.objects.get(org=home.org, sequence=n) for n in (2, 3))
    raw(Change.objects.filter(pk=second.pk), sequence=10_000)
    raw(Change.objects.filter(pk=third.pk), sequence=2)
    raw(Change.objects.filter(pk=second.pk), sequence=3)


@hand
def a_deleted_chain_head(home):
    gone(ChainHead.objects.filter(org=home.org))


@hand
def a_cut_tail(home):
    gone(Change.objects.filter(org=home.org, sequence__gt=5))


@hand
def a_cut_tail_with_its_head_set_back(home):
    gone(Change.objects.filter(org=home.org, sequence__gt=5))
    last = Change.objects.get(org=home.org, sequence=5)
    raw(ChainHead.objects.filter(org=home.org), sequence=5, digest=last.digest, at=last.at)


@hand
def a_chain_and_its_records_rewritten_with_right_digests(home):
    change = Change.objects.filter(org=home.org, ledger="enterprises", record_id=home.things.firms[1].pk).first()
    raw(Change.objects.filter(pk=change.pk), after={**change.after, "town": "别处"})
    sql("UPDATE ledgers_enterprise SET town = %s WHERE id = %s", "别处", home.things.firms[1].pk)
    rehashed(home.org)


@hand
def a_bureau_emptied(home):
    for model in apps.get_models():
        if model._meta.app_label == "ledgers" and any(f.name == "org" for f in model._meta.fields):
            rows = model._base_manager.filter(org=home.org.pk)
            if rows.exists():
                gone(rows)
    for rows in (Change.objects.filter(org=home.org), ChainHead.objects.filter(org=home.org)):
        gone(rows)


@hand
def a_bureau_emptied_with_its_register(home):
    a_bureau_emptied(home)
    gone(Evidence.objects.filter(org=home.org))
    gone(RowSeal.objects.filter(place=str(home.org.pk)))
    gone(SealHead.objects.filter(place=str(home.org.pk)))


# Files, and what stands beside them


@hand
def an_import_file_swapped(home):
    swapped(home.things.batch, b"PK\x03\x04 another")


@hand
def an_import_file_swapped_with_matching_sha256(home):
    raw(Batch.objects.filter(pk=home.things.batch.pk), sha256=swapped(home.things.batch, b"PK\x03\x04 another"))


@hand
def a_batch_made_another(home):
    raw(Batch.objects.filter(pk=home.things.batch.pk), state=Batch.State.UNDONE)


@hand
def a_batch_removed(home):
    gone(Batch.objects.filter(pk=home.things.waiting.pk))


@hand
def an_evidence_file_swapped(home):
    swapped(home.things.evidence, b"%PDF another")


@hand
def an_evidence_file_swapped_with_matching_sha256(home):
    raw(Evidence.objects.filter(pk=home.things.evidence.pk), sha256=swapped(home.things.evidence, b"%PDF another"))


@hand
def an_evidence_file_removed(home):
    Path(home.things.evidence.file.path).unlink()


@hand
def two_pieces_of_evidence_exchanged(home):
    one, two = home.things.evidence, home.things.second
    raw(Evidence.objects.filter(pk=one.pk), file=two.file.name, sha256=two.sha256, size=two.size)
    raw(Evidence.objects.filter(pk=two.pk), file=one.file.name, sha256=one.sha256, size=one.size)


@hand
def moved_evidence(home):
    raw(Evidence.objects.filter(pk=home.things.evidence.pk), record_id=home.things.firms[1].pk)


@hand
def evidence_removed_with_its_file(home):
    Path(home.things.evidence.file.path).unlink()
    gone(Evidence.objects.filter(pk=home.things.evidence.pk))


@hand
def evidence_slipped_in(home):
    sql("INSERT INTO records_evidence (org_id, ledger, record_id, name, file, sha256, size, added_at)"
        " SELECT org_id, ledger, %s, name, file, sha256, size, added_at FROM records_evidence WHERE id = %s",
        home.things.firms[1].pk, home.things.evidence.pk)  # fmt: skip


# Reports


@hand
def a_report_file_swapped_with_matching_sha256(home):
    raw(Report.objects.filter(pk=home.things.issued.pk), sha256=swapped(home.things.issued, b"PK\x03\x04 another"))


@hand
def the_files_of_two_reports_exchanged(home):
    one, two = (Report.objects.get(pk=each.pk) for each in (home.things.issued, home.things.draft))
    raw(Report.objects.filter(pk=one.pk), file=two.file.name, sha256=two.sha256)
    raw(Report.objects.filter(pk=two.pk), file=one.file.name, sha256=one.sha256)


@hand
def a_frozen_figure_rewritten(home):
    raw(_figure(home), value="999", display="999")


@hand
def a_frozen_figure_rewritten_with_its_digest(home):
    raw(_figure(home), value="999", display="999")
    _digested(home)


@hand
def what_a_figure_rests_on(home):
    raw(_figure(home), definition={"note": "另一种算法"})


@hand
def a_figure_removed_with_the_digest_made_right(home):
    gone(_figure(home))
    _digested(home)


def _figure(home):
    return ReportFigure.objects.filter(pk=home.things.issued.figures.first().pk)


def _digested(home):
    figures = list(ReportFigure.objects.filter(report=home.things.issued.pk).order_by("mark"))
    raw(Report.objects.filter(pk=home.things.issued.pk), digest=figures_digest(figures))


@hand
def an_issued_report_a_draft_again(home):
    raw(Report.objects.filter(pk=home.things.issued.pk), state="draft")


@hand
def a_draft_called_issued(home):
    raw(Report.objects.filter(pk=home.things.draft.pk), state="issued")


@hand
def who_issued_a_report(home):
    raw(Report.objects.filter(pk=home.things.issued.pk), issued_by=home.clerk)


@hand
def when_a_report_was_issued(home):
    sql("UPDATE reports_report SET issued_at = '2024-07-01 00:00:00+00:00' WHERE id = %s", home.things.issued.pk)


@hand
def a_report_removed_with_its_figures(home):
    gone(ReportFigure.objects.filter(report=home.things.draft.pk))
    gone(Report.objects.filter(pk=home.things.draft.pk))


@hand
def what_was_found_in_a_returned_file(home):
    raw(Revision.objects.filter(pk=home.things.revision.pk), findings=None)


@hand
def a_revision_removed(home):
    gone(Revision.objects.filter(pk=home.things.revision.pk))


@hand
def the_words_of_a_template(home):
    raw(TemplateVersion.objects.filter(pk=home.things.version.pk), paragraphs=["〔标题〕另一份"])


@hand
def a_promise_led_elsewhere(home):
    sql("UPDATE reports_promise SET sentence = %s WHERE id = %s", "另一句话", home.things.promise.pk)


# Bureaus, people, rights, settings


@hand
def the_prefixes_of_bureaus(home):
    sql("UPDATE orgs_org SET prefix = %s WHERE id = %s", "65", home.org.pk)


@hand
def the_name_of_a_bureau(home):
    sql("UPDATE orgs_org SET name = %s WHERE id = %s", "别县", home.org.pk)


@hand
def a_post_slipped_in(home):
    sql("INSERT INTO orgs_post (person_id, org_id, kind) VALUES (%s, %s, 'director')", home.clerk.pk, home.org.pk)


@hand
def a_post_made_higher(home):
    sql("UPDATE orgs_post SET kind = 'administrator' WHERE person_id = %s AND kind = 'reviewer'", home.clerk.pk)


@hand
def a_post_removed(home):
    sql("DELETE FROM orgs_post WHERE person_id = %s", home.director.pk)


@hand
def a_post_no_longer_limited_to_its_office(home):
    sql("DELETE FROM orgs_post_offices")


@hand
def offices_of_a_post_that_is_none(home):
    sql("INSERT INTO orgs_post_offices (post_id, office_id) SELECT 987654, office_id FROM orgs_post_offices")


@hand
def a_post_given_an_office_that_is_none(home):
    sql("INSERT INTO orgs_post_offices (post_id, office_id) SELECT post_id, 987654 FROM orgs_post_offices")


@hand
def another_password(home):
    sql("UPDATE orgs_user SET password = %s WHERE id = %s", make_password("Qiangxing-1"), home.director.pk)


@hand
def a_former_password_removed(home):
    sql("DELETE FROM orgs_formerpassword WHERE person_id = %s", home.clerk.pk)


@hand
def a_second_factor_taken_away(home):
    sql("DELETE FROM otp_totp_totpdevice WHERE user_id = %s", home.director.pk)


@hand
def a_person_moved_to_another_bureau(home):
    sql("UPDATE orgs_user SET org_id = %s WHERE id = %s", home.other.pk, home.clerk.pk)


@hand
def a_person_slipped_in(home):
    user = type(home.clerk)(username="ghost", org=home.org)
    type(home.clerk).save_base(user, raw=True)


@hand
def an_office_given_more(home):
    sql("UPDATE orgs_office SET ledgers = %s", json.dumps(["enterprises"]))


@hand
def an_own_column_renamed(home):
    sql("UPDATE records_owncolumn SET label = %s", "别的评价")


@hand
def an_own_choice_withdrawn(home):
    sql("UPDATE records_ownoption SET withdrawn_at = since")


@hand
def the_conditions_of_an_own_indicator(home):
    sql("UPDATE indicators_ownindicator SET conditions = '[]'")


@hand
def a_remembered_answer_changed(home):
    sql("UPDATE records_rememberedanswer SET answer = 'name'")


@hand
def what_was_read_in_a_report(home):
    sql("UPDATE intake_readdocument SET text = %s", "别的文字")


@hand
def a_proposal_called_rejected(home):
    sql("UPDATE intake_proposal SET state = 'rejected'")


@hand
def a_calendar_opened_again(home):
    sql("UPDATE calendar_calendarfeed SET number = number + 1")


# The log of access


@hand
def what_an_access_says(home):
    raw(AccessEvent.objects.filter(place=home.org.code, sequence=1), says="退出")


@hand
def an_access_removed(home):
    gone(AccessEvent.objects.filter(place=home.org.code, sequence=1))


@hand
def the_last_access_removed_with_the_head_set_back(home):
    gone(AccessEvent.objects.filter(place=home.org.code, sequence=2))
    first = AccessEvent.objects.get(place=home.org.code, sequence=1)
    raw(AccessHead.objects.filter(place=home.org.code), sequence=1, digest=first.digest, at=first.at)


@hand
def an_access_rewritten_with_right_digests(home):
    event = AccessEvent.objects.get(place="", sequence=1)
    event.says, event.person_name = "登录", "王建国"
    digest = access_log.digest_of(event)
    raw(AccessEvent.objects.filter(pk=event.pk), says=event.says, person_name=event.person_name, digest=digest)
    raw(AccessHead.objects.filter(place=""), digest=digest)


@hand
def all_access_of_a_bureau_removed(home):
    gone(AccessEvent.objects.filter(place=home.org.code))
    gone(AccessHead.objects.filter(place=home.org.code))


@hand
def an_access_shown_to_another_bureau(home):
    raw(AccessEvent.objects.filter(place=home.org.code, sequence=1), org=home.other)


# The register itself


@hand
def a_head_of_nothing_slipped_in(home):
    sql(
        "INSERT INTO seals_sealhead (place, sequence, digest, peaks, key, signature) VALUES ('77', 0, %s, '', '', '')",
        START,
    )


@hand
def a_head_of_nothing_given_a_key(home):
    sql("UPDATE orgs_accesshead SET key = 'x' WHERE place = %s", home.other.code)


@hand
def the_number_of_an_anchor(home):
    sql("UPDATE seals_anchor SET number = 7")


@hand
def the_time_of_an_anchor(home):
    anchor = Anchor.objects.get()
    raw(Anchor.objects.all(), at=anchor.at + timedelta(microseconds=1))


@hand
def a_row_and_its_seal_made_to_agree(home):
    sql("UPDATE orgs_org SET name = %s WHERE id = %s", "别县", home.org.pk)
    seal = RowSeal.objects.filter(table="orgs.org", row=str(home.org.pk)).last()
    raw(RowSeal.objects.filter(pk=seal.pk), state={**seal.state, "name": "别县"})


@hand
def a_row_and_the_whole_register_made_to_agree(home):
    a_row_and_its_seal_made_to_agree(home)
    reregistered("")


@hand
def a_row_and_all_its_seals_removed(home):
    gone(Batch.objects.filter(pk=home.things.waiting.pk))
    gone(RowSeal.objects.filter(row=str(home.things.waiting.pk)))
    reregistered(str(home.org.pk))


@hand
def a_register_without_its_head(home):
    gone(SealHead.objects.filter(place=""))


@hand
def the_whole_register_removed(home):
    gone(RowSeal.objects.all())
    gone(SealHead.objects.all())


@hand
def a_signature_copied_from_another_chain(home):
    other = ChainHead.objects.get(org=home.other)
    raw(ChainHead.objects.filter(org=home.org), signature=other.signature)


@hand
def a_value_that_cannot_be_read(home):
    sql(
        "UPDATE records_change SET at = 'gestern'"
        if connection.vendor == "sqlite"
        else "UPDATE records_change SET after = '7'"
    )


# Through the program's own models, as a plug-in or a shell might


@hand
def evidence_moved_through_its_model(home):
    kept = Evidence.objects.get(pk=home.things.evidence.pk)
    kept.record_id = home.things.firms[1].pk
    kept.save()


@hand
def evidence_deleted_through_its_model(home):
    Evidence.objects.get(pk=home.things.evidence.pk).delete()


@hand
def a_report_reopened_through_a_query(home):
    Report.objects.filter(pk=home.things.issued.pk).update(state="draft")


@hand
def posts_removed_through_a_query(home):
    home.director.posts.all().delete()
