from __future__ import annotations

import pytest

from site_builder.checks.url_lengths import check
from site_builder.model.diagnostics import Place
from site_builder.model.documents import Head
from tests.checks.small_sites import site_of
from tests.stages.assemble.heads import labels, page, post

NIGHTS = "夜" * 86
"""258 bytes."""


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (post("a", slug="x" * 256, places={"title": Place(2, 8)}), "posts/a.md:2:8 256"),
        (page("a", slug="x" * 300, places={"slug": Place(3, 7)}), "pages/a.md:3:7 300"),
        (post("a", permalink=f"/y/{NIGHTS}/", places={"permalink": Place(4, 12)}), "posts/a.md:4:12 258"),
        (post("a", aliases=(f"/{NIGHTS}.html",), places={"aliases.0": Place(5, 2)}), "posts/a.md:5:2 263"),
        (post("a", tags=labels("Rest", NIGHTS)), "posts/a.md:3:2 258"),
    ],
)
def test_a_url_that_no_file_can_be_named_for_is_told_at_its_place(head: Head, expected: str) -> None:
    (found,) = check(site_of("", heads=(head,)))
    length = found.message.split(" bytes")[0].rpartition(" ")[2]
    assert f"{found.path}:{found.place.line}:{found.place.column} {length}" == expected
    assert found.code == "url-too-long"


def test_255_bytes_are_a_name() -> None:
    heads = (post("a", slug="x" * 255, tags=labels("夜" * 85)), page("b", permalink=f"/{'x/' * 400}"))
    assert list(check(site_of("", heads=heads))) == []
