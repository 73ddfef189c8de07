"""The conversion itself: the same steps as `markdown.Markdown.convert`, in the same order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import markdown

from .serialise import fast_serialiser


class FastMarkdown(markdown.Markdown):
    """A converter that hands the text from one preprocessor to the next whole, as long as they take it so.

    Those that do have a method `rewrite`, from text to text. The table of contents in `toc` is written when
    it is asked for.
    """

    write_toc: Callable[[], str]

    @property
    def toc(self) -> str:
        """The table of contents of the text that was converted last. Raises AttributeError without one."""
        if "write_toc" in vars(self):
            return self.write_toc()
        raise AttributeError("toc")

    @toc.setter
    def toc(self, written: str) -> None:
        self.write_toc = lambda: written

    def convert(self, source: str) -> str:
        if not source.strip():
            return ""
        self.lines = self._preprocess(str(source)).split("\n")
        root: Any = self.parser.parseDocument(self.lines).getroot()
        for treeprocessor in self.treeprocessors:
            replacement = treeprocessor.run(root)
            if replacement is not None:
                root = replacement
        output = fast_serialiser(self.serializer)(root)
        if self.stripTopLevelTags:
            output = self._strip_top_level_tags(output)
        for postprocessor in self.postprocessors:
            output = postprocessor.run(output)
        return output.strip()

    def _preprocess(self, source: str) -> str:
        lines: list[str] | None = None
        for preprocessor in self.preprocessors:
            rewrite = getattr(preprocessor, "rewrite", None)
            if rewrite is not None:
                source = rewrite(source if lines is None else "\n".join(lines))
                lines = None
            else:
                self.lines = source.split("\n") if lines is None else lines
                self.lines = lines = preprocessor.run(self.lines)
        return source if lines is None else "\n".join(lines)

    def _strip_top_level_tags(self, output: str) -> str:
        opening, closing = f"<{self.doc_tag}>", f"</{self.doc_tag}>"
        start, end = output.find(opening), output.rfind(closing[:-1])
        if start >= 0 and end >= 0:
            return output[start + len(opening) : end].strip()
        if output.strip().endswith(f"<{self.doc_tag} />"):
            return ""
        raise ValueError(f"Markdown failed to strip top-level tags. Document={output.strip()!r}")
