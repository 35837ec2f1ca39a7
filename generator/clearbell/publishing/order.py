"""Whether a build may take the place of the one that readers see: an older one must not, whoever finishes last.

Asks git, where there is one, because clocks of two machines differ; believes the builds' own times otherwise.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from clearbell.problems import Refused
from clearbell.publishing.manifest import Manifest

_HOW = "With --force it is published all the same."


def refuse_older(live: Manifest | None, new: Manifest, root: Path) -> None:
    """Raises Refused when *live* knows something that *new*, built from *root*, doesn't."""
    if live is None:
        return
    if new.now < live.now:
        raise Refused(
            sentence=f"What readers see was built later ({live.now:%Y-%m-%d %H:%M}Z) than this "
            f"({new.now:%Y-%m-%d %H:%M}Z). Look at the clock of this machine. {_HOW}"
        )
    if live.commit is None or new.commit is None or live.commit == new.commit:
        return
    known = _git(root, "cat-file", "-e", f"{live.commit}^{{commit}}")
    if known is None:
        return
    if not known:
        raise Refused(
            sentence=f"What readers see was built from commit {live.commit[:12]}, which isn't here: somebody published "
            f"what you don't have. Fetch and merge first (`git pull`). {_HOW}"
        )
    if not _git(root, "merge-base", "--is-ancestor", live.commit, new.commit):
        raise Refused(
            sentence=f"What readers see was built from commit {live.commit[:12]}, which isn't part of what you have "
            f"checked out. Merge it first, so that nothing of it is lost. {_HOW}"
        )


def _git(root: Path, *arguments: str) -> bool | None:
    """Whether git says yes; None where there is no git to ask."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed words and a commit that is 40 digits
            ["git", "-C", f"{root}", *arguments],  # noqa: S607 - whichever git the user has
            check=False,
            capture_output=True,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.returncode == 0
