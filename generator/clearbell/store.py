"""The few things that are asked of a bucket, with patience for a bad line, and errors in sentences without secrets.

The only module that knows boto3. Keys come from where AWS' own tools take them; none is ever printed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Any, Final

from clearbell.problems import Refused

_TRIES: Final = 8  # of one request, 1, 2, 4 ... up to 20 s apart, which is boto3's own measure
_SECRET: Final = re.compile(r"(?i)key|secret|token|pass|credential")


class Changed(Exception):  # noqa: N818 - somebody else was faster; that is no error
    """A file isn't the one any more that was to be replaced."""


class Unanswered(Refused):
    """The bucket didn't do what it was asked to; `what` tells that in words that fit any sentence."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            sentence=f"{what}. Publish again when it does: what is there already isn't sent twice."
        )


class Store:
    """A bucket. Names are whole keys. *tries*: of one request, before it is said that there is no answer."""

    def __init__(self, bucket: str, tries: int | None = None) -> None:
        try:
            import boto3  # noqa: PLC0415 - an extra, and a quarter of a second
            from botocore.config import Config  # noqa: PLC0415 - as above
        except ImportError as error:
            raise Refused(
                sentence="To work with a bucket takes boto3: pip install 'clearbell[s3]'"
            ) from error
        self.bucket, self._tries = bucket, tries or _TRIES
        settings = Config(
            retries={"mode": "standard", "total_max_attempts": self._tries},
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=16,
            # Stores of other makers refuse the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
        self._client = boto3.session.Session().client("s3", region_name=region, config=settings)

    def get(self, name: str) -> tuple[bytes, str] | None:
        """Content and ETag; None where there is no such file."""
        found = self._ask("read", name, "get_object", Key=name, missing=None)
        return None if found is None else (found["Content"], found["ETag"])

    def names(self, prefix: str) -> set[str]:
        """All files whose names begin so."""
        names: set[str] = set()
        more: dict[str, str] = {}
        while True:
            page = self._ask("list", prefix, "list_objects_v2", Prefix=prefix, **more)
            names.update(entry["Key"] for entry in page.get("Contents", ()))
            if not page.get("IsTruncated"):
                return names
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def put(self, name: str, content: bytes, kind: str, *, instead_of: str | None = "") -> str:
        """Write a file; its ETag. *instead_of*: the ETag it must still have, None where it mustn't be there.

        Raises Changed where that isn't so. A store that knows no such condition writes all the same.
        """
        condition = {"IfNoneMatch": "*"} if instead_of is None else {"IfMatch": instead_of}
        words = {"Key": name, "Body": content, "ContentType": kind, "CacheControl": "no-store"}
        done = self._ask("write", name, "put_object", **words, **({} if instead_of == "" else condition))
        return str(done["ETag"])

    def copy(self, source: str, name: str, headers: dict[str, str]) -> None:
        """A file under another name within the bucket, with *headers* of its own."""
        known = {"Content-Type": "ContentType", "Cache-Control": "CacheControl"}
        said = {known[header]: value for header, value in headers.items() if header in known}
        origin = {"Bucket": self.bucket, "Key": source}
        self._ask(
            "write", name, "copy_object", Key=name, CopySource=origin, MetadataDirective="REPLACE", **said
        )

    def delete(self, names: Iterable[str]) -> None:
        """Delete files; those that aren't there are no matter."""
        for name in names:
            self._ask("delete", name, "delete_object", Key=name)

    def _ask(self, verb: str, name: str, call: str, **words: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - loaded already

        nothing = words.pop("missing", self)
        try:
            return self._whole(call, words)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", "unknown"))
            if code in ("NoSuchKey", "404") and nothing is not self:
                return nothing
            if code in ("PreconditionFailed", "ConditionalRequestConflict", "412", "409"):
                raise Changed from error
            why = f"{code}: {error.response.get('Error', {}).get('Message', '')}"
        except BotoCoreError as error:
            why = f"{type(error).__name__}: {error}"
        raise Unanswered(f"The bucket {self.bucket} didn't {verb} {name} ({without_secrets(why)})")

    def _whole(self, call: str, words: dict[str, Any]) -> dict[str, Any]:
        """The answer with all that it brings. boto3 tries a request again, but not an answer that broke off."""
        from botocore.exceptions import HTTPClientError  # noqa: PLC0415 - loaded already

        for left in range(self._tries - 1, -1, -1):
            answer: dict[str, Any] = getattr(self._client, call)(Bucket=self.bucket, **words)
            try:
                return {**answer, "Content": answer["Body"].read()} if "Body" in answer else answer
            except HTTPClientError:
                if not left:
                    raise
        return {}


def without_secrets(text: str) -> str:
    """A text of others without what the environment keeps secret, and without names and passwords in addresses."""
    for name, value in os.environ.items():
        if _SECRET.search(name) and len(value) > 3:
            text = text.replace(value, "***")
    return re.sub(r"(\w+://)[^/\s@]*@", r"\1***@", text).rstrip(". ")
