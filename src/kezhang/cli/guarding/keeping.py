"""``kezhang backup`` and ``kezhang restore``: one file, and the home it came from."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from kezhang.backups import restoring, taking
from kezhang.backups.databases import NotBackedUp
from kezhang.cli.console import console, faults, stop, write_json
from kezhang.cli.installation import migrate
from kezhang.records.history.leftovers import Leftover
from kezhang.reports.background import examination_job

Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
#: Findings that are listed.
LISTED = 20


def backup(
    file: Annotated[Path, typer.Argument(help="备份文件，或放备份的文件夹（文件名带时间）")],
    keys: Annotated[bool, typer.Option(help="同时写密钥包（备份文件名加 .keys），请与备份分开保管")] = True,
    as_json: Json = False,
) -> None:
    """备份数据库和全部文件，网站不用停；密钥另成一包。"""
    try:
        made = taking.take(file, with_keys=keys)
    except NotBackedUp as fault:
        stop(str(fault), 1)
    size = made.file.stat().st_size
    if as_json:
        with made.file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        write_json(
            {"file": str(made.file), "sha256": digest, "size": size, "keys": str(made.keys or ""),
             "made_at": made.manifest["made_at"], "files": len(made.manifest["members"]),
             "rows": sum(made.manifest["counts"].values()), "missing": made.manifest["missing"]}
        )  # fmt: skip
        return
    console.print(f"已备份到 {made.file}，{size >> 10}KB，{len(made.manifest['members'])}个文件。", highlight=False)
    if made.keys:
        console.print(f"密钥在 {made.keys}，请另行保管；恢复时要用。", highlight=False)
    if made.manifest["missing"]:
        console.print(f"有{len(made.manifest['missing'])}个登记的文件本来就不在，请运行 kezhang doctor。", style="red")


def restore(
    file: Annotated[Path, typer.Argument(help="kezhang backup 写的备份文件")],
    keys: Annotated[Path | None, typer.Option(help="密钥包；不写则找备份旁边的 .keys")] = None,
    as_json: Json = False,
) -> None:
    """恢复到空的 KEZHANG_HOME，随后体检；与备份时不同或体检有问题时退出码为 1，不能恢复时为 2。"""
    try:
        manifest = restoring.restore(file, keys)
    except NotBackedUp as fault:
        stop(str(fault))
    different = restoring.differences(manifest)
    migrate()
    found = [each for each in examination_job.findings() if not isinstance(each, Leftover)]
    told = different + [f"{each.subject}：{each.says}" for each in found]
    if as_json:
        write_json(
            {"file": str(file), "made_at": manifest["made_at"], "program": manifest["program"], "same": not different,
             "rows": sum(manifest["counts"].values()), "files": len(manifest["members"]), "faults": told}
        )  # fmt: skip
    else:
        console.print(f"已恢复 {manifest['made_at']} 的备份，{sum(manifest['counts'].values())}行，"
                      f"{len(manifest['members'])}个文件。", highlight=False)  # fmt: skip
        for says in told[:LISTED]:
            faults.print(says, style="red", highlight=False)
        if not told:
            console.print("体检通过，与备份时一致。", style="green")
    if told:
        raise typer.Exit(1)
