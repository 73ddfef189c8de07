"""A theme from elsewhere: it reaches what the views show and nothing behind it, and comes to an end."""

from __future__ import annotations

import pytest

from tests.driver import post
from tests.engine.conftest import MakeProject

LOOP = "{% for a in range(90000) %}{% for b in range(90000) %}.{% endfor %}{% endfor %}"
MACRO = """{% macro twice(n) %}{% if n %}{{ twice(n - 1) }}{{ twice(n - 1) }}{% endif %}{% endmacro %}
{{ twice(40) }}"""


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
    ],
)
def test_what_a_template_must_not_do_is_told_at_its_line(
    project: MakeProject, template: str, code: str
) -> None:
    made = project({"content/posts/a.md": post("A"), "templates/post.html": f"<p>\n{template}\n"})
    (problem,) = made.failure()
    assert (problem.path, problem.place.line, problem.code) == ("templates/post.html", 2, code)


def test_steps_are_counted_for_each_page_alone(project: MakeProject) -> None:
    long = "{% for a in range(90000) %}{% endfor %}" * 20
    posts = {f"content/posts/p{number}.md": post("P") for number in range(4)}
    project({**posts, "templates/post.html": long + "<p>{{ 3 * 4 }}{{ 'ab' * 2 }}</p>"}).build()
