"""Objects built for an import are those that a call of their model makes."""

import pytest

from kezhang.catalogue import LEDGERS
from kezhang.records.models import Change
from kezhang.records.new_rows import builder

MODELS = [*(ledger.model for ledger in LEDGERS.values()), Change]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_row_built_at_once_is_the_row_its_model_makes(model):
    given = {"org_id": 7} | ({} if model is Change else {"remark": "试"})
    built, called = builder(model)(given), model(**given)
    anew = {field.attname for field in model._meta.concrete_fields if field.has_default() and callable(field.default)}
    assert built.__dict__.keys() == called.__dict__.keys()
    assert {name: type(built.__dict__[name]) for name in anew} == {name: type(called.__dict__[name]) for name in anew}
    told = built.__dict__.keys() - anew - {"_state"}
    assert {name: built.__dict__[name] for name in told} == {name: called.__dict__[name] for name in told}
    assert (built._state.adding, built._state.db, built._state.fields_cache) == (True, None, {})


def test_what_is_made_anew_is_never_shared_by_two_rows():
    ledger = LEDGERS["technology-contracts"]
    one, other = (builder(ledger.model)({}) for _ in range(2))
    assert one.own == other.own == {}
    assert one.own is not other.own


def test_a_value_for_no_column_is_a_fault_of_the_caller():
    with pytest.raises(TypeError, match="TechnologyContract has no \\['ammount'\\]"):
        builder(LEDGERS["technology-contracts"].model)({"ammount": 1})
