"""A mail server in a process of its own that misbehaves on command.

    python tests/mail_server.py FOLDER

It writes its port to FOLDER/port, reads how to behave from FOLDER/mode, line by line by whom it talks to,
and keeps what it accepted in FOLDER/accepted as one line of JSON for each message.
"""

import contextlib
import json
import socketserver
import sys
import time
from email import message_from_bytes
from pathlib import Path

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
FOR_EVER = 600


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    @property
    def mode(self) -> str:
        """Return how to behave now."""
        return (FOLDER / "mode").read_text().strip()

    def handle(self) -> None:
        """Talk until the other side leaves; one that is killed leaves without a word."""
        with contextlib.suppress(ConnectionError):
            self.talk()

    def talk(self) -> None:
        """Answer command by command."""
        if self.mode == "hang":
            time.sleep(FOR_EVER)
        self.say("421 not now" if self.mode == "greet-421" else "220 mail.tholos.test")
        while line := self.rfile.readline():
            verb = line.decode().strip().upper()
            if verb.startswith("EHLO"):
                self.say(
                    "250-mail.tholos.test" + "\r\n250 " + ("STARTTLS" if "tls" in self.mode else "8BITMIME")
                )
            elif verb.startswith("STARTTLS"):
                self.say("220 go on")
                self.wfile.write(b"this is no handshake\r\n" * 20)
                return
            elif verb.startswith("RCPT") and self.mode.startswith("rcpt-"):
                self.say({"rcpt-451": "451 4.3.0 later", "rcpt-550": "550 5.1.1 nobody"}[self.mode])
            elif verb == "DATA":
                if not self.take():
                    return
            else:
                self.say("221 bye" if verb == "QUIT" else "250 OK")

    def take(self) -> bool:
        """Take a message; say whether to go on talking."""
        self.say("354 go on")
        content = b""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            content += line
        mode = self.mode
        if mode == "drop":
            return False
        if mode in {"data-451", "data-554"}:
            self.say({"data-451": "451 4.3.0 later", "data-554": "554 5.6.0 not this"}[mode])
            return True
        self.keep(content)
        if mode == "accept-drop":
            return False
        if mode == "accept-hang":
            time.sleep(FOR_EVER)
        self.say("250 OK")
        return True

    def keep(self, content: bytes) -> None:
        """Write down what was accepted before saying so."""
        mail = message_from_bytes(content)
        with (FOLDER / "accepted").open("a") as file:
            file.write(json.dumps({"to": mail["To"], "id": mail["Message-ID"]}) + "\n")

    def say(self, line: str) -> None:
        """Send a reply."""
        self.wfile.write(line.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    """Many talk at once; nobody is waited for at the end."""

    daemon_threads = True
    allow_reuse_address = True


if __name__ == "__main__":
    port = int((FOLDER / "port").read_text()) if (FOLDER / "port").exists() else 0
    with Server(("127.0.0.1", port), Talk) as server:
        (FOLDER / "port").write_text(str(server.server_address[1]))
        (FOLDER / "ready").touch()
        server.serve_forever()
