"""Make sure that what is no Python package is there: libraries for the report, and two programs for tests.

``system_libraries`` looks for the libraries that set the report's text; ``system_libraries tests`` looks for
a browser and a database server as well. What is missing is installed where that needs no question, and named
in one sentence otherwise. Fonts need no package: report and pages use the ones in ``static/fonts``.
"""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent

# Library -> the names under which WeasyPrint looks for it on Linux, macOS and Windows.
LIBRARIES = {
    "GObject": ("gobject-2.0", "libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"),
    "Pango": ("pango-1.0", "libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "PangoFT2": ("pangoft2-1.0", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    "Fontconfig": ("fontconfig", "libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
    "HarfBuzz": ("harfbuzz", "libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
    "HarfBuzz-Subset": (
        "harfbuzz-subset",
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "libharfbuzz-subset-0.dll",
    ),
}
PACKAGES = ("libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig")
HOW_TO_INSTALL = (
    "on Debian and Ubuntu apt-get install " + " ".join(PACKAGES) + "; on Fedora dnf install pango harfbuzz; "
    "on macOS brew install pango harfbuzz"
)

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SERVER_PROGRAMS = ("initdb", "pg_ctl")


def main(arguments: list[str]) -> int:
    """Check, install where possible, say what is missing; for tests in CI a missing program is an error."""
    complete = provide_report_libraries()
    if "tests" not in arguments:
        return 0
    complete &= provide_program(
        has_browser,
        ["chromium"],
        "No Chromium: tests in a browser are skipped; install the package chromium.",
    )
    complete &= provide_program(
        has_postgres,
        ["postgresql"],
        "No PostgreSQL server: tests on it are skipped; install postgresql, or set TEST_DATABASE_URL.",
    )
    return 0 if complete or os.environ.get("CI") != "true" else 1


def provide_report_libraries() -> bool:
    """Install the libraries of the report if one is missing; say so if that cannot be."""
    if not missing_libraries():
        return True
    install(PACKAGES)
    missing = missing_libraries()
    if missing:
        print(f"The report as PDF needs {', '.join(missing)}, missing here: {HOW_TO_INSTALL}.")
    return not missing


def provide_program(is_there, packages: list[str], sentence: str) -> bool:
    """Install a program's packages if it is missing; say the sentence if that cannot be."""
    if not is_there():
        install(packages)
    if is_there():
        return True
    print(sentence)
    return False


def missing_libraries() -> list[str]:
    """List the libraries that cannot be loaded under any of their names."""
    return [library for library, names in LIBRARIES.items() if not any(map(can_load, names))]


def can_load(name: str) -> bool:
    """Try to load a library by its file name, then by the name the system may know it under."""
    for candidate in (name, ctypes.util.find_library(name)):
        try:
            if candidate and ctypes.CDLL(candidate):
                return True
        except OSError:
            continue
    return False


def has_browser() -> bool:
    """Say whether a browser that the tests can drive is on the path."""
    return any(map(shutil.which, BROWSERS))


def has_postgres() -> bool:
    """Say whether tests can reach a database server or start one of their own."""
    if os.environ.get("TEST_DATABASE_URL"):
        return True
    # Debian keeps the server's programs off the path.
    folders = [os.environ.get("PATH", ""), *map(str, Path("/usr/lib/postgresql").glob("*/bin"))]
    return all(shutil.which(program, path=os.pathsep.join(folders)) for program in SERVER_PROGRAMS)


def install(packages) -> None:
    """Install Debian packages where no question has to be asked."""
    subprocess.run([SCRIPTS / "apt_install", *packages], check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
