from __future__ import annotations

import pytest

from site_builder.model.finished import UnbalancedTag
from site_builder.stages.finished.balance import unbalanced_tags


@pytest.mark.parametrize(
    "markup",
    [
        "<div><p>One<p>Two</div>",
        "<ul><li>One<li>Two</ul>",
        "<table><tr><td>One<td>Two<tr><td>Three</table>",
        "<dl><dt>One<dd>Two</dl>",
        "<img src='a'><br></br><hr/>",
        "<svg><path/><g><circle/></g></svg>",
        "<!-- <div> --><script>'<div>'</script>",
        "<div><TEXTAREA>One</TextArea ></div>",
        "<!doctype html><html><body><p>One",
    ],
)
def test_what_a_browser_closes_itself_is_in_order(markup: str) -> None:
    assert unbalanced_tags(markup) == []


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("</div>", [UnbalancedTag("div", True)]),
        ("<div>", [UnbalancedTag("div", False)]),
        ("<div/>", [UnbalancedTag("div", False)]),
        ("<div><b>One</div>", [UnbalancedTag("b", False)]),
        ("<b><i>One</b></i>", [UnbalancedTag("i", False), UnbalancedTag("i", True)]),
        ("<main><script>One</main>", [UnbalancedTag("script", False)]),
        ("<main></p><style></main></html>", [UnbalancedTag("p", True), UnbalancedTag("style", False)]),
        ("<main></script></main>", [UnbalancedTag("script", True)]),
        ("<section><p>One</section></section>", [UnbalancedTag("section", True)]),
    ],
)
def test_what_does_not_fit_together_is_found(markup: str, expected: list[UnbalancedTag]) -> None:
    assert unbalanced_tags(markup) == expected
