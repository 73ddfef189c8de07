from __future__ import annotations

import sqlite3
from pathlib import Path

from site_builder.engine.store.cache import BuildCache
from tests.engine.store.test_cache import opened, store

FACTS = ("a/index.html", b"key", b"facts")


def test_facts_come_back_until_they_are_forgotten(tmp_path: Path) -> None:
    with opened(tmp_path) as cache:
        cache.facts.keep([FACTS, ("b", b"key", b"other")])
        cache.facts.keep([("b", b"key 2", b"another")])
    with opened(tmp_path) as cache:
        assert sorted(cache.facts.load()) == [FACTS, ("b", b"key 2", b"another")]
        cache.facts.forget(["b"])
        assert list(cache.facts.load()) == [FACTS]


def test_answers_come_back_until_they_are_forgotten(tmp_path: Path) -> None:
    with opened(tmp_path) as cache:
        cache.answers.keep([("https://a.example/", b"one"), ("https://b.example/", b"two")])
        cache.answers.forget(["https://b.example/"])
    with opened(tmp_path) as cache:
        assert cache.answers.load() == {"https://a.example/": b"one"}


def test_what_was_changed_by_another_hand_is_not_believed(tmp_path: Path) -> None:
    with opened(tmp_path) as cache:
        cache.facts.keep([FACTS])
        cache.answers.keep([("https://a.example/", b"one")])
    connection = sqlite3.connect(store(tmp_path))
    connection.execute("UPDATE facts SET facts = x'00'")
    connection.execute("UPDATE answers SET answer = x'00'")
    connection.commit()
    connection.close()
    cache, _ = BuildCache.open(tmp_path)
    assert list(cache.facts.load()) == []
    assert cache.answers.load() == {}
    cache.close()
