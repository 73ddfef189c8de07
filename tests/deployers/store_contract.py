"""What every store has to do, whatever is behind it."""

from __future__ import annotations

from site_builder.model.deploy import Store

ODD = (
    "a b.txt",
    "é/ü.html",
    "100%25.txt",
    "plus+and&.txt",
    "semi;colon,'quote'.txt",
    ".nojekyll",
    "a/b/c/d.txt",
)
MUCH = bytes(range(256)) * 4096


def check_store(store: Store) -> None:
    """Put, read, find, replace and delete, with names and bytes of all kinds."""
    assert list(store.find(None)) == []
    assert store.read("index.html") is None
    for path in ODD:
        store.put(path, path.encode())
    store.put("much.bin", MUCH)
    store.put("empty.txt", b"")
    assert sorted(store.find(None)) == sorted([*ODD, "much.bin", "empty.txt"])
    for path in ODD:
        assert store.read(path) == path.encode()
    assert store.read("much.bin") == MUCH
    assert store.read("empty.txt") == b""
    assert sorted(store.find({"é", "nowhere/at/all"})) == ["é/ü.html"]
    top = [path for path in (*ODD, "much.bin", "empty.txt") if "/" not in path]
    assert sorted(store.find({""})) == sorted(top)
    store.put("é/ü.html", b"new")
    assert store.read("é/ü.html") == b"new"
    store.delete("never/was.txt")
    for path in (*ODD, "much.bin"):
        store.delete(path)
        assert store.read(path) is None
    assert list(store.find(None)) == ["empty.txt"]
    store.delete("empty.txt")
    assert list(store.find(None)) == []
