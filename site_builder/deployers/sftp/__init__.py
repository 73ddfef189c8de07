"""`kind: sftp`: a folder on a server that one reaches by ssh.

OpenSSH makes the connection, so the user's configuration, keys, agent and known hosts apply as they do
everywhere else. The protocol is implemented here, over one connection that sends several files at once.
"""

from __future__ import annotations

import re
import shutil

from site_builder.deployers.sftp.remote_folder import RemoteFolder
from site_builder.model.config import DeployTarget
from site_builder.model.deploy import DeploySurroundings, Store
from site_builder.model.errors import UsageError
from site_builder.stages.schema.fields import Field
from site_builder.stages.schema.shapes import TextValue, WholeNumber
from site_builder.stages.text.invalid_value import InvalidValue

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:%-]*\Z")


def _read_name(text: str) -> str | InvalidValue:
    """A host or a user: nothing that ssh could take for an option."""
    if _NAME.match(text):
        return text
    return InvalidValue(
        f"must be a plain name, not '{text}'", "write host: ssh.example and user: me on two lines"
    )


FIELDS = (
    Field("host", TextValue(refine=_read_name), "The server, or its name in ~/.ssh/config.", required=True),
    Field("path", TextValue(), "The folder there, absolute or from where one logs in.", required=True),
    Field("user", TextValue(refine=_read_name), "Who logs in, if ~/.ssh/config does not say it."),
    Field("port", WholeNumber(1, 65535), "The port, if ~/.ssh/config does not say it."),
    Field("ssh_config", TextValue(), "A file that ssh reads in the place of ~/.ssh/config."),
)
LIBRARY = ("", "")


def describe(target: DeployTarget) -> str:
    options = target.options
    user = f"{options['user']}@" if "user" in options else ""
    return f"sftp://{user}{options['host']}/{options['path'].lstrip('/')}"


def open_store(target: DeployTarget, surroundings: DeploySurroundings) -> Store:
    """Raises UsageError where ssh is not installed. Connects when it is first used."""
    if shutil.which("ssh") is None:
        raise UsageError(
            f"deploy.{target.name} needs ssh, which is not installed", "install OpenSSH's client"
        )
    options = target.options
    # An unknown host is never trusted silently, whatever the user's configuration says.
    command = [
        "ssh",
        "-o",
        "StrictHostKeyChecking=yes",
        "-o",
        "ConnectTimeout=20",
        "-o",
        "ServerAliveInterval=15",
    ]
    if "ssh_config" in options:
        command += ["-F", surroundings.from_home(options["ssh_config"])]
    if "user" in options:
        command += ["-l", options["user"]]
    if "port" in options:
        command += ["-p", str(options["port"])]
    command += ["-s", options["host"], "sftp"]
    return RemoteFolder(command, surroundings.root, options["path"].rstrip("/") or "/", options["host"])
