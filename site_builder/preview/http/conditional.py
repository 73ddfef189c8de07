"""Whole answers, parts of them, or none: entity tags and ranges (RFC 9110, 13 and 14)."""

from __future__ import annotations

import hashlib
import os
import re

from werkzeug.exceptions import NotFound, RequestedRangeNotSatisfiable
from werkzeug.utils import send_file
from werkzeug.wrappers import Request, Response

from site_builder.model.media_types import media_type
from site_builder.preview.http.pages import File

_ONE_RANGE = re.compile(r"bytes=\s*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))\s*", re.I)


def respond_with_data(request: Request, response: Response) -> Response:
    """An answer that is in memory."""
    response.set_etag(hashlib.blake2b(response.get_data(), digest_size=12).hexdigest())
    if response.status_code != 200:
        return response
    length = response.content_length or 0
    _drop_range_that_does_not_count(request)
    try:
        return response.make_conditional(request.environ, accept_ranges=True, complete_length=length)
    except RequestedRangeNotSatisfiable:
        return _not_satisfiable(length)


def respond_with_file(request: Request, answer: File) -> Response:
    """A file of the site as it is. Raises OSError."""
    kind = media_type(answer.path)
    _drop_range_that_does_not_count(request)
    try:
        response = send_file(answer.file, request.environ, kind.header, conditional=True)
    except RequestedRangeNotSatisfiable:
        return _not_satisfiable(os.stat(answer.file).st_size)
    except NotFound as failure:
        raise FileNotFoundError(answer.file) from failure
    response.headers["Content-Type"] = kind.header
    if kind.encoding:
        response.headers["Content-Encoding"] = kind.encoding
    return response


def _drop_range_that_does_not_count(request: Request) -> None:
    """A header that is not valid is to be ignored; and several ranges may be: then the whole is sent."""
    match = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    is_backwards = match is not None and bool(match[2]) and int(match[2]) < int(match[1])
    if request.method != "GET" or match is None or is_backwards:
        request.environ.pop("HTTP_RANGE", None)


def _not_satisfiable(length: int) -> Response:
    return Response(b"", 416, {"Content-Range": f"bytes */{length}"})
