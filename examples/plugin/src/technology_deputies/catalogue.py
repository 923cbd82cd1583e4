"""What the plug-in brings: one ledger, one indicator, one template of a report."""

from kezhang.indicators.indicator import Indicator
from kezhang.quantities.units import PERSON
from kezhang.reports.templating.parsing import ShippedTemplate
from technology_deputies.models import TECHNOLOGY_DEPUTIES

DEPUTIES_APPOINTED = Indicator(
    slug="technology-deputies-appointed",
    code="dep_appointed",
    label="选派科技副总",
    also_called=("科技副总选派数", "科技副总到岗数"),
    unit=PERSON,
    over=TECHNOLOGY_DEPUTIES,
    pace="linear",
    basis="州科技副总选派工作方案",
    note="按到岗日期计；同一人到两家企业任职计两次。",
)

LEDGERS = (TECHNOLOGY_DEPUTIES,)
INDICATORS = (DEPUTIES_APPOINTED,)
TEMPLATES = (ShippedTemplate.of_package("technology_deputies", "technology-deputies", "科技副总工作情况"),)
