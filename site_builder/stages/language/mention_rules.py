"""How a language mentions the parts of a series: rules in `languages/mentions.LANGUAGE.ini`.

A section is a rule. Its name begins with what it finds: `part` (a part by its number), `own` (what the text
says that it is; where the expression ends with `$`, what its title says), `count` (how many parts there are),
`next`, `previous`, or `gap` with the days it says.

- `match` is a regular expression of Python's.
- `strict: yes` finds it only at the beginning of a sentence or behind one of the words in `lead`; `no` does
  behind anything that does not look like a name, and never behind a word of `foreign`.
- `not_after` is what must not follow, `only_after` what must.

In all of them `{digits}`, `{word}` (one to twenty), `{Capital}` (digits, a capital word or a Roman numeral
from II), `{anyword}` and `{anynumber}` stand for a number that is read, `{ordinal}` for first to twentieth,
and `{some}` for one that is not read; braces of a repetition are doubled. `[tense]` says what follows a
mention of a part that is out, of one that is announced, and of one that is to come; `[pieces]` are named
parts of expressions. A mention may follow another behind one of the words in `join`.
"""

from __future__ import annotations

import configparser
import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from site_builder.model.expressions import expression
from site_builder.stages.language.locales import subtags
from site_builder.stages.language.words import LANGUAGES, Words
from site_builder.stages.text.quick_search import contains

_ROMAN = {
    sign: number
    for number, sign in enumerate(
        "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split(), 1
    )
}
_LARGEST_WORD = 20
_WORD_BEFORE = expression(r"([\w’']+)\W*\Z")
_SENTENCE_BEFORE = expression(r"(?:\A|[.!?:;…(\[–—]|\n)[\s“”\"‘’»„]*\Z")
_QUOTE_BEFORE = expression(r"[“„‘»\"]\Z")
_QUOTES_BEHIND = ("”", '"', "’", "«", "“")
_BEFORE = 80
_BEHIND = 120
"""Characters around a mention that decide about it."""


class RuleKind(NamedTuple):
    """What a rule finds; `days` is the distance that a rule for gaps says."""

    name: str
    days: int = 0


class Found(NamedTuple):
    """A mention in plain text. `tense` is as for `Mention`."""

    kind: RuleKind
    start: int
    end: int
    number: int
    tense: int


class _Rule(NamedTuple):
    kind: RuleKind
    match: re.Pattern[str]
    is_strict: bool
    lead: frozenset[str]
    not_after: re.Pattern[str]
    only_after: re.Pattern[str]

    @property
    def is_for_titles(self) -> bool:
        """Whether it looks at the end of a title."""
        return self.match.pattern.endswith("$")


_NEVER = expression(r"(?!)")
_ALWAYS = expression("")


def _is_closed(rule: _Rule, text: str, start: int, end: int) -> bool:
    """Whether what follows a mention lets it be one, and it is not in quotation marks by itself."""
    behind = text[end : end + _BEHIND]
    is_quoted = _QUOTE_BEFORE.search(text, max(0, start - 1), start) and behind[:1] in _QUOTES_BEHIND
    if is_quoted or rule.not_after.match(behind):
        return False
    return rule.only_after.match(behind) is not None


class MentionRules:
    """The rules of one language; none for a language that has no file."""

    def __init__(self, language: str) -> None:
        self._title_rules: tuple[_Rule, ...] = ()
        self._text_rules: tuple[_Rule, ...] = ()
        self._foreign: frozenset[str] = frozenset()
        self._lead: frozenset[str] = frozenset()
        self._past = self._announced = self._future = _NEVER
        self._join = _NEVER
        self._triggers: tuple[str, ...] = ()
        self._numbers: dict[str, int] = {}
        files = [file for file in map(_file, subtags(language)) if file.is_file()]
        if not files:
            return
        path = files[0]
        parser = configparser.RawConfigParser(strict=True)
        parser.read_string(path.read_text(encoding="utf-8"), path.name)
        words = parser["words"]
        self._lead = frozenset(words["lead"].split())
        self._foreign = frozenset(words["foreign"].split())
        self._triggers = tuple(words["trigger"].split())
        joins = "|".join(map(re.escape, words["join"].split()))
        self._join = expression(rf"(?:\s|{joins})*")
        macros = _Macros(Words(language), dict(parser["pieces"]))
        self._numbers = macros.numbers
        self._past = expression(macros.expand(parser["tense"]["past"]))
        self._announced = expression(macros.expand(parser["tense"]["announced"]))
        self._future = expression(macros.expand(parser["tense"]["future"]))
        rules = [
            self._rule(name, section, macros)
            for name, section in parser.items()
            if name not in ("DEFAULT", "words", "tense", "pieces")
        ]
        self._title_rules = tuple(rule for rule in rules if rule.is_for_titles)
        self._text_rules = tuple(rule for rule in rules if not rule.is_for_titles)

    def __bool__(self) -> bool:
        return bool(self._text_rules)

    def may_speak(self, text: str) -> bool:
        """A quick look: false only where nothing can be found."""
        return any(contains(text, trigger) for trigger in self._triggers)

    def find(self, text: str) -> Iterator[Found]:
        """Mentions in running text, in order; of two that overlap the first rule's."""
        yield from self._find(text, self._text_rules)

    def in_title(self, title: str) -> Found | None:
        """What a title says that its part is."""
        return next(self._find(title, self._title_rules), None)

    def _find(self, text: str, rules: Iterable[_Rule]) -> Iterator[Found]:
        # Not only quicker: the rules' expressions, which take long to compile, are not even needed.
        if not self.may_speak(text):
            return
        found: list[Found] = []
        for rule in rules:
            for match in rule.match.finditer(text):
                start, end = match.span()
                others = [one for one in found if one.kind.name == rule.kind.name]
                if any(one.start < end and start < one.end for one in others):
                    continue
                is_led_to = rule.is_for_titles or any(
                    self._join.fullmatch(text, one.end, start) for one in others if one.end <= start
                )
                if _is_closed(rule, text, start, end) and (is_led_to or self._is_led_to(rule, text[:start])):
                    found.append(Found(rule.kind, start, end, self._number(match), self._tense(text, end)))
        yield from sorted(found, key=lambda one: one.start)

    def _is_led_to(self, rule: _Rule, text: str) -> bool:
        """Whether what is before a mention lets it be one."""
        before = text[-_BEFORE:]
        if _SENTENCE_BEFORE.search(before):
            return True
        word = _WORD_BEFORE.search(before)
        if word is None:
            return True
        known = word[1].casefold()
        if rule.is_strict:
            return known in rule.lead and not before[word.end(1) :].strip()
        if known in self._foreign or known.endswith(("’s", "'s")):
            return False
        return known in rule.lead or not (word[1][0].isupper() or word[1][0].isdigit())

    def _number(self, match: re.Match[str]) -> int:
        for name, value in match.groupdict().items():
            if name.startswith("number") and value:
                return self._numbers[value] if value in self._numbers else self._numbers[value.casefold()]
        return 0

    def _tense(self, text: str, end: int) -> int:
        behind = text[end : end + _BEHIND]
        if self._past.match(behind):
            return -1
        if self._announced.match(behind):
            return 2
        return 1 if self._future.match(behind) else 0

    def _rule(self, name: str, section: configparser.SectionProxy, macros: _Macros) -> _Rule:
        kind, _, rest = name.partition(":")
        days = int(rest.split()[0]) if kind == "gap" else 0
        lead = frozenset(section["lead"].split()) if "lead" in section else self._lead
        return _Rule(
            RuleKind(kind, days),
            expression(macros.expand(section["match"])),
            section.getboolean("strict", fallback=True),
            lead,
            expression(macros.expand(section["not_after"])) if "not_after" in section else _NEVER,
            expression(macros.expand(section["only_after"])) if "only_after" in section else _ALWAYS,
        )


class _Macros:
    """What braces in an expression stand for, and the numbers that all their words mean."""

    def __init__(self, words: Words, pieces: dict[str, str]) -> None:
        named = {number: words.number_in_words(number) for number in range(1, _LARGEST_WORD + 1)}
        ordinals = {number: words.ordinal(number) for number in range(1, _LARGEST_WORD + 1)}
        self._pieces = pieces
        self.numbers = {str(number): number for number in range(1, 100)} | _ROMAN
        self.numbers |= {word: number for number, word in (*named.items(), *ordinals.items())}
        lower = _either(named.values())
        capital = _either(word[:1].upper() + word[1:] for word in named.values())
        self._plain = {
            "digits": "[1-9][0-9]?",
            "word": lower,
            "capital": f"[1-9][0-9]?|{capital}|{_either(_ROMAN.keys() - {'I'})}",
            "anyword": f"(?i:{lower})|[1-9][0-9]?",
            "anynumber": f"[1-9][0-9]?|(?i:{lower})|{_either(_ROMAN)}",
            "ordinal": _either(ordinals.values()),
        }

    def expand(self, expression: str) -> str:
        """The expression with all that braces stand for."""
        for name, piece in self._pieces.items():
            expression = expression.replace("{" + name + "}", f"(?:{piece})")
        expression = expression.replace("{some}", f"(?:{self._plain['anynumber']})\\b")
        count = 0

        def numbered(match: re.Match[str]) -> str:
            nonlocal count
            count += 1
            inner = self._plain[match[1].casefold()]
            ends = "" if match[1] in ("anyword", "ordinal") else r"(?![\w])"
            return f"(?P<number{count}>{inner}){ends}"

        expression = re.sub(r"\{([A-Za-z]+)\}", numbered, expression)
        return expression.replace("{{", "{").replace("}}", "}")


def _either(words: Iterable[str]) -> str:
    """The longer ones first, so that none hides another."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _file(tag: str) -> Path:
    return LANGUAGES / f"mentions.{tag}.ini"


@functools.cache
def mention_rules(language: str) -> MentionRules:
    """The rules for a language, read once."""
    return MentionRules(language)
