"""级别: the levels of government that projects, platforms and money belong to, and how people write them."""

from django.db import models


class Level(models.TextChoices):
    """自治区级 is 省级 and 州级 is 市级; the word differs by place, the level does not."""

    NATIONAL = "national", "国家级"
    PROVINCIAL = "provincial", "省级"
    PREFECTURE = "prefecture", "州市级"
    COUNTY = "county", "县区级"
    NONE = "none", "未定级"


LEVEL_SPELLINGS = {
    "国家": "国家级",
    "中央": "国家级",
    "自治区级": "省级",
    "自治区": "省级",
    "省": "省级",
    "州级": "州市级",
    "市级": "州市级",
    "地区级": "州市级",
    "自治州级": "州市级",
    "县级": "县区级",
    "区级": "县区级",
    "本级": "县区级",
}

#: How titles of published lists say it: 2024年度自治区级科技特派员选派名单.
LEVEL_IN_TITLES = {
    "国家级": "国家级",
    "自治区级": "省级",
    "省级": "省级",
    "自治州级": "州市级",
    "州级": "州市级",
    "市级": "州市级",
    "县级": "县区级",
    "区级": "县区级",
}
