"""``kezhang verify``, ``kezhang anchor`` and ``kezhang key``: what others need to check us, and checking others."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings

from kezhang.cli.console import console, faults, stop, write_json
from kezhang.cli.files import content_of
from kezhang.containment.refused_file import RefusedFile
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Org
from kezhang.reports.frozen import entry_proof, verification
from kezhang.reports.frozen.verification import Verification
from kezhang.seals import anchors, rotation, signing_keys
from kezhang.seals.proving import proof_check
from kezhang.seals.signing_keys import KeyUnreadable
from kezhang.seals.stamping import time_stamps

Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def verify(
    file: Annotated[
        Path,
        typer.Argument(
            help="签发的报告（.docx），锚文件（.json、.jsonl），kezhang return show --json 写出的报送，或 kezhang prove 写出的证明"
        ),
    ],
    key: Annotated[list[str], typer.Option(help="签发单位的公钥：公钥文件，或 kezhang key show 打印的字符；可写几次")],
    anchor: Annotated[Path | None, typer.Option(help="另外保存的锚文件，核对报告或报送是不是当时的那一份")] = None,
    stamps: Annotated[Path | None, typer.Option(help="锚文件的时间戳（锚文件名加 .stamps）")] = None,
    tsa: Annotated[Path | None, typer.Option(help="时间戳服务器的根证书（PEM）")] = None,
    as_json: Json = False,
) -> None:
    """核验签发的报告、锚、随报送上交的链首、一条记录的证明，只要公钥，不用数据库；不符时退出码为 1，读不懂时为 2。"""
    keys: dict[str, str] = {}
    try:
        for each in key:
            keys |= signing_keys.given(each)
    except KeyUnreadable as fault:
        stop(str(fault))
    if file.suffix.lower() in (".json", ".jsonl", ".txt"):
        lines = _lines(file)
        if proof_check.is_proof(lines):
            found = entry_proof.verified(lines[0], keys, _lines(anchor) if anchor else ())
        elif verification.is_of_return(lines):
            found = verification.of_returns(lines, keys, _lines(anchor) if anchor else ())
        else:
            found = _stamped(verification.of_anchors(lines, keys), lines, stamps, tsa)
    else:
        content = content_of(file, settings.KEZHANG_READ_LIMIT)
        try:
            found = verification.of_document(content, keys, _lines(anchor) if anchor else ())
        except RefusedFile as fault:
            stop(f"{file}：{fault}")
    _tell(found, file, as_json=as_json)
    if not found.is_valid:
        raise typer.Exit(1)


def _stamped(found: Verification, lines: Any, stamps: Path | None, tsa: Path | None) -> Verification:
    """With what a time-stamping server says of the lines, where its stamps are given."""
    if stamps is None:
        return found
    try:
        roots = time_stamps.roots_in(tsa) if tsa else []
    except (OSError, ValueError):
        stop(f"根证书 {tsa} 没有读懂：应为 PEM 文件。")
    told = list(time_stamps.told_by(_lines(stamps), lines, roots))
    moments = [{"number": number, "at": at} for number, at, says in told if not says]
    wrong = [f"第{number}号锚的时间戳{says}" for number, _, says in told if says]
    if not told:
        wrong.append("时间戳文件是空的")
    notes = [f"第{each['number']}号锚在{each['at']}已经存在" for each in moments[-1:]]
    if not roots:
        notes.append("没有给出根证书：只核对了时间戳的内容，没有核对是谁签的")
    return replace(
        found, told={**found.told, "stamps": moments}, faults=[*found.faults, *wrong], notes=[*found.notes, *notes]
    )


def _lines(file: Path) -> Any:
    try:
        return anchors.read_lines(file)
    except FileNotFoundError:
        stop(f"没有 {file} 这个文件。")
    except (OSError, ValueError) as fault:
        stop(f"锚文件 {file} 没有读懂：{fault}。")


def _tell(found: Verification, file: Path, *, as_json: bool) -> None:
    if as_json:
        write_json(
            {"valid": found.is_valid, "kind": found.kind, "file": str(file), **found.told, "faults": list(found.faults),
             "notes": list(found.notes)}
        )  # fmt: skip
        return
    if found.kind == "report" and found.told:
        console.print(
            f"报告 {found.told['report']}，校验码 {found.told['code']}，签发于 {found.told['at']}", highlight=False
        )
    elif found.kind == "return":
        for head in found.told["heads"]:
            console.print(f"{head['return']}：变更链第{head['sequence']}条，{head['at']}", highlight=False)
    elif found.kind == "proof" and found.told:
        _tell_entries(found.told)
    elif found.told:
        console.print(
            f"锚 {found.told['lines']}条，最后一条第{found.told['number']}号，{found.told['at']}", highlight=False
        )
    for says in found.faults:
        console.print(f"不符：{says}。", style="red", highlight=False)
    if found.is_valid:
        console.print("核验通过：签名有效，内容与签名时一致。", style="green")
    for says in found.notes:
        console.print(f"{says}。", highlight=False)


def _tell_entries(told: Any) -> None:
    for entry in told["entries"]:
        says = "，".join(f"{name}={value}" for name, value in entry["says"].items())
        console.print(
            f"日志第{entry['sequence']}条（{entry['table']} {entry['row']}，{entry['at']}）：{says}", highlight=False
        )
    console.print(f"签名的根 {told['root']}，共{told['size']}条。", highlight=False, soft_wrap=True)


def anchor(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="另写到这个文件，例如要交给上级的 anchor.json")
    ] = None,
    as_json: Json = False,
) -> None:
    """下锚：给各单位日志的链首签名，写到 KEZHANG_ANCHORS 指定的文件；写不出去时退出码为 1。"""
    names = {str(org.pk): org.name for org in Org.objects.all()}
    made = anchors.take("命令", names, whole=True)
    if out is not None:
        out.write_text(json.dumps(made.line, ensure_ascii=False, indent=1), encoding="utf-8")
    place, stamped, unstamped = anchors.file(), False, ""
    try:
        stamped = time_stamps.stamp_due()
    except time_stamps.NotStamped as fault:
        unstamped = str(fault)
    if as_json:
        write_json(
            {"number": made.number, "file": str(place or ""), "written": made.written_at is not None,
             "stamped": stamped, "line": made.line}
        )  # fmt: skip
    else:
        console.print(f"第{made.number}号锚，{len(made.line['heads'])}个链首。", highlight=False)
        if place is None and out is None:
            console.print(
                "没有设置 KEZHANG_ANCHORS，锚只留在库里；请指定库外的文件，最好在别的机器上。", highlight=False
            )
        elif made.written_at is not None:
            console.print(f"已写到 {place}{'，时间戳在旁边' if stamped else ''}。", highlight=False)
        if unstamped:
            faults.print(f"没有盖时间戳，以后会补：{unstamped}。", style="red", highlight=False)
    if place is not None and made.written_at is None:
        if not as_json:
            console.print(f"{place} 现在写不进去，以后会补写。", style="red", highlight=False)
        raise typer.Exit(1)


def show(as_json: Json = False) -> None:
    """列出本机的公钥，交给要核验的人；第一把是现在用的。"""
    keys, current = signing_keys.public_keys(), signing_keys.current_id()
    ordered = sorted(keys.values(), key=lambda key: key.since, reverse=True)
    if as_json:
        write_json(
            {
                "current": current,
                "keys": [{"id": k.id, "current": k.id == current, "kind": k.kind.name, **k.statement} for k in ordered],
            }
        )
        return
    for key in ordered:
        console.print(
            f"{key.id} {key.key} {key.kind.label} 自{key.since[:10]}{'（现用）' if key.id == current else ''}",
            highlight=False,
            soft_wrap=True,
        )


def rotate(as_json: Json = False) -> None:
    """换钥：新密钥由旧密钥签名；以前签的仍由旧公钥核验，旧公钥请一并留存。"""
    made = rotation.rotate()
    access_log.record(Kind.ACCOUNT, None, f"换签名密钥，新密钥 {made.id}", by=None, name=access_log.COMMAND)
    if as_json:
        write_json({"id": made.id, **made.statement})
        return
    console.print(f"新密钥 {made.id}：{made.key}", highlight=False, soft_wrap=True)
