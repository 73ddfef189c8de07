"""Published posts that have moved or vanished, by the record: their old URLs, ids and entries in feeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from site_builder.engine.record.published_record import PublishedRecord, record_path
from site_builder.model.addresses import output_path
from site_builder.model.diagnostics import Diagnostic, Place, source_name, warning
from site_builder.model.documents import Broken, Head, PostHead
from site_builder.model.published import PublishedPost
from site_builder.model.routes import Route
from site_builder.model.site import Post, Site, State
from site_builder.stages.assemble.visibility import Visibility
from site_builder.stages.views.entry_traits import address_place


class Identities:
    """A site and what was recorded of it."""

    def __init__(
        self, record: PublishedRecord, site: Site, heads: Mapping[str, Head], routes: Mapping[str, Route]
    ) -> None:
        """`heads` are by path under content/, `routes` by output path."""
        self.record, self.site, self.heads, self._routes = record, site, heads, routes
        old = [redirect.old for redirect in site.redirects] if record.posts else []
        self._redirected = frozenset(old)
        self._redirected_folders = tuple(one[:-1] for one in old if one.endswith("/*"))

    def problems(self) -> Iterator[Diagnostic]:
        """What readers, feed readers and comments would lose; paths are relative to the site's root."""
        if not self.record.posts:
            return
        posts = {post.head.id: post for post in self.site.posts}
        for one in self.record.posts.values():
            if one.date > self.site.now:
                continue
            post = posts.get(one.id)
            yield from self._moved(one, post) if post is not None else self._gone(one)

    def _moved(self, one: PublishedPost, post: Post) -> Iterator[Diagnostic]:
        lost = [url for url in one.urls if self.leads_nowhere(url)]
        if lost:
            what = "leads" if len(lost) == 1 else "lead"
            message = f"this post was published at {' and '.join(lost)}, which {what} nowhere now"
            yield self._at_post(post.head, message, f"add {_alias_line(post.head, lost)}")
        for url in one.urls:
            route = self._routes.get(output_path(url))
            if route is not None and url not in self._redirected and route.origin.name != post.head.path:
                other = route.origin.name if route.origin.is_file else "another page"
                message = f"this post was published at {url}, which is now {other}"
                hint = f"give that another URL, and add {_alias_line(post.head, [url])}"
                yield self._at_post(post.head, message, hint)

    def _gone(self, one: PublishedPost) -> Iterator[Diagnostic]:
        head = self._hidden.get(one.id)
        if head is not None:
            state = Visibility(self.site.now).state(head)
            if state in (State.DRAFT, State.SCHEDULED):
                why = "is a draft now" if state is State.DRAFT else "has a date in the future now"
                message = f"this post was published at {one.urls[-1]} and {why}"
                yield self._at_post(head, message, _ACCEPT.format("publish it again"), "post-vanished")
            return
        if isinstance(self.heads.get(one.path), Broken):
            return
        renamed = self._renamed(one)
        if renamed is not None:
            lost = [url for url in one.urls if self.leads_nowhere(url)]
            lines = [f"id: {one.id}", *([_alias_line(renamed, lost)] if lost else [])]
            who = f"seems to be {self._name(one.path)}, which feeds and comments know by its id"
            if renamed.path == one.path:
                who = "was published with another id, by which feeds and comments know it"
            how = "add" if renamed.id == renamed.path else "write"
            yield self._at_post(renamed, f"this {who}", f"{how} {' and '.join(lines)}")
            return
        lost = [url for url in one.urls if self.leads_nowhere(url)]
        if lost:
            yield warning(
                "post-vanished",
                f"{self._name(one.path)} was published at {one.urls[-1]} and is gone",
                record_path(self.site.config.paths.content),
                Place(self.record.lines[one.id], 1),
                _ACCEPT.format(f"add aliases: [{', '.join(lost)}] to the text that replaces it"),
            )

    def leads_nowhere(self, url: str) -> bool:
        """Whether there is neither a page nor a redirect at a site path."""
        return output_path(url) not in self._routes and not url.startswith(self._redirected_folders)

    def _renamed(self, one: PublishedPost) -> PostHead | None:
        """The one post that was never recorded and has the URL, file or date of the one that is gone."""
        by_url, by_path, by_date = self._new_posts
        at_url = [by_url[url] for url in one.urls if url in by_url]
        found = at_url or by_path.get(one.path, []) or by_date.get(one.date, [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def _hidden(self) -> dict[str, PostHead]:
        """Posts that are not shown, by id."""
        shown = {post.head.path for post in self.site.posts}
        heads = (head for head in self.heads.values() if isinstance(head, PostHead))
        return {head.id: head for head in heads if head.path not in shown}

    @cached_property
    def _new_posts(
        self,
    ) -> tuple[dict[str, PostHead], dict[str, list[PostHead]], dict[datetime | None, list[PostHead]]]:
        """Posts of which nothing is recorded: by URL, by path and by date."""
        new = [post for post in self.site.posts if post.head.id not in self.record.posts]
        by_date: dict[datetime | None, list[PostHead]] = {}
        for post in new:
            by_date.setdefault(post.head.date, []).append(post.head)
        by_path = {post.head.path: [post.head] for post in new}
        return {post.url: post.head for post in new}, by_path, by_date

    def _name(self, path: str) -> str:
        return source_name(self.site.config.paths.content, path)

    def _at_post(self, head: PostHead, message: str, hint: str, code: str = "post-moved") -> Diagnostic:
        return warning(code, message, self._name(head.path), address_place(head), hint)


_ACCEPT = "{}, or confirm it: site-builder record --accept"


def _alias_line(head: PostHead, urls: Sequence[str]) -> str:
    return f"{', '.join(urls)} to its aliases" if head.aliases else f"aliases: [{', '.join(urls)}]"
