"""Fonts: which of the machine's fonts stand for the five faces of an official document.

A page is set in Chinese fonts or not at all; boxes in place of characters never leave.
"""

from functools import cache

import typst

#: For each face what is looked for, the proper one first; the last ones are what Debian's fonts-noto-cjk installs.
_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "思源宋体", "Noto Serif SC")
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "思源黑体", "Noto Sans SC", "Microsoft YaHei", "WenQuanYi Zen Hei")
_SONG = ("SimSun", "宋体", "NSimSun", "STSong", "Songti SC", "FandolSong", "FandolSong R", "AR PL SungtiL GB")
FACES = {
    "fang": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FandolFang", "FandolFang R"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "Kaiti SC", "FandolKai", "LXGW WenKai"),
    "hei": ("SimHei", "黑体", "STHeiti", "Heiti SC", "FandolHei"),
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK"),
    "song": _SONG,
}
#: What a face falls back on when none of its own is there.
_OTHERWISE = {
    "fang": (*_SERIF, *_SONG, *_SANS),
    "kai": (*_SERIF, *_SONG, *_SANS),
    "hei": (*_SANS, *_SERIF),
    "title": (*_SERIF, *_SONG, *_SANS),
    "song": (*_SERIF, *_SANS),
}


class NoChineseFont(Exception):
    """The machine has no Chinese font; the message says what to install."""


@cache
def machine() -> typst.Fonts:
    """The fonts of this machine; looked for once, because that takes longer than setting ten pages."""
    return typst.Fonts(include_embedded_fonts=False)


def installed() -> frozenset[str]:
    """The families on this machine."""
    return frozenset(machine().families())


def faces(families: frozenset[str] | None = None) -> dict[str, list[str]]:
    """For each face the families to set it in, in order. Raises NoChineseFont when there is none at all."""
    present = installed() if families is None else families
    found = {face: [n for n in (*names, *_OTHERWISE[face]) if n in present] for face, names in FACES.items()}
    if not all(found.values()):
        raise NoChineseFont(
            "这台电脑上没有中文字体，无法生成 PDF。请安装仿宋、楷体、黑体、小标宋字体，"
            "或开源的思源字体（Debian、Ubuntu 的软件包 fonts-noto-cjk）后重试；也可以下载 .docx，用 Word 或 WPS 另存为 PDF。"
        )
    return found
