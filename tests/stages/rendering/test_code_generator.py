"""The shorter code prints what Jinja's own would, and refuses what it would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateError
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from markupsafe import Markup

from site_builder.model.views import Html, Link
from site_builder.stages.rendering.environment import Sandbox, build_environment
from site_builder.stages.rendering.filters import Misuse
from site_builder.stages.theme.templates import TemplateLookup

SOURCES = [
    "{{ link.title }} {{ link.url }}",
    "{{ plain }}{{ quoted }}{{ markup }}{{ html }}{{ number }}{{ 'a<b' }}{{ 'a<b' ~ plain }}",
    "{% autoescape false %}{{ quoted }}{{ link.title }}{% endautoescape %}",
    "{% autoescape maybe %}{{ quoted }}{{ link.title }}{% endautoescape %}",
    "{% for one in several %}{{ loop.index }}{{ loop.last }}{{ one.title }}{{ say(one.title) }}{% endfor %}",
    "{% macro box(text, kind='x') %}<i class={{ kind }}>{{ text }}{{ caller() if caller }}</i>{% endmacro %}"
    "{{ box(quoted) }}{{ box(quoted, kind=plain) }}{% call box('&') %}{{ quoted }}{% endcall %}",
    "{% macro two(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ two(1) }}{{ two(1, 3) }}{{ two(b=1, a=0) }}"
    "{{ two(1)|length }}{% autoescape false %}{{ two('<') }}{% endautoescape %}{{ two('<') }}",
    "{% macro two(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ two() }}",
    "{% macro two(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ two(1, 2, 3) }}",
    "{% macro two(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ two(1, c=3) }}",
    "{% macro rest() %}{{ varargs|length }}{{ kwargs|length }}{% endmacro %}{{ rest(1, 2, three=3) }}",
    "{{ quoted.upper() }}{{ named.items()|length }}{{ named.key }}{{ several.0.title }}",
    "{% set both = namespace(count=1) %}{% set both.count = both.count + 1 %}{{ both.count }}",
    "{{ link.nothing }}",
    "{{ link.title.url }}",
    "{{ link.title.upper() }}{{ link['title'] }}",
    "{{ named.title }}",
    "{{ several|map(attribute='title')|list|length }}{{ several|map(attribute='_title')|first is defined }}",
    "{% for group in several|groupby('title') %}{{ group.grouper }}{{ group.list|length }}{% endfor %}",
    "{{ link['_private'] }}",
    "{{ link[number] is defined }}{{ link['url'] }}{{ link['nowhere'] is defined }}",
    "{{ link.minutes is defined }}{{ link.title is defined }}",
    "{{ link.nothing.more }}",
    "{{ link.mro is defined }}{{ several|map(attribute='mro')|first is defined }}{{ link.mro }}",
    "{{ nowhere }}",
    "{{ say.__globals__ }}",
    "{{ quoted.__class__ }}",
    "{{ link._private }}",
    "{{ missing_value }}",
    "{{ '<' if number > 3 }}{{ number }}{{ number > 2 }}{{ number / 2 }}{{ 2 ** 70 }}",
    "{{ several }}",
    "{{ say() }}",
]


def outcome(environment: Sandbox, source: str) -> str:
    values = {
        "link": Link("A <b> & 'c'", "/x/"),
        "plain": "plain",
        "quoted": '"q" & <\'>',
        "markup": Markup("<b>"),
        "html": Html("<em>"),
        "number": 3,
        "maybe": True,
        "several": (Link("<1>", "/1/"), Link("2", "/2/")),
        "named": {"key": "<v>"},
        "missing_value": None,
    }
    environment.begin_page()
    try:
        return environment.from_string(source).render(values)
    except (TemplateError, SecurityError, TypeError) as failure:
        return f"{type(failure).__name__}: {failure}"
    except Misuse as failure:
        return f"{type(failure).__name__}: {failure}"


@pytest.mark.parametrize("source", SOURCES)
def test_it_prints_what_jinjas_own_code_does(source: str, tmp_path: Path) -> None:
    class Stock(Sandbox):
        code_generator_class = CodeGenerator  # type: ignore[assignment]

        def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
            kwargs.pop("_loop_vars", None)
            return super().call(__context, __obj, *args, **kwargs)

    def say(text: str) -> str:
        return f"<{text}>"

    ours = build_environment(TemplateLookup((tmp_path,)), {"say": say}, {}, None)
    stock = ours.overlay()
    stock.__class__ = Stock
    assert outcome(ours, source) == outcome(stock, source) != ""
