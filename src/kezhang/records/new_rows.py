"""新行: many new objects of one model, built the way Django builds those it reads.

Given by name, each value of each object goes through the search for its field and for its default, which is a fifth
of the time an import of very many rows takes.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.db import models


@cache
def builder(model: type[models.Model]) -> Callable[[Mapping[str, Any]], Any]:
    """What makes an object of the values given by the names of their columns, ``org_id``; the rest as the model has it."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    # What is made anew for each object; a field without any default has a class there, which could be called, too.
    made = {field.attname: field.get_default for field in fields if field.has_default() and callable(field.default)}
    usual = {field.attname: field.get_default() for field in fields if field.attname not in made}

    def build(values: Mapping[str, Any]) -> models.Model:
        every = {**usual, **{name: default() for name, default in made.items() if name not in values}, **values}
        if len(every) > len(names):
            raise TypeError(f"{model.__name__} has no {sorted(set(every) - set(names))}")
        return model(*[every[name] for name in names])

    return build
