"""Writes what the wheel in dist/ brings along when it is installed with every extra for users: names, versions, licences,
and who needs whom, as CycloneDX.

Looks at an empty environment with the locked packages; knows none of them by name.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
WRITER = CHECKOUT / ".cache" / "sbom"
LOCKS = ("kb", "s3")


def main() -> None:
    """Write `dist/clearbell-VERSION.cdx.json`."""
    wheels = list((CHECKOUT / "dist").glob("*.whl"))
    if len(wheels) != 1:
        sys.exit("There has to be one wheel in dist/: run `make wheel` first.")
    version = wheels[0].name.split("-")[1]
    bill = CHECKOUT / "dist" / f"clearbell-{version}.cdx.json"
    with tempfile.TemporaryDirectory(prefix="clearbell-sbom-") as folder:
        venv.create(folder)
        for lock in LOCKS:
            _install(Path(folder), "--require-hashes", "-r", f"requirements/{lock}.txt")
        _install(Path(folder), "--no-deps", f"{wheels[0]}")
        _write(Path(folder), bill)
    said = json.loads(bill.read_text(encoding="utf-8"))
    said["metadata"]["component"]["version"] = version  # it stands in the code, where the writer doesn't look
    bill.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    print(f"{bill.relative_to(CHECKOUT)}: {len(said['components'])} packages")


def _install(environment: Path, *what: str) -> None:
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
    _run(sys.executable, *pip, "--python", f"{environment}/bin/python", "install", *what)


def _write(environment: Path, bill: Path) -> None:
    if not (WRITER / "made-from").is_file() or _lock() != (WRITER / "made-from").read_bytes():
        venv.create(WRITER, clear=True)
        _install(WRITER, "--require-hashes", "-r", "requirements/sbom.txt")
        (WRITER / "made-from").write_bytes(_lock())
    _run(
        *(f"{WRITER}/bin/python", "-m", "cyclonedx_py", "environment", f"{environment}/bin/python"),
        *("--pyproject", "pyproject.toml", "--mc-type", "application", "--output-reproducible"),
        *("--output-format", "JSON", "--output-file", f"{bill}"),
    )


def _lock() -> bytes:
    return (CHECKOUT / "requirements" / "sbom.txt").read_bytes()


def _run(*command: str) -> None:
    subprocess.run(command, cwd=CHECKOUT, check=True)


if __name__ == "__main__":
    main()
