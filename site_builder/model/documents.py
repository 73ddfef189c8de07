"""What parsing makes of one source file.

A document has two halves. The *head* is small and carries everything that the rest of the site needs to
know; the *body* is HTML split at its references, and is opened only when its own page is printed. Nothing
here depends on any other file.
"""

from __future__ import annotations

import enum
import hashlib
from datetime import datetime
from typing import Any

import msgspec

from site_builder.model.diagnostics import Diagnostic, Place

MOST_PARTS = 10_000
"""Of one series; a larger number is a slip of the hand."""


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part of what is remembered of a source, where fields are left out that hold their defaults.

    Most do, and every build reads all heads.
    """


class ReferenceKind(enum.StrEnum):
    """LINK stands for a URL attribute with the blank before it (` href="…"`), IMAGE for a whole tag."""

    LINK = "link"
    IMAGE = "image"


class Reference(Kept, frozen=True, gc=False):
    """A spot in a text where the site decides what is printed.

    `target` is one of: a source path under content/ (`posts/police-part-1.md`, `images/desk.png`) for a
    relative link; a site path with a leading slash (`/about/`); or `part:1` (a part of the same series).
    A link within the page is not one: it is checked and printed where it is. `fragment` has no `#`,
    `query` no `?`.
    For a LINK, `attribute` is the attribute's name; one that leads nowhere is left out of the page whole.
    For an IMAGE, `attributes` are the tag's other attributes, in order, values unescaped; `target` may be
    a full address.
    """

    kind: ReferenceKind
    target: str
    fragment: str = ""
    query: str = ""
    place: Place = Place()
    attribute: str = "href"
    attributes: tuple[tuple[str, str], ...] = ()


HERE = "\0"
"""In a chunk: the address of the page that the text belongs to; on that page itself, nothing."""


class Text(Kept, frozen=True, gc=False):
    """HTML split at its references: `len(chunks) == len(references) + 1`. Links to its own page hold HERE."""

    chunks: tuple[str, ...] = ("",)
    references: tuple[Reference, ...] = ()


class Heading(Kept, frozen=True):
    """An entry of the table of contents. `level` is the HTML level on the page (2 to 6); `html` is inline."""

    id: str
    level: int
    html: str


class MentionKind(enum.StrEnum):
    """What a text says of its series: PART names one by its number, COUNT how many there are, GAP a time.

    OWN is what the text, or its title, says that it is itself.
    """

    PART = "part"
    OWN = "own"
    COUNT = "count"
    NEXT = "next"
    PREVIOUS = "previous"
    GAP = "gap"


class Mention(Kept, frozen=True, gc=False):
    """A place where a text mentions its series.

    `number` is a part's or how many there are, `days` the distance that a GAP says, backwards if negative.
    `tense` is -1 where the text says that the part is out, 1 where it is to come, 2 where it says so of its
    publication, else 0. `target` is where its link leads, as written.
    """

    kind: MentionKind
    number: int
    words: str
    place: Place
    days: int = 0
    tense: int = 0
    is_link: bool = False
    target: str = ""


class BodyHead(Kept, frozen=True):
    """What is known of a body without opening it. `digest` is its chunks'; `anchors` are all its ids.

    `characters` are those of the `words` that are characters of scripts without blanks between words.
    `has_more` says that something follows the teaser, `is_teaser_marked` that the writer marked its end.
    `loads` are what raw HTML loads from other hosts: names of elements and addresses.
    """

    digest: str
    references: tuple[Reference, ...] = ()
    anchors: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    words: int = 0
    teaser: Text = Text()
    excerpt: str = ""
    has_more: bool = False
    is_teaser_marked: bool = False
    characters: int = 0
    loads: tuple[tuple[str, str], ...] = ()
    mentions: tuple[Mention, ...] = ()


def chunks_digest(encoded: bytes) -> str:
    """What a body is known by, whose chunks are MessagePack: 32 hexadecimal digits."""
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()


class NoteKind(enum.StrEnum):
    """NOTE and CONTENT explain; UPDATE and CORRECTION, when dated, move the post's `updated` date."""

    NOTE = "note"
    UPDATE = "update"
    CORRECTION = "correction"
    CONTENT = "content"


class EditorNote(Kept, frozen=True):
    """An editor's note on the whole post, or (without text) the record of a dated one inside its body."""

    kind: NoteKind
    text: Text
    date: datetime | None = None


class Label(Kept, frozen=True, gc=False):
    """A tag or category as written, and its slug."""

    name: str
    slug: str
    place: Place = Place()


class Image(Kept, frozen=True, gc=False):
    """The image that stands for a post. `src` is a Reference target, or a full address."""

    src: str
    alt: str = ""
    caption: str = ""
    place: Place = Place()


class Entry(Kept, frozen=True, kw_only=True, tag_field="type"):
    """What posts and pages share.

    `path` is relative to content/. Dates carry the site's offset. `id` is the front matter's, or `path`.
    `date` is None only for drafts and pages. `places` tells where a front matter key is
    (`title`, `slug`, `date`, `permalink`, `aliases.0`, `series`, `series_part`, `image`, …), for later
    checks.
    """

    path: str
    id: str
    title: str
    slug: str
    body: BodyHead
    date: datetime | None = None
    updated: datetime | None = None
    is_draft: bool = False
    permalink: str = ""
    aliases: tuple[str, ...] = ()
    summary: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    image: Image | None = None
    template: str = ""
    layout: str = ""
    canonical: str = ""
    reading_time: int = 0
    allows_comments: bool = True
    comments_id: str = ""
    content_note: Text | None = None
    support: bool | None = None
    editor_notes: tuple[EditorNote, ...] = ()
    inline_notes: tuple[EditorNote, ...] = ()
    is_noindex: bool = False
    toc: bool | None = None
    publish_date: datetime | None = None
    expiry_date: datetime | None = None
    params: dict[str, Any] = {}
    places: dict[str, Place] = {}
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def published_from(self) -> datetime | None:
        """The instant from which it may be seen; None where nothing holds it back."""
        if self.date is None or self.publish_date is None:
            return self.date or self.publish_date
        return max(self.date, self.publish_date)

    @property
    def never_appears(self) -> bool:
        """Whether it expires before it would be published."""
        begins, ends = self.published_from, self.expiry_date
        return begins is not None and ends is not None and ends <= begins


class PostHead(Entry, frozen=True, kw_only=True, tag="post"):
    """A post: an entry with tags, categories and perhaps a place in a series."""

    tags: tuple[Label, ...] = ()
    categories: tuple[Label, ...] = ()
    series: str = ""
    series_part: int = 0


class PostList(Kept, frozen=True, gc=False):
    """Which posts a page lists: those of a series, a tag or a category, or chosen ones by file name or slug.

    Just one of the four is set. `places` are those of `posts`, one for one.
    """

    series: str = ""
    tag: str = ""
    category: str = ""
    posts: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    place: Place = Place()


class PageHead(Entry, frozen=True, kw_only=True, tag="page"):
    """A page that is outside time and series, such as "About"."""

    list: PostList | None = None


class SeriesStatus(enum.StrEnum):
    """Whether more parts are to come."""

    COMPLETE = "complete"
    ONGOING = "ongoing"
    ABANDONED = "abandoned"


class PlannedPart(Kept, frozen=True):
    """A coming part that the series file announces."""

    part: int
    title: str = ""
    date: datetime | None = None
    place: Place = Place()


class SeriesHead(Kept, frozen=True, kw_only=True, tag_field="type", tag="series"):
    """A series' own file. `slug` is the file's name. `length` is the declared number of parts, 0 if open.

    Where `is_declared` is false there is no such file: the series is made from the posts that name it.
    """

    path: str
    slug: str
    title: str
    body: BodyHead
    about: str = ""
    description: str = ""
    length: int = 0
    status: SeriesStatus | None = None
    planned: tuple[PlannedPart, ...] = ()
    aliases: tuple[str, ...] = ()
    image: Image | None = None
    is_noindex: bool = False
    params: dict[str, Any] = {}
    is_declared: bool = True
    places: dict[str, Place] = {}
    diagnostics: tuple[Diagnostic, ...] = ()


class Comment(Kept, frozen=True):
    """An archived comment; `html` is sanitised. `parent` is another comment's id, or empty."""

    id: str
    author: str
    html: str
    date: datetime | None = None
    parent: str = ""


class CommentsHead(Kept, frozen=True, kw_only=True, tag_field="type", tag="comments"):
    """One archived thread. `name` is the file's stem: a post's `comments_id` or slug."""

    path: str
    name: str
    comments: tuple[Comment, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class Broken(Kept, frozen=True, kw_only=True, tag_field="type", tag="broken"):
    """A source that could not be understood at all; its diagnostics say why.

    The rest is what could be read of its visibility. Where that is not certain it says nothing.
    """

    path: str
    diagnostics: tuple[Diagnostic, ...]
    is_draft: bool = False
    published_from: datetime | None = None
    expiry_date: datetime | None = None


Head = PostHead | PageHead | SeriesHead | CommentsHead | Broken


class Document(msgspec.Struct, frozen=True):
    """A head and the chunks of its body (empty for documents without one)."""

    head: Head
    chunks: tuple[str, ...] = ()
