"""The headings of a sheet of contracts as bureaus keep it, for the tests that fill one."""

HEADINGS = [
    "合同登记编号",
    "项目名称",
    "合同类型",
    "卖方",
    "买方",
    "成交金额(万元)",
    "技术交易额(万元)",
    "签订日期",
    "登记日期",
]
