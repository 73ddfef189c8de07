from __future__ import annotations

from site_builder.checks.loose_texts import check
from site_builder.model.documents import Reference, ReferenceKind
from tests.checks.small_sites import site_of
from tests.stages.assemble.heads import body, post

FILES = ("posts/draft.txt", "notes/plan.DOCX", "static/humans.txt", "images/x.png", "posts/a/words.txt")


def told(*links: str) -> list[str]:
    references = tuple(Reference(ReferenceKind.LINK, target) for target in links)
    head = post("b", body=body(*references))
    return [one.path for one in check(site_of("", FILES, heads=(head,)))]


def test_a_text_that_nothing_links_to_is_told_but_for_those_in_the_static_folder() -> None:
    assert sorted(told()) == ["notes/plan.DOCX", "posts/a/words.txt", "posts/draft.txt"]


def test_a_text_that_a_post_links_to_is_meant_to_be_there() -> None:
    assert sorted(told("posts/a/words.txt", "posts/draft.txt")) == ["notes/plan.DOCX"]


def test_a_text_in_the_menu_is_meant_to_be_there() -> None:
    made = site_of("menu: [{title: Plan, url: /notes/plan.DOCX}]", ("notes/plan.DOCX",))
    assert list(check(made)) == []
