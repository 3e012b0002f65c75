"""Sending less: text is packed, and a file that bears the mark of its content is fetched once.

Every static address carries a mark of the file's content, so that browsers may keep the file for a year:
a changed file has another address. Packing is by gzip, without a time in it, so that equal pages stay equal.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

PACKED_TYPES = {
    "application/javascript",
    "application/json",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
    "text/plain",
}
SMALLEST = 400
"""Bytes below which packing saves nothing."""
YEAR, MONTH = 31_536_000, 2_592_000


def init_delivery(app: Flask) -> None:
    """Mark static addresses and pack what goes out."""
    app.url_default_functions.setdefault(None, []).append(_mark_static)
    app.after_request(_pack)
    app.after_request(_keep_static)


def _mark_static(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and (mark := _find_mark(values.get("filename", ""))):
        values.setdefault("v", mark)


def _find_mark(filename: str) -> str:
    path = Path(current_app.static_folder, filename)
    try:
        return _mark_of(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return ""


@lru_cache(maxsize=512)
def _mark_of(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _keep_static(response: Response) -> Response:
    if request.endpoint != "static" or response.status_code not in {200, 304}:
        return response
    filename = (request.view_args or {}).get("filename", "")
    if request.args.get("v") == _find_mark(filename):
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    elif filename.endswith(".woff2"):  # style sheets name fonts without a mark
        response.headers["Cache-Control"] = f"public, max-age={MONTH}"
    return response


def _pack(response: Response) -> Response:
    if response.mimetype not in PACKED_TYPES:
        return response
    response.vary.add("Accept-Encoding")
    is_whole = response.status_code != 206 and "Content-Encoding" not in response.headers
    if not is_whole or request.accept_encodings["gzip"] <= 0 or request.method == "HEAD":
        return response
    response.direct_passthrough = False
    text = response.get_data()
    if len(text) < SMALLEST:
        return response
    response.set_data(_pack_file(text) if request.endpoint == "static" else gzip.compress(text, 6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    if response.headers.get("ETag"):
        response.set_etag(response.get_etag()[0], weak=True)  # the same file, in other bytes
    return response


@lru_cache(maxsize=128)
def _pack_file(text: bytes) -> bytes:
    return gzip.compress(text, 9, mtime=0)
