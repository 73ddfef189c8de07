"""File systems that tell of no change, since it can be made on another machine."""

from __future__ import annotations

import os
import re
from pathlib import Path

_TABLE = Path("/proc/self/mounts")
_REMOTE = re.compile(
    r"nfs\d*|cifs|smb\w*|ncpfs|9p|afs|ceph|glusterfs|lustre|beegfs|davfs2?|vboxsf|vmhgfs|prl_fs|drvfs|virtiofs"
    r"|fuse\.(sshfs|rclone|s3fs|goofys|davfs2?|glusterfs|ceph\S*|curlftpfs|smbnetfs|gvfsd-fuse|vmhgfs-fuse|grpcfuse)"
)
"""Network drives, folders that a virtual machine shares with its host, and programs that act as such."""


def remote_file_system(folder: str, table: Path = _TABLE) -> str:
    """The kind of file system that a folder is on if it tells of no change, such as "nfs4"; else "".

    `table` lists what is mounted, as fstab(5) describes. Where there is none, nothing is known.
    """
    try:
        lines = table.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    path, best, kind = os.path.realpath(folder), "", ""
    for line in lines:
        _, place, mounted, *_ = line.split(" ")
        place = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), place)
        is_around = path == place or path.startswith(place.rstrip("/") + "/")
        if is_around and len(place) >= len(best):  # what is mounted later hides what was there
            best, kind = place, mounted
    return kind if _REMOTE.fullmatch(kind) else ""
