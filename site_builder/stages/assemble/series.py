"""Series: which parts are live, which are announced, and what does not fit together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath

import msgspec

from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic, Place, error, source_name, warning
from site_builder.model.documents import PlannedPart, PostHead, SeriesHead, SeriesStatus
from site_builder.model.site import Part, Post, ResolvedLinks, Series, State
from site_builder.stages.assemble.assembly import Assembly
from site_builder.stages.assemble.part_numbers import missing_numbers
from site_builder.stages.assemble.permalinks import series_url
from site_builder.stages.assemble.visibility import Visibility
from site_builder.stages.language.words import roman
from site_builder.stages.text.slugs import slugify


def heads_by_slug(assembly: Assembly, heads: Iterable[SeriesHead]) -> dict[str, SeriesHead]:
    """The files of series. Two with one slug are reported: posts could not say which of them they mean."""
    config, _, diagnostics = assembly
    found: dict[str, SeriesHead] = {}
    for head in heads:
        first = found.setdefault(head.slug, head)
        if first is not head:
            diagnostics.append(
                error(
                    "url-collision",
                    f"both have the URL {series_url(config, head.slug)}: this and "
                    f"{source_name(config.paths.content, first.path)}",
                    head.path,
                    head.places.get("slug") or head.places.get("title", Place(1, 1)),
                    "give one of the two another slug",
                )
            )
    return found


def name_by_slug(posts: Iterable[PostHead], heads: Mapping[str, SeriesHead]) -> list[PostHead]:
    """Posts name their series by its file; where that says another slug, they are made to name the slug."""
    slugs = {PurePosixPath(head.path).stem: slug for slug, head in heads.items()}
    return [
        msgspec.structs.replace(post, series=slugs[post.series])
        if post.series not in heads and post.series in slugs
        else post
        for post in posts
    ]


def arrange_series(
    assembly: Assembly,
    heads: Mapping[str, SeriesHead],
    posts: Sequence[PostHead],
    visible: Mapping[str, Post],
    unreadable: set[str],
) -> dict[str, Series]:
    """The series that have something to show, by slug. `unreadable` are paths of broken documents."""
    config, visibility, diagnostics = assembly
    members: dict[str, dict[int, PostHead]] = {slug: {} for slug in heads}
    numbers = _numbers_to_give(heads, posts, visibility)
    # What is visible comes first: a draft that claims the same part is the one that is wrong.
    for post in sorted(posts, key=lambda head: not visibility.shows(head)):
        if not post.series:
            continue
        if post.series not in heads:
            if not slugify(post.series):
                diagnostics.append(_nameless_series(post))
        elif not post.series_part:
            diagnostics.append(_numberless(post, numbers[post.path]))
        elif _fits(assembly, post, heads[post.series], members[post.series]):
            members[post.series][post.series_part] = post
    # Any of them might be the part that seems to be missing.
    has_broken_posts = any(path.startswith("posts/") for path in unreadable)
    arranged: dict[str, Series] = {}
    for slug, head in heads.items():
        parts = _parts(assembly, head, members[slug], visible)
        if any(part.post is not None or part.date is not None or part.title for part in parts):
            arranged[slug] = _series(config, head, parts)
            if head.is_declared and not has_broken_posts:
                _report_gap(arranged[slug], diagnostics)
    return arranged


def _numbers_to_give(
    heads: Mapping[str, SeriesHead], posts: Iterable[PostHead], visibility: Visibility
) -> dict[str, int]:
    """By path: what posts without a number may be given, each another one."""
    of_series: defaultdict[str, list[PostHead]] = defaultdict(list)
    for post in posts:
        if post.series in heads:
            of_series[post.series].append(post)
    numbers: dict[str, int] = {}
    for members in of_series.values():
        numbers |= missing_numbers(members, visibility)
    return numbers


def _nameless_series(head: PostHead) -> Diagnostic:
    return error(
        "series-unknown",
        f"no URL can be made from the name of the series '{head.series}'",
        head.path,
        head.places.get("series", Place()),
        "give it a name with a letter or a digit",
    )


def _numberless(head: PostHead, number: int) -> Diagnostic:
    return error(
        "series-part-missing",
        f"a post of the series '{head.series}' needs its number in the series",
        head.path,
        _place_of_number(head),
        f"write series_part: {number}",
    )


def _place_of_number(head: PostHead) -> Place:
    return head.places.get("series_part") or head.places.get("series", Place())


def _fits(assembly: Assembly, head: PostHead, series: SeriesHead, members: Mapping[int, PostHead]) -> bool:
    content = assembly.config.paths.content
    place = _place_of_number(head)
    number = head.series_part
    if number in members:
        problem = error(
            "series-part-duplicate",
            f"part {number} of the series '{series.slug}' is "
            f"{source_name(content, members[number].path)} already",
            head.path,
            place,
            "give one of the two another number",
        )
    elif series.length and number > series.length:
        problem = error(
            "series-part-beyond-length",
            f"there is no part {number}: {source_name(content, series.path)} declares parts: {series.length}",
            head.path,
            place,
            f"correct the number, or write parts: {number} in {source_name(content, series.path)}",
        )
    else:
        return True
    assembly.diagnostics.append(problem)
    return False


def _parts(
    assembly: Assembly,
    head: SeriesHead,
    members: Mapping[int, PostHead],
    visible: Mapping[str, Post],
) -> tuple[Part, ...]:
    visibility = assembly.visibility
    planned = _planned(head, assembly.diagnostics)
    live = {number: visible[member.path] for number, member in members.items() if member.path in visible}
    scheduled = {number: member for number, member in members.items() if visibility.is_announced(member)}
    known = live.keys() | scheduled.keys() | planned.keys()
    for number in sorted(planned.keys() - live.keys() - scheduled.keys()):
        _report_overdue(assembly, head, planned[number], members.get(number))
    return tuple(
        Part(number, live[number], live[number].head.title, live[number].head.date)
        if number in live
        else _coming_part(number, planned.get(number), scheduled.get(number), visibility.now)
        for number in range(1, max((head.length, *known)) + 1)
        if not _is_withdrawn(members.get(number), planned.get(number), visibility)
    )


def _is_withdrawn(post: PostHead | None, plan: PlannedPart | None, visibility: Visibility) -> bool:
    """Whether a part has expired, or will before it appears: unless it is announced, it is not to come."""
    if post is None or post.is_draft:
        return False
    if visibility.state(post) is not State.EXPIRED and not post.never_appears:
        return False
    return plan is None or plan.date is None or plan.date <= visibility.now


def _planned(head: SeriesHead, diagnostics: list[Diagnostic]) -> dict[int, PlannedPart]:
    planned: dict[int, PlannedPart] = {}
    for part in head.planned:
        first = planned.setdefault(part.part, part)
        if first is not part:
            diagnostics.append(
                error(
                    "series-part-duplicate",
                    f"part {part.part} is planned on line {first.place.line} already",
                    head.path,
                    part.place,
                    "keep one of the two, or give one another number",
                )
            )
        elif head.length and part.part > head.length:
            diagnostics.append(
                error(
                    "series-part-beyond-length",
                    f"there is no part {part.part}: this file declares parts: {head.length}",
                    head.path,
                    part.place,
                    f"correct the number, or write parts: {part.part}",
                )
            )
    return planned


def _coming_part(number: int, plan: PlannedPart | None, post: PostHead | None, now: datetime) -> Part:
    """The title is the plan's alone; the date is the scheduled post's, else the plan's if it is to come."""
    title = plan.title if plan else ""
    if post is not None:
        return Part(number, None, title, post.published_from)
    date = plan.date if plan else None
    return Part(number, None, title, date if date is not None and date > now else None)


def _report_overdue(assembly: Assembly, series: SeriesHead, plan: PlannedPart, post: PostHead | None) -> None:
    """Readers were promised a day that has passed. `post` is the part's own text, which is not published."""
    config, visibility, diagnostics = assembly
    date = plan.date
    if date is None or date > visibility.now or series.status is SeriesStatus.ABANDONED:
        return
    if post is not None and visibility.state(post) is State.EXPIRED:
        return
    why, hint = "is not published", "publish the part, or announce another date"
    if post is not None:
        source = source_name(config.paths.content, post.path)
        why, hint = f"is still a draft: {source}", f"publish {source}, or announce another date"
    day = f"{date.day} {date:%B} {date.year}"
    diagnostics.append(
        warning(
            "series-plan-overdue",
            f"Part {roman(plan.part)} was announced for {day} and {why}",
            series.path,
            plan.place,
            hint,
        )
    )


def _series(config: Config, head: SeriesHead, parts: tuple[Part, ...]) -> Series:
    live = sum(part.post is not None for part in parts)
    is_whole = bool(parts) and live == len(parts)
    status = head.status or (SeriesStatus.COMPLETE if head.length and is_whole else SeriesStatus.ONGOING)
    if status is SeriesStatus.ABANDONED:
        # Nothing more will come, whatever was announced: the series is as long as it became.
        live_parts = tuple(part for part in parts if part.post is not None)
        return Series(head, series_url(config, head.slug), 0, status, live_parts, ResolvedLinks())
    length = head.length or (len(parts) if status is SeriesStatus.COMPLETE else 0)
    if status is SeriesStatus.COMPLETE and any(
        part.post is None and (part.date or part.title) for part in parts
    ):
        # The writer says what will be once all is published; until then a part is to come.
        status = SeriesStatus.ONGOING
    return Series(head, series_url(config, head.slug), length, status, parts, ResolvedLinks())


def _report_gap(series: Series, diagnostics: list[Diagnostic]) -> None:
    last = max((part.number for part in series.parts if part.post is not None), default=0)
    missing = [part.number for part in series.parts if part.post is None and part.number < last]
    if missing:
        named = _ranges(missing)
        parts, are, them = ("part", "is", "it") if len(missing) == 1 else ("parts", "are", "them")
        diagnostics.append(
            warning(
                "series-gap",
                f"{parts} {named} of the series '{series.head.slug}' {are} not live, but part {last} is",
                series.head.path,
                series.head.places.get("parts", Place()),
                f"publish {them}, or renumber the parts",
            )
        )


def _ranges(numbers: list[int]) -> str:
    """`1 to 69, 72 and 74` for numbers in order."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    named = [" to ".join(map(str, run)) for run in runs]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
