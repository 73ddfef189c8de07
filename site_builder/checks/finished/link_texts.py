"""Links without words, and links whose words say nothing about where they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model.diagnostics import Severity
from site_builder.model.finished import FinishedPage, Flaw, Wanted, make_flaw

_VAGUE = {
    "en": "here|click here|click|this|this link|link|this page|more|read more|learn more|over here|see here",
    "de": "hier|hier klicken|klick|klicken sie hier|dieser link|link|mehr|mehr dazu|mehr lesen|weiterlesen",
    "fr": "ici|cliquez ici|clique ici|ce lien|lien|lire la suite|en savoir plus|plus|voir ici",
    "es": "aquí|haz clic aquí|haga clic aquí|este enlace|enlace|leer más|más|ver más|saber más",
    "it": "qui|clicca qui|questo link|link|leggi tutto|leggi di più|altro|di più",
    "nl": "hier|klik hier|deze link|link|lees meer|meer|lees verder",
    "pt": "aqui|clique aqui|este link|link|leia mais|saiba mais|mais",
    "pl": "tutaj|tu|kliknij tutaj|ten link|link|więcej|czytaj więcej",
    "sv": "här|klicka här|denna länk|länk|läs mer|mer",
    "da": "her|klik her|dette link|link|læs mere|mere",
    "nb": "her|klikk her|denne lenken|lenke|les mer|mer",
    "fi": "tässä|tästä|klikkaa tästä|tämä linkki|linkki|lue lisää|lisää",
    "cs": "zde|klikněte zde|tento odkaz|odkaz|více|číst dál",
}
"""What a list of a page's links, read aloud, would repeat without telling them apart (WCAG 2.4.4)."""

_WORDS = {language: frozenset(words.split("|")) for language, words in _VAGUE.items()}
_WRITTEN = ("[{}]", ">{}<", "[*{}*]", "[_{}_]", "[**{}**]", "[__{}__]")
"""How a link's text may be in a source."""
_EDGES = re.compile(r"^\W+|\W+$")


def look(page: FinishedPage) -> Iterator[Flaw]:
    """Of a link that has no text, the name that a screen reader uses counts."""
    vague = _WORDS.get(page.language.partition("-")[0].lower(), frozenset())
    for address, text, name in page.links:
        if not text and not name:
            yield make_flaw(
                "link-text-empty",
                Severity.WARNING,
                f"this link to {address} has no text, so nobody can see it, hear it or choose it",
                "write its words into the square brackets, or delete it",
                Wanted("address", (address,)),
            )
        elif text and not name and _EDGES.sub("", text.lower()) in vague:
            yield make_flaw(
                "link-text-vague",
                Severity.WARNING,
                f"the link text '{text}' does not say where the link leads",
                "link the words that name the target: [the report of 2021](…)",
                Wanted("text", tuple(form.format(text) for form in _WRITTEN)),
            )
