"""Cut the small Latin web fonts out of the full fonts, and write the style sheets that choose between files.

There are two sheets: `latin.css` for the experts' pages, where Korean is written in the device's own font and
costs nothing to load, and `pretendard.css` for all others, which brings the Korean font as well.

Run by hand after a new release of the font: ``python -m scripts.subset_latin``. The cut files carry a name of
their own, since the font's licence reserves its name for unchanged files.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
CUT_NAME = "TholosLatin"
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "calt", "case", "tnum", "sups", "subs", "zero"]

# The web needs two weights; a heading that asks for 700 gets 600.
WEIGHTS = {"Regular": ("400", "400"), "SemiBold": ("600", "600 900")}

# The three syllables of the language's own name stand in the language switch of every English page.
LANGUAGE_NAME = "한국어"
# What nearly every page needs; the rest is fetched where a page has a letter of it.
BASIC = (
    "U+0020-007E, U+00A0, U+00B7, U+2013-2014, U+2018-2019, U+201C-201D, U+2026, U+203A, U+2190, U+2192, "
    + (
        "U+25A0, U+25B2, U+25CB, U+25CF, U+2713, "
        + ", ".join(f"U+{ord(letter):04X}" for letter in sorted(LANGUAGE_NAME))
    )
)
MORE = (
    "U+00A1-00B6, U+00B8-017F, U+0192, U+01F4-01F5, U+0218-021B, U+02BC, U+02C6-02C7, U+02D8-02DD, "
    "U+0391-03A1, U+03A3-03A9, U+03B1-03C9, U+1E9E, U+2010-2012, U+2015-2017, U+201A-201B, U+201E-2025, "
    "U+2027, U+202F-2039, U+2044, U+2070-208E, U+20A9, U+20AC, U+2116, U+2122, U+2153-215E, U+2191, "
    "U+2193-2199, U+2202, U+2206, U+2211-2212, U+221A, U+221E, U+2248, U+2260, U+2264-2265, U+25A1, U+25B3, "
    "U+25B6-25B7, U+25BC-25BD, U+25C0-25C1, U+25C6-25C7, U+2605-2606"
)
KOREAN = "U+1100-11FF, U+3000-303F, U+3131-318E, U+3200-32FF, U+3300-33FF, U+AC00-D7A3, U+FF00-FFEF"

FACE = """@font-face {{
  font-family: "Pretendard";
  font-style: normal;
  font-weight: {weight};
  font-display: swap;
  src: url("web/{file}") format("woff2");
  unicode-range: {ranges};
}}
"""


def code_points(ranges: str) -> list[int]:
    """List the code points of a CSS unicode-range."""
    points: list[int] = []
    for part in ranges.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        points.extend(range(int(first, 16), int(last or first, 16) + 1))
    return points


def cut_latin(source: Path, target: Path, style: str, ranges: str) -> None:
    """Write some of a font's letters as woff2 under a name of its own."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(flavor="woff2", layout_features=FEATURES, drop_tables=["DSIG"], hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=code_points(ranges))
    cutter.subset(font)
    full = f"{CUT_NAME} {style}"
    names = {1: CUT_NAME, 3: full, 4: full, 6: f"{CUT_NAME}-{style}", 16: CUT_NAME}
    for record in font["name"].names:
        record.string = names.get(record.nameID, record.toUnicode())
    subset.save_font(font, target, options)


def main() -> None:
    """Write the Latin files and both style sheets."""
    faces, latin_faces = [], []
    for style, (number, weight) in WEIGHTS.items():
        # Where ranges overlap the later rule wins: the Latin one keeps the language's own name for itself.
        faces.append(FACE.format(weight=weight, file=f"pretendard-korean-{number}.woff2", ranges=KOREAN))
        for part, ranges in (("more", MORE), ("latin", BASIC)):
            file = f"tholos-{part}-{number}.woff2"
            cut_latin(FONTS / "pdf" / f"Pretendard-{style}.ttf", FONTS / "web" / file, style, ranges)
            latin_faces.append(FACE.format(weight=weight, file=file, ranges=ranges))
            faces.append(latin_faces[-1])
    (FONTS / "latin.css").write_text("\n".join(latin_faces), encoding="utf-8")
    (FONTS / "pretendard.css").write_text("\n".join(faces), encoding="utf-8")


if __name__ == "__main__":
    main()
