"""谁做的: what was done, without who did it, where, and how often: 培训讲师开展培训, 中心平台累计进场项目."""

import re

from kezhang.reading.meaning import phrases
from kezhang.reading.meaning.naming import NAMED

#: 农业产业园建成温室40座: who did it, before what was done.
_BY = re.compile(
    r"^(?:(?:帮助|协助|支持|指导|推动|带动|鼓励|引导|助力|扶持)[^,;]{0,12}?(?:企业|农户|单位|群众|部门|公司|机构|学校)"
    r"|(?!城镇|农村|城乡|全社会)[一-鿿“”A-Za-z*]{0,16}?(?:新区|示范区|试验区|园区|开发区|产业园|局|科协|研究院|中心|公司|部门|合作社|平台|自创区|基地|讲师|志愿者|服务队|工作组|[一-鿿]{0,3}本级(?=安排|投入|完成)|农业区|种植区|养殖区|谷”|(?:园区?|区)内?企业(?=承担))|城区|县城|[^,;]{3,45}?项目(?=获))"
    r"(?:\([^()]{2,30}\))?(?:完成(?=新增))?(?:预计|共|已|将|全年|累计|成功|先后|年内|可)*(?:(?=(?:承担|落地|开展|查处|立案|受理|实施处罚|探索形成|新增|建成|争取|获批|获|安排|投入|签订|引进|新建|新认定|新引进|培训|登记|发放|举办|组织)[一-鿿“”]{3})|(?:实现|完成)(?=[一-鿿]{2}))"
)
#: 科学家发表论文, 孵化器孵化企业, 项目带动农户: what was done tells more than who did it.
_WHO_DID = re.compile(
    r"^[一-鿿“”]{0,14}?(?:科学家|孵化载体|孵化器|众创空间|团队|专家|特派员|项目)(?:直接|在[^,;]{2,24}?)?(?=(?:发表|孵化(?!器|载体)|带动|研发|选育|培育|转化)[一-鿿]{2})"
)
#: 文化系统共有艺术表演团体.
_THERE_ARE = re.compile(
    r"^[一-鿿]{2,8}?系统(?:\d{1,2}月份?|上半年|前三季度)?(?:共|累计)?(?=(?:组织|完成|实现)[一-鿿]{2})|^[一-鿿]{2,10}?(?:系统|地区|境内|行业|领域|战线)(?:共有|现有)(?=[一-鿿]{2})|(?<=[园中聚发新业范]区)(?:共|现|已)?有(?=[一-鿿]{3})"
)
_COUNTED_VERB = re.compile(r"^.{1,18}?((?<!公)共(?![建享同育青聚治创])计?|累计|已|先后|总共)(?=[一-鿿]{2})")
_WORTH = re.compile(
    r"(?:完成|实现)?(?:工业)?(?:总?产值|销售额|销售收入|营业额|营业收入|增加值|零售额|利润|利税|投资额?)"
)
_OF_HERDS = re.compile(r"出栏|存栏|出口|进口|销售|发电|用电|播种|种植")
#: 先后在党报党刊发表文章: where it was done.
_DONE_WHERE = re.compile(r"^在[^,;]{2,16}?(?=(?:发表|刊登|举办|开展|建成|新建|设立|查处|发放)[一-鿿]{2})")
#: 该项目共筹集资金.
_RAISED = re.compile(r"(?:筹集|筹措|募集|支出|支付|拨付|投入|整合|到位)[一-鿿]{0,6}(?:资金|资本金|经费|款)")
#: Who did it, and not what was done.
_WHO = re.compile(
    r"(?:[局委办院所校厅部会县市区州省镇乡村]|中心|公司|企业|单位|部门|园区|干部|人员|员|队|组|专家|平台|基地|机构|银行|合作社|来|期间|中)$"
)
#: 高新技术产业实现产值, 技术市场完成交易额: of whom, and of what.
_REACHED = re.compile(
    r"(?:(?<=[业场])(?:累计|全年|共)?完成|(?<=[一-鿿]{3})(?:累计|全年|共)?实现)(?=[一-鿿]{0,6}(?:产值|增加值|收入|交易额|成交额|销售额|零售额|利润(?:总额)?|利税|税收|产量|出口额?|进口额?)(?:$|、))"
)


def without_doer(subject: str) -> str:
    """What was done or reached, without who did it: 农业产业园建成温室 and 基地实现柑橘产量."""
    return _reached(_THERE_ARE.sub("", _WHO_DID.sub("", _BY.sub("", subject))))


def _reached(subject: str) -> str:
    """软件业完成软件业务收入: whose it is is said once."""
    found = _REACHED.search(subject)
    if not found:
        return subject
    whose, what = subject[: found.start()], subject[found.end() :]
    return what if what.startswith(whose.removesuffix("业")) else whose + what


def done_so_often(subject: str) -> str:
    """What was done so many times, without who did it: 全局累计引进项目, 灌溉泵站累计建设."""
    cut = _COUNTED_VERB.match(subject)
    if not cut:
        return subject
    rest, front = subject[cut.end() :], subject[: cut.start(1)]
    if _WORTH.fullmatch(rest) and len(front) > 2:  # 钢铁企业累计完成产值: theirs
        return front + rest
    if _OF_HERDS.fullmatch(rest):  # 生猪累计出栏
        return front + rest
    if phrases.is_verb(rest) and len(front) > 2 and not _WHO.search(front):
        return rest + front
    rest = _DONE_WHERE.sub("", rest)
    told = (
        bool(_RAISED.match(rest))
        or phrases.verb_at_start(rest)
        or phrases.opens_with_verb(rest)
        or rest.startswith("涉及")
    )
    return rest if told or (len(rest) >= NAMED and _WHO.search(front)) else subject
