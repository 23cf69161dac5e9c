"""``{% load mugur %}``: the parts every page is made of, and the filters that write days, numbers and names.

A tag never decides anything: it takes what a query has prepared and writes it in one way.
"""

from django import template

from .parts import fields, filters, pictures, shell, tables, words

register = template.Library()
for kind in (filters, shell, words, fields, tables, pictures):
    register.filters.update(kind.register.filters)
    register.tags.update(kind.register.tags)
