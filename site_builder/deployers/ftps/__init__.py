"""`kind: ftps`: a folder of a hosting that offers FTP, encrypted. Plain FTP only with `insecure: true`.

The password is read from the environment or from ~/.netrc.
"""

from __future__ import annotations

import netrc
import os
import re

from site_builder.deployers.ftps.connection import Login
from site_builder.deployers.ftps.hosted_folder import HostedFolder
from site_builder.model.config import DeployTarget
from site_builder.model.deploy import DeploySurroundings, Store
from site_builder.model.errors import UsageError
from site_builder.stages.schema.fields import Field
from site_builder.stages.schema.shapes import Flag, TextValue, WholeNumber

FIELDS = (
    Field("host", TextValue(), "The server.", required=True),
    Field("user", TextValue(), "Who logs in; also taken from ~/.netrc."),
    Field("path", TextValue(), "The folder there, absolute or from where one logs in.", required=True),
    Field("port", WholeNumber(1, 65535), "The port.", default=21),
    Field("connections", WholeNumber(1, 16), "How many connections may be open at once.", default=4),
    Field("ca_file", TextValue(), "The certificate to trust, where the server's is its own."),
    Field("insecure", Flag(), "Use plain FTP: everybody on the way can read the password.", default=False),
)
LIBRARY = ("", "")


def describe(target: DeployTarget) -> str:
    options = target.options
    scheme = "ftp" if options.get("insecure") else "ftps"
    return f"{scheme}://{options['host']}/{options['path'].lstrip('/')}"


def open_store(target: DeployTarget, surroundings: DeploySurroundings) -> Store:
    """Raises UsageError where there is no password, or the certificate cannot be read."""
    options = target.options
    user, password = _credentials(target, surroundings)
    ca_file = ""
    if "ca_file" in options:
        ca_file = os.path.join(surroundings.root, surroundings.from_home(options["ca_file"]))
        if not os.path.isfile(ca_file):
            raise UsageError(f"deploy.{target.name}: there is no file {options['ca_file']}")
    login = Login(
        options["host"], options.get("port", 21), user, password, ca_file, bool(options.get("insecure"))
    )
    return HostedFolder(login, options["path"], options.get("connections", 4))


def _credentials(target: DeployTarget, surroundings: DeploySurroundings) -> tuple[str, str]:
    variable = f"SITE_BUILDER_{re.sub('[^A-Z0-9]', '_', target.name.upper())}_PASSWORD"
    user, password = target.options.get("user", ""), surroundings.environment.get(variable, "")
    if user and password:
        return user, password
    file = surroundings.environment.get("NETRC") or os.path.join(surroundings.home, ".netrc")
    try:
        known = netrc.netrc(file).authenticators(target.options["host"]) if os.path.isfile(file) else None
    except (OSError, netrc.NetrcParseError) as failure:
        raise UsageError(f"{file} cannot be read: {type(failure).__name__}") from None
    if known is not None and known[2] and user in {"", known[0]}:
        return known[0], known[2]
    raise UsageError(
        f"deploy.{target.name}: there is no password for {target.options['host']}",
        f"write user: into config.yaml and set {variable} in the environment, "
        "or write both into a line of ~/.netrc: machine HOST login USER password …",
    )
