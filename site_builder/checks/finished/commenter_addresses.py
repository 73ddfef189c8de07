"""Mail addresses of people who commented, published where programs collect them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model.diagnostics import error
from site_builder.model.finished import FinishedSite, Flaw, Wanted
from site_builder.stages.assemble.threads import thread_name

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def survey(finished: FinishedSite) -> Iterator[Flaw]:
    """In the archived comments that are shown: in a comment's text and in its author's name."""
    site = finished.site
    for post in site.posts:
        thread = site.threads.get(thread_name(post.head))
        for comment in thread.comments if thread else ():
            for address in dict.fromkeys(_ADDRESS.findall(f"{comment.author} {comment.html}")):
                problem = error(
                    "commenter-address",
                    f"the comment '{comment.id}' shows an email address, {address}",
                    f"{site.config.paths.content}/{thread.path}" if thread else "",
                    hint="delete it, unless the person asked for it to be shown",
                )
                yield Flaw(problem, Wanted("text", (address,)), post.url)
