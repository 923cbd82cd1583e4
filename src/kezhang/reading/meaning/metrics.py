"""指标归属: which noun phrase a number counts, from the words before it, after it, or the fact told just before.

A number takes its own words first; only where it has none does it take over the subject of
the number before, and never one of another kind.
"""

import re

from kezhang.reading.findings import Role
from kezhang.reading.lexicon import recalled
from kezhang.reading.meaning import phrases, subjects
from kezhang.reading.meaning.contexts import Context
from kezhang.reading.meaning.naming import KINDS, NAMED, NamedMetric, inherited, stock_of, whose_share, with_level
from kezhang.reading.meaning.places import is_scope, without_place
from kezhang.reading.meaning.roles import LACKING, LEVEL_THEN, OF_AVERAGE, Judged
from kezhang.reading.meaning.subjects import BOUND, SET_DOWN, is_of_last, subject_of, without_tail
from kezhang.reading.meaning.targets import TASK_DONE

_SHARE = re.compile(
    r"^(?P<subject>[^,;]*?)占(?!比)(?:到了?|了)?(?P<whole>[^,;。]{0,24}?)(?:的)?(?:比重|比例|份额|比)?(?:的)?(?:分别|均|都|首次|始终|一直|预计|约)*(?:达到?|(?:保持|稳定|维持)在|到达|为|升[至到]|提[高升][至到]|上升[至到]|增加?[至到]|约|超过?|突?破|近)?$"
)
LEVEL_ONLY = re.compile(
    r"(?:其中)?[:：]?(?:(?:国家级?|省级?|自治区级?|市级?|州级?|县级?|区级?|兵团|中央)(?:及?以上)?|(?:百?亿|[\d一二三五十]*(?:千万|亿|百亿))元?(?:及?以上)(?:的)?|\d[\d.]*(?:百|千)?[万亿]元(?:及?以上)(?:的)?|规(?:模以)?上|限上|公办|民办|国有|民营)$"
)
#: R&D经费支出55亿元，与地区生产总值之比为2.1%.
_RATIO_TO = re.compile(r"(?:与|同)([^,;。]{2,16}?)之比(?:为|达到?|是|升至|提高到)?$")
#: 收入48亿元，在全行业收入中占比为60%.
_SHARE_AMONG = re.compile(r"在([^,;。]{2,14})中的?(?:占比?|比重|份额)(?:为|达到?|约)?$")
#: 县级园区13个总面积5万亩: of the parks.
_AREA = re.compile(r"(?:总|占地|建筑)?(?:面积|产值|投资)|总?产量")
_AND_THEN = ("和", "及", "与")
_SHARE_FROM = re.compile(r"([^,;]*占(?!比)[^,;]{1,16}(?:比重|比例))[由从]")
_OF_TASK = re.compile(r"完成了?(?:全年|年度|年)?([^,;。\d]{2,12}?)(?:目标任务|任务目标|任务|目标|计划)的$")
_RATE_WORDS = re.compile(
    r"(?:(?:综合|年度|全年|目标|任务)*(?:完成率|完成比例|完成)|占比|(?:占|相当于|完成|(?<!下)达到?)[^,;]{0,10}?(?:任务|目标|计划|指标)(?:数|值|额|投资)?的?|^[\s,，]*为[^,;]{0,10}?(?:预算|计划|任务|目标)(?:数|值|额)?的?|^(?:任务|目标|计划)(?:数|值)?的|(?:仍|均|还)?(?:超|高于|快于|优于|好于|低于)[^,;]{0,8}(?:任务|目标|均值|平均|水平)(?:数|值)?)$"
)
_QUOTE_ENDS = re.compile(r"(?:的?(?:比重|比例))?[”’》]$|(?:的?(?:比重|比例))?\([^()]{2,24}\)$")
_PULLED = re.compile(r"(?:拉动|下拉|带动|影响)[一-鿿]")
#: 增速比全省高4.3个百分点, 快于全市工业0.3个百分点.
_FASTER = re.compile(
    r"(?:增速|增幅)?(?:(?:快于|高于|低于|慢于|高出|低出)|[比较][^,;。]{1,12}(?:高|低|快|慢)(?:出|了)?$|[)）]?(?:分别)?(?:高|低|快|慢)(?:出|了)?$)"
)
_STOOD_AT = re.compile(r"(?:由|从)[^,;。由从]{0,8}的?$")
#: 新增A 12家、B 28家，均为青州第一.
_ALL_STAND = re.compile(r"[,，\s]*(?:均|都|皆)[为居列][一-鿿]{2,3}")
#: 拥有量5.5件，超过规划提出的3.3件目标: the aim is of the same.
_SET_BY = re.compile(
    r"(?:超过|高于|达到|完成)了?[^,;。]{2,20}(?:提出|确定|规定|下达|设定|要求)的\s*$|^[\s,]*(?:高于|低于|超过)[^,;。\d]{2,12}$|^[\s,]*(?:占|为|完成|相当于)[^,;。]{0,6}(?:预算|计划|任务|目标)(?:数|额|量)?$"
)
_RANKINGS = frozenset(("综合排名", "总排名", "综合位次", "综合排位", "考核排名"))
#: 绿色食品保有量28个，新增7个: what is new is no amount held.
_HELD = re.compile(r"(?<=[一-鿿”]{2})(?:保有|拥有|持有|存)量$|(?<=[一-鿿”]{2})(?:总数|总量)$")
_ORDINAL = re.compile(r"第[一二三四五六七八九十\d]+批")
_DONE_TO = re.compile(r"了(?:[全本我][国省市州区县])?\s*$")
_COUNTS_ITSELF = frozenset(("镇", "乡", "街道"))
_SHARE_SAID = re.compile(r"占比(?:达到?|为|约)*$")
_OF_CHANGE = re.compile(r"(?:同比|环比)?(?:增幅|增速|降幅|涨幅|(?:年均|年平均|平均|复合)增长率)$")
_QUOTED = re.compile(r"^(?:实现|入选|列入|获评|荣获|纳入|获得|通过|完成)?“([^”,;。]{2,16}?清零|[^”,;。]{2,30})")
#: 技术合同成交额全年目标: what was set, and the words that say so.
_AIM = re.compile(
    r"(?<=[一-鿿”A-Z]{2})(?:年度|全年|今年|全县|下达|省定|市定|考核)*(?:目标总任务|总任务|总目标|目标任务|任务目标|任务指标|目标值|指标值|任务数|目标数|任务|目标|(?<!性)指标|要求)$"
)
_AIM_DONE = re.compile(r"(?<![点革办攻坚生])任务(?:目前|现)?已?(?:完成|实现)$")
_SAID_OF_LAST = frozenset((Role.CHANGE, Role.RANK, Role.OTHER))
_BESIDE = frozenset((Role.CHANGE, Role.OTHER, Role.ACTUAL, Role.TARGET))
_EACH = re.compile(r"\s*(?:增速|增幅|增长率|降幅)?分别(?:为|是|达到?|增长|下降)\s*$")
_MOVES_PEOPLE = re.compile(r"(?:组织|动员|引导|带动|帮助|安排)\s*$")
_WHOLE_SAID = re.compile(r"占(?!比)([^,;。\d]{1,14}?)的?(?:比重|比例)?(?:达到?|为|的)?\d")
_BY_WHOM = re.compile(r"(?:成功)?获得?(?:国家|自治区|省|市|州|县|区)级?(?:的)?")
_BATCH = re.compile(r"(第[一二三四五六七八九十\d]+批)(?:共|已|累计)*(.+)")
_JOINED = re.compile(r"[、和及与]")
_STOCK = re.compile(
    r"(?:现有|共计|累计(?:达到?)?|共有|总数(?:分别|达到?|为|突破|超过?|增至)*|总量(?:达到?|为|突破|超过?|增至)*|存量(?:达到?|为)?|已有)$"
)
_SET_SO_MANY = re.compile(
    r"(?:任务|目标|目标任务)的|\s*的?(?:年度|全年|工作)*(?:目标任务|任务目标|目标|任务)(?=[,;。]|$)"
)
_IN_ALL = re.compile(r"(?:总计|共计|合计|总额|总价值|价值)(?:达|为|约)?$")
#: 获得省级财政30万元经费支持: who gave it, and that it was money.
_FROM_WHOM = re.compile(r"(?:财政|专项|上级|[省市县国][级家]|中央)$")
_GRANTED = re.compile(r"的?((?:专项|补助|扶持|奖补|科技|项目|科研)?(?:资金|经费|补助|补贴|奖励))")
_WORTH = re.compile(r"的([一-鿿“”]{2,14})(?=[,;。、]|$)")
level_only, _rate_words, _set_so_many = map(recalled, (LEVEL_ONLY.fullmatch, _RATE_WORDS.search, _SET_SO_MANY.match))


def name(context: Context, judged: Judged, before: NamedMetric | None) -> NamedMetric:
    """The metric of one amount; ``before`` is that of the amount whose subject it may take over."""
    if before and context.lists and _EACH.match(context.left) and "、" in (said := subjects.predicated(context)):
        before = NamedMetric(said, True, noun=said)  # 新材料、电子信息产业保持增长，增速分别为…
    if before and (said := subjects.told_anew(context)):
        return NamedMetric(said, True, noun=phrases.noun(said), unit=context.amount.unit)
    elsewhere = None if before else _elsewhere(context, judged)
    named = _named(context, judged, before or elsewhere)
    named.unit = context.amount.unit
    aimed = judged.role is Role.TARGET or ("任务" in context.left and _AIM_DONE.search(context.left.rstrip(" ")))
    if aimed and named.own and named.metric and not named.taken:
        named.metric, named.noun = _AIM.sub("", named.metric), _AIM.sub("", named.noun)
    if context.amount.spec:  # what follows a size is counted by the number after it
        named.taken = 0
    return named


def _elsewhere(context: Context, judged: Judged) -> NamedMetric | None:
    """What may name a number that has no words of its own and no number before it."""
    dealt = context.lists and context.left.lstrip().startswith("分别")
    said_of_last = judged.role in _SAID_OF_LAST or bool(dealt or subjects.is_total(context))
    subject = (
        subjects.only_reached(context)
        or subjects.dangling(context)
        or (_OF_CHANGE.sub("", subjects.predicated(context)) if said_of_last else "")
    )
    if subject:
        return NamedMetric(subject, True, noun=phrases.noun(subject))
    topic = subjects.topic(context)
    return NamedMetric(topic, True, noun=phrases.noun(topic), unit=context.amount.unit) if topic else None


def _named(context: Context, judged: Judged, before: NamedMetric | None) -> NamedMetric:
    left = subjects.own_words(context)
    if context.amount.unit in _COUNTS_ITSELF:  # 辖15镇3乡
        return NamedMetric(context.amount.unit, True, noun=context.amount.unit)
    if judged.role is Role.BASELINE and (share := _SHARE_FROM.match(left)):
        return _of_ratio(share[1], context, judged, before)  # 占全部投资比重由上年同期51.5%提升到…
    left = _FROM_YEAR.sub("", left) if "从" in left or "由" in left else left
    then = judged.role is Role.BASELINE and ((context.in_brackets and not left.strip()) or LEVEL_THEN.search(left))
    if before and (then or (judged.role in _BESIDE and _set_beside(left))):
        return inherited(before)  # 较全省总体增速高1.87个百分点，恢复至2019年同期水平的81%
    if _lacking(left) or (before and (OF_AVERAGE.search(left) or is_of_last(left) or left.strip() in {"其余", "其他"})):
        return inherited(before)
    if before and judged.role is Role.TARGET and _SET_BY.search(left):
        return inherited(before)
    if "上" in context.amount.modifiers:  # 面积上万亩
        left = left.removesuffix("上")
    if (
        context.amount.kind in {"rank"}
        or judged.role is Role.COMPLETION_RATE
        or _of_a_rate(left.strip(), context, judged)
    ):
        return _over(left, _placed(context) or before or _in_ranking(context), ranked=context.amount.kind == "rank")
    if context.amount.kind == "ratio":
        return _of_ratio(_SHARE_AMONG.sub(r"占\1比重", left), context, judged, before)
    return _counted(left, context, before)


def _of_a_rate(left: str, context: Context, judged: Judged) -> bool:
    """完成 before a percentage is a rate; before things it is what was done with them."""
    if not _rate_words(left) or (judged.share and left.endswith("占比")):
        return False
    return context.amount.kind == "ratio" or not (left.endswith("完成") or TASK_DONE.search(left))


def _over(left: str, before: NamedMetric | None, *, ranked: bool) -> NamedMetric:
    """A rank or a rate of completion is of its own subject, else of what was told before."""
    words = _STOOD_AT.sub("", _RATE_WORDS.sub("", left.strip()))
    if not words and before is None and (task := _OF_TASK.search(left)):  # 完成全年出口目标任务的60%
        words = task[1]
    if before and ranked and _ALL_STAND.fullmatch(words):
        return inherited(before)
    subject = without_tail(subject_of(words))
    subject = without_place(subject.removesuffix("总").rstrip("和及与")).removeprefix("在")
    if before and ranked and subject in _RANKINGS:  # 销售收入12亿元，综合排名全省第1
        return NamedMetric(subject, False, noun=before.noun)
    if before and ranked and (before.metric or "").endswith(subject):  # 生牛奶产量15万吨，产量居全省第一
        return inherited(before)
    attributes = all(part in phrases.ATTRIBUTES for part in _JOINED.split(subject))  # 增速及占比均列全市第二
    if not subject or attributes or phrases.is_verb(subject) or is_scope(subject):
        return inherited(before)
    return NamedMetric(subject, True, noun=phrases.noun(subject))


def _in_ranking(context: Context) -> NamedMetric | None:
    subject = subjects.ranking(context) if context.amount.kind == "rank" else ""
    return NamedMetric(subject, True, noun=phrases.noun(subject)) if subject else None


def _placed(context: Context) -> NamedMetric | None:
    subject = subjects.placed(context) if context.amount.kind == "rank" else ""
    return NamedMetric(subject, True, noun=phrases.noun(subject)) if subject else None


def _of_ratio(left: str, context: Context, judged: Judged, before: NamedMetric | None) -> NamedMetric:
    share = _SHARE.match(left.strip()) if "占" in left else None
    if share and judged.role is not Role.CHANGE:
        subject = without_tail(subject_of(share["subject"].lstrip(" “"))) or whose_share(before)
        whole = _QUOTE_ENDS.sub("", share["whole"].strip())
        if not whole and (said_before := _WHOLE_SAID.findall(context.sentence_text)):
            whole = said_before[-1]  # 占GDP的3.31%；R&D投入0.98亿，占0.52%
        said = f"{subject}占{whole}比重" if whole else f"{subject}占比"
        return NamedMetric(said, bool(share["subject"].strip()), noun=phrases.noun(subject))
    if before and before.metric and (beside := _RATIO_TO.match(left.strip())):
        return NamedMetric(f"{before.metric}与{beside[1]}之比", False, noun=before.noun)
    subject = subject_of(left)
    if before and context.amount.unit == "百分点" and (_PULLED.match(subject) or _FASTER.match(left.strip())):
        return inherited(before)  # 制造业增长3.4%，拉动规上工业2.4个百分点
    if subject in {"占比", "比重", "占"}:
        if said := subjects.before_bracket(context):  # 集中在电梯(占比11%)、医疗设备(占比7%)
            return NamedMetric(f"{said}占比", True, noun=said, listed=True)
        return inherited(before, share=subject)
    if _MOVES_PEOPLE.search(left):
        noun, _ = phrases.after(BOUND.sub("", context.right))
        if len(noun) > 2 and not before and not _OF_CHANGE.fullmatch(subject):  # 组织80%以上干部职工走访
            return NamedMetric(noun, True, noun=noun)
    right = subjects.of_noun(context.right)
    open_verb = not subject or phrases.is_verb(subject) or bool(_DONE_TO.search(left)) or subject.endswith("调查中")
    if right and (open_verb or not before) and not (before and _OF_CHANGE.fullmatch(subject)):
        return NamedMetric(right[0], True, taken=right[1], noun=right[0])  # 聚集了70%的国家制造业创新中心
    if _OF_CHANGE.fullmatch(subject) or not subject or subject in phrases.ATTRIBUTES or phrases.is_verb(subject):
        if said := subjects.before_bracket(context):
            return NamedMetric(said, True, noun=said, listed=True)
        return inherited(before)
    subject = _OF_CHANGE.sub("", subject)
    if _SHARE_SAID.search(left) and not subject.endswith(("占比", "比重")):
        return NamedMetric(f"{subject}占比", True, noun=phrases.noun(subject))
    return NamedMetric(subject, True, noun=phrases.noun(subject))


def _counted(left: str, context: Context, before: NamedMetric | None) -> NamedMetric:
    subject = "" if left.rstrip().endswith("涉及") else phrases.listed(subject_of(left))  # 项目涉及4个镇
    found = _of_the_same(subject, left.strip(), context, before)
    if found:
        return found
    right = subjects.words_after(context, subject)
    set_so_many = _set_so_many(context.right) and (phrases.is_verb(subject) or len(subject) < NAMED)
    if before and set_so_many:
        return inherited(before)  # 已超额完成全年40家的工作目标
    if context.amount.kind == "money" and _IN_ALL.search(left) and (worth := _WORTH.match(context.right)):
        return NamedMetric(worth[1], True, taken=worth.end(1), noun=worth[1])  # 签署总计6亿元的项目
    granted = _GRANTED.match(context.right) if context.amount.kind == "money" and _FROM_WHOM.search(subject) else None
    if granted:
        return NamedMetric(subject + granted[1], True, taken=granted.end(1), noun=phrases.noun(subject + granted[1]))
    verb = phrases.verb_at_end(left) if subject else ""
    noun, rest = subjects.noun_after(right, context.amount.unit, context.onward[len(context.right) :][:1])
    if before and not subject and _only_went(context, before, noun, right, rest):
        return inherited(before)
    opens = not subject or phrases.is_verb(subject) or left.rstrip().endswith(("等", "的"))
    opens = opens or (bool(noun) and left.rstrip().endswith(_AND_THEN))  # 完成河道拓展和3700米护墙建设
    opens = opens or ((subject in phrases.WENT or _of_set(subject, before)) and not noun)
    opens = opens or bool(_ORDINAL.fullmatch(subject)) or bool(verb and subject.endswith(verb))
    if (
        noun
        and (noun not in phrases.ATTRIBUTES or not before or noun == "指标")
        and (opens or (len(noun) > 1 and context.amount.kind == "count" and not _AREA.fullmatch(noun)))
    ):
        if left.rstrip().endswith("的") and subject and phrases.is_general(noun):  # 仍未清零的7家企业
            return NamedMetric(f"{subject}{noun}", True, taken=len(context.right) - len(rest), noun=noun)
        if left.rstrip().endswith("等"):
            subject = ""  # 实施种植示范等9个重点项目: the last of the examples is no verb
        return _with_noun(subject, noun, rest, len(context.right) - len(rest), context.onward)
    if before and before.noun and subject in phrases.ATTRIBUTES and _STOCK.search(left.strip()):
        return stock_of(before)  # 新增30家，总量达到160家
    if subject in phrases.ATTRIBUTES or set_so_many:
        return inherited(before)
    if opens and (found := _without_noun(subject, left.strip(), rest, context, before)):
        return found
    attached = subject in phrases.ATTACHED or _goes_with(subject, context, before)
    if attached and before and before.metric and subject in {"资金", "金额", "经费", "投资", "安排资金"}:
        return NamedMetric(subject, False, noun=before.noun, attached=True)
    return NamedMetric(subject or None, True, noun=phrases.noun(subject), attached=attached)


def _of_set(subject: str, before: NamedMetric | None) -> bool:
    """预算安排500万元，实际支出468万元: so much of the money told before."""
    return before is not None and before.unit == "元" and subject in _AS_SET


def _only_went(context: Context, before: NamedMetric, noun: str, right: str, rest: str) -> bool:
    """任务50家，至10月底已有43家入库; 2613户5894人全部实现精准帮扶: nothing but how it went with those told before."""
    if noun in phrases.WENT and not rest and before.unit == context.amount.unit:
        return True
    kinds = before.unit in KINDS and bool(noun)
    return context.follows and not kinds and not (noun and phrases.opens_with_noun(right))


def _of_the_same(subject: str, left: str, context: Context, before: NamedMetric | None) -> NamedMetric | None:
    """省级9项, 第二批3家: only which of the things counted before."""
    if before is None or not before.noun:
        return None
    if before.unit == context.amount.unit and _OURS_OF_THEM.fullmatch(left):
        return inherited(before)
    if level_only(left):
        return NamedMetric(with_level(re.sub(r"^其中[:：]?", "", left), before.noun), False, noun=before.noun)
    if before.unit != context.amount.unit:
        return None
    batch = _BATCH.fullmatch(subject)
    if batch and phrases.is_verb(batch[2]):
        return NamedMetric(f"{batch[1]}{batch[2]}{phrases.noun(before.noun)}", False, noun=before.noun)
    verb = phrases.verb_at_end(subject)
    if verb and _BY_WHOM.fullmatch(subject.removesuffix(verb)):  # 获市级推荐6家: of the firms told before
        return NamedMetric(f"{subject}{phrases.noun(before.noun)}", False, noun=before.noun)
    if _ORDINAL.fullmatch(subject) and before.metric:
        return NamedMetric(_ORDINAL.sub("", before.metric), False, noun=before.noun)
    return None


def _without_noun(
    subject: str, left: str, rest: str, context: Context, before: NamedMetric | None
) -> NamedMetric | None:
    """Where neither side names the things: the verb, what follows, or the subject told before."""
    money = context.amount.kind == "money"
    if subject and (phrases.is_verb(subject) or subject in phrases.WENT or _of_set(subject, before)):
        if money and before and _of_set(subject, before):
            return inherited(before)  # 技术合同任务3亿元，至9月已登记2.4亿元
        if money:
            said = subject if subject.endswith(("补助", "奖励", "奖补", "补贴")) else f"{subject}资金"
            return NamedMetric(said, before is None, noun=before.noun if before else subject, attached=True)
        if before and before.noun and before.unit == context.amount.unit:
            held = "" if before.noun in phrases.WENT else _HELD.sub("", before.noun)  # 已动工39户，已竣工12户
            return NamedMetric(f"{subject}{held}", False, noun=before.noun)
        told = None if money else _WORKED_ON.search(context.sentence_text[: -len(context.left)])
        if told and (before is None or before.unit == "元"):  # 推进能力提升项目，目前已开工57个
            return NamedMetric(f"{subject}{told[1]}", True, noun=told[1])
        earlier = (
            None if before else re.search(rf"([一-鿿]{{3,16}}?){subject}", context.sentence_text[: -len(context.left)])
        )
        if earlier and (said := subject_of(earlier[1])):  # 高新技术企业申报工作已经完成，共申报11家
            return NamedMetric(f"{subject}{said}", True, noun=said)
    if subject:
        return None
    predicate = re.split(r"[,;。、)）]", rest.strip())[0][:14]
    predicate = predicate[:-1] if len(predicate) > 4 and predicate.endswith("中") else predicate
    if predicate in phrases.WENT and before and before.noun and before.unit == context.amount.unit:
        return inherited(before)  # 任务20家，至9月已有16家通过
    if predicate := re.sub(r"余?(?:万元|亿元|元|%)$", "", predicate):
        return NamedMetric(predicate, True, taken=len(context.right), noun=predicate)
    said_there = context.in_brackets and left in _ON_AVERAGE
    named = _BEFORE_BRACKET.search(context.sentence_text[: -len(left) or None]) if said_there else None
    if named and not named[1].endswith(SET_DOWN) and (said := subject_of(named[1])):
        # 示范园(300万元)、示范基地(100万元); 家庭人口(平均4.2人)
        return NamedMetric(said, bool(left), noun=before.noun if before and not left else said, listed=bool(left))
    if before and before.noun and _STOCK.search(left):
        return stock_of(before)
    if money and before and before.unit not in {None, "元", "%", "位"}:
        said = before.metric or ""
        return NamedMetric(
            said if said.endswith(_MONEY_SAID) else f"{said}资金", False, noun=before.noun, attached=True
        )
    return inherited(before)


#: 市政府49项惠民事项，涉及我县14项.
_OURS_OF_THEM = re.compile(r"[,，]?\s*(?:其中)?(?:涉及|包括|含|分解到|落在)我[县区市州旗](?:有|的)?")
_ON_AVERAGE = frozenset(("", "平均", "均", "户均", "人均"))
_BEFORE_BRACKET = re.compile(r"(?:^|[,;:。、])([^,;:。、()（）\d]{2,24})[(（]\s*$")
_FROM_YEAR = re.compile(r"(?:由|从)(?:(?:19|20)\d\d年|“?十[一二三四五]五”?期?|年初|上年|去年|原来|最初)?(?:末|底)?的?$")
_SET_BESIDE = re.compile(
    r"[,，]?\s*(?:增速|增幅)?(?:减收|短收|超收|(?:均|仍|还)?(?:较|比|高于|高出|低于|快于|慢于|超过|(?:达到并)?[优好]于)[^,;。]{1,18}?(?:(?:高|低|快|慢)(?:出|了|约)?|期间|增幅|增速|水平|平均|指标要求|考核要求|(?:考核|目标)任务)|超[^,;。]{1,18}?(?:任务|目标|计划)|比(?!上年|去年|上月|年初|同期|前年|历史)[^,;。\d]{2,14}?(?:增加|减少|提高|降低|缩短)了?|控制在(?:预期|年度|全年)?(?:目标|计划)?(?:值|线)?|比(?:年度|全年)?(?:预期|计划|任务)(?:目标|任务)?(?:数|值)?[多少高低超](?:出|了)?|恢复[至到][^,;。]{2,14}的)\s*"
)
_set_beside, _lacking = map(recalled, (_SET_BESIDE.fullmatch, LACKING.search))
#: 14个项目进行自评 are 自评项目.
_CARRIED_OUT = re.compile(r"^(?:进行|予以|给予)(?=[一-鿿]{2})")
#: 列入国家、省级计划: a list is no part of a name.
_PREDICATE = re.compile(
    r"(?:(?![^、]{1,12}、)[一-鿿“”A-Za-z&]{2,20}(?![一-鿿A-Za-z])|(?![^、]{1,12}、)[一-鿿“”]{2,10})"
)
#: 101名专家赴全市开展服务: where they went names nothing.
_WENT_THERE = re.compile(r"[赴到在来与同和跟]|对口|奔赴|前往|深入|走进")
_ALL_OF_THEM = re.compile(r"^(?:[一二三两半当]年(?:之内|内)|成功|顺利|已?全部|均已?|都已?|已|共计|合计|总计)")
_WORKED_ON = re.compile(
    r"(?:推进|实施|建设|启动|谋划|组织|推动)[^,，;。\d]{0,30}?(项目|工程|平台|基地|学校|企业)[,，]$"
)
#: 新建5000平方米教学楼一幢.
_SO_MANY_MORE = re.compile(r"(?<=[一-鿿]{2})[一两二三四五六七八九十]+(?:幢|栋|座|所|处|个|条|套)$")
_AS_SET = frozenset(("登记", "完成", "实现", "达成", "执行", "支付", "支出", "实际支出", "实际投入"))
_MONEY_SAID = ("资金", "经费", "款", "额")
_MONEY_OF = re.compile(
    r"^(?:发放|安排|到位|争取|带动|追回|获得?|兑现|拨付|收到|投入|资助|奖励|补助)(?![一-鿿]{3,}(?:退税|减税|减免|税费))|(?:资金|补助金|助金|助农金|奖金|补贴)$"
)


def _goes_with(subject: str, context: Context, before: NamedMetric | None) -> bool:
    """为农民工5.01万名追回欠薪6.83亿元: money told right after those it went to."""
    counted = before is not None and before.unit not in {None, "元", "%", "位", "百分点"}
    return counted and context.amount.kind == "money" and bool(_MONEY_OF.search(subject))


def _with_noun(subject: str, noun: str, rest: str, taken: int, onward: str) -> NamedMetric:
    said = onward[onward.find(noun) + len(noun) :].strip() if phrases.is_general(noun) else ""
    quoted = _QUOTED.match(said)
    if quoted:
        campaign = f"{quoted[1].removesuffix('清零').removesuffix('的')}清零" if "清零" in quoted[1] else quoted[1]
        return NamedMetric(f"{campaign}{noun}", True, taken=taken + len(rest), noun=campaign)
    noun = _SO_MANY_MORE.sub("", noun)
    verb = subject if phrases.is_verb(subject) or _ORDINAL.search(subject) else phrases.verb_at_end(subject) or ""
    if phrases.is_general(noun) and not verb:
        predicate = _PREDICATE.match(_ALL_OF_THEM.sub("", rest.strip()))
        went = predicate[0] if predicate else ""
        if (
            went
            and went[0] != "的"
            and not went.endswith("成")
            and not phrases.is_verb(went)
            and not _WENT_THERE.match(went)
        ):
            said = "实施" if went.startswith("实施") else _CARRIED_OUT.sub("", went) or went  # 12个项目实施提供支撑
            # 为23家企业发放“科贷通”贷款1.16亿元: what reaches up to the next number is that one's own.
            reaches = went == rest.strip() and onward[len(rest) + onward.find(rest) :][:1].isdigit()
            said = said.replace("成了", "成").removesuffix(noun)  # 16个项目达成了合作意向; 4个项目入选示范项目
            return NamedMetric(f"{said}{noun}", True, taken=taken + (0 if reaches else len(went)), noun=noun)
    named = noun.removesuffix("建设") if verb.endswith("建设") else noun  # 启动建设150亩设施农业建设
    return NamedMetric(f"{verb}{named}", True, taken=taken, noun=named)
