"""A preference backend in one file: Sordino's contract, version 1, with FastAPI and SQLite.

Copy it, and put your CRM where it says REPLACE. Each law of the contract is named where it is
kept. `README.md` says how to run it.
"""

import base64
import hashlib
import hmac
import json
import logging
import os
import re
import sqlite3
import sys
import time
import uuid
from contextlib import closing, contextmanager
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import jwt
import uvicorn
from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import (
    AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat, StringConstraints,
    ValidationError,
)
from starlette.exceptions import HTTPException

# ---- Configuration ---------------------------------------------------------------------------

DATABASE = os.environ.get("DATABASE", "sordino.db")
ORIGINS = [origin.strip() for origin in os.environ.get("ALLOWED_ORIGINS", "").split(",")]
KEYS = {}  # The first one signs, every one verifies.
for entry in os.environ.get("SORDINO_KEYS", "").split(","):
    kid, _, secret = entry.strip().partition(":")
    secret = secret.rstrip("=")
    # No number of bytes has 4n + 1 letters: one was lost.
    if not kid or not re.fullmatch("[A-Za-z0-9_-]{43,}", secret) or len(secret) % 4 == 1:
        sys.exit("SORDINO_KEYS must be `id:secret,…`, each secret base64url of 32 bytes or more")
    if kid in KEYS:
        sys.exit("SORDINO_KEYS must have each key under an id of its own")
    KEYS[kid] = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))

METHODS = "GET, HEAD, POST, OPTIONS"
BODY_MAX = 65_536  # bytes
PAUSES_MAX, HISTORY_MAX = 50, 20
MINUTE, DAY = 60_000, 86_400_000  # milliseconds

# ---- Refusals --------------------------------------------------------------------------------

STATUS = {
    "malformed_json": 400, "token_missing": 401, "token_invalid": 401, "token_expired": 401,
    "withdraw_only": 403, "not_found": 404, "subscriber_unknown": 404, "method_not_allowed": 405,
    "id_reused": 409, "too_large": 413, "wrong_media_type": 415, "unavailable": 503,
}  # Every other code: 422.


class Refused(Exception):
    """Why a request is refused. It repeats names that were sent, but no values and no token."""

    def __init__(self, code, detail=None, pointer=None):
        self.code, self.status = code, STATUS.get(code, 422)
        self.detail, self.pointer = detail or code.replace("_", " "), pointer


def require(holds, code, detail=None, pointer=None):
    if not holds:
        raise Refused(code, detail, pointer)


def problem(refused, allow=METHODS):
    """Law 9: an RFC 9457 problem, with a stable code and a JSON Pointer to what was wrong."""
    kind, title = f"urn:sordino:problem:{refused.code}", refused.code.replace("_", " ")
    body = {"type": kind, "title": title, "status": refused.status, "code": refused.code}
    body["detail"] = refused.detail
    if refused.pointer is not None:
        body["pointer"] = refused.pointer
    error = "" if refused.code == "token_missing" else ', error="invalid_token"'
    headers = {
        401: {"WWW-Authenticate": f'Bearer realm="sordino"{error}'},
        405: {"Allow": allow},
        503: {"Retry-After": "5"},
    }.get(refused.status, {})
    headers["Cache-Control"] = "no-store"
    return JSONResponse(body, refused.status, headers, "application/problem+json")


# ---- Days and moments ------------------------------------------------------------------------


def now():
    return time.time_ns() // 1_000_000


def day(text):
    """A calendar day that exists. Days compare as text, and are never turned into midnights."""
    date.fromisoformat(text)
    return text


def days_between(one, other):
    return (date.fromisoformat(other) - date.fromisoformat(one)).days


def today_in(zone):
    """Law 7: the day it is for the subscriber."""
    try:
        return datetime.now(ZoneInfo(zone)).date().isoformat()
    except (KeyError, ValueError, OSError):
        # A wrong day is a smaller harm than a page that does not open.
        return datetime.now(timezone.utc).date().isoformat()


def millis(text):
    """Milliseconds since 1970 of an RFC 3339 time in UTC, which is all that is taken."""
    form = r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{1,18})?[Zz]"
    found = re.fullmatch(form, text) if isinstance(text, str) else None
    hour, minute, second = (int(found[n]) for n in (2, 3, 4)) if found else (99, 99, 99)
    leap = (hour, minute, second) == (23, 59, 60)
    if hour > 23 or minute > 59 or (second > 59 and not leap):
        raise ValueError("a time as `2026-11-21T20:15:00Z` is expected")
    fraction = int((found[5] or ".").ljust(4, "0")[1:4])
    seconds = (hour * 60 + minute) * 60 + second
    return days_between("1970-01-01", found[1]) * DAY + seconds * 1_000 + fraction


def moment(at):
    text = datetime.fromtimestamp(at / 1_000, timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


# ---- What is sent ----------------------------------------------------------------------------

Id = Annotated[str, Field(pattern="^[A-Za-z0-9._:-]{1,64}$")]
UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
Uuid = Annotated[str, StringConstraints(pattern=UUID, to_lower=True)]
Day = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(day)]
Moment = Annotated[int, BeforeValidator(millis)]


class Strict(BaseModel):
    """Law 1: a member that the contract does not have is refused. A member that is `None` here
    by default, but not by type, may be absent and may not be `null`."""

    model_config = ConfigDict(extra="forbid", strict=True)


class PauseWish(Strict):
    from_: Day = Field(alias="from")
    until: Day
    campaigns: list[Id] | None = None
    channels: list[Id] | None = None


class CampaignWish(Strict):
    channels: dict[Id, bool] = {}
    frequency: Id | None = None


class Wishes(Strict):
    subscribed: bool = None
    channels: dict[Id, bool] = {}
    campaigns: dict[Id, CampaignWish] = {}
    pauses: dict[Id, PauseWish | None] = {}

    def each(self):
        """Every place that is mentioned, by its path, with what should stand there."""
        if self.subscribed is not None:
            yield "/subscribed", self.subscribed
        for channel, on in self.channels.items():
            yield f"/channels/{channel}", on
        for campaign, wish in self.campaigns.items():
            for channel, on in wish.channels.items():
                yield f"/campaigns/{campaign}/channels/{channel}", on
            if "frequency" in wish.model_fields_set:  # Absent leaves alone, `null` clears.
                yield f"/campaigns/{campaign}/frequency", wish.frequency
        for id, pause in self.pauses.items():
            yield f"/pauses/{id}", pause and pause.model_dump(by_alias=True, exclude_none=True)


class Reason(Strict):
    code: str
    comment: str = None
    receipt: Uuid = None


class ChangeSet(Strict):
    id: Uuid
    revision: str = None
    made_at: Moment = None
    sent_at: Moment = None
    via: Literal["page", "form", "embed", "app", "agent", "api"] = None
    set: Wishes
    ask: Literal["export", "erase"] = None
    reason: Reason = None

    def asked(self):
        """What is asked for. When it was sent is no part of that."""
        members = {"revision", "made_at", "via", "ask", "reason"}
        asked = self.model_dump(include=members, exclude_none=True)
        return asked | {"set": dict(self.set.each())}


class Claims(BaseModel):
    """What a link token says: see docs/contract/links.md."""

    model_config = ConfigDict(strict=True)
    sub: str = Field(pattern=r"^[^\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?$")
    aud: str | list[str]
    jti: str
    exp: FiniteFloat
    nbf: FiniteFloat | None = None
    iat: FiniteFloat | None = None
    power: Literal["manage", "withdraw"]
    lang: str | None = None
    campaign: Id | None = None


def read(model, body):
    """What was sent, or a refusal that says where it is wrong, and not what stood there."""
    try:
        return model.model_validate_json(body)
    except ValidationError as errors:
        error = errors.errors(include_input=False, include_url=False)[0]
    if error["type"] == "json_invalid":
        raise Refused("malformed_json", error["msg"])
    names = error["loc"][:-1] if error["loc"][-1:] == ("[key]",) else error["loc"]
    names = (str(name).replace("~", "~0").replace("/", "~1")[:200] for name in names)
    code = "unknown_member" if error["type"] == "extra_forbidden" else "invalid_value"
    raise Refused(code, error["msg"], "".join(f"/{name}" for name in names))


# ---- Link tokens -----------------------------------------------------------------------------


TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


def spelt_once(part):
    """The bytes of base64url. Decoders overlook the last bits, which then could be anything."""
    decoded = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(decoded).rstrip(b"=") != part.encode():
        raise ValueError("bits that belong to no byte")
    return decoded


def json_object(part):
    """Python's `json` takes more than JSON: UTF-16, `NaN`, and halves of characters."""

    def not_json(constant):
        raise ValueError(constant)

    value = json.loads(spelt_once(part).decode(), parse_constant=not_json)
    json.dumps(value, ensure_ascii=False).encode()  # Half of a character has no bytes.
    if not isinstance(value, dict):
        raise ValueError("an object is expected")
    return value


def link_of(request: Request):
    """Whose link it is and what it may do: a JSON Web Token, HS256, signed with one of our keys."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    said = "a token is expected in `Authorization: Bearer …`"
    require(scheme.lower() == "bearer" and token, "token_missing", said)
    require(len(token) <= 4_096 and TOKEN.fullmatch(token), "token_invalid")
    signed, _, signature = token.rpartition(".")
    try:
        header, claims = (json_object(part) for part in signed.split("."))
        # What the token says of itself counts for nothing: the algorithm is ours, and the key.
        key = KEYS[header["kid"]]
        # Those two ask for an extension, or say that something else was signed.
        ours = header["alg"] == "HS256" and not {"crit", "b64"} & header.keys()
        expected = hmac.digest(key, signed.encode(), "sha256")
        fits = hmac.compare_digest(expected, spelt_once(signature))
        require(ours and fits, "token_invalid")
        claims = Claims.model_validate(claims)
    except (KeyError, TypeError, ValueError, RecursionError):
        raise Refused("token_invalid") from None
    audiences = [claims.aud] if isinstance(claims.aud, str) else claims.aud
    require("sordino" in audiences and len(claims.sub.encode()) <= 128, "token_invalid")
    # The clocks of two machines differ a little.
    require((claims.nbf or 0) <= now() / 1_000 + 60, "token_invalid")
    require(now() / 1_000 < claims.exp, "token_expired")
    return claims


# ---- What a change would do ------------------------------------------------------------------


def find(rows, id):
    return next((row for row in rows if row["id"] == id), None)


def place(document, path):
    """The object and the member in it that `path` names; `None` if there is no such place."""
    match path.split("/")[1:]:
        case ["subscribed"]:
            return document, "subscribed"
        case ["channels", id]:
            channel = find(document["channels"], id)
            return channel and (channel, "on")
        case ["campaigns", id, "channels", channel]:
            cells = (find(document["campaigns"], id) or {}).get("channels", {})
            return (cells, channel) if channel in cells else None
        case ["campaigns", id, "frequency"]:
            frequency = (find(document["campaigns"], id) or {}).get("frequency")
            return frequency and (frequency, "now")
        case ["pauses", id]:
            return document["pauses"], id  # Any pause may be asked for.


def unknown(document, path):
    kind, id, *rest = path.split("/")[1:]
    if kind == "campaigns" and not find(document["campaigns"], id):
        return "unknown_campaign"
    known = kind == "campaigns" and (rest == ["frequency"] or find(document["channels"], rest[1]))
    return "not_offered" if known else "unknown_channel"


def check_pause(document, pause, today, at):
    most = document.get("pause_days_max")
    days = days_between(pause["from"], pause["until"]) + 1  # Both included.
    require("pause" in document.get("can", []), "not_offered", pointer=at)
    require(pause["from"] <= pause["until"], "pause_backwards", pointer=f"{at}/until")
    require(today <= pause["until"], "pause_past", pointer=f"{at}/until")
    require(most is None or days <= most, "pause_too_long", pointer=f"{at}/until")
    for kind, code in (("campaigns", "unknown_campaign"), ("channels", "unknown_channel")):
        for n, id in enumerate(pause.get(kind, [])):
            require(find(document[kind], id), code, pointer=f"{at}/{kind}/{n}")


def holds_back(wide, narrow):
    """Whether a pause holds back all that another does. Without a list it is about all."""
    about = (
        kind not in wide or (kind in narrow and set(narrow[kind]) <= set(wide[kind]))
        for kind in ("campaigns", "channels")
    )
    return wide["from"] <= narrow["from"] and narrow["until"] <= wide["until"] and all(about)


def is_up(path, was, wished, choices):
    """Whether something may come that did not. The choices stand the most often first."""
    if isinstance(wished, bool):
        return wished
    if path.startswith("/pauses/"):
        return wished is None or (was is not None and not holds_back(wished, was))
    order = [None, *choices]
    rank = [order.index(word) if word in order else 0 for word in (was, wished)]
    return rank[1] < rank[0]


def plan(document, wishes, power, today, made_at, turned_down):
    """What would be different, and which places are turned down; changes nothing itself."""
    changed, down, pauses = [], [], len(document["pauses"])
    for path, wished in wishes.items():
        at, (kind, id, *rest) = f"/set{path}", f"{path}/".split("/")[1:]
        found = place(document, path)
        if not found:
            raise Refused(unknown(document, path), pointer=at)
        holder, member = found
        was, choices = holder.get(member), holder.get("choices", [])
        if rest[0:1] == ["frequency"]:
            require(wished in [None, *choices], "unknown_frequency", pointer=at)
        if kind == "pauses" and wished is not None:
            check_pause(document, wished, today, at)
        up = is_up(path, was, wished, choices)
        if was != wished:
            if rest[0:1] == ["channels"]:  # Law 6: neither off nor on.
                required = find(document["campaigns"], id).get("required")
                require(required is None, "required", pointer=at)
            require(not up or power == "manage", "withdraw_only", pointer=at)  # Law 10.
            if up and made_at < turned_down.get(path, made_at):
                continue  # Law 5: a later wish turned it down.
            changed.append({"path": path, "was": was, "is": wished})
            pauses += (kind == "pauses") * ((was is None) - (wished is None))
        if not up and (was, wished) != (None, None):
            down.append(path)  # Also if it was off already: to ask again is a wish all the same.
    require(pauses <= PAUSES_MAX, "too_many_pauses", pointer="/set/pauses")
    return changed, down


def plan_ask(document, ask, power):
    """Law 11: the request that is taken in, unless the same was asked for and is not done yet."""
    if ask is None:
        return None
    require(ask in document.get("can", []), "not_offered", pointer="/ask")
    require(power == "manage", "withdraw_only", pointer="/ask")
    pending = any(request["what"] == ask for request in document.get("requests", []))
    return None if pending else ask


# ---- People and their choices ----------------------------------------------------------------

# REPLACE: `document` is what your CRM offers, with what this person chose. It is kept whole here,
# pauses by their ids; a CRM would read names and campaigns from its own tables at each request.
TABLES = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS people (
    id TEXT PRIMARY KEY NOT NULL, document TEXT NOT NULL, turned_down TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS changes (
    person TEXT NOT NULL, id TEXT NOT NULL, link TEXT NOT NULL, fingerprint TEXT NOT NULL,
    asked TEXT NOT NULL, receipt TEXT NOT NULL, PRIMARY KEY (person, id)) STRICT;
"""


def connect():
    return closing(sqlite3.connect(DATABASE, timeout=10, isolation_level=None))


@contextmanager
def transaction():
    """Nobody else writes from here on, before the first read: requests wait for each other."""
    with connect() as db:  # Closing it takes back what was not committed.
        db.execute("BEGIN IMMEDIATE")
        yield db
        db.execute("COMMIT")


def digest(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def add_person(db, id, document):
    for member in ("contract", "revision", "today", "power"):
        document.pop(member, None)  # They are worked out for each answer.
    document["pauses"] = {
        pause.pop("id"): {name: value for name, value in pause.items() if value is not None}
        for pause in document.get("pauses", [])
    }
    db.execute("INSERT INTO people VALUES (?, ?, '{}')", (id, json.dumps(document)))


def load(db, id):
    """The person's document with the pauses that are not over, when what was last turned down,
    and what day it is."""
    row = db.execute("SELECT document, turned_down FROM people WHERE id = ?", (id,)).fetchone()
    require(row, "subscriber_unknown")
    document, turned_down = json.loads(row[0]), json.loads(row[1])
    today = today_in(document["subscriber"]["time_zone"])
    pauses = document["pauses"].items()
    document["pauses"] = {id: pause for id, pause in pauses if today <= pause["until"]}
    return document, turned_down, today


def shown(document, today, power):
    """The document as it is answered. Its revision follows from the rest of it."""
    pauses = [{"id": id, **pause} for id, pause in sorted(document["pauses"].items())]
    shown = {"contract": "1", "today": today, **document, "pauses": pauses, "power": power}
    if power == "withdraw":  # A message that was forwarded does not tell what its reader did.
        shown = {name: shown[name] for name in shown if name not in ("requests", "history")}
    return {**shown, "revision": digest(shown)}


def remember(document, receipt):
    """Keeps what was asked for, and the receipt of what made a difference, the newest first."""
    if "asked" in receipt:
        # REPLACE: tell the people who do it, and take it out of `requests` when it is done.
        request = {"id": receipt["id"], "what": receipt["asked"]}
        request["recorded_at"] = receipt["recorded_at"]
        document.setdefault("requests", []).append(request)
    if receipt["changed"] or "asked" in receipt:
        document["history"] = [receipt, *document.get("history", [])][:HISTORY_MAX]


def keep_reason(db, change, link, survey):
    """Law 8: a reason never stands in the way. One that comes alone can be refused, as there is
    nothing else that the refusal could stop; one that comes with a wish is cut to what fits."""
    code, comment, receipt = change.reason.code, change.reason.comment or "", change.reason.receipt
    most = survey.get("comment_max", 0)
    if change.ask is None and not list(change.set.each()):
        codes = [offered["code"] for offered in survey.get("reasons", [])]
        require(code in codes, "invalid_value", "a code of the survey is expected", "/reason/code")
        detail = f"at most {most} characters are expected"
        require(len(comment) <= most, "invalid_value", detail, "/reason/comment")
        known = "SELECT 1 FROM changes WHERE person = ? AND id = ?"
        known = receipt is None or db.execute(known, (link.sub, receipt)).fetchone()
        require(known, "invalid_value", "an earlier change is expected", "/reason/receipt")
    return {"code": code[:64], "comment": comment[:most], "receipt": receipt}


def made_at_by(change, received):
    """When the wish was made by our clock, and the latest that it can have been, as devices'
    clocks are wrong: `sent_at` tells by how much, to the minute."""
    if change.made_at is None:
        return received, received
    if change.sent_at is None:
        return (min(change.made_at, received),) * 2
    wrong = (received - change.sent_at + MINUTE // 2) // MINUTE * MINUTE
    made_at = min(change.made_at + wrong, received)
    return made_at, min(made_at + MINUTE // 2, received)


def make(change, link):
    """Makes a change: when this returns it is in effect and on the disk, or nothing is."""
    asked = change.asked()
    fingerprint = digest(asked)
    with transaction() as db:
        document, turned_down, today = load(db, link.sub)
        kept = "SELECT fingerprint, receipt FROM changes WHERE person = ? AND id = ?"
        kept = db.execute(kept, (link.sub, change.id)).fetchone()
        if kept:  # Law 2: one effect and one receipt, and the document as it is now.
            require(kept[0] == fingerprint, "id_reused", "make a new id for each change", "/id")
            return {"receipt": json.loads(kept[1]), "document": shown(document, today, link.power)}

        received = now()
        made_at, latest = made_at_by(change, received)
        changed, down = plan(document, asked["set"], link.power, today, latest, turned_down)
        taken = plan_ask(document, change.ask, link.power)
        if change.reason:
            asked["reason"] = keep_reason(db, change, link, document.get("survey") or {})
        for different in changed:
            holder, member = place(document, different["path"])
            holder[member] = different["is"]
            if different["is"] is None:
                del holder[member]
        for path in down:
            turned_down[path] = max(made_at, turned_down.get(path, made_at))
        receipt = {"id": change.id, "recorded_at": moment(received), "via": change.via}
        receipt |= {"changed": changed, "asked": taken}
        receipt = {name: value for name, value in receipt.items() if value is not None}
        remember(document, receipt)
        people = "UPDATE people SET document = ?, turned_down = ? WHERE id = ?"
        db.execute(people, (json.dumps(document), json.dumps(turned_down), link.sub))
        line = (link.sub, change.id, link.jti[:128], fingerprint)
        line += (json.dumps(asked), json.dumps(receipt))
        db.execute("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)", line)
    return {"receipt": receipt, "document": shown(document, today, link.power)}


# ---- HTTP ------------------------------------------------------------------------------------

app = FastAPI(openapi_url=None, redirect_slashes=False)


@app.middleware("http")
async def for_browsers(request: Request, call_next):
    """What every answer has: who may read it, and no reason why something broke."""
    try:
        response = await call_next(request)
    except Exception as error:
        # The name alone: what it says may hold anything that was sent.
        logging.error("a request broke: %s", type(error).__name__)
        response = problem(Refused("unavailable", "try again in a moment"))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Vary"] = "Authorization, Origin"
    origin = request.headers.get("origin")
    if origin and (origin in ORIGINS or "*" in ORIGINS):
        # No credentials: the token travels in a header that the page sets itself.
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "ETag"
    return response


@app.exception_handler(Refused)
async def refuse(request: Request, refused: Refused):
    return problem(refused)


@app.exception_handler(HTTPException)
async def no_such_route(request: Request, error: HTTPException):
    if error.status_code == 405:
        allow = METHODS if request.url.path == "/v1/preferences" else "POST"
        return problem(Refused("method_not_allowed"), allow)
    return problem(Refused("not_found"))


async def json_body(request: Request):
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    said = "`Content-Type: application/json` is expected"
    require(kind == "application/json", "wrong_media_type", said)
    body, length = b"", 0
    async for part in request.stream():
        length += len(part)
        body += part if length <= BODY_MAX else b""
        if length > 256 * BODY_MAX:  # Until then its sender is let finish, to read the answer.
            break
    require(length <= BODY_MAX, "too_large", f"{BODY_MAX} bytes at the most are expected")
    return body


@app.api_route("/v1/preferences", methods=["GET", "HEAD"])
def get_preferences(request: Request, link: Claims = Depends(link_of)):
    """Reading changes nothing, ever: scanners and previews follow every link in a message."""
    with connect() as db:
        document, _, today = load(db, link.sub)
    document = shown(document, today, link.power)
    tag = f'"{document["revision"]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    known = request.headers.get("if-none-match", "").replace("W/", "").split(",")
    if {tag, "*"} & {each.strip() for each in known}:
        return Response(status_code=304, headers=headers)
    return JSONResponse(document, headers=headers)


@app.post("/v1/preferences")
def post_preferences(link: Claims = Depends(link_of), body: bytes = Depends(json_body)):
    answer = make(read(ChangeSet, body), link)
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


@app.options("/v1/preferences")
def options_of_preferences():
    """What may be done here, also for a browser that asks before it lets a page do it."""
    allowed = {
        "Allow": METHODS,
        "Access-Control-Allow-Methods": "GET, HEAD, POST",
        "Access-Control-Allow-Headers": "authorization, content-type, if-none-match",
        "Access-Control-Max-Age": "3600",
    }
    return Response(status_code=204, headers=allowed)


def mint(person, power, seconds):
    """A link's token. `examples/links/mint.py` says more about them."""
    kid, key = next(iter(KEYS.items()))
    claims = {"sub": person, "aud": "sordino", "exp": now() // 1_000 + seconds, "power": power}
    return jwt.encode({**claims, "jti": str(uuid.uuid4())}, key, "HS256", {"kid": kid})


if os.environ.get("SORDINO_TEST_HOOK") == "1":  # For the conformance kit: never in earnest.

    @app.post("/test/people")
    def post_test_person(body: bytes = Depends(json_body)):
        person = f"test-{uuid.uuid4()}"
        try:
            with transaction() as db:
                add_person(db, person, json.loads(body)["document"])
                document, _, today = load(db, person)
                shown(document, today, "manage")
        except json.JSONDecodeError:
            raise Refused("malformed_json") from None
        except (AttributeError, LookupError, TypeError, ValueError):
            raise Refused("invalid_value", "a document is expected", "/document") from None
        tokens = {power: mint(person, power, 3_600) for power in ("manage", "withdraw")}
        return JSONResponse({**tokens, "expired": mint(person, "manage", -60)}, 201)


def main():
    sample = Path(__file__).parents[3].joinpath("crates/contract/examples/document.json")
    with connect() as db:
        db.executescript(TABLES)
    with transaction() as db:
        if sample.is_file() and not db.execute("SELECT 1 FROM people").fetchone():
            add_person(db, "C-10001", json.loads(sample.read_text("utf-8")))
    port = int(os.environ.get("PORT", "8090"))
    print(f"http://127.0.0.1:{port}/v1/preferences", flush=True)
    # No access log: the addresses of people do not belong in one.
    quiet = {"access_log": False, "log_level": "warning", "server_header": False}
    uvicorn.run(app, host="127.0.0.1", port=port, **quiet)


if __name__ == "__main__":
    main()
