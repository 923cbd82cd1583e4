"""新行: many new objects of one model, built the way Django builds one that was pickled: its values laid down at once.

Called with them, a model searches the field and the default of each value and sets it by itself, which is an eighth of
the time an import of very many rows takes. What the call would tell others of (``pre_init``, ``post_init``) nobody
listens to here.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.db import models
from django.db.models.base import ModelState


@cache
def builder(model: type[models.Model]) -> Callable[[Mapping[str, Any]], Any]:
    """What makes an object of the values given by the names of their columns, ``org_id``; the rest as the model has it."""
    fields = model._meta.concrete_fields
    names = frozenset(field.attname for field in fields)
    # What is made anew for each object; a field without any default has a class there, which could be called, too.
    made = {field.attname: field.get_default for field in fields if field.has_default() and callable(field.default)}
    usual = {field.attname: field.get_default() for field in fields if field.attname not in made}

    def build(values: Mapping[str, Any]) -> models.Model:
        if unknown := values.keys() - names:
            raise TypeError(f"{model.__name__} has no {sorted(unknown)}")
        record = model.__new__(model)
        every = record.__dict__
        every["_state"] = ModelState()
        every.update(usual)
        every.update({name: default() for name, default in made.items() if name not in values})
        every.update(values)
        return record

    return build
