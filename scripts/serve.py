"""Start Tholos on this machine: a secret, the tables, the demo if nothing is there yet, then the server."""

import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
WORKERS, THREADS, TIMEOUT_SECONDS = 2, 4, 120


def main() -> None:
    """Prepare what is missing, print how to sign in, and become the server."""
    started = float(os.environ.get("STARTED") or time.time())
    host, port = read_address()
    require_free(host, port)
    make_secret_key(INSTANCE / "secret_key")
    # Without it, joblib looks for physical cores and complains aloud where a container shows none.
    os.environ.setdefault("LOKY_MAX_CPU_COUNT", str(os.cpu_count() or 1))
    prepared = subprocess.run([sys.executable, "-m", "scripts.prepare"], cwd=ROOT, check=False)
    if prepared.returncode:
        sys.exit(prepared.returncode)
    print(f"Ready after {time.time() - started:.0f} s. Stop with Ctrl+C.", flush=True)
    serve(host, port)


def read_address() -> tuple[str, int]:
    """Read from the environment where to listen."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not “{port}”.")
    return host, int(port)


def require_free(host: str, port: int) -> None:
    """Leave with one sentence if another program listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # The server sets the same option, so that a restart need not wait for old connections.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            sys.exit(
                f"Tholos cannot listen on {host}, port {port} ({reason}): make run PORT=8010 takes another."
            )


def make_secret_key(path: Path) -> None:
    """Make the secret that signs sessions, once, readable by its owner alone."""
    if os.environ.get("SECRET_KEY") or path.exists():
        return
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))


def serve(host: str, port: int) -> None:
    """Become the server; this never returns."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = {
        "--config": ROOT / "gunicorn.conf.py",
        "--bind": bind,
        "--worker-class": "gthread",
        "--workers": WORKERS,
        "--threads": THREADS,
        "--timeout": TIMEOUT_SECONDS,
        "--log-level": "warning",
        "--chdir": ROOT,
    }
    words = [str(word) for pair in options.items() for word in pair]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "--no-control-socket", *words, "app:app"])


if __name__ == "__main__":
    main()
