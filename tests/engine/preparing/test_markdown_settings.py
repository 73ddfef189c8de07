"""Extensions that cannot be set up are told as errors of the configuration, however many processes parse."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.model.errors import ConfigInvalid
from tests.driver import Project

CONFIG = """\
title: A site
base_url: https://a.example/
markdown:
  extension_configs:
    toc: {nope: 1}
"""


@pytest.mark.parametrize("posts", [0, 1, 60])
def test_an_unknown_option_of_an_extension_is_an_error_of_the_configuration(
    tmp_path: Path, posts: int
) -> None:
    files = {
        f"content/posts/post-{number}.md": f"---\ntitle: Post {number}\ndate: 2021-10-26\n---\n\nText.\n"
        for number in range(posts)
    }
    project = Project({"config.yaml": CONFIG, "content/.keep": "", **files}, tmp_path)
    with pytest.raises(ConfigInvalid) as caught:
        project.build(jobs=2)
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.path) == ("markdown-extension", "config.yaml")
    assert (problem.place.line, problem.place.column) == (5, 11)
