from __future__ import annotations

import json

import jsonschema
import pytest
import yaml

from site_builder.cli.init import EXAMPLE
from tests.cli.conftest import Run
from tests.requirements import REPOSITORY


def schema(run: Run, what: str) -> dict[str, object]:
    answer = run("schema", what)
    assert (answer.code, answer.err) == (0, "")
    found: dict[str, object] = json.loads(answer.out)
    return found


@pytest.mark.parametrize("what", ["config", "front-matter"])
def test_the_schema_is_one_of_2020(run: Run, what: str) -> None:
    found = schema(run, what)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(found)


@pytest.mark.parametrize("folder", [EXAMPLE, REPOSITORY], ids=["example", "repository"])
def test_our_own_files_fit_their_schemas(run: Run, folder: object) -> None:
    root = EXAMPLE if folder == EXAMPLE else REPOSITORY
    config = jsonschema.Draft202012Validator(schema(run, "config"))
    assert list(config.iter_errors(_plain((root / "config.yaml").read_text(encoding="utf-8")))) == []
    front_matter = jsonschema.Draft202012Validator(schema(run, "front-matter"))
    sources = [
        path for part in ("posts", "pages", "series") for path in (root / "content" / part).rglob("*.md")
    ]
    assert len(sources) > 3
    for path in sources:
        block = path.read_text(encoding="utf-8").split("---\n")[1]
        assert list(front_matter.iter_errors(_plain(block))) == [], path


def test_a_misspelt_key_does_not_fit(run: Run) -> None:
    validator = jsonschema.Draft202012Validator(schema(run, "front-matter"))
    assert not validator.is_valid({"title": "A", "sumary": "short"})
    assert not jsonschema.Draft202012Validator(schema(run, "config")).is_valid({"title": "A"})


class _JsonLoader(yaml.SafeLoader):
    """As an editor's YAML reader has it: a date is text."""


_JsonLoader.yaml_implicit_resolvers = {
    sign: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _plain(text: str) -> object:
    return yaml.load(text, _JsonLoader)
