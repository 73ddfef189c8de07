"""What is recorded of a published post, so that it can be told when it moves, vanishes or is rewritten."""

from __future__ import annotations

from datetime import datetime

import msgspec

RECORD_NAME = ".published.jsonl"
"""The file's name below content/. It is meant to be committed: a line a post, so that versions merge."""


class PublishedPost(msgspec.Struct, frozen=True, omit_defaults=True):
    """A post as it was when it was recorded.

    `id` is what feeds and comment services know it by, `path` its source under content/, `urls` all site
    paths it was ever recorded at, the newest last. `words` and `sketch` say which words it had (see
    `stages.text.word_sketch`). `notes` are the dates of its updates and corrections, sorted; "" for one
    without a date.
    """

    id: str
    path: str
    date: datetime
    urls: tuple[str, ...]
    words: int = 0
    sketch: str = ""
    notes: tuple[str, ...] = ()
