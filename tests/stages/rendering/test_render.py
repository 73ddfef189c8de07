"""Covers `view_names`, `environment`, `filters`, `render_settings`, `structured`, `template_failures`."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jinja2.filters import do_forceescape
from markupsafe import Markup

from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import OutputBroken, TemplateFailed
from site_builder.model.views import (
    Body,
    EmergencyView,
    Html,
    Link,
    Meta,
    Moment,
    Picture,
    RedirectPage,
    SiteView,
    TextPage,
    ThemeView,
)
from site_builder.stages.rendering.filters import force_escaped, template_filters
from site_builder.stages.rendering.render import Renderer
from site_builder.stages.rendering.render_settings import RenderSettings, render_inputs
from site_builder.stages.theme.templates import TemplateLookup

META = Meta("Title", "", "https://example.org/x/", "/x/")
PAGE = TextPage(
    META,
    "A & B",
    Body("d", (' href="/y/"',)),
    (),
    Moment("2021-11-02T09:30:00+00:00"),
    None,
    None,
    False,
    (),
    "published",
)
SITE = SiteView(
    title="For our Men",
    tagline="Men's health",
    language="en-GB",
    direction="ltr",
    author="",
    url="/",
    address="https://example.org/",
    menu=(Link("Home", "/"), Link("About", "/about/")),
    social_label="",
    social_links=(),
    feed_url="/feed.xml",
    series_url="/series/",
    tags_url="/tags/",
    categories_url="/categories/",
    archive_url="/archive/",
    search_url="",
    support_url="",
    corrections_url="",
    support=(),
    emergency=EmergencyView("", "", ""),
    theme=ThemeView(),
    has_series=False,
    has_tags=False,
    has_categories=False,
)
MANNER = RenderSettings("en-GB", "Europe/London", "d MMMM yyyy", "MMM d")

Print = Callable[..., str]


def renderer(
    folder: Path, templates: dict[str, str], settings: RenderSettings = MANNER, cache: Path | None = None
) -> Renderer:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in templates.items():
        (folder / name).write_text(text, "utf-8")
    lookup = TemplateLookup((folder,), ("templates/",))
    links = {"style.css": "/assets/style.1f2e.css"}
    return Renderer(lookup, links, settings, {"d": ("<p><a", ">y</a></p>")}.__getitem__, cache)


@pytest.fixture
def printed(tmp_path: Path) -> Print:
    def print_source(source: str, page: Any = PAGE, **settings: Any) -> str:
        return renderer(tmp_path, {"a.html": source}, **settings).render("a.html", SITE, page).decode()

    return print_source


@pytest.fixture
def failing(tmp_path: Path) -> Callable[..., Diagnostic]:
    def fail(page: Any = PAGE, **templates: str) -> Diagnostic:
        files = {name.replace("_", ".", 1): text for name, text in templates.items()}
        with pytest.raises(TemplateFailed) as caught:
            renderer(tmp_path, files).render("a.html", SITE, page)
        return caught.value.diagnostic

    return fail


# ── What templates have in hand ──


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("{{ page.title }}", "A &amp; B"),
        ("{{ site.tagline }}", "Men&#39;s health"),
        ("{{ asset('style.css') }}", "/assets/style.1f2e.css"),
        ("{{ t('archive') }}", "Archive"),
        ("{{ t('by_author', author=page.title) }}", "By A &amp; B"),
        ("{{ t('by_author', author='<b>x</b>'|safe) }}", "By <b>x</b>"),
        ("{{ page.updated|date }}", "2 November 2021"),
        ("{{ page.updated|date('yyyy-MM-dd HH:mm zzzz') }}", "2021-11-02 09:30 Greenwich Mean Time"),
        ("{{ page.updated|announcement_date }}", "Nov 2"),
        ("{{ page.body|content }}", '<p><a href="/y/">y</a></p>'),
        ("{{ 2|in_words }} {{ 2|in_words|capitalize }}", "two Two"),
        ("{{ 3|roman }} {{ 3|ordinal }} {{ 12345|number }} {{ 0.5|number }}", "III third 12,345 0.5"),
        ("{{ ['A', 'B & C', 'D']|listed }}", "A, B &amp; C and D"),
        ("{{ ['A', '<i>B</i>'|safe]|listed }}", "A and <i>B</i>"),
        ("{{ ('<p>A &amp; <em>B</em></p>'|safe)|plain }}", "A &amp; B"),
        ("{{ 'a b&c/d'|urlencode }}", "a%20b%26c/d"),
    ],
)
def test_filters_and_functions(printed: Print, source: str, result: str) -> None:
    assert printed(source) == result + "\n"


def test_dates_words_and_numbers_follow_the_language(printed: Print) -> None:
    source = "{{ page.updated|date }}; {{ 2|in_words }}; {{ 12345|number }}; {{ t('archive') }}"
    german = RenderSettings("de-AT", "Europe/Vienna", "d. MMMM yyyy", "d.M.")
    assert printed(source, settings=german).strip() == "2. November 2021; zwei; 12.345; Archiv"


def test_a_language_that_babel_does_not_know_reads_english(printed: Print) -> None:
    assert (
        printed("{{ page.updated|date }}", settings=MANNER._replace(language="qaa-GB")) == "2 November 2021\n"
    )


@pytest.mark.parametrize("value", ["a<b & \"c\" 'd' é “ü” 😀", Markup("<b>&amp;"), Html("<i>"), 3, ""])
def test_markup_is_escaped_once_more_as_jinja_does(value: Any) -> None:
    escaped = force_escaped(value)
    assert escaped == do_forceescape(value)
    assert isinstance(escaped, Markup)


@pytest.mark.parametrize(
    "value",
    [
        {"a": ["<é\u2028\x7f\x1f\t", 1, True, None], "b": {"c": []}},
        {1: 2**70},
        {True: None},
        {1e16: -1e16},
        {"text": Markup("<b>")},
        [list(range(2000))],
    ],
)
def test_json_is_written_as_the_library_does(value: object) -> None:
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    context: Any = None
    assert template_filters(MANNER, lambda _: ())["json"](context, value) == written


def test_json_is_safe_inside_a_script(printed: Print) -> None:
    page = msgspec.structs.replace(PAGE, title="</script><!-- & \u2028 “x”")
    source = '{{ {"a": page.title, "date": page.updated, "list": [1, none]}|json }}'
    text = printed(source, page)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"a": page.title, "date": "2021-11-02T09:30:00+00:00", "list": [1, None]}


def test_a_picture_takes_sizes_and_a_class(printed: Print) -> None:
    page = msgspec.structs.replace(PAGE, image=Picture("/a.png", "alt", 2, 1, "/a.png 400w", is_lazy=False))
    text = printed('{{ page.image|picture(sizes="50vw", class="lead") }}', page)
    assert text.strip() == (
        '<img src="/a.png" alt="alt" width="2" height="1" srcset="/a.png 400w" sizes="50vw" class="lead">'
    )


def test_markup_of_a_view_prints_itself(printed: Print) -> None:
    page = msgspec.structs.replace(PAGE, content_note=Html("<p>x</p>"))
    assert printed("{{ page.content_note }}", page) == "<p>x</p>\n"


@pytest.mark.parametrize("name", ["lipsum", "cycler", "joiner", "now", "environ"])
def test_nothing_else_is_in_reach(printed: Print, name: str) -> None:
    assert printed(f"{{{{ {name} is defined }}}}") == "False\n"


@pytest.mark.parametrize("name", ["random", "shuffle"])
def test_no_filter_depends_on_chance(failing: Callable[..., Diagnostic], name: str) -> None:
    assert failing(a_html=f"{{{{ [1]|{name} }}}}").code == "template-syntax"


# ── Bytes ──


def test_pages_are_utf_8_with_one_newline_at_the_end(tmp_path: Path) -> None:
    made = renderer(tmp_path, {"a.html": "\r\n{% if true %}\r\n  {% endif %}\r\né\r\nb\r\n\r\n"})
    assert made.render("a.html", SITE, PAGE) == "é\nb\n".encode()


def test_characters_that_xml_forbids_never_reach_a_feed(tmp_path: Path) -> None:
    made = renderer(tmp_path, {"a.xml": r'<a>{{ "x\u0003\uffffy\t" }}</a>'})
    assert made.render("a.xml", SITE, PAGE) == b"<a>xy\t</a>\n"


def test_a_page_does_not_depend_on_the_pages_before(tmp_path: Path) -> None:
    files = {
        "m.html": "{% set n = 1 %}{% macro m(x) %}{{ x }}{% endmacro %}",
        "a.html": "{% import 'm.html' as m %}{{ m.m(page.title) }}",
    }
    made = renderer(tmp_path, files)
    other = msgspec.structs.replace(PAGE, title="Other")
    assert [made.render("a.html", SITE, page) for page in (PAGE, other, PAGE)] == [
        b"A &amp; B\n",
        b"Other\n",
        b"A &amp; B\n",
    ]


def test_an_announced_date_names_its_year_where_that_is_not_clear(tmp_path: Path) -> None:
    made = renderer(tmp_path, {"a.html": "{{ page.updated|announcement_date }}"})
    clear, unclear = (Moment("2021-11-02T09:30:00+00:00", names_year=named) for named in (False, True))
    shown = [
        made.render("a.html", SITE, msgspec.structs.replace(PAGE, updated=one)) for one in (clear, unclear)
    ]
    assert shown == [b"Nov 2\n", b"2 November 2021\n"]


# ── Errors ──

BLOCK = "{% extends 'b.html' %}\n{% block c %}\n{{ nothing }}{% endblock %}"
MACRO = "{% macro m() %}\n\n{{ nothing }}{% endmacro %}"


def test_a_name_that_the_view_lacks_is_reported_at_its_place(failing: Callable[..., Diagnostic]) -> None:
    diagnostic = failing(a_html="<h1>\n{{ page.titel }}</h1>")
    assert diagnostic.code == "template-undefined"
    assert diagnostic.path == "templates/a.html"
    assert diagnostic.place == (2, 9, 5)
    assert diagnostic.message == "a page has no 'titel' (while making /x/)"
    assert diagnostic.hint == "did you mean title?"


def test_a_name_that_is_like_no_other_gets_the_list_of_what_there_is(
    failing: Callable[..., Diagnostic],
) -> None:
    diagnostic = failing(RedirectPage("T", "/t/", "https://example.org/t/"), a_html="{{ page.qqq }}")
    assert diagnostic.hint == "it has title, target, canonical"
    assert diagnostic.message.endswith("(while making https://example.org/t/)")


def test_a_variable_that_is_nowhere(failing: Callable[..., Diagnostic]) -> None:
    diagnostic = failing(a_html="\n\n{{ pages.title }}")
    assert (diagnostic.place.line, diagnostic.message) == (3, "'pages' is undefined (while making /x/)")
    assert diagnostic.hint == "did you mean page?"


def test_a_value_that_only_some_texts_have(failing: Callable[..., Diagnostic]) -> None:
    diagnostic = failing(a_html="{% set params = {'mood': 'calm'} %}\n{{ params.mod }}{{ params.weather }}")
    assert diagnostic.message == "there is no 'mod' among these values (while making /x/)"
    assert (diagnostic.place, diagnostic.hint) == ((2, 11, 3), "did you mean mood?")
    diagnostic = failing(a_html="{% set params = {} %}{{ params.mood }}")
    assert diagnostic.message == "there is no 'mood' among these values (while making /x/)"
    assert diagnostic.hint == "if only some have it, ask first: {% if … mood is defined %}"


def test_a_name_on_a_later_line_of_its_statement(failing: Callable[..., Diagnostic]) -> None:
    assert failing(a_html="{{ t('by_author',\n  author=page.titel\n) }}").place == (2, 15, 5)


@pytest.mark.parametrize(
    ("templates", "path", "line"),
    [
        ({"a_html": "{% extends 'b.html' %}", "b_html": "x\n{{ nothing }}"}, "b.html", 2),
        ({"a_html": BLOCK, "b_html": "{% block c %}{% endblock %}"}, "a.html", 3),
        ({"a_html": "\n{% include 'b.html' %}", "b_html": "\n\n\n{{ nothing }}"}, "b.html", 4),
        ({"a_html": "{% import 'b.html' as b %}\n{{ b.m() }}", "b_html": MACRO}, "b.html", 3),
        ({"a_html": "{% import 'b.html' as b %}", "b_html": "\n{{ nothing }}"}, "b.html", 2),
        ({"a_html": "\n{% for x in nothing %}{% endfor %}"}, "a.html", 2),
        ({"a_html": "\n{% if nothing %}{% endif %}"}, "a.html", 2),
        ({"a_html": "\n\n{{ site.menu[7].url }}"}, "a.html", 3),
    ],
)
def test_an_undefined_name_is_found_wherever_it_is(
    failing: Callable[..., Diagnostic], templates: dict[str, str], path: str, line: int
) -> None:
    diagnostic = failing(**templates)
    assert (diagnostic.code, diagnostic.path) == ("template-undefined", f"templates/{path}")
    assert diagnostic.place.line == line


def test_who_asked_for_the_failing_macro_is_named(failing: Callable[..., Diagnostic]) -> None:
    diagnostic = failing(
        a_html="{% import 'b.html' as b %}\n{{ b.m(page) }}",
        b_html="{% macro m(x) %}{{ x.titel }}{% endmacro %}",
    )
    assert diagnostic.hint == "did you mean title?; called from templates/a.html:2"


def test_a_macro_that_is_not_there(failing: Callable[..., Diagnostic]) -> None:
    diagnostic = failing(a_html="{% from 'b.html' import absent %}\n{{ absent() }}", b_html="")
    assert diagnostic.place.line == 2
    assert "does not export the requested name 'absent'" in diagnostic.message


@pytest.mark.parametrize(
    ("templates", "path", "line", "message"),
    [
        ({"a_html": "\n{% if %}"}, "a.html", 2, "Expected an expression, got 'end of statement block'"),
        ({"a_html": "{% include 'b.html' %}", "b_html": "\n\n{% endif %}"}, "b.html", 3, "endif"),
        ({"a_html": "\n{{ page.title|capitalise }}"}, "a.html", 2, "No filter named 'capitalise'"),
        (
            {"a_html": "\n{% if page.title %}\n{% for x in () %}{% endfor %}\n"},
            "a.html",
            2,
            "{% if %} is never closed",
        ),
        ({"a_html": "{% for x in () %}\n{% if x %}\n{% endfor %}"}, "a.html", 2, "{% if %} is never closed"),
        (
            {"a_html": "{# {% if %} #}{% set x = 1 %}\n{% block b %}"},
            "a.html",
            2,
            "{% block %} is never closed",
        ),
        ({"a_html": "{% set x %}\n{% raw %}{% if %}{% endraw %}"}, "a.html", 1, "{% set %} is never closed"),
    ],
)
def test_syntax_errors(
    failing: Callable[..., Diagnostic], templates: dict[str, str], path: str, line: int, message: str
) -> None:
    diagnostic = failing(**templates)
    assert (diagnostic.code, diagnostic.path) == ("template-syntax", f"templates/{path}")
    assert diagnostic.place.line == line
    assert message in diagnostic.message


def test_a_misspelt_filter_gets_a_suggestion(failing: Callable[..., Diagnostic]) -> None:
    assert failing(a_html="{{ page.title|capitalise }}").hint == "did you mean capitalize?"


@pytest.mark.parametrize("statement", ["include", "extends"])
def test_a_missing_template_names_who_asked_for_it(
    failing: Callable[..., Diagnostic], statement: str
) -> None:
    diagnostic = failing(a_html=f"\n{{% {statement} 'bass.html' %}}", base_html="")
    assert (diagnostic.code, diagnostic.path) == ("template-missing", "templates/a.html")
    assert diagnostic.place.line == 2
    assert diagnostic.message == "there is no template 'bass.html' (while making /x/)"
    assert diagnostic.hint == "did you mean base.html?"


def test_a_page_whose_template_is_missing(failing: Callable[..., Diagnostic]) -> None:
    diagnostic = failing(b_html="")
    assert (diagnostic.path, diagnostic.message) == ("", "there is no template 'a.html' (while making /x/)")


@pytest.mark.parametrize(
    ("expression", "code", "message", "hint"),
    [
        (
            "asset('styles.css')",
            "asset-missing",
            "there is no asset 'styles.css'",
            "did you mean style.css?",
        ),
        ("t('archives')", "template-unknown-word", "no text 'archives'", "did you mean archive?"),
        ("t('by_author')", "template-unknown-word", "needs a value 'author'", ""),
        ("page.image", "template-failed", "not set (None)", "print it only {% if %} it is set"),
        ("page.updated", "template-failed", "a date is printed through a filter", "write |date"),
        ("page.body", "template-failed", "a body cannot be printed", "write |content"),
        ("site.menu", "template-failed", "a list cannot be printed", "for"),
        ("t", "template-failed", "cannot be printed", ""),
        ("page.title|date", "template-failed", "the filter 'date' needs a date, not text", ""),
        ("page.image|picture", "template-failed", "the filter 'picture' needs a picture, not None", ""),
        ("page.title|content", "template-failed", "the filter 'content' needs a body, not text", ""),
        ("page.title|roman", "template-failed", "the filter 'roman' needs a whole number, not text", ""),
        ("page.meta|json", "template-failed", "the filter 'json' needs text", ""),
        ("page.titel|date", "template-undefined", "a page has no 'titel'", "title"),
        ("page.titel|json", "template-undefined", "a page has no 'titel'", "title"),
        ("page.title + 1", "template-failed", "this line failed", ""),
        ("1 // 0", "template-failed", "ZeroDivisionError", ""),
        ("'\\ud800'", "template-failed", "which is not a character", ""),
    ],
)
def test_failures_that_are_no_undefined_names(
    failing: Callable[..., Diagnostic], expression: str, code: str, message: str, hint: str
) -> None:
    diagnostic = failing(a_html="\n{{ " + expression + " }}")
    assert diagnostic.code == code
    assert message in diagnostic.message
    assert hint in diagnostic.hint


def test_a_macro_that_nobody_calls_is_named_as_one(failing: Callable[..., Diagnostic]) -> None:
    diagnostic = failing(a_html="{% macro box() %}{% endmacro %}{{ box }}")
    assert "a macro cannot be printed" in diagnostic.message


def test_a_template_that_includes_itself_for_ever(failing: Callable[..., Diagnostic]) -> None:
    diagnostic = failing(a_html="\n{% include 'a.html' %}")
    assert diagnostic.message == "this template calls itself without end (while making /x/)"
    assert diagnostic.place.line == 2


def test_a_bad_date_pattern_is_named(failing: Callable[..., Diagnostic]) -> None:
    failure = failing(a_html="{{ page.updated|date('YYYY-MM-DD') }}")
    assert "the date pattern has `D`, which is the day of the year" in failure.message
    assert "'QQQQQQQQ' is not a date pattern" in failing(a_html="{{ page.updated|date('QQQQQQQQ') }}").message


def test_trouble_of_the_engine_is_not_taken_for_the_templates(tmp_path: Path) -> None:
    def load_body(digest: str) -> tuple[str, ...]:
        raise OutputBroken(f"no body {digest}")

    (tmp_path / "a.html").write_text("{{ page.body|content }}", "utf-8")
    with pytest.raises(OutputBroken, match="no body d"):
        Renderer(TemplateLookup((tmp_path,)), {}, MANNER, load_body).render("a.html", SITE, PAGE)


def test_a_failure_can_come_back_from_another_process(failing: Callable[..., Diagnostic]) -> None:
    failure = TemplateFailed(failing(a_html="{{ x }}"))
    assert pickle.loads(pickle.dumps(failure)).diagnostic == failure.diagnostic


# ── Compiled templates kept between builds ──


def test_a_kept_template_prints_the_same(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    made = [renderer(tmp_path / "t", {"a.html": "{{ page.title }}"}, cache=cache) for _ in range(2)]
    assert made[0].render("a.html", SITE, PAGE) == b"A &amp; B\n"
    kept = {path: path.stat().st_mtime_ns for path in cache.iterdir()}
    assert made[1].render("a.html", SITE, PAGE) == b"A &amp; B\n"
    assert {path: path.stat().st_mtime_ns for path in cache.iterdir()} == kept


def test_a_changed_template_is_compiled_again_into_the_same_file(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for source in ("one", "two"):
        assert (
            renderer(tmp_path / "t", {"a.html": source}, cache=cache).render("a.html", SITE, PAGE).decode()
            == source + "\n"
        )
    assert len(list(cache.iterdir())) == 1


def test_what_is_kept_does_not_carry_one_language_into_another(tmp_path: Path) -> None:
    source = "{{ 2|in_words }} {{ t('archive') }} {{ 12345|number }}"
    outputs = [
        renderer(
            tmp_path / "t", {"a.html": source}, MANNER._replace(language=language), tmp_path / "cache"
        ).render("a.html", SITE, PAGE)
        for language in ("en", "de", "en")
    ]
    assert outputs == [b"two Archive 12,345\n", b"zwei Archiv 12.345\n", b"two Archive 12,345\n"]


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 400])
def test_a_damaged_cache_does_not_hurt(tmp_path: Path, damage: bytes) -> None:
    cache = tmp_path / "cache"
    renderer(tmp_path / "t", {"a.html": "fine"}, cache=cache).render("a.html", SITE, PAGE)
    (path,) = cache.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage)
    assert renderer(tmp_path / "t", {}, cache=cache).render("a.html", SITE, PAGE) == b"fine\n"
    assert path.read_bytes() == whole


def test_a_cache_that_cannot_be_written_does_not_hurt(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", "utf-8")
    made = renderer(tmp_path / "t", {"a.html": "fine"}, cache=tmp_path / "cache")
    assert made.render("a.html", SITE, PAGE) == b"fine\n"


# ── What a page's bytes depend on ──


def test_the_facts_hold_what_printing_sees_of_the_configuration() -> None:
    config = Config("T", "https://example.org/")
    facts = render_inputs(config)
    changes = {
        "language": "de",
        "timezone": "Asia/Tokyo",
        "date_format": "y",
        "announcement_date_format": "y",
    }
    for field, value in changes.items():
        assert render_inputs(msgspec.structs.replace(config, **{field: value})) != facts, field
    assert render_inputs(msgspec.structs.replace(config, title="Other")) == facts


def test_an_idle_build_imports_no_library_for_its_facts_and_templates() -> None:
    code = (
        "import sys; from pathlib import Path; from site_builder.model.config import Config\n"
        "from site_builder.stages.rendering.render_settings import render_inputs\n"
        "from site_builder.stages.language.words import Words\n"
        "from site_builder.stages.theme.templates import TemplateLookup\n"
        "import site_builder.stages.theme.assets\n"
        "render_inputs(Config('T', 'https://e.org/'))\n"
        "TemplateLookup.of_site(Path('.'), 'templates').names()\n"
        "Words('de').text('comments_heading', count=3, title='x')\n"
        "print(*{'jinja2', 'babel', 'yaml', 'markupsafe'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []
