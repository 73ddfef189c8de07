from __future__ import annotations

import hashlib
import random
import re
from pathlib import Path

import pytest

from site_builder.cli import main
from tests.importers.export import ADDRESS, bring, export, item

# In the export, and nobody's to know. Chance is seeded: each case has other values.
_PRIVATE = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+"  # mail
    r"|\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b"  # addresses of networks
    r"|\b[0-9a-f]{32}\b|\b[0-9a-f]{64}\b"  # hashes
    r"|\blogin-[a-z0-9]+"
    r"|Mozilla/[\d.]+"
)


class Person:
    """A visitor or an author with all that WordPress keeps of one."""

    def __init__(self, chance: random.Random) -> None:
        number = chance.randrange(10**9)
        self.login = f"login-{number:x}"
        self.mail = f"first.last+{number}@mail{chance.randrange(99)}.example"
        self.network = chance.choice(
            [
                ".".join(str(chance.randrange(256)) for _ in range(4)),
                f"2001:db8:{number & 0xFFFF:x}:1:2:3:4:5",
            ]
        )
        self.md5 = hashlib.md5(self.mail.encode(), usedforsecurity=False).hexdigest()
        self.sha256 = hashlib.sha256(self.mail.encode()).hexdigest()
        self.avatar = f"https://secure.gravatar.com/avatar/{chance.choice([self.md5, self.sha256])}?s=96"

    def author(self) -> str:
        return (
            f"<wp:author><wp:author_id>1</wp:author_id><wp:author_login>{self.login}</wp:author_login>"
            f"<wp:author_email>{self.mail}</wp:author_email><wp:author_display_name>{self.mail}"
            "</wp:author_display_name><wp:author_first_name>Ann</wp:author_first_name></wp:author>"
        )

    def comment(self, number: int) -> str:
        body = (
            f'<p>Mail <a href="mailto:{self.mail}">{self.mail}</a> or {self.mail}, says '
            f'<img src="{self.avatar}" alt="me"></p>'
        )
        return f"""<wp:comment><wp:comment_id>{number}</wp:comment_id>
<wp:comment_author><![CDATA[{self.mail if number % 2 else self.login}]]></wp:comment_author>
<wp:comment_author_email>{self.mail}</wp:comment_author_email>
<wp:comment_author_url>mailto:{self.mail}</wp:comment_author_url>
<wp:comment_author_IP>{self.network}</wp:comment_author_IP>
<wp:comment_agent>Mozilla/5.0 ({number})</wp:comment_agent>
<wp:comment_date_gmt>2020-04-01 08:00:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{body}]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_parent>0</wp:comment_parent>
<wp:comment_user_id>1</wp:comment_user_id>
<wp:commentmeta><wp:meta_key>akismet_as_submitted</wp:meta_key>
<wp:meta_value><![CDATA[a:2:{{s:7:"user_ip";s:9:"{self.network}";s:5:"email";s:9:"{self.mail}";}}]]>
</wp:meta_value></wp:commentmeta>
</wp:comment>"""

    def meta(self) -> str:
        pairs = {
            "_edit_last": self.login,
            "contact": self.mail,
            "_footer": self.avatar,
            "mail_hash": self.sha256,
        }
        return "".join(
            f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value>"
            "</wp:postmeta>"
            for key, value in pairs.items()
        )


@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_identifies_a_person_comes_into_content_or_output(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    people = [Person(chance) for _ in range(6)]
    author = people[0]
    items = [
        item(
            f"Post {number}",
            f'Words. <img src="{people[1].avatar}" alt="Ann">'
            f'<a href="{ADDRESS}/author/{author.login}/">Ann</a>',
            number=number,
            kind=("post", "page")[number % 2],
            slug=f"entry-{number}",
            extra="".join(one.comment(number * 10 + n) for n, one in enumerate(people)) + author.meta(),
        ).replace("loginname42", author.login)
        for number in range(1, 5)
    ]
    text = export(items, head="".join(one.author() for one in people))
    secrets = set(_PRIVATE.findall(text)) - {"2020.04.01.1"}
    assert len(secrets) > 25
    root = bring(tmp_path, text, "--drafts", "--series", "yes", "-q")
    assert main(["build", "-c", str(root), "-q"]) == 0
    found = {
        (secret, file.relative_to(root).as_posix())
        for file in root.rglob("*")
        if file.is_file() and ".site-builder/" not in file.as_posix()
        for secret in secrets
        if secret in file.read_bytes().decode("utf-8", "replace")
    }
    assert found == set()
    assert "Words." in (root / "content/posts/entry-2.md").read_text(encoding="utf-8")
