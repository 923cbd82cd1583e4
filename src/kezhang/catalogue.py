"""目录: the one list of what the product has: ledgers, indicators, checks and templates of reports.

Ours come first, then those of the plug-ins that the installation names, in their order. A list of ours
is taken in exactly as a plug-in's is, and nothing else puts lists together. This file imports nothing of
the product, so that every layer may ask it; what it lists is loaded at the first look-up, because
models are still being loaded while Django starts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, ValuesView
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

#: What is listed; this file may not even name its types, or every layer would stand on every other.
Ledger: TypeAlias = Any
AnyIndicator: TypeAlias = Any
Check: TypeAlias = Any
ShippedTemplate: TypeAlias = Any

#: The modules of ours that export lists, in the order of the menu and the report.
OURS = (
    "kezhang.ledgers.models",
    "kezhang.targets.models",
    "kezhang.indicators.catalogue",
    "kezhang.controls.catalogue",
    "kezhang.reports.templating.library",
)
#: What a module may export, and what such a list holds.
LISTS = {
    "LEDGERS": "kezhang.records.declaration.ledger.Ledger",
    "INDICATORS": "kezhang.indicators.indicator.NamedMeasure",
    "CHECKS": "kezhang.controls.case.Check",
    "TEMPLATES": "kezhang.reports.templating.parsing.ShippedTemplate",
}
#: What finds an indicator that a bureau has set itself.
OWN_INDICATOR = "kezhang.indicators.own_indicators.by_slug"
#: The module of a plug-in's package in which its lists stand.
PLUGIN_MODULE = "catalogue"

Key = TypeVar("Key")
Thing = TypeVar("Thing")


class PluginRefused(ImproperlyConfigured):
    """A plug-in cannot be taken in; the message is one sentence in Chinese that names it."""


@dataclass(frozen=True)
class CataloguePart:
    """What one module brings."""

    module: str
    plugin: str = ""  # the name in KEZHANG_PLUGINS; "" for what is ours
    ledgers: tuple[Ledger, ...] = ()
    indicators: tuple[AnyIndicator, ...] = ()
    checks: tuple[Check, ...] = ()
    templates: tuple[ShippedTemplate, ...] = ()

    def names(self, kind: str, name: object) -> str:
        """As a fault speaks of what the module brings: 插件“…”的台账 …"""
        return f"{f'插件“{self.plugin}”的' if self.plugin else ''}{kind} {name}"


class CatalogueList(Mapping[Key, Thing]):
    """One list of the catalogue by key, in its order; composed at the first look-up."""

    def __init__(
        self, compose: Callable[[], Mapping[Key, Thing]], beyond: Callable[[Key], Thing | None] | None = None
    ) -> None:
        self._composed = cache(compose)
        self._beyond = beyond

    def __getitem__(self, key: Key) -> Thing:
        """Of the list, else of what bureaus have set themselves, which is found by key and never listed."""
        found = self._composed().get(key)
        if found is None and self._beyond is not None:
            found = self._beyond(key)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[Key]:
        return iter(self._composed())

    def __len__(self) -> int:
        return len(self._composed())

    def values(self) -> ValuesView[Thing]:
        """Without the look-up for each that a Mapping makes of it: these are asked for all the time."""
        return self._composed().values()


@cache
def parts() -> tuple[CataloguePart, ...]:
    """Every module that brings something, ours first. Raises PluginRefused."""
    apps.check_models_ready()
    return (*(part_of(module) for module in OURS), *(plugin_part(name) for name in settings.KEZHANG_PLUGINS))


def plugin_part(name: str) -> CataloguePart:
    """What a plug-in brings. Raises PluginRefused when it cannot be loaded or brings nothing."""
    module = f"{name}.{PLUGIN_MODULE}"
    try:
        part = part_of(module, name)
    except PluginRefused:
        raise
    except Exception as fault:  # somebody else's code raises whatever it likes
        raise PluginRefused(
            f"插件“{name}”的模块 {module} 不能载入：{fault}；请改正该模块，或更新、停用插件。"
        ) from fault
    if not (part.ledgers or part.indicators or part.checks or part.templates):
        lists = "、".join(LISTS)
        raise PluginRefused(f"插件“{name}”什么也没有提供；模块 {module} 应写出 {lists} 中的一项或几项，各是一个元组。")
    return part


def part_of(module: str, plugin: str = "") -> CataloguePart:
    """The lists of one module. Raises PluginRefused for one that holds something else."""
    loaded = import_module(module)
    brought: dict[str, tuple[Any, ...]] = {}
    for name, kind in LISTS.items():
        held, expected = getattr(loaded, name, ()), import_string(kind)
        if isinstance(held, CatalogueList):  # the module asks the catalogue, which makes it no list of its own
            continue
        if not isinstance(held, tuple | list):
            raise PluginRefused(f"{module} 的 {name} 是 {type(held).__name__}；应为由 {expected.__name__} 组成的元组。")
        if strange := [each for each in held if not isinstance(each, expected)]:
            raise PluginRefused(f"{module} 的 {name} 里有 {strange[0]!r:.60}；应为由 {expected.__name__} 组成的元组。")
        brought[name.lower()] = tuple(held)
    return CataloguePart(module, plugin, **brought)


def _by(key: Callable[[Any], Any], things: Iterable[Any]) -> dict[Any, Any]:
    """By key, the first of a repeated one; start-up tells of the other."""
    found: dict[Any, Any] = {}
    for thing in things:
        found.setdefault(key(thing), thing)
    return found


def _ledgers() -> Mapping[str, Ledger]:
    """In the order of the chapters; a plug-in's stand behind ours in their chapter."""
    listed = [ledger for part in parts() for ledger in part.ledgers]
    return _by(lambda ledger: ledger.slug, sorted(listed, key=lambda ledger: ledger.chapter.place))


def _indicators() -> Mapping[str, AnyIndicator]:
    return _by(lambda indicator: indicator.slug, (i for part in parts() for i in part.indicators))


def _own_indicator(slug: str) -> AnyIndicator | None:
    """What a bureau has set itself, by its slug."""
    return import_string(OWN_INDICATOR)(slug) if isinstance(slug, str) and slug.startswith("own-") else None


def _checks() -> Mapping[int, Check]:
    listed = [check for part in parts() for check in part.checks]
    return _by(lambda check: check.number, sorted(listed, key=lambda check: check.number))


def _templates() -> Mapping[str, ShippedTemplate]:
    return _by(lambda template: template.name, (t for part in parts() for t in part.templates))


#: By slug, slug, number and name.
LEDGERS: CatalogueList[str, Ledger] = CatalogueList(_ledgers)
INDICATORS: CatalogueList[str, AnyIndicator] = CatalogueList(_indicators, _own_indicator)
CHECKS: CatalogueList[int, Check] = CatalogueList(_checks)
TEMPLATES: CatalogueList[str, ShippedTemplate] = CatalogueList(_templates)


def repeated(
    found: Iterable[CataloguePart], listed: str, names: Callable[[Any], Iterable[Any]]
) -> Iterator[tuple[CataloguePart, Any, str, str]]:
    """What is named like something before it: its part, itself, “the names”, and the modules that had them first."""
    first: dict[Any, CataloguePart] = {}
    for part in found:
        for thing in getattr(part, listed):
            own = list(dict.fromkeys(names(thing)))
            if taken := [name for name in own if name in first]:
                modules = dict.fromkeys(first[name].module for name in taken)
                yield part, thing, "".join(f"“{name}”" for name in taken), "、".join(modules)
            first |= {name: part for name in own if name not in first}


def find(name: str) -> AnyIndicator | None:
    """An indicator by label, other name, slug or dictionary code."""
    return named().get(name.strip()) or _own_indicator(name.strip())


@cache
def named() -> Mapping[str, AnyIndicator]:
    """Every name that leads to an indicator; a slug is never taken for another's name."""
    found = dict(INDICATORS)
    for indicator in INDICATORS.values():
        for name in names_of(indicator):
            found.setdefault(name, indicator)
    return found


def names_of(indicator: AnyIndicator) -> tuple[str, ...]:
    """Everything an indicator may be called in a template or a sheet."""
    return tuple(name for name in (indicator.label, indicator.slug, indicator.code, *indicator.also_called) if name)
