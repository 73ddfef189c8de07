"""What posts of a series say of its parts, against what is so: numbers, how many there are, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model.diagnostics import Diagnostic, plural, source_name, warning
from site_builder.model.documents import Mention, MentionKind
from site_builder.model.site import Part, Post, Series, Site

_DAY, _WEEK, _FORTNIGHT = 1, 7, 14
_NEARLY = {_WEEK: range(5, 10), _FORTNIGHT: range(11, 18), 30: range(25, 36)}
"""Days that may be meant by a distance, beside those of the calendar's next week or month."""


def check(site: Site) -> Iterator[Diagnostic]:
    """Only what is certainly wrong: a part that is merely named without a link is for `check`."""
    for post in site.posts:
        series = site.series.get(post.series)
        if series is None or not post.head.body.mentions:
            continue
        for mention in post.head.body.mentions:
            found = _wrong(site, series, post, mention)
            if found is not None:
                code, message, hint = found
                yield warning(code, message, post.head.path, mention.place, hint)


def _wrong(site: Site, series: Series, post: Post, mention: Mention) -> tuple[str, str, str] | None:
    match mention.kind:
        case MentionKind.PART:
            return _wrong_part(site, series, post, mention)
        case MentionKind.OWN if mention.number != post.part:
            message = f"this is part {post.part} of its series, and not '{mention.words}'"
            return "mention-part", message, "correct the number, or series_part"
        case MentionKind.COUNT:
            return _wrong_count(site, series, mention)
        case MentionKind.NEXT if series.length and post.part >= series.length:
            message = f"'{mention.words}' is not to come: this is the last of {series.length} parts"
            return "mention-part", message, "leave it out, or correct the number of parts"
        case MentionKind.PREVIOUS if post.part == 1:
            return "mention-part", f"'{mention.words}' does not exist: this is part 1", "leave it out"
        case MentionKind.GAP:
            return _wrong_time(series, post, mention)
    return None


def _wrong_part(site: Site, series: Series, post: Post, mention: Mention) -> tuple[str, str, str] | None:
    number, own = mention.number, post.part
    # An open series may mention the part after the last that is known.
    most = series.length or max(len(series.parts) + 1, own)
    problem = ""
    if number > most:
        known = series.length or len(series.parts)
        problem = f"names part {number}, and the series '{series.head.slug}' has {plural(known, 'part')}"
    elif mention.target.startswith("part:") and mention.target[5:].partition("#")[0] != str(number):
        problem = f"is a link to {mention.target.partition('#')[0]}"
    elif mention.tense < 0 and number == own:
        problem = "is this part itself, but the sentence refers to an earlier one"
    elif mention.tense < 0 and number > own:
        problem = f"comes after this part {own}, but the sentence refers to an earlier one"
    elif mention.tense > 1 and number == own:
        problem = "is this part itself, but the sentence refers to a later one"
    elif mention.tense > 0 and number < own:
        problem = f"came before this part {own}, but the sentence refers to a later one"
    if not problem:
        return None
    file = source_name(site.config.paths.content, series.head.path)
    is_declared = series.head.is_declared and number > most
    hint = f"correct the number, or parts: in {file}" if is_declared else "correct the number or the link"
    return "mention-part", f"'{mention.words}' {problem}", hint


def _wrong_count(site: Site, series: Series, mention: Mention) -> tuple[str, str, str] | None:
    if not series.length or mention.number == series.length:
        return None
    file = source_name(site.config.paths.content, series.head.path)
    has = f"the series '{series.head.slug}' has {plural(series.length, 'part')}"
    hint = f"correct the number, or parts: in {file}" if series.head.is_declared else "correct the number"
    return "mention-count", f"'{mention.words}' says {mention.number}, and {has}", hint


def _wrong_time(series: Series, post: Post, mention: Mention) -> tuple[str, str, str] | None:
    is_ahead = mention.days > 0
    number = mention.number or (post.part + 1 if is_ahead else post.part - 1)
    other = next((part for part in series.parts if part.number == number), None)
    if other is None or post.head.date is None or (when := _date(other)) is None:
        return None
    here = post.head.date.date()
    if _fits(here, when, mention.days):
        return None
    apart = abs((when - here).days)
    verb = "comes" if is_ahead else "came"
    days = plural(apart, "day")
    message = f"'{mention.words}': part {number} {verb} on {when:%Y-%m-%d}, {days} from this part"
    return "mention-time", message, "correct the words, or a date"


def _date(part: Part) -> date | None:
    moment = part.post.head.date if part.post is not None else part.date
    return moment.date() if moment is not None else None


def _fits(here: date, there: date, days: int) -> bool:
    """Whether a distance is what people call next week, a fortnight, last month or tomorrow."""
    if days < 0:
        here, there, days = there, here, -days
    apart = (there - here).days
    if apart <= 0:
        return False
    if days == _DAY:
        return apart == 1
    if apart in _NEARLY[days]:
        return True
    if days == _WEEK:
        return (there.toordinal() - 1) // 7 - (here.toordinal() - 1) // 7 == 1
    return days > _FORTNIGHT and (there.year * 12 + there.month) - (here.year * 12 + here.month) == 1
