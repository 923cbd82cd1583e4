"""启动: Django made ready and the catalogue judged, for the command line and the server alike.

What cannot be right is said in sentences before anything is served, and every sentence about a
plug-in names it.
"""

import gc
import os
import re
import traceback

import django
from django.conf import settings
from django.core.checks import CheckMessage, Error

from kezhang.catalogue import PluginRefused, parts

SETTINGS = "kezhang.web.settings"
#: The checks of the catalogue among Django's own.
TAG = "catalogue"


class StartUpStopped(Exception):
    """Something declared or installed is wrong; the message says what, and what would be right."""


def start(*, writes: bool = True) -> None:
    """Make Django ready. Raises StartUpStopped. What only reads needs no checks and no templates of reports."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    collecting = gc.isenabled()
    gc.disable()  # what is declared stays; looking through it again and again costs a tenth of the time
    try:
        _set_up()
        faults = judge(writes=writes)
    finally:
        gc.freeze()
        if collecting:
            gc.enable()
    if faults:
        raise StartUpStopped("\n".join(f"{fault.obj}：{fault.msg}{fault.hint or ''}" for fault in faults))


def _set_up() -> None:
    try:
        django.setup()
    except Exception as fault:  # a plug-in's code raises whatever it likes
        raise StartUpStopped(_sentence(fault)) from fault


def judge(
    app_configs: object = None,  # noqa: ARG001 - Django's signature
    *,
    writes: bool = True,
    **kwargs: object,  # noqa: ARG001
) -> list[CheckMessage]:
    """Everything in the catalogue that cannot be right; Django's own commands ask it too."""
    from kezhang.indicators.startup_checks import indicator_faults
    from kezhang.records.declaration.startup_checks import ledger_faults

    try:
        found = parts()
    except PluginRefused as refused:
        return [Error(str(refused), obj="KEZHANG_PLUGINS", id="catalogue.E001")]
    faults = [*ledger_faults(found), *indicator_faults(found)]
    if not writes:
        return faults
    from kezhang.controls.startup_checks import check_faults
    from kezhang.reports.templating.startup_checks import template_faults
    from kezhang.seals import signing_keys

    if lacking := signing_keys.lacking():
        return [Error(f"{lacking}。", obj="KEZHANG_SIGNATURE", id="catalogue.E002")]
    return [*faults, *check_faults(found), *template_faults(found)]


def _sentence(fault: Exception) -> str:
    """What kept Django from getting ready; with the plug-in named where it is one's doing."""
    passed = {str(frame.f_globals.get("__name__")) for frame, _ in traceback.walk_tb(fault.__traceback__)}
    named = {str(getattr(fault, "name", "")), *passed}
    if not settings.configured:  # it is the settings themselves that cannot be read
        return str(fault)
    for plugin in settings.KEZHANG_PLUGINS:
        if any(module == plugin or module.startswith(f"{plugin}.") for module in named):
            return (
                f"KEZHANG_PLUGINS：插件“{plugin}”不能载入（{fault}）；请安装或更新该插件，或从 KEZHANG_PLUGINS 中去掉。"
            )
    label = re.search(r"labels aren't unique, duplicates: (\w+)", str(fault))
    for plugin in settings.KEZHANG_PLUGINS:
        if label and plugin.rpartition(".")[2] == label[1]:
            return (
                f"KEZHANG_PLUGINS：插件“{plugin}”的应用名与别的应用重复；每个插件只写一次，应用名也不能与已有的相同。"
            )
    return str(fault)
