"""What Schemathesis cannot know about the contract."""
import json
import re
import uuid

import schemathesis

# What the catalogue in `data` offers to everybody.
CHANNELS = ["email", "sms", "post"]
CAMPAIGNS = ["spring-sale", "field-notes"]
FREQUENCIES = ["every", "weekly", "monthly"]

# The id of a change that was made before: that of crates/contract/examples/change-leave.json.
EARLIER = "019738a2-5f1c-7c3e-9d55-0d4ae2f2b6a3"

# Refusals that say that a request breaks the schema. The others speak of what one person is
# offered, and any request may meet them.
UNREADABLE = {"malformed_json", "unknown_member", "invalid_value", "too_large", "wrong_media_type"}

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_id(value):
    return isinstance(value, str) and UUID.fullmatch(value)


def is_json(body):
    try:
        json.loads(body)
        return True
    except ValueError:
        return False


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Names what is offered, without allowing or forbidding anything by it.

    Made-up ids are refused alike, one and all: behind that refusal nothing would be tried.
    """
    schemas = raw_schema["components"]["schemas"]
    wishes, campaign = schemas["Wishes"]["properties"], schemas["CampaignWish"]["properties"]
    for wish, ids in (
        (wishes["channels"], CHANNELS),
        (wishes["campaigns"], CAMPAIGNS),
        (campaign["channels"], CHANNELS),
    ):
        wish["properties"] = {id: wish["additionalProperties"] for id in ids}
    schemas["FrequencyId"] = {"anyOf": [{"enum": FREQUENCIES}, schemas["FrequencyId"]]}


@schemathesis.hook
def before_call(context, case, kwargs):
    """An id is for one change, and a reason for a change that was made: a schema says neither."""
    if not isinstance(case.body, dict):
        return
    body = dict(case.body)
    if is_id(body.get("id")):
        body["id"] = str(uuid.uuid4())
    reason = body.get("reason")
    if isinstance(reason, dict) and is_id(reason.get("receipt")):
        body["reason"] = {**reason, "receipt": EARLIER}
    case.body = body


@schemathesis.check
class WhatTheSchemaAllowsIsRead:
    """What fits the schema is not refused as if it did not, nor what is JSON as if it were not."""

    def __init__(self):
        self.done = set()

    def after_response(self, ctx, response, case):
        if case.method != "POST":
            return
        answer = response.json()
        if response.status_code == 200 and answer["receipt"]["changed"]:
            self.done.add(answer["receipt"]["id"])
        fits = case.meta is not None and case.meta.generation.mode.is_positive
        # Which reasons there are, and how long a comment may be, is said by each document.
        by_document = answer.get("pointer", "").startswith("/reason/")
        if fits and answer.get("code") in UNREADABLE and not by_document:
            raise AssertionError(f"it fits the schema, and was refused as `{answer['code']}`")
        if answer.get("code") == "malformed_json" and is_json(response.request.body):
            raise AssertionError("it is JSON, and was refused as if it were not")

    def after_run(self, ctx):
        if len(self.done) < 3:
            raise AssertionError(f"only {len(self.done)} changes had an effect")
