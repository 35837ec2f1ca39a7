"""Secrets: keys, tokens, passwords, and what else opens a door or shows the way to one, such as inside addresses and traces.

Knows how the tokens of well-known services are built and how a random string looks; keeps none of what it finds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import log2
from typing import Final

from clearbell.language.finding import Finding
from clearbell.language.house import House
from clearbell.language.text import Text
from clearbell.problems import Level
from clearbell.rules import Rule

SECRET: Final = Rule(
    id="secret",
    level=Level.ERROR,
    says="A key, token or password, or an inside address or error trace.",
    why="Whoever reads it can use it, and it stays in feeds, mails and the repository's history.",
    instead="Take it out, then make it useless: revoke the key, change the password.",
    allow="",
    bad="Use `password=Winter-2026!` until sign-in works again.",
    good="If you can't sign in, choose a new password on the sign-in page.",
)
RULES: Final = (SECRET,)

_TAKE_OUT: Final = "(take it out, and revoke it)"
_LEAVE_OUT: Final = "(leave it out)"
_INSIDE_ADDRESS: Final = "An address inside your network shows strangers the way; customers can't use it."
_TRACE: Final = "An error trace shows how your software is built; customers can do nothing with it."

# A prefix that the service itself gives its tokens, and what follows it.
_PREFIXED: Final = (
    r"(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{12,20}",
    r"gh[oprsu]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}",
    r"gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w-]{16,255}",
    r"xox[abceoprs]-[\w-]{10,255}|xapp-\d-[\w-]{10,255}|xoxe\.xox[bp]-[\w-]{10,255}",
    r"(?:sk|rk|pk)_(?:live|test|prod)_[A-Za-z0-9]{10,255}|whsec_[A-Za-z0-9+/=]{16,255}",
    r"AIza[\w-]{30,45}|ya29\.[\w-]{20,255}|GOCSPX-[\w-]{20,50}|1//0[\w-]{30,255}",
    r"sk-(?:proj-|ant-|svcacct-|admin-|or-|lf-)?(?:[a-z0-9]{1,10}-)?[\w-]{20,255}",
    r"SG\.[\w-]{10,40}\.[\w-]{20,60}|key-[0-9a-f]{32}|[0-9a-f]{32}-us\d{1,2}|xkeysib-[\w-]{20,255}",
    r"(?:SK|AC)[0-9a-f]{32}",
    r"npm_[A-Za-z0-9]{30,50}|pypi-[\w-]{30,255}|rubygems_[0-9a-f]{40,64}|dckr_(?:pat|oat)_[\w-]{20,60}|oy2[a-z0-9]{43}",
    r"do[opr]_v1_[0-9a-f]{40,70}|hf_[A-Za-z0-9]{25,50}|r8_[A-Za-z0-9]{30,50}|gsk_[A-Za-z0-9]{30,70}|xai-[A-Za-z0-9]{40,100}|pplx-[A-Za-z0-9]{40,60}",
    r"shp(?:at|ca|pa|ss|tka)_[0-9a-fA-F]{20,64}|sq0[a-z]{3}-[\w-]{20,60}|EAAA[\w-]{50,255}|EAA[A-Za-z0-9]{60,255}",
    r"hv[bsr]\.[\w-]{20,255}|[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,80}|NR(?:AK|JS|II|AA|RA)-[\w-]{15,50}|PMAK-[\w-]{30,80}|dp\.(?:pt|st|ct|sa)\.[\w.-]{30,60}",
    r"glc_[\w+/=]{30,255}|glsa_\w{30,60}|sntry[su]_[\w+/=]{30,255}|lin_(?:api|oauth)_[A-Za-z0-9]{30,70}|ntn_[A-Za-z0-9]{30,60}|secret_[A-Za-z0-9]{40,50}",
    r"dapi[0-9a-f]{32}(?:-\d)?|pat[A-Za-z0-9]{14}\.[0-9a-f]{64}|ATATT3[\w=-]{20,255}|ATBB[\w]{20,50}|HRKU-[\w-]{30,80}|sl\.[\w-]{40,255}",
    r"sbp_[0-9a-f]{30,60}|sb_secret_[\w-]{20,60}|nf[pc]_[\w-]{30,60}|figd_[\w-]{30,60}|CFPAT-[\w-]{30,60}|aio_[A-Za-z0-9]{25,40}|sgp_\w{30,100}",
    r"pscale_(?:pw|tkn|oauth)_[\w.=-]{20,80}|pul-[0-9a-f]{40}|sq[apu]_[0-9a-f]{40}|tskey-[\w-]{15,100}|AGE-SECRET-KEY-1[A-Z0-9]{50,60}|ops_eyJ[\w-]{50,255}",
    r"fm[12][ar]?_[\w+/=-]{30,255}|rdme_[a-z0-9]{60,80}|pnu_[A-Za-z0-9]{30,40}|phc_[A-Za-z0-9]{30,60}|phx_[A-Za-z0-9]{30,60}|(?:sdk|mob|api)-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
    r"eyJ[\w-]{6,4000}\.(?:eyJ)?[\w-]{6,4000}(?:\.[\w-]{0,4000})?",
    r"\d{8,10}:AA[\w-]{30,40}|[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{25,40}",
    r"(?:https://)?hooks\.slack\.com/(?:services|workflows|triggers)/[\w/-]{15,120}|(?:https://)?(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d{10,25}/[\w-]{20,100}",
    r"(?:https://)?[\w.-]{1,60}\.webhook\.office\.com/[\w@/-]{20,300}|(?:https://)?outlook\.office\.com/webhook/[\w@/-]{20,300}",
    r"access_token\$(?:production|sandbox)\$[\w$]{20,80}|SSWS\s+00[\w-]{35,45}|amzn\.mws\.[0-9a-f-]{36}|FLWSECK(?:_TEST)?-[\w-]{12,50}|rzp_(?:live|test)_\w{10,30}",
    r"LTAI[A-Za-z0-9]{12,24}|AKID[A-Za-z0-9]{30,40}|ABSK[A-Za-z0-9+/=]{60,255}|bedrock-api-key-[\w+/=]{20,255}|[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34}",
)
_TOKENS: Final = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----(?:[\sA-Za-z0-9+/=:,-]{0,9000}?-----END (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----)?"
    rf"|(?<![A-Za-z0-9_/+-])(?:{'|'.join(_PREFIXED)})"
)
_HEADER: Final = re.compile(
    r"\b(?:Bearer|Basic|Token|ApiKey|Digest)\s{1,3}(?=[A-Za-z._~+/=-]{0,80}\d|[a-z._~+/=-]{0,80}[A-Z])(?P<value>[A-Za-z0-9._~+/-]{12,500}={0,2})"
    r"|\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@'\"]{0,100}:(?P<password>[^\s/@'\"]{1,200})@[\w.-]",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"(?P<name>pass(?:word|wd|phrase|code)?s?|pwd|secrets?|tokens?|(?:api|access|private|secret|account|shared ?access|encryption|signing|license|admin|master|auth)[ _-]?keys?"
    r"|client[ _-]?secret|credentials?|authorization|session[ _-]?(?:id|key|token)|cookie|connection[ _-]?string|sig|signature|pin code|otp|x-api-key)"
    r"(?: (?:for|of|on|to) (?:[\w-]{1,30} ){0,3}?[\w-]{1,30})?[\"'`*]{0,3}(?P<sign>\s{0,3}(?::=|=>|==?|:)\s{0,3}|\s{1,3}(?:is|was|to|with)\s{1,3}:?\s?)[\"'`*]{0,3}(?P<value>[^\s\"'`,;<>()\[\]{}]{4,500})",
    re.IGNORECASE,
)
# Of these, any name has one. Looking for them takes a twentieth of the time.
_NAMED_PARTS: Final = (
    "pass", "pwd", "secret", "token", "key", "credential", "authorization", "session", "cookie", "string", "sig", "pin code", "otp",
)  # fmt: skip
_STANDS_FOR_ONE: Final = re.compile(
    r"(?:[*x.\u2022_-]{3,}|\$[\w{(].*|%\w+%|env:.*|<.*|your[-_].*|redacted|hidden|removed|changeme\?|null|none|true|false|expired|invalid|required|\d{1,2}[:.]\d\d.*)\Z",
    re.IGNORECASE,
)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LONG: Final = re.compile(r"\S{15}|-----BEGIN")
_RANDOM: Final = re.compile(r"(?<![\w/+=.@#-])[A-Za-z0-9_+/=-]{20,500}(?![\w@])")
_HASHED_BEFORE: Final = re.compile(
    r"(?:commit|sha-?\d*|revision|rev|digest|checksum|md5|image|build|trace|request|id)[\s:=#`@]{1,4}\Z",
    re.IGNORECASE,
)
PRIVATE_ADDRESS: Final = re.compile(
    r"(?<![\w.])(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|169\.254(?:\.\d{1,3}){2}|127(?:\.\d{1,3}){3}"
    r"|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])(?:\.\d{1,3}){2})(?:[:/]\d{1,5})?(?![\w.]\d)"
    r"|(?<![\w:])f[cd][0-9a-f]{2}(?::[0-9a-f]{0,4}){2,7}(?![\w:])",
    re.IGNORECASE,
)
_TRACES: Final = re.compile(
    r"Traceback \(most recent call last\)[^\0]{0,4000}|^[ \t]*File \"[^\"\n]{1,300}\", line \d+.*"
    r"|^[ \t]*at [\w.$<>/@-]{2,200}\s?\([^()\n]{0,200}:\d+(?::\d+)?\).*|^[ \t]*at (?:[\w$.<>]{1,100} )?\(?(?:/|file:|node:|https?:)[^\s()]{2,300}:\d+:\d+\)?"
    r"|Exception in thread \"[^\"\n]{1,100}\".*|^(?:panic|fatal error): .*|goroutine \d+ \[\w[^\]\n]{0,40}\].*|Caused by: [\w.$]{3,200}.*"
    r"|\b(?:[a-z][\w$]{0,40}\.){2,10}[A-Z]\w{0,60}(?:Exception|Error)\b(?::.*)?|^#\d{1,3} {1,4}\S{1,300}\(\d+\): .*|SQLSTATE\[\w{2,8}\].*|\bORA-\d{5}\b.*"
    r"|\b[A-Z]\w{2,40}(?:Exception|Error): [^\n]{3,300}|\bin [\w./\\-]{3,200}\.(?:php|py|rb|js|ts|java|go|cs|cpp|c)(?::| on line |, line )\d+",
    re.MULTILINE,
)


_UPPER: Final = 1


def find(text: Text, _: House) -> Iterator[Finding]:
    """Every secret of *text*, in addresses too. No name of the house allows one."""
    source = text.source
    for start, end in _spans(text):
        yield _finding(source, start, end, _TAKE_OUT, SECRET.why)
    if any(char.isdigit() for char in source):
        for match in PRIVATE_ADDRESS.finditer(source):
            yield _finding(source, *match.span(), _LEAVE_OUT, _INSIDE_ADDRESS)
    for match in _TRACES.finditer(source):
        yield _finding(source, *match.span(), _LEAVE_OUT, _TRACE)


def _spans(text: Text) -> Iterator[tuple[int, int]]:
    source = text.source
    if _LONG.search(source):
        for match in _TOKENS.finditer(source):
            yield match.span()
        for match in _RANDOM.finditer(text.plain):
            if _is_random(match[0]) and not _is_fingerprint(source, match):
                yield match.span()
    for match in _HEADER.finditer(source):
        yield match.span(match.lastgroup or 0)
    lower = source.lower()
    for match in _NAMED.finditer(source) if any(part in lower for part in _NAMED_PARTS) else ():
        value = match["value"].rstrip(".!?:")
        if _is_value(value, certain="=" in match["sign"]):
            yield match.start("value"), match.start("value") + len(value)


def _is_fingerprint(source: str, match: re.Match[str]) -> bool:
    """A long hexadecimal number that is said to name a change or a request."""
    before = _HASHED_BEFORE.search(source, max(0, match.start() - 12), match.start())
    return before is not None and _is_hex(match[0])


def _is_value(value: str, *, certain: bool) -> bool:
    """Whether what stands behind `password` and its like is one: after an equals sign nearly anything, else no plain word."""
    if _STANDS_FOR_ONE.match(value) or "://" in value:
        return False
    if certain:
        return len(value) >= 6 or (len(value) >= 4 and not value.isalpha())
    if len(value) < 6:
        return False
    inner = sum(char.isupper() for char in value[1:]) > 1 and not value.isupper()
    digits = any(char.isdigit() for char in value) and value.strip("0123456789.:-/") != ""
    return digits or (inner and len(value) > 9)


def _is_hex(value: str) -> bool:
    return re.fullmatch("[0-9a-f]+|[0-9A-F]+", value) is not None


def _is_random(value: str) -> bool:
    """Whether nobody made up this string: letters and digits mixed without pattern, or a long hexadecimal number."""
    digits = sum(char.isdigit() for char in value)
    upper = sum(char.isupper() for char in value)
    lower = sum(char.islower() for char in value)
    if _is_hex(value):
        return len(value) >= 32 and digits >= 4 and lower + upper >= 4
    if _UUID.fullmatch(value):  # names things, and is a key only where it is called one
        return False
    if value.count("-") + value.count("_") + value.count("/") > len(value) // 6:  # words joined
        return False
    kinds = [_kind(char) for char in value]
    changes = sum(before != after for before, after in pairwise(kinds))
    if digits < 2:  # capitals in the midst of small letters, and not one at the head of each word
        pairs = sum(before == after == _UPPER for before, after in pairwise(kinds))
        return min(upper, lower) >= 4 and pairs >= 2 and changes >= len(value) // 3 and _entropy(value) >= 3.6
    mixed = upper > 1 and lower > 1
    return upper + lower > 1 and changes >= len(value) // 4 and _entropy(value) >= (3.4 if mixed else 3.6)


def _kind(char: str) -> int:
    return 0 if char.isdigit() else _UPPER if char.isupper() else 2


def _entropy(value: str) -> float:
    """Bits in each character, by how often each occurs."""
    return -sum(n / len(value) * log2(n / len(value)) for n in Counter(value).values())


def _finding(source: str, start: int, end: int, use: str, why: str) -> Finding:
    return Finding(start, end, SECRET.id, SECRET.level, source[start:end], use, why)
