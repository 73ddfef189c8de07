"""Strangers' comments: Markdown, or HTML as older systems kept it. Only what can do no harm is left of it."""

from __future__ import annotations

import html

import nh3
from markdown import Markdown
from markdown.extensions.nl2br import Nl2BrExtension
from markdown.extensions.sane_lists import SaneListExtension

from site_builder.fastmarkdown.placeholders import mend_placeholders
from site_builder.stages.bodies.syntax.typographic_marks import TypographicMarks
from site_builder.stages.bodies.targets import is_external

_TAGS = frozenset(
    "a b blockquote br cite code del em i li ol p pre q strong sub sup ul".split(),
)
_ATTRIBUTES = {"a": {"href"}}
_REL = "nofollow ugc noopener"
_SCHEMES = {"http", "https", "mailto"}
_BLOCKS = ("hashheader", "setextheader", "hr")


def build_comment_markdown(language: str, *, has_marks: bool) -> Markdown:
    """A converter to which `#` and `---` at the beginning of a line are text.

    With `has_marks`, quotation marks and apostrophes are those of the language, as in the site's own texts.
    """
    marks = [TypographicMarks(language, smart_dashes=False)] if has_marks else []
    md = Markdown(output_format="html", extensions=[Nl2BrExtension(), SaneListExtension(), *marks])
    for name in _BLOCKS:
        md.parser.blockprocessors.deregister(name)
    return md


def convert_comment(md: Markdown, text: str) -> str:
    """Sanitised HTML. What Markdown cannot cope with becomes plain paragraphs."""
    try:
        converted = mend_placeholders(md.reset().convert(text), md)
    except RecursionError:
        blocks = (block.strip() for block in text.split("\n\n"))
        converted = "\n".join(f"<p>{html.escape(block)}</p>" for block in blocks if block)
    cleaned = nh3.clean(
        converted,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        attribute_filter=_keep_attribute,
        link_rel=_REL,
    )
    # What led to a forbidden place leads nowhere, and HTML allows no rel on it.
    return cleaned.replace(f'<a rel="{_REL}">', "<a>").strip()


def _keep_attribute(_tag: str, name: str, value: str) -> str | None:
    """A relative address means nothing that the commenter could know."""
    return value if name != "href" or is_external(value) else None
