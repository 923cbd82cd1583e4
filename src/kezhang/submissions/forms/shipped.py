"""常用表单: the list of shipped forms; a plug-in's region may make its own in the browser."""

from kezhang.submissions.forms.form_design import FormDesign, yes_or_no

FIRM = ("enterprise_name", "credit_code")

NEEDS = FormDesign(
    key="needs",
    title="企业技术需求征集",
    ledger="technology-demands",
    about="企业在生产、研发中需要解决的技术难题，由科技局帮助对接高校、院所和专家。",
    columns=(*FIRM, "title", "field", "description", "planned_input", "mode"),
    needed=("description",),
    fixed={"collected_on": "{today}", "source": "企业自报"},
    helps={"title": "一句话写明要解决什么，如 番茄采后保鲜与分选技术", "description": "现状、要达到的指标、希望的时间"},
    purpose="技术需求对接",
    takes_files=True,
)
CONTEST = FormDesign(
    key="contest",
    title="创新创业大赛报名",
    ledger="contest-entries",
    about="本届创新创业大赛县级赛报名，企业和团队均可。",
    columns=(*FIRM, "group", "field", "project"),
    needed=("field",),
    questions=({"label": "项目简介", "kind": "text", "needed": True, "help": "200字以内"},),
    fixed={"edition": "{edition}", "level": "县区级", "entered_on": "{today}", "source": "企业自报"},
    helps={"enterprise_name": "营业执照上的全称；团队填团队名称", "credit_code": "团队不填"},
    purpose="大赛组织和评审",
    takes_files=True,
)
ACHIEVEMENTS = FormDesign(
    key="achievements",
    title="科技成果发布",
    ledger="released-achievements",
    about="愿意转化的科技成果，在成果发布会和网上发布。",
    columns=("title", "holder", "person"),
    questions=(
        {"label": "成果简介", "kind": "text", "needed": True, "help": "解决什么问题、到了哪一步"},
        {"label": "合作方式", "kind": "choice", "choices": ["转让", "许可", "作价入股", "合作开发", "面议"]},
    ),
    fixed={"event": "网上征集发布", "released_on": "{today}"},
    purpose="成果发布和转化对接",
    takes_files=True,
)
HIGH_TECH = FormDesign(
    key="high-tech",
    title="高企培育摸底",
    ledger="high-tech-pipeline",
    about="对照高新技术企业认定的八项条件自评，马上知道还差什么；科技局据此安排辅导。",
    columns=(*FIRM, "application_year"),
    questions=(
        yes_or_no("注册成立满一年", "《高新技术企业认定管理办法》第十一条（一）：申请认定时须注册成立一年以上"),
        yes_or_no("拥有核心技术的知识产权", "第十一条（二）：自主研发、受让、受赠、并购等方式获得所有权"),
        yes_or_no("核心技术属于国家重点支持的高新技术领域", "第十一条（三）"),
        yes_or_no("科技人员占职工总数10%以上", "第十一条（四）：从事研发和相关技术创新活动的科技人员"),
        yes_or_no("近三年研发费用占比达到要求", "第十一条（五）：销售收入5000万元以下5%，2亿元以下4%，2亿元以上3%"),
        yes_or_no("高新技术产品（服务）收入占60%以上", "第十一条（六）：占同期总收入"),
        yes_or_no("创新能力评价达到要求", "第十一条（七）：知识产权、成果转化、组织管理、成长性四项得分70分以上"),
        yes_or_no("一年内无重大安全、质量事故或严重环境违法", "第十一条（八）"),
    ),
    fixed={"entered_on": "{today}", "source": "企业自报"},
    purpose="高新技术企业培育辅导",
    self_check="high_tech_gaps",
)
TALENTS = FormDesign(
    key="talents",
    title="重点人才摸排",
    ledger="talent-candidates",
    about="符合“2+5”重点人才方向的个人、团队、平台和项目，由所在单位填报。",
    columns=("category", "name", "organisation", "education", "title", "specialty", "programme", "phone"),
    needed=("specialty",),
    fixed={"surveyed_on": "{today}"},
    purpose="人才计划摸排和推荐",
)
TRAINING = FormDesign(
    key="training",
    title="培训报名",
    ledger="activities",
    about="先报名，到场扫码签到。名额报满后按先后候补，有人撤回依次补上。",
    columns=(),
    questions=(
        {"label": "姓名", "kind": "text", "needed": True, "personal": True},
        {"label": "村或单位", "kind": "text", "needed": True},
        {"label": "想学什么", "kind": "text"},
    ),
    purpose="培训组织和签到",
    term_days=180,
    places=50,
    makes_record=False,
)
CONCERNS = FormDesign(
    key="concerns",
    title="企业诉求",
    ledger="enterprise-visits",
    about="企业遇到的政策、技术、资金、人才等问题，科技局按期办理并答复。",
    columns=(*FIRM, "issue", "content"),
    needed=("issue", "content"),
    fixed={"visited_on": "{today}", "visitor": "网上诉求", "stage": "待办", "source": "企业自报"},
    purpose="企业诉求办理和答复",
    takes_files=True,
)
ENVOY_LOG = FormDesign(
    key="envoy-log",
    title="特派员服务日志",
    ledger="envoy-services",
    about="每次服务记一条，没有网络也能写，有网络时自动送达。",
    columns=(
        "place", "served_on", "mode", "content", "households", "persons", "new_varieties", "new_technologies",
    ),
    fixed={"is_on_platform": "是"},
    purpose="特派员服务管理和考核",
    term_days=1095,
    takes_files=True,
    audience="link",
)  # fmt: skip
SIGN_IN = FormDesign(
    key="sign-in",
    title="培训签到",
    ledger="activities",
    about="到场扫码签到。",
    columns=(),
    questions=(
        {"label": "姓名", "kind": "text", "needed": True, "personal": True},
        {"label": "村或单位", "kind": "text", "needed": True},
    ),
    purpose="培训签到",
    term_days=365,
    audience="link",
    makes_record=False,
)
DESIGNS = {
    design.key: design
    for design in (NEEDS, CONTEST, ACHIEVEMENTS, HIGH_TECH, TALENTS, TRAINING, CONCERNS, ENVOY_LOG, SIGN_IN)
}
