"""Makes the workbooks of the example bureaus. Everything in them is invented; the same run gives the same bytes.

    python -m examples.make

The workbooks look as bureaus' do: a title row here, a unit line there, other words for the same column,
totals at the bottom, dates as 2024.6.5, codes as text. What they add up to is listed beside them in
``expected.csv``, which a test holds against the figures.
"""

import random

from examples.making import county, county_people, district, district_people, prefecture
from examples.making.workbooks import firms


def main() -> None:
    make_county()
    make_district()
    prefecture.make()


def make_county() -> None:
    county.FOLDER.mkdir(exist_ok=True)
    dice = random.Random(20240630)
    all_firms = firms(dice, "朔湖", county.COUNTY, county.TOWNS, 64)
    county.enterprises(all_firms, dice)
    county.fiscal(all_firms, dice)
    county.projects(all_firms, dice)
    county.high_tech(all_firms, dice)
    county.smes_and_deductions(all_firms, dice)
    county.results(all_firms, dice)
    county_people.talent(all_firms, dice)
    county_people.activities(dice)
    county_people.cooperation(all_firms, dice)
    county_people.documents_and_targets()


def make_district() -> None:
    district.FOLDER.mkdir(exist_ok=True)
    dice = random.Random(20230630)
    all_firms = firms(dice, "淙阳", district.DISTRICT, district.TOWNS, 160)
    district.make(all_firms, dice)
    district_people.make(all_firms, dice)


if __name__ == "__main__":
    main()
