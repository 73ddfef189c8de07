"""One connection to an FTP server, encrypted unless it is said to be plain."""

from __future__ import annotations

import ftplib
import ssl
from socket import socket
from typing import NamedTuple

from site_builder.model.errors import DeployFailed

_SECONDS = 60


class Login(NamedTuple):
    """Where to connect, and as whom. `ca_file` is empty for the certificates that the system trusts."""

    host: str
    port: int
    user: str
    password: str
    ca_file: str
    is_plain: bool

    def __repr__(self) -> str:
        """Without the password, in a traceback neither."""
        return f"Login({self.user} at {self.host}:{self.port})"


class _ReusingFTP(ftplib.FTP_TLS):
    """Connections for data resume the session of the one for commands, as servers want it that would not have
    anybody else fetch the data: vsftpd's `require_ssl_reuse`, ProFTPD's default.
    """

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket, int | None]:
        """As in the library, which begins a session of its own for data."""
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        if self._prot_p:  # type: ignore[attr-defined]
            session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
            connection = self.context.wrap_socket(connection, server_hostname=self.host, session=session)
        return connection, size


def connect(login: Login) -> ftplib.FTP:
    """Log in. Raises DeployFailed where the server does not encrypt, or its certificate cannot be trusted;
    otherwise OSError, EOFError, ftplib.Error.
    """
    ftp = ftplib.FTP(timeout=_SECONDS) if login.is_plain else _encrypting(login)
    try:
        ftp.connect(login.host, login.port)
        if isinstance(ftp, ftplib.FTP_TLS):
            _encrypt(ftp, login)
        ftp.login(login.user, login.password)
        if isinstance(ftp, ftplib.FTP_TLS):
            ftp.prot_p()
    except BaseException:
        ftp.close()
        raise
    return ftp


def _encrypting(login: Login) -> ftplib.FTP_TLS:
    return _ReusingFTP(timeout=_SECONDS, context=ssl.create_default_context(cafile=login.ca_file or None))


def _encrypt(ftp: ftplib.FTP_TLS, login: Login) -> None:
    try:
        ftp.auth()
    except ssl.SSLCertVerificationError as failure:
        raise DeployFailed(
            f"the certificate of {login.host} cannot be trusted: {failure.verify_message}",
            "use the name that the certificate is for as host:, or name the certificate with ca_file:",
        ) from None
    except ftplib.error_perm as failure:
        raise DeployFailed(
            f"{login.host} does not encrypt: {failure}",
            "ask the host for another way, such as kind: sftp; insecure: true uses plain FTP instead",
        ) from None
