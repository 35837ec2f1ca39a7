"""Builds sdist and wheel and proves, in empty environments, that what people install works.

Knows the promises of the package: without the `kb` extra the public site builds and MkDocs isn't there; with it
both sites build; the wheel carries the whole theme and nothing else. Never looks into the sites it builds.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
DIST = CHECKOUT / "dist"
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")


def main() -> None:
    """Run the proofs in order; the first that fails ends it with its reason."""
    with tempfile.TemporaryDirectory(prefix="clearbell-wheel-") as folder:
        workshop = Path(folder)
        sdist, wheel = _build()
        _prove_theme(wheel)
        unpacked = _unpack(sdist, workshop)
        site = _site_without_postmortems(workshop)

        _say("An empty environment with the wheel and no extra")
        core = _environment(workshop / "core", "core", wheel)
        _prove_public_build(core, site, workshop / "out-core")

        _say("An empty environment with the wheel and the extra kb")
        kb = _environment(workshop / "kb", "kb", wheel, extra="kb")
        _prove_both_builds(kb, unpacked, workshop / "out-kb")

        _say("An empty environment with what pip makes of the sdist")
        from_sdist = _wheel_of(sdist, workshop / "from-sdist")
        plain = _environment(workshop / "sdist", "core", from_sdist)
        _prove_public_build(plain, unpacked, workshop / "out-sdist")
    print(f"\nProven: {wheel.relative_to(CHECKOUT)}, {sdist.relative_to(CHECKOUT)}")


def _build() -> tuple[Path, Path]:
    """The sdist, and the wheel built by way of it: a release goes the same way."""
    _say("Building sdist and wheel")
    shutil.rmtree(DIST, ignore_errors=True)
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", DIST, CHECKOUT, quiet=True)
    (sdist,), (wheel,) = DIST.glob("*.tar.gz"), DIST.glob("*.whl")
    return sdist, wheel


def _prove_theme(wheel: Path) -> None:
    """A theme file that git doesn't know, or one that was left out, would only be noticed by users."""
    listed = _output("git", "ls-files", "-z", "theme").split("\0")
    expected = {name.removeprefix("theme/"): (CHECKOUT / name).read_bytes() for name in listed if name}
    with zipfile.ZipFile(wheel) as archive:
        prefix = "clearbell/_theme/"
        packed = {
            name.removeprefix(prefix): archive.read(name)
            for name in archive.namelist()
            if name.startswith(prefix)
        }
    for name in sorted(expected.keys() | packed.keys()):
        if name not in packed:
            sys.exit(f"theme/{name} is missing in the wheel.")
        if name not in expected:
            sys.exit(f"theme/{name} is in the wheel but not in git: add it or delete it.")
        if packed[name] != expected[name]:
            sys.exit(f"theme/{name} differs between the wheel and the checkout.")
    print(f"  the wheel's theme is the {len(expected)} files that git lists")


def _unpack(sdist: Path, workshop: Path) -> Path:
    shutil.unpack_archive(sdist, workshop)
    return workshop / sdist.name.removesuffix(".tar.gz")


def _site_without_postmortems(workshop: Path) -> Path:
    """The demo as a public build server would check it out."""
    site = workshop / "public-only"
    shutil.copytree(
        CHECKOUT / "content", site / "content", ignore=shutil.ignore_patterns("postmortems", "drills")
    )
    return site


def _wheel_of(sdist: Path, folder: Path) -> Path:
    _run(sys.executable, *PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, sdist)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _environment(folder: Path, lock: str, wheel: Path, *, extra: str = "") -> Path:
    """A new environment with the locked dependencies and the wheel; its folder of programs.

    The wheel is installed without an index: pip accepts that only if the lock holds all that the wheel asks for.
    """
    venv.create(folder, with_pip=True)
    programs = folder / "bin"
    _run(
        programs / "python", *PIP, "install", "--require-hashes", "-r", CHECKOUT / f"requirements/{lock}.txt"
    )
    what = f"clearbell[{extra}] @ {wheel.as_uri()}" if extra else wheel
    _run(programs / "python", *PIP, "install", "--no-index", what)
    _run(programs / "python", *PIP, "check", quiet=True)
    return programs


def _prove_public_build(programs: Path, site: Path, out: Path) -> None:
    if not _fails(programs / "python", "-c", "import mkdocs"):
        sys.exit("MkDocs is installed without the extra kb.")
    print("  MkDocs is not installed")
    _run(programs / "clearbell", "-C", site, "build", "public", "--out", out)
    _expect(out / "index.html", out / "history/index.html")


def _prove_both_builds(programs: Path, site: Path, out: Path) -> None:
    _run(programs / "clearbell", "-C", site, "build", "all", "--out", out)
    _expect(out / "public/index.html", out / "internal/index.html")
    plain = out / "mkdocs"
    _run(programs / "mkdocs", "build", "--quiet", "--config-file", site / "mkdocs.yml", "--site-dir", plain)
    _expect(plain / "index.html")


def _expect(*pages: Path) -> None:
    for page in pages:
        if not page.is_file():
            sys.exit(f"No {page.name} was built in {page.parent}.")
        print(f"  built {page.parent.name}/{page.name}")


def _say(text: str) -> None:
    print(f"\n{text}", flush=True)


def _run(*command: str | Path, quiet: bool = False) -> None:
    """Run where the checkout can't be imported from; a failure ends the proof with what the program said."""
    done = _start(*command, quiet=quiet)
    if done.returncode:
        said = f":\n{done.stdout}{done.stderr}" if quiet else "."
        sys.exit(f"This failed with {done.returncode}: {' '.join(map(str, command))}{said}")


def _fails(*command: str | Path) -> bool:
    return _start(*command, quiet=True).returncode != 0


def _output(*command: str | Path) -> str:
    return subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout


def _start(*command: str | Path, quiet: bool) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    clean["NO_MKDOCS_2_WARNING"] = "1"  # Material's notice of its own end of life
    clean["PIP_USE_PEP517"] = "1"  # else Debian's older pip warns about packages that come as source
    return subprocess.run(
        command, cwd=tempfile.gettempdir(), env=clean, check=False, capture_output=quiet, text=True
    )


if __name__ == "__main__":
    main()
