"""What `check` remembers: the facts of finished files, and what other hosts have answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.engine.store.database import Database, checksum


class FactsStore:
    """Facts of finished files by output path, each with a key of all that they were made of."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self) -> Iterator[tuple[str, bytes, bytes]]:
        """Path, key and encoded facts of every file."""
        for path, key, facts, row_checksum in self._database.rows(
            "SELECT path, key, facts, checksum FROM facts"
        ):
            if row_checksum == checksum(path, key, facts):
                yield path, key, facts

    def keep(self, records: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Keep facts in the place of what was known of their files."""
        self._database.run_many(
            "INSERT OR REPLACE INTO facts VALUES (?,?,?,?)",
            ((path, key, facts, checksum(path, key, facts)) for path, key, facts in records),
        )

    def forget(self, paths: Iterable[str]) -> None:
        """Drop files that are no longer made."""
        self._database.run_many("DELETE FROM facts WHERE path = ?", ((path,) for path in paths))


class AnswerStore:
    """Encoded answers of other hosts by address."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self) -> dict[str, bytes]:
        """All of them."""
        return {
            address: bytes(answer)
            for address, answer, row_checksum in self._database.rows(
                "SELECT address, answer, checksum FROM answers"
            )
            if row_checksum == checksum(address, answer)
        }

    def keep(self, records: Iterable[tuple[str, bytes]]) -> None:
        """Keep answers in the place of earlier ones."""
        self._database.run_many(
            "INSERT OR REPLACE INTO answers VALUES (?,?,?)",
            ((address, answer, checksum(address, answer)) for address, answer in records),
        )

    def forget(self, addresses: Iterable[str]) -> None:
        """Drop addresses that no page has any longer."""
        self._database.run_many("DELETE FROM answers WHERE address = ?", ((one,) for one in addresses))
