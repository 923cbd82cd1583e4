"""One catalogue: ours and the plug-ins' lists together, and what is wrong with them said before anything is served."""

import os
import subprocess
import sys
from dataclasses import replace
from types import ModuleType

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q

from kezhang import catalogue
from kezhang.catalogue import INDICATORS, LEDGERS, CataloguePart, PluginRefused, part_of, parts, plugin_part
from kezhang.controls.case import Check
from kezhang.controls.startup_checks import check_faults
from kezhang.indicators.indicator import Timing
from kezhang.indicators.measures import Total
from kezhang.indicators.startup_checks import indicator_faults
from kezhang.records.declaration.startup_checks import ledger_faults
from kezhang.reports.templating.parsing import ShippedTemplate
from kezhang.reports.templating.startup_checks import template_faults
from kezhang.web import start_up

OURS = [part_of(module) for module in catalogue.OURS]
CONTRACTS, TURNOVER = LEDGERS["technology-contracts"], INDICATORS["technology-contract-turnover"]


def told(judged, **brings) -> list[str]:
    """What start-up says of ours and a plug-in that brings this."""
    plugin = CataloguePart("prefecture_ledgers.catalogue", "prefecture_ledgers", **brings)
    return [f"{fault.obj}：{fault.msg}{fault.hint or ''}" for fault in judged([*OURS, plugin])]


def another(**changes):
    """An indicator like ours under a name of its own."""
    return replace(TURNOVER, **{"slug": "own-turnover", "code": "", "label": "自有指标", "also_called": ()} | changes)


@pytest.fixture
def module(monkeypatch):
    """A plug-in's package with a catalogue module of these names."""

    def made(**held) -> str:
        loaded = ModuleType("prefecture_ledgers.catalogue")
        vars(loaded).update(held)
        monkeypatch.setitem(sys.modules, "prefecture_ledgers", ModuleType("prefecture_ledgers"))
        monkeypatch.setitem(sys.modules, "prefecture_ledgers.catalogue", loaded)
        return "prefecture_ledgers"

    return made


def test_every_list_of_the_product_is_in_the_catalogue_and_right():
    assert {ledger.slug for part in OURS for ledger in part.ledgers} <= set(LEDGERS)
    assert {"targets", "progress-entries"} <= set(LEDGERS)
    assert run_checks(tags=[start_up.TAG]) == []


def test_ledgers_stand_in_the_order_of_their_chapters():
    places = [ledger.chapter.place for ledger in LEDGERS.values()]
    assert places == sorted(places)


def test_a_plug_ins_ledger_stands_behind_ours_in_its_chapter(module, settings, monkeypatch):
    extra = replace(CONTRACTS, slug="extra-contracts")
    settings.KEZHANG_PLUGINS = (module(LEDGERS=(extra,), INDICATORS=(another(over=extra),)),)
    parts.cache_clear()
    try:
        slugs = list(catalogue._ledgers())
        assert slugs.index("award-nominations") + 1 == slugs.index("extra-contracts")
        assert list(catalogue._indicators())[-1] == "own-turnover"
    finally:
        parts.cache_clear()


def test_an_indicator_is_found_by_each_of_its_names():
    names = (TURNOVER.slug, TURNOVER.label, TURNOVER.code, *TURNOVER.also_called, f" {TURNOVER.label} ")
    assert [catalogue.find(name) for name in names] == [TURNOVER] * len(names)
    assert (catalogue.find("没有这个"), catalogue.find("")) == (None, None)


@pytest.mark.parametrize(
    ("held", "says"),
    [
        ({}, "什么也没有提供"),
        ({"LEDGERS": ()}, "什么也没有提供"),
        ({"LEDGERS": ("contracts",)}, "应为由 Ledger 组成的元组"),
        ({"INDICATORS": {"x": TURNOVER}}, "应为由 NamedMeasure 组成的元组"),
    ],
)
def test_a_plug_in_without_lists_or_with_strange_ones_is_named(module, held, says):
    with pytest.raises(PluginRefused, match=says) as refused:
        plugin_part(module(**held))
    assert "prefecture_ledgers" in str(refused.value)


def test_a_plug_in_without_a_catalogue_is_named():
    with pytest.raises(PluginRefused, match=r"插件“json”的模块 json.catalogue 不能载入"):
        plugin_part("json")


def test_a_module_that_only_asks_the_catalogue_exports_nothing_by_it(module):
    part = plugin_part(module(INDICATORS=INDICATORS, LEDGERS=(replace(CONTRACTS, slug="x"),)))
    assert (part.indicators, len(part.ledgers)) == ((), 1)


@pytest.mark.parametrize(
    ("judged", "brings", "says"),
    [
        (ledger_faults, {"ledgers": (CONTRACTS,)}, f"插件“prefecture_ledgers”的台账 technology-contracts：“technology-contracts”“{CONTRACTS.label}”已是"),
        (ledger_faults, {"ledgers": (replace(CONTRACTS, slug="x"),)}, f"插件“prefecture_ledgers”的台账 x：“{CONTRACTS.label}”已是"),
        (ledger_faults, {"ledgers": (replace(CONTRACTS, slug="合同"),)}, "代码“合同”不能用作网址"),
        (ledger_faults, {"ledgers": (replace(CONTRACTS, slug="x", dated_by="registred_on"),)}, "是否应为“registered_on”？"),
        (indicator_faults, {"indicators": (TURNOVER,)}, "指标 technology-contract-turnover：“technology-contract-turnover”“技术合同成交额”“"),
        (indicator_faults, {"indicators": (another(label=TURNOVER.label),)}, f"指标 own-turnover：“{TURNOVER.label}”已是"),
        (indicator_faults, {"indicators": (another(code=TURNOVER.code),)}, f"指标 own-turnover：“{TURNOVER.code}”已是"),
        (indicator_faults, {"indicators": (another(slug="自有"),)}, "代码“自有”不能用作网址"),
        (indicator_faults, {"indicators": (another(over=replace(CONTRACTS, slug="x")),)}, "台账 x 没有列入任何模块的 LEDGERS"),
        (indicator_faults, {"indicators": (another(pace="monthly"),)}, "没有“monthly”这条进度曲线。进度曲线有：linear、"),
        (indicator_faults, {"indicators": (another(measure=Total("amuont")),)}, "measure 写的“amuont”不是"),
        (indicator_faults, {"indicators": (another(dated_by="signd_on"),)}, "dated_by 写的“signd_on”不是"),
        (indicator_faults, {"indicators": (another(timing=Timing.YEARLY, year_field="yaer"),)}, "year_field 写的“yaer”不是"),
        (indicator_faults, {"indicators": (another(timing=Timing.YEARLY),)}, "year_field 写的“”不是"),
        (indicator_faults, {"indicators": (another(when=Q(staet="x")),)}, "when 写的“staet”不是"),
        (
            indicator_faults,
            {"indicators": (replace(INDICATORS["project-success-rate"], slug="x", code="", label="y", also_called=(), numerator=another()),)},
            "指标 x：由 own-turnover 算出，而 INDICATORS 里没有",
        ),
        (check_faults, {"checks": (Check(number=23, title="自查", rule="", needs=str, judge=list),)}, "核查 自查：编号23不在可用的范围内。插件的核查从101起编号"),
        (check_faults, {"checks": (Check(number=101, title="甲", rule="", needs=str, judge=list),) * 2}, "编号“101”已由 prefecture_ledgers.catalogue 使用"),
        (template_faults, {"templates": (ShippedTemplate("annual", "新年报", ("〔标题〕总结",)),)}, "“annual”已是"),
        (template_faults, {"templates": (ShippedTemplate("own-1", "专报", ("〔标题〕总结",)),)}, "不以 own- 开头"),
        (template_faults, {"templates": (ShippedTemplate("special", "专报", ("〔标题〕总结", "【科技合同额】")),)}, "报告模板 special：第2段"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_one_sentence_that_names_the_plug_in(judged, brings, says):
    sentences = told(judged, **brings)
    assert [sentence for sentence in sentences if says in sentence] == sentences[:1]
    assert [s for s in sentences if not s.startswith("插件“prefecture_ledgers”的")] == []


def test_a_plug_in_that_is_right_is_not_complained_of():
    assert told(indicator_faults, indicators=(another(),)) == []
    assert told(check_faults, checks=(Check(number=101, title="自查", rule="", needs=str, judge=list),)) == []
    assert told(template_faults, templates=(ShippedTemplate("special", "专报", ("〔标题〕总结",)),)) == []


def test_a_plug_in_that_cannot_be_installed_is_named_whatever_it_raises(settings):
    settings.KEZHANG_PLUGINS = ("prefecture_ledgers",)
    fault = ModuleNotFoundError("No module named 'prefecture_ledgers'", name="prefecture_ledgers")
    assert "插件“prefecture_ledgers”不能载入" in start_up._sentence(fault)
    twice = ImproperlyConfigured("Application labels aren't unique, duplicates: prefecture_ledgers")
    assert "每个插件只写一次" in start_up._sentence(twice)
    assert start_up._sentence(ValueError("别的错误")) == "别的错误"


def test_the_command_line_stops_with_2_and_one_sentence_where_a_plug_in_is_missing(tmp_path):
    environment = {**os.environ, "KEZHANG_PLUGINS": "no_such_plugin", "KEZHANG_HOME": str(tmp_path)}
    command = [sys.executable, "-c", "from kezhang.cli.main import main; main()", "ledger"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert run.stderr.startswith("KEZHANG_PLUGINS：插件“no_such_plugin”不能载入")
