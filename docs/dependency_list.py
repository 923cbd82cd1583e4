"""依赖和许可证: what an installation brings along, each with its licence as the package itself states it, and who needs it."""

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
OURS = "科账"
UNSAID = "包里没有写明"
#: A licence that is told by its whole text is told by its classifier or its first words.
LONGEST = 60


def lines() -> Iterator[str]:
    needed = _needed()
    yield "# 依赖和许可证"
    yield f"\n由安装的包自己写明的内容生成，请勿手改（`make docs`）。安装时带来{len(needed)}个 Python 包；浏览器用的另列。"
    yield "每个版本的全部成分用 `make sbom` 写成 CycloneDX（`dist/kezhang.cdx.json`），随离线包交付；版本和校验值以 `requirements.lock` 为准。"
    yield "\n| 包 | 版本 | 许可证 | 谁需要 |\n| --- | --- | --- | --- |"
    for name in sorted(needed):
        yield f"| {name} | {metadata.version(name)} | {_licence(name)} | {'、'.join(sorted(needed[name]))} |"
    yield "\n## 浏览器用的"
    yield "\n| 包 | 版本 | 许可证 |\n| --- | --- | --- |"
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for path, told in sorted(locked.items()):
        if path:
            yield f"| {path.rpartition('node_modules/')[2]} | {told['version']} | {told.get('license', UNSAID)} |"


def _needed() -> dict[str, set[str]]:
    """Every package that ours needs, by whatever way, with who asks for it."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    due = [(OURS, each) for each in told["dependencies"]]
    due += [(f"{OURS}[{extra}]", each) for extra, many in told["optional-dependencies"].items() for each in many]
    found: dict[str, set[str]] = defaultdict(set)
    looked: set[tuple[str, str]] = set()
    while due:
        who, text = due.pop()
        asked = Requirement(text)
        name = canonicalize_name(asked.name)
        found[name].add(who)
        for extra in ("", *sorted(asked.extras)):
            if (name, extra) in looked:
                continue
            looked.add((name, extra))
            for more in metadata.requires(name) or ():
                marker = Requirement(more).marker
                if marker is None or marker.evaluate({"extra": extra}):
                    due.append((name, more))
    return found


def _licence(name: str) -> str:
    told = metadata.metadata(name)
    stated = (told.get("License") or "").strip()
    classified = [
        each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or () if each.startswith("License ::")
    ]
    short = stated if len(stated) <= LONGEST and "\n" not in stated else ""
    return told.get("License-Expression") or short or "、".join(classified) or UNSAID
