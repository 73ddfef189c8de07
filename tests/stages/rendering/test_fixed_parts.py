"""What depends on the site alone is printed once, and prints what it would print each time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from site_builder.model.views import Link, View
from site_builder.stages.rendering.environment import MOST_STEPS, Endless, Sandbox, build_environment
from site_builder.stages.theme.templates import TemplateLookup

FIXED = [
    "<p>{{ site.title }}</p>",
    "{{ t('word') }}{% if site.url %}<i>{{ site.url }}</i>{% else %}{{ asset('x') }}{% endif %}",
    "{% for one in site.menu if one.url %}{{ one.title }}{{ t('of', one=one) }}{% else %}-{% endfor %}",
    "{% import 'macros.html' as macros %}{{ macros.shown(site.title) }}",
    "{{ site.title|upper ~ ' ' ~ t('word') }}{{ site.title in 'abc' }}{{ (site.title, 2)|length }}",
    "{% macro word() %}{{ t('word') }}{% endmacro %}{{ word() }}",
]

OPEN = [
    "{{ page }}",
    "{{ t('word', page=page) }}",
    "{% for one in site.menu %}{{ one.title }}{{ page }}{% endfor %}",
    "{% for one in site.menu %}{{ loop.index }}{% endfor %}",
    "{% import 'macros.html' as macros with context %}{{ macros.shown(site.title) }}",
    "{% import 'macros.html' as macros %}{{ macros.shown(page) }}",
    "{{ site.title.upper() }}",
    "{{ site.params.mood }}",
    "{% set _ = site.params.update(mood=page) %}{{ site.params.mood }}",
    "{% for page in page %}{{ page }}{% endfor %}",
    "{% for page in site.menu if page.title == 1 %}{% else %}{{ page }}{% endfor %}",
    "{% set word = t('word') %}{{ word }}",
    "{% macro said(t) %}{{ t('word') }}{% endmacro %}{{ said(t) }}",
    "{% for site in page %}{{ site }}{% endfor %}",
    "{% include 'macros.html' %}{{ range(3)|length }}",
    "{% autoescape false %}{{ site.title }}{% endautoescape %}",
]

MIXED = [
    "{{ site.title }}{% for page in page %}{{ page }}{% endfor %}",
    "{{ site.title }}{% for page, one in [(page, 1)] if page %}{{ page }}{% else %}{{ page }}{% endfor %}",
]


class Site(View, frozen=True):
    """As much of a site as is printed here."""

    title: str
    url: str
    menu: Any
    params: dict[str, Any]


class Calls:
    """The functions of templates, and what they were asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, key: str, **values: object) -> str:
        self.asked.append(key)
        return f"<{key}>"


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def environment(tmp_path: Path, calls: Calls) -> Sandbox:
    (tmp_path / "macros.html").write_text("{% macro shown(text) %}<b>{{ text }}</b>{% endmacro %}")

    def t(key: str, **values: object) -> str:
        return calls(key, **values)

    return build_environment(TemplateLookup((tmp_path,)), {"t": t, "asset": t}, {}, None)


def values(title: str = "A & B", page: object = "xy") -> dict[str, Any]:
    menu = (Link(f"{title} 1", "/1/"), Link(title, ""))
    return {"site": Site(title, "/", menu, {"mood": ""}), "page": page}


@pytest.mark.parametrize("source", FIXED + OPEN)
def test_a_part_is_fixed_if_it_depends_on_the_site_alone(environment: Sandbox, source: str) -> None:
    known = environment.from_string(source).root_render_func.__globals__
    assert ("part_0" in known) is (source in FIXED)


@pytest.mark.parametrize("source", FIXED + OPEN + MIXED)
def test_every_page_prints_what_the_first_would(environment: Sandbox, source: str) -> None:
    template = environment.from_string(source)
    sites = [values(title) for title in ("A & B", "", "A & B")]
    for one in ({**site, "page": page} for site in sites for page in ("xy", "<1>", "xy")):
        assert template.render(one) == environment.from_string(source).render(one)


def test_it_is_printed_once_for_all_pages_of_a_site(environment: Sandbox, calls: Calls) -> None:
    template = environment.from_string("{{ t('menu') }}{% for one in page %}{{ t('word') }}{% endfor %}")
    one, other = values(), values("other")
    assert {template.render(page=page) for page in ("ab", "ab")} == {"&lt;menu&gt;&lt;word&gt;&lt;word&gt;"}
    assert calls.asked == ["menu", "word"]
    template = environment.from_string("{{ t(site.title) }}")
    assert [template.render(site) for site in (one, one, other, other)] == [
        "&lt;A &amp; B&gt;",
        "&lt;A &amp; B&gt;",
        "&lt;other&gt;",
        "&lt;other&gt;",
    ]
    assert calls.asked[2:] == ["A & B", "other"]


def test_a_child_template_may_bind_what_its_layout_prints(environment: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "layout.html").write_text("{{ site.title }}{% block main %}{% endblock %}")
    template = environment.from_string("{% extends 'layout.html' %}{% set site = {'title': page} %}")
    assert [template.render(values(page=page)) for page in (1, 2)] == ["1", "2"]
    assert environment.get_template("layout.html").render(values()) == "A &amp; B"


def test_what_fails_fails_on_every_page(environment: Sandbox) -> None:
    template = environment.from_string("{{ site.title }}{{ site.nothing }}")
    for _ in range(2):
        with pytest.raises(Exception, match="nothing"):
            template.render(values())


def test_pages_take_as_many_steps_whether_a_part_is_kept_or_not(environment: Sandbox) -> None:
    template = environment.from_string("{% for one in site.menu %}{{ t('x') }}{% endfor %}{{ page|length }}")
    taken = []
    for _ in range(2):
        environment.begin_page()
        template.render(values())
        taken.append(environment.steps)
    assert taken == [4, 4]


@pytest.mark.parametrize(
    "binding",
    [
        "{% macro t(key) %}{{ now.count }}{% endmacro %}",
        "{% import 'counting.html' as shared with context %}{% set t = shared.t %}",
        "{% from 'counting.html' import t with context %}",
    ],
)
def test_what_changes_while_a_page_is_made_is_printed_each_time(
    environment: Sandbox, tmp_path: Path, binding: str
) -> None:
    (tmp_path / "counting.html").write_text("{% macro t(key) %}{{ now.count }}{% endmacro %}")
    (tmp_path / "layout.html").write_text(
        "{% for one in page %}{% block one scoped %}{% endblock %}{{ t('x') }}{% endfor %}"
    )
    count = "{% set now = namespace(count=0) %}" + binding
    one = "{% set now.count = now.count + 1 %}"
    alone = count + "{% for one in page %}" + one + "{{ t('x') }}{% endfor %}"
    below = "{% extends 'layout.html' %}" + count + "{% block one %}" + one + "{% endblock %}"
    for source in (alone, below):
        assert environment.from_string(source).render(values()) == "12"


def test_what_a_part_takes_is_counted_each_time_that_it_is_made(environment: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "part.html").write_text("{% for one in site.menu %}{% endfor %}")
    template = environment.from_string("{% for site in page %}{% include 'part.html' %}{% endfor %}")
    sites = [Site("", "", range(MOST_STEPS // 3), {}) for _ in range(3)]
    environment.begin_page()
    with pytest.raises(Endless):
        template.render(page=sites)


def test_a_part_without_end_is_stopped(environment: Sandbox) -> None:
    inner = "{% for two in site.menu %}{% endfor %}"
    template = environment.from_string(f"{{% for one in site.menu %}}{inner}{{% endfor %}}")
    menu = range(MOST_STEPS // 1000)
    with pytest.raises(Endless):
        template.render(site={"menu": menu})
