"""From a template and a view to a page's bytes. Jinja is imported when a Renderer is made."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from site_builder.model.errors import SiteBuilderError, TemplateFailed
from site_builder.model.views import Moment, PageView, SiteView
from site_builder.stages.language.words import Words
from site_builder.stages.rendering.render_settings import LoadBody, RenderSettings
from site_builder.stages.text.controls import FORBIDDEN, may_have_forbidden
from site_builder.stages.theme.templates import TemplateLookup


class Renderer:
    """Prints pages. Templates are read and compiled once in its life; make another when one has changed."""

    def __init__(
        self,
        lookup: TemplateLookup,
        asset_links: Mapping[str, str],
        settings: RenderSettings,
        load_body: LoadBody,
        bytecode_cache: Path | None = None,
    ) -> None:
        from site_builder.stages.rendering.environment import build_environment
        from site_builder.stages.rendering.filters import template_filters, template_functions

        self._lookup = lookup
        functions = template_functions(Words(settings.language, settings.words), asset_links)
        self._environment = build_environment(
            lookup, functions, template_filters(settings, load_body), bytecode_cache
        )

    def get_ready(self) -> None:
        """Load all templates and what dates are printed with, which the first pages would wait for.

        What is wrong with a template is reported when a page needs it.
        """
        for name in self._lookup.names():
            with contextlib.suppress(Exception):
                self._environment.get_template(name)
        with contextlib.suppress(Exception):
            self._environment.filters["date"](None, Moment("2000-01-01T00:00:00+00:00"))

    def render(self, template: str, site: SiteView, page: PageView) -> bytes:
        """UTF-8, lines ended by LF, one at the end.

        Raises TemplateFailed for whatever goes wrong in a template.
        """
        try:
            self._environment.begin_page()
            compiled = self._environment.get_template(template)
            context = compiled.new_context({"site": site, "page": page})
            return _finish("".join(compiled.root_render_func(context)), template)
        except SiteBuilderError:
            raise
        except Exception as failure:
            from site_builder.stages.rendering.template_failures import explain

            raise TemplateFailed(explain(failure, page, self._environment, self._lookup)) from failure


def _finish(text: str, template: str) -> bytes:
    data = _encoded(text)
    if template.endswith(".xml") and may_have_forbidden(data):
        return _encoded(FORBIDDEN.sub("", text))
    return data


def _encoded(text: str) -> bytes:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (text.strip() + "\n").encode()
