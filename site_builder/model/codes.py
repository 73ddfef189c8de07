"""Every diagnostic's code and what it means, for the reference page and the tests that hold it complete."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_YAML_AND_FIELDS: dict[str, str] = {
    "comments-date": "A comment's date cannot be read, or does not exist; write it as 2021-10-26 09:00.",
    "comments-duplicate-id": "Two comments of one thread have the same id; give one of them another.",
    "comments-missing": "A comment lacks its id, author or body; add the line that is missing.",
    "comments-parent": "A comment replies to one that does not exist, or to itself through its parents.",
    "comments-type": "A value in a file of comments is of the wrong kind; the hint shows the right one.",
    "comments-unknown-key": "A comment has an unknown key; correct or delete it.",
    "config-date": "A date in config.yaml cannot be read, or does not exist; write a day such as 2026-05-01.",
    "config-date-pattern": "A date format is not a CLDR pattern; write one such as d MMMM yyyy.",
    "config-deploy": "A deploy target has a name or kind that cannot be used, or is a second default.",
    "config-extension": "A Python-Markdown extension is not installed; correct its name or install it.",
    "config-language": "The language is not a known language tag; write a tag such as en-GB or de.",
    "config-missing": "config.yaml lacks a required key; add it.",
    "config-paths": "One folder is inside the other, which puts sources at risk; separate them.",
    "config-permalink": "A permalink pattern cannot be used; it must begin with / and contain {slug}.",
    "config-secret": "A deploy target has a password or key in config.yaml; delete it, and change it.",
    "config-timezone": "The time zone is not a known one; write a name such as Europe/London.",
    "config-type": "A value in config.yaml is of the wrong kind; the hint shows the right one.",
    "config-unknown-key": "config.yaml has an unknown key; correct or move it.",
    "config-unreadable": "config.yaml was deleted, or cannot be read, while a preview is running.",
    "config-words": "words: in config.yaml has a text that the theme does not know, or cannot fill in.",
    "config-url": "A URL in config.yaml cannot be used; the hint shows how to write it.",
    "control-character": "A file contains a character that no page or feed may contain; delete it.",
    "encoding": "A file is not UTF-8; save it as UTF-8 in the editor.",
    "front-matter-conflict": "Two keys that mean the same contradict each other; keep one.",
    "front-matter-date": "A date cannot be read, or does not exist; write it as 2021-10-26 09:00.",
    "front-matter-fence": "The lines of --- around the front matter are missing, misspelt or misplaced.",
    "front-matter-hiding": "A key looks as if it should hide a text, and does not; write draft: true.",
    "front-matter-idle": "A page has a key that only changes something in a post; delete it.",
    "front-matter-misplaced": "A key is in the wrong place; move or delete it.",
    "front-matter-missing": "A key that the page needs is missing; add it.",
    "front-matter-part-alone": "A post has a part number but no series; add series, or delete the number.",
    "front-matter-path": "A permalink, old URL or image path cannot be used; the hint shows how to write it.",
    "front-matter-repeated": "A tag or category is listed twice in one post; delete one.",
    "front-matter-slug": "No URL can be made from a slug, title, tag or category; the hint offers one.",
    "front-matter-type": "A value in the front matter is of the wrong kind; the hint shows the right one.",
    "front-matter-unknown-key": "The front matter has an unknown key; correct or delete it.",
    "front-matter-updated": "A text says that it was changed in the future, or before its date; correct it.",
    "source-misplaced": "A file is where no page can be made from it; move it to the folder for its kind.",
    "yaml-comment": "A space and # end a value and begin a comment; put text with a # in quotes.",
    "yaml-duplicate-key": "A key appears twice in one group; keep one of the two.",
    "yaml-syntax": "YAML reads the line differently from what was meant; the hint says how to write it.",
}

_BODIES: dict[str, str] = {
    "anchor-duplicate": "Two elements of one text have the same id, so links to it lead to the first.",
    "control-character": "A text contains a character that XML forbids; it is left out.",
    "editors-note-date": "An editor's note inside a text has a date that does not exist.",
    "editors-note-kind": "An editor's note inside a text has a word that is neither a kind nor a date.",
    "image-alt-missing": "An image has no alternative text.",
    "fence-unclosed": "A fence opens code that is never closed, so it is printed as text; close it.",
    "footnote-duplicate": "A footnote is defined twice, and one definition is lost; rename one.",
    "footnote-missing": "A footnote is used but has no text; add it.",
    "footnote-unused": "Nothing refers to a footnote; refer to it, or delete it.",
    "foreign-syntax": "A text has syntax of another tool, which is printed as text; replace it.",
    "inline-code": "Raw HTML in a text has an inline script or style, which a security policy blocks.",
    "link-empty": "A link or image has no address.",
    "link-outside-content": "A relative link leads out of the content folder.",
    "markdown-extension": "config.yaml names a Markdown extension, or an option of one, that does not exist.",
    "markdown-crashed": "The process that converted a text died, usually because the memory was full.",
    "markdown-failed": "A text could not be converted, usually because an extension failed.",
    "markdown-placeholder": "Python-Markdown stumbled over overlapping emphasis; a character may be lost.",
    "markdown-too-deep": "A text is nested too deeply to be converted.",
    "markdown-too-slow": "A text took so long to be converted that it was stopped.",
    "more-marker": "A `<!--more-->` is where it cannot end the teaser.",
    "srcset-candidates": "An image in raw HTML names several files in its srcset, but only one is used.",
    "third-party-embed": "Raw HTML in a text loads something from another host.",
    "third-party-image": "Pictures in a text load from other hosts; put them into the content folder.",
}

_SITE: dict[str, str] = {
    "alias-not-a-page": "An old URL ends like a feed or data, where a redirect page does not help.",
    "broken-anchor": "A link names a heading or id that its target does not have.",
    "broken-link": "A link leads to a file, part or page that does not exist.",
    "brotli-unavailable": "A host could send files compressed by Brotli, but that library is not installed.",
    "comments-without-post": "A file of archived comments has the name of no post's comments_id or slug.",
    "cache-unusable": "The build cache could not be used; the build is correct, but slower.",
    "content-ignored": "A file looks like Markdown, but is where no page is made from it.",
    "content-unreadable": "A file or folder in the content folder cannot be read.",
    "duplicate-id": "Two posts have the same id, so feed readers would take them for one.",
    "hidden-link": "A link leads to a draft or something unpublished; it is printed as plain text.",
    "image-format": "A file is an image of a kind that browsers do not show, or that cannot be made private.",
    "image-too-large": "An image has more pixels than can be decoded safely.",
    "image-too-tall": "An image is taller than the format of its smaller versions allows.",
    "image-unreadable": "A file has an image's name, but is not an image, or is damaged or incomplete.",
    "layout-unknown": "A text names a layout that does not exist; the default template is used.",
    "link-outside-site": "A link leads out of the site, to a hidden place or to the output.",
    "language-file": "A file in languages/ cannot be read, or has a text that the theme does not know.",
    "language-words": "The theme has no words in the site's language; write a file of them to fill in.",
    "list-unknown": "A page lists posts of a series, tag or category, or single ones, that are not there.",
    "mention-count": "A text of a series says that the series has another number of parts.",
    "mention-part": "A text names a part that its series does not have, or that is not the one meant.",
    "mention-time": "A text says that a part comes or came at another time than it does.",
    "missing-image": "An image file does not exist, or is not published.",
    "output-name": "A URL asks for a file that no build may write, such as one in .git; give it another.",
    "post-moved": "A published post has another URL or id, and nothing leads there from the old one.",
    "post-vanished": "A post that was published is gone, or hidden again.",
    "record-unreadable": "A line of the record of published posts cannot be read.",
    "redirect-rule": "An old URL is one that hosts read as a pattern, or exceeds their limits.",
    "redirects-replaced": "A _redirects of your own in static/ replaces the one made of aliases.",
    "search-unavailable": "Search is switched on, but Pagefind, which builds its index, is not installed.",
    "series-gap": "A part of a series is missing before one that is live.",
    "series-part-beyond-length": "A part's number is larger than the number of parts its series declares.",
    "series-part-duplicate": "Two posts, or two planned parts, claim the same part of a series.",
    "series-part-missing": "A post belongs to a series but has no series_part.",
    "series-plan-overdue": "A part was announced for a day that has passed and is not published.",
    "series-unknown": "A post names a series that no file declares; it is made from its posts.",
    "silent-edit": "Many words of a published post have changed, and no note tells readers.",
    "support-unverified": "An organisation's number was last checked a year ago or more, or never.",
    "term-spelling": "A tag or category differs from another only in case, spaces or hyphens; both are one.",
    "text-unused": "A text that is not Markdown is published as it is, and nothing links to it.",
    "theme-contrast": "An accent colour is too faint to be read on the page.",
    "theme-file": "A logo, style sheet, script, font or picture in config.yaml is not a file of the site.",
    "url-collision": "Two sources have the same URL.",
    "url-too-long": "A part of a URL is longer than the name of a file can be.",
    "windows-name": "A source has a name that Windows cannot have, so it cannot be checked out there.",
}

_TEMPLATES: dict[str, str] = {
    "asset-cycle": "Style sheets of the theme lead to each other in a circle.",
    "asset-encoding": "A style sheet of the theme is not UTF-8.",
    "asset-missing": "A template or a style sheet asks for a theme asset that does not exist.",
    "template-dynamic": "A template's name is computed where it is extended, imported or included.",
    "template-encoding": "A template is not UTF-8.",
    "template-endless": "A template looped too long for one page, and was stopped.",
    "template-failed": "A line of a template failed.",
    "template-inline-code": "A template has a script or style of its own, which the hosts' policy blocks.",
    "template-missing": "A template does not exist or cannot be read.",
    "template-shared-state": "A macro changes something that outlives the page being made.",
    "template-syntax": "A template has a Jinja syntax error.",
    "template-undefined": "A template uses a name that its view does not have.",
    "template-unused": "A template of the site is used by no page and by no other template.",
    "template-unknown-word": "A template asks for a text that no catalogue has, or leaves out a value of it.",
}

_CHECKS: dict[str, str] = {
    "alias-hides-page": "A redirect hides a real page on hosts that look for redirects before files.",
    "commenter-address": "An archived comment shows somebody's email address.",
    "dead-anchor": "An address names an id that the page it leads to does not have.",
    "dead-link": "An address in a finished page, style sheet or feed leads to no file of the site.",
    "description-long": "A description is longer than search engines and link previews show.",
    "description-twice": "Two pages have the same description.",
    "external-dead": "A link leads to a page on another host that no longer exists.",
    "external-moved": "Another host says that a page has moved to a new address for good.",
    "external-offline": "No other host could be found, so links to them were not checked.",
    "external-private": "A link leads to a private network, where readers cannot follow.",
    "external-unsure": "For a week, it has not been known whether a link to another host still works.",
    "feed-link-relative": "A feed has an address without a host, which feed readers cannot follow.",
    "foreign-load": "Something in the site makes browsers contact another host without being asked.",
    "heading-jump": "A heading leaves out a level below the one before it.",
    "image-oversized": "An image is far larger than it is shown.",
    "link-text-empty": "A link has no text that could be read or heard.",
    "link-text-vague": "A link's text, such as `here`, does not say where it leads.",
    "mention-unlinked": "A text names another part of its series without a link to it.",
    "orphan-page": "No other page leads to a text.",
    "position-data": "A film, or an image written into a page, reveals where it was taken.",
    "quotes-mixed": "A text has straight quotation marks beside curly ones.",
    "tag-unbalanced": "Raw HTML has a tag that closes nothing, or one that is never closed.",
    "title-long": "A title is longer than search engines and link previews show.",
    "title-twice": "Two pages have the same title.",
    "unfinished-text": "A published text has a note such as TODO or TK, or filler text.",
}

_PREVIEW: dict[str, str] = {
    "preview-failed": "A bug in the preview: a change to a file was not processed.",
    "watch-failed": "A folder of the site cannot be watched, so changes in it are noticed late.",
}

CODES: Mapping[str, str] = MappingProxyType(
    _YAML_AND_FIELDS | _BODIES | _SITE | _TEMPLATES | _CHECKS | _PREVIEW
)

CHECK_CODES = tuple(_CHECKS)
"""The codes of what `check` finds beside what a build warns of: config.yaml may set their severity."""

GRAVER_IN_CHECK = frozenset({"post-moved", "post-vanished", "series-plan-overdue"})
"""What a build warns of and `check` calls an error: a build must go on, readers have lost something."""

CHECK_SEVERITIES = ("off", "warning", "error")
"""What config.yaml may say of each."""
