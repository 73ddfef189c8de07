"""A theme from elsewhere: it reaches what the views show and nothing behind it, and comes to an end.

Covers `stages/rendering/growth`.
"""

from __future__ import annotations

import pytest

from tests.driver import post
from tests.engine.conftest import MakeProject

LOOP = "{% for a in range(90000) %}{% for b in range(90000) %}.{% endfor %}{% endfor %}"
MACRO = """{% macro twice(n) %}{% if n %}{{ twice(n - 1) }}{{ twice(n - 1) }}{% endif %}{% endmacro %}
{{ twice(40) }}"""

BOMBS = (
    "{{ 'x'|center(9999999999) }}",
    "{{ 'x'|center(width=9999999999) }}",
    "{{ 'x'.center(9999999999) }}",
    "{{ 'x'.zfill(9999999999) }}",
    "{{ 'x'.rjust(9999999999) }}",
    "{{ '\\t'.expandtabs(2000000000) }}",
    "{{ ['x']|map('center', 9999999999)|list }}",
    "{{ 'x'|indent(9999999999, true) }}",
    "{{ '%9999999999d'|format(1) }}",
    "{{ '%9999999999d' % 1 }}",
    "{{ '%*d' % (2000000000, 1) }}",
    "{{ '{:9999999999}'.format(1) }}",
    "{{ '{:{}}'.format(1, 9999999999) }}",
    "{{ ('x' * 9999)|replace('x', 'y' * 9999) }}",
    "{{ ('x' * 9999).replace('x', 'y' * 9999) }}",
    "{{ range(99999)|join('y' * 9999) }}",
    "{{ [1]|batch(9999999999, 0)|list }}",
    "{{ [1]|slice(9999999999)|list }}",
    "{{ {'a': 1}|tojson(indent=9999999999) }}",
    "{{ 1.5|round(9999999999, 'ceil') }}",
    "{% set n = namespace(x='x') %}{% for _ in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x='x') %}{% for _ in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x=[1]) %}{% for _ in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set x = [1] %}{% for _ in range(60) %}{% if x.extend(x) %}{% endif %}{% endfor %}",
    "{{ ('a' * 9999).translate({97: 'x' * 9999}) }}",
    "{{ ([('x' * 9999999)] * 9999)|join }}",
    "{{ ''.join([('x' * 9999999)] * 9999) }}",
    "{{ ('https://a.example ' * 9999)|urlize(rel='x' * 9999) }}",
    "{{ ('https://a.example ' * 9999)|urlize(target='x' * 9999) }}",
    "{% set n = namespace(x='&' * 999) %}"
    "{% for _ in range(60) %}{% set n.x = {'a': n.x, 'b': n.x}|xmlattr|string %}{% endfor %}",
    "{{ ([[1] * 9999] * 9999)|sum(start=[])|length }}",
)
"""Each would fill the memory out of a few characters."""

TOILS = (
    "range(99999)|sum",
    "range(99999)|list|length",
    "range(99999)|list|sort|length",
    "items|unique|list|length",
    "items|map('string')|list|length",
    "items|select('odd')|list|length",
    "items|reverse|list|length",
    "items|max",
    "items.count(5)",
    "-1 in items",
    "-1 not in items",
    "items[1:]|length",
    "long|wordcount",
    "long|upper|length",
    "long|e|length",
    "long.count('y')",
    "long.split('y')|length",
    "'y' in long",
    "long[1:]|length",
)
"""Each goes through much for one step: 90,000 rounds of it would take minutes."""


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("{{ site.__class__ }}", "template-undefined"),
        ("{{ page.__init__.__globals__ }}", "template-undefined"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "template-undefined"),
        ("{{ ''['__class__'] }}", "template-undefined"),
        ("{{ ''|attr('__class__') }}", "template-undefined"),
        ("{{ '{0.__class__}'.format(site) }}", "template-undefined"),
        ("{{ t.__globals__ }}", "template-undefined"),
        (LOOP, "template-endless"),
        (MACRO, "template-endless"),
        ("{{ 'x' * 10000000000 }}", "template-endless"),
        ("{{ ([1] * 9999) * 9999999 }}", "template-endless"),
        ("{{ 9 ** 9999999 }}", "template-endless"),
        ("{{ range(99999999) }}", "template-failed"),
        *((bomb, "template-endless") for bomb in BOMBS),
    ],
)
def test_what_a_template_must_not_do_is_told_at_its_line(
    project: MakeProject, template: str, code: str
) -> None:
    made = project({"content/posts/a.md": post("A"), "templates/post.html": f"<p>\n{template}\n"})
    (problem,) = made.failure()
    assert (problem.path, problem.place.line, problem.code) == ("templates/post.html", 2, code)


@pytest.mark.parametrize("toil", TOILS)
def test_what_a_step_goes_through_is_counted(project: MakeProject, toil: str) -> None:
    template = (
        "{% set items = range(99999)|list %}{% set long = 'x' * 999999 %}"
        "{% for _ in range(90000) %}{% if " + toil + " == 'nothing' %}{% endif %}{% endfor %}"
    )
    made = project({"content/posts/a.md": post("A"), "templates/post.html": template})
    (problem,) = made.failure()
    assert problem.code == "template-endless"


def test_steps_are_counted_for_each_page_alone(project: MakeProject) -> None:
    long = "{% for a in range(90000) %}{% endfor %}" * 20
    posts = {f"content/posts/p{number}.md": post("P") for number in range(4)}
    project({**posts, "templates/post.html": long + "<p>{{ 3 * 4 }}{{ 'ab' * 2 }}</p>"}).build()


def test_filters_whose_growth_is_counted_do_what_they_do(project: MakeProject) -> None:
    template = (
        "{{ 'x'|center(3) }}|{{ 'a<b'|replace('a', 'c') }}|{{ ['a', 'b']|join('<') }}|{{ 'a'.rjust(2) }}|"
        "{{ '%3d' % 7 }}|{{ '%s-%s'|format(1, 2) }}|{{ '{:>3}'.format('r') }}|{{ 1.26|round(1) }}|"
        "{{ 'a b'|wordwrap(1, wrapstring='/') }}|{{ [1]|batch(2, 0)|first|join }}|"
        "{{ 'a' ~ 1 ~ 'b' }}|{{ 7 % 4 + 1 }}"
    )
    made = project({"content/posts/a.md": post("A"), "templates/post.html": template}).build()
    shown = "x |c&lt;b|a&lt;b| a|  7|1-2|  r|1.3|a/b|10|a1b|4"
    assert shown in made.page("/a/")
