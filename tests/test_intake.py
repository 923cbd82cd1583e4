"""A report read: names for the reader."""

from kezhang.intake.names import names


def test_the_reader_is_given_every_indicator_with_its_other_names_and_base_unit():
    given = {name.name: name for name in names()}
    turnover = given["technology-contract-turnover"]
    assert (turnover.label, turnover.unit) == ("技术合同成交额", "元")
    assert len(given) > 100
    assert all(name.unit for name in given.values())
