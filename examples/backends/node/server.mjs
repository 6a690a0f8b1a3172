// A preference backend in one file: Sordino's contract, version 1, with Fastify and SQLite.
//
// Copy it, and put your CRM where it says REPLACE. Each law of the contract is named where it is
// kept. `README.md` says how to run it.

import { createHash, createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import Fastify from "fastify";
import Database from "libsql";

// ---- Configuration ---------------------------------------------------------------------------

const { PORT = "8090", DATABASE = "sordino.db" } = process.env;
const { SORDINO_KEYS = "", ALLOWED_ORIGINS = "" } = process.env;
const ORIGINS = ALLOWED_ORIGINS.split(",").map((origin) => origin.trim());
const KEYS = new Map(); // The first one signs, every one verifies.
for (const entry of SORDINO_KEYS.split(",")) {
  const [, kid, secret] = /^([^:]+):([A-Za-z0-9_-]{43,})=*$/.exec(entry.trim()) ?? [];
  // No number of bytes has 4n + 1 letters: one was lost.
  if (!kid || secret.length % 4 === 1) {
    console.error("SORDINO_KEYS must be `id:secret,…`, each secret base64url of 32+ bytes");
    process.exit(1);
  }
  if (KEYS.has(kid)) {
    console.error("SORDINO_KEYS must have each key under an id of its own");
    process.exit(1);
  }
  KEYS.set(kid, Buffer.from(secret, "base64url"));
}

const METHODS = "GET, HEAD, POST, OPTIONS";
const BODY_MAX = 65_536; // bytes
const PAUSES_MAX = 50, HISTORY_MAX = 20;
const MINUTE = 60_000, DAY = 86_400_000; // milliseconds

// ---- Refusals --------------------------------------------------------------------------------

const STATUS = {
  malformed_json: 400, token_missing: 401, token_invalid: 401, token_expired: 401,
  withdraw_only: 403, not_found: 404, subscriber_unknown: 404, method_not_allowed: 405,
  id_reused: 409, too_large: 413, wrong_media_type: 415, unavailable: 503,
}; // Every other code: 422.

/** Why a request is refused. It repeats names that were sent, but no values and no token. */
class Refused extends Error {
  constructor(code, pointer, detail = code.replaceAll("_", " ")) {
    super(detail);
    Object.assign(this, { problem: code, pointer });
  }
}

function demand(holds, code, pointer, detail) {
  if (!holds) throw new Refused(code, pointer, detail);
}

/** Law 9: an RFC 9457 problem, with a stable code and a JSON Pointer to what was wrong. */
function refuse(reply, { problem: code, pointer, message: detail }, allow = METHODS) {
  const status = STATUS[code] ?? 422;
  const error = code === "token_missing" ? "" : ', error="invalid_token"';
  if (status === 401) reply.header("WWW-Authenticate", `Bearer realm="sordino"${error}`);
  if (status === 405) reply.header("Allow", allow);
  if (status === 503) reply.header("Retry-After", "5");
  reply.code(status).header("Cache-Control", "no-store").type("application/problem+json");
  const kind = `urn:sordino:problem:${code}`;
  const title = code.replaceAll("_", " ");
  return reply.send(JSON.stringify({ type: kind, title, status, detail, code, pointer }));
}

// ---- Days and moments ------------------------------------------------------------------------

/** A calendar day that exists. Days compare as text, and are never turned into midnights. */
function isDay(text) {
  const written = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) && text > "0001";
  return written && !isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}

/** Law 7: the day it is for the subscriber. */
function todayIn(timeZone) {
  const form = { year: "numeric", month: "2-digit", day: "2-digit" };
  const day = (timeZone) => {
    const parts = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", { ...form, timeZone });
    const part = Object.fromEntries(parts.formatToParts().map(({ type, value }) => [type, value]));
    return `${part.year}-${part.month}-${part.day}`;
  };
  try {
    return day(timeZone);
  } catch {
    return day("UTC"); // A wrong day is a smaller harm than a page that does not open.
  }
}

/** Milliseconds since 1970 of an RFC 3339 time in UTC, which is all that is taken, or NaN. */
function millis(text) {
  const form = /^(.{10})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,18}))?[Zz]$/;
  const [, day = "", hour, minute, second, fraction = ""] = form.exec(text) ?? [];
  const isLeap = `${hour}:${minute}:${second}` === "23:59:60";
  if (!isDay(day) || hour > 23 || minute > 59 || (second > 59 && !isLeap)) return NaN;
  const seconds = (hour * 60 + +minute) * 60 + +second;
  return Date.parse(day) + seconds * 1_000 + +fraction.padEnd(3, "0").slice(0, 3);
}

// ---- What is sent ----------------------------------------------------------------------------

const text = { type: "string" };
const id = { type: "string", pattern: "^[A-Za-z0-9._:-]{1,64}$" };
const uuid = { type: "string", pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$" };
const day = { type: "string", format: "day" };
const moment = { type: "string", format: "moment" };
const ids = { type: "array", items: id, nullable: true };
const byId = (value) => ({ type: "object", propertyNames: id, additionalProperties: value });
const flags = byId({ type: "boolean" });
/** Law 1: a member that the contract does not have is refused. */
const object = (properties, required = []) =>
  ({ type: "object", properties, required, additionalProperties: false });

const pause = object({ from: day, until: day, campaigns: ids, channels: ids }, ["from", "until"]);
const wishes = object({
  subscribed: { type: "boolean" },
  channels: flags,
  campaigns: byId(object({ channels: flags, frequency: { ...id, nullable: true } })),
  pauses: byId({ ...pause, nullable: true }),
});
const changeSet = object({
  id: uuid, revision: text, made_at: moment, sent_at: moment, set: wishes,
  via: { type: "string", enum: ["page", "form", "embed", "app", "agent", "api"] },
  ask: { type: "string", enum: ["export", "erase"] },
  reason: object({ code: text, comment: text, receipt: uuid }, ["code"]),
}, ["id", "set"]);

/** JSON in UTF-8, in objects that inherit nothing: a campaign may be called `constructor`. */
function parse(bytes) {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return JSON.parse(decoder.decode(bytes), (_, value) => {
    if (typeof value === "string" && !value.isWellFormed()) throw new SyntaxError();
    if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
    return Object.assign(Object.create(null), value);
  });
}

/** What the schema found wrong, as a refusal that says where. */
function misfit({ keyword, instancePath, params, propertyName, message }) {
  const name = params.additionalProperty ?? params.missingProperty ?? propertyName;
  const escaped = name?.replaceAll("~", "~0").replaceAll("/", "~1").slice(0, 200);
  const pointer = name === undefined ? instancePath : `${instancePath}/${escaped}`;
  const code = keyword === "additionalProperties" ? "unknown_member" : "invalid_value";
  return new Refused(code, pointer, `it ${message}`.replace(/'.*' /, ""));
}

/** Every place that is mentioned, by its path, with what should stand there. */
function asked({ subscribed, channels = {}, campaigns = {}, pauses = {} }) {
  const wishes = Object.create(null);
  if (subscribed !== undefined) wishes["/subscribed"] = subscribed;
  for (const [id, on] of Object.entries(channels)) wishes[`/channels/${id}`] = on;
  for (const [id, { channels = {}, frequency }] of Object.entries(campaigns)) {
    for (const [channel, on] of Object.entries(channels)) {
      wishes[`/campaigns/${id}/channels/${channel}`] = on;
    }
    // Absent leaves alone, `null` clears, a value sets.
    if (frequency !== undefined) wishes[`/campaigns/${id}/frequency`] = frequency;
  }
  for (const [id, pause] of Object.entries(pauses)) wishes[`/pauses/${id}`] = pause && whole(pause);
  return wishes;
}

/** A pause without members that are `null`, which means the same as absent. */
function whole({ from, until, campaigns, channels }) {
  return { from, until, ...(campaigns && { campaigns }), ...(channels && { channels }) };
}

// ---- Link tokens -----------------------------------------------------------------------------

const ID = /^(?!\p{White_Space})\P{Cc}+(?<!\p{White_Space})$/u;

/** Whose link it is and what it may do: a JSON Web Token, HS256, signed with one of our keys. */
function linkOf({ headers: { authorization = "" } }) {
  const [, scheme, token] = /^(\S+) +(\S.*)$/.exec(authorization) ?? [];
  const said = "a token is expected in `Authorization: Bearer …`";
  demand(scheme?.toLowerCase() === "bearer", "token_missing", undefined, said);
  const [, head, body, signature] = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token.trim()) ?? [];
  demand(signature && token.length <= 4_096, "token_invalid");
  const members = (part) => {
    const bytes = Buffer.from(part, "base64url"), value = parse(bytes);
    // `Buffer` overlooks the last bits, which then could be anything.
    demand(bytes.toString("base64url") === part && !Array.isArray(value), "token_invalid");
    return Object(value);
  };
  let header, claims;
  try {
    [header, claims] = [members(head), members(body)];
  } catch {
    throw new Refused("token_invalid");
  }
  // What the token says of itself counts for nothing: the algorithm is ours, and so is the key.
  const key = KEYS.get(header.kid);
  // Those two ask for an extension, or say that something else was signed.
  const asks = "crit" in header || "b64" in header;
  demand(header.alg === "HS256" && !asks && key, "token_invalid");
  const expected = createHmac("sha256", key).update(`${head}.${body}`).digest("base64url");
  const same = (one, other) => one.length === other.length && timingSafeEqual(one, other);
  demand(same(Buffer.from(expected), Buffer.from(signature)), "token_invalid");

  const { sub, aud, exp, nbf, iat, jti, power, lang, campaign } = claims;
  const maybe = (value, fits) => value === undefined || value === null || fits(value);
  const isText = (value) => typeof value === "string";
  const fits =
    [aud].flat().includes("sordino") && [aud].flat().every(isText)
    && isText(sub) && ID.test(sub) && Buffer.byteLength(sub) <= 128
    && isText(jti) && ["manage", "withdraw"].includes(power) && maybe(lang, isText)
    && Number.isFinite(exp) && maybe(nbf, Number.isFinite) && maybe(iat, Number.isFinite)
    && maybe(campaign, (value) => isText(value) && RegExp(id.pattern).test(value));
  demand(fits, "token_invalid");
  const seconds = Date.now() / 1_000;
  demand((nbf ?? 0) <= seconds + 60, "token_invalid"); // Clocks of two machines differ a little.
  demand(seconds < exp, "token_expired");
  return { person: sub, id: [...jti].slice(0, 128).join(""), power };
}

// ---- What a change would do ------------------------------------------------------------------

const find = (rows, id) => rows.find((row) => row.id === id);

/** The object and the member in it that `path` names, if there is such a place. */
function place(document, path) {
  const [, kind, id, member, channel] = path.split("/");
  if (kind === "subscribed") return [document, "subscribed"];
  if (kind === "pauses") return [document.pauses, id]; // Any pause may be asked for.
  const row = find(document[kind], id);
  if (kind === "channels") return row && [row, "on"];
  if (member === "frequency") return row?.frequency && [row.frequency, "now"];
  return row && channel in row.channels ? [row.channels, channel] : undefined;
}

function unknown(document, path) {
  const [, kind, id, member, channel] = path.split("/");
  if (kind === "channels") return "unknown_channel";
  if (!find(document.campaigns, id)) return "unknown_campaign";
  const known = member === "frequency" || find(document.channels, channel);
  return known ? "not_offered" : "unknown_channel";
}

function checkPause(document, pause, today, at) {
  const most = document.pause_days_max ?? Infinity;
  const days = (Date.parse(pause.until) - Date.parse(pause.from)) / DAY + 1; // Both included.
  demand(document.can?.includes("pause"), "not_offered", at);
  demand(pause.from <= pause.until, "pause_backwards", `${at}/until`);
  demand(today <= pause.until, "pause_past", `${at}/until`);
  demand(days <= most, "pause_too_long", `${at}/until`);
  for (const [kind, code] of [["campaigns", "unknown_campaign"], ["channels", "unknown_channel"]]) {
    const wrong = (pause[kind] ?? []).findIndex((id) => !find(document[kind], id));
    demand(wrong < 0, code, `${at}/${kind}/${wrong}`);
  }
}

/** Whether a pause holds back all that another does. Without a list it is about all. */
function holdsBack(wide, narrow) {
  const about = (kind) => !wide[kind] || narrow[kind]?.every((id) => wide[kind].includes(id));
  const days = wide.from <= narrow.from && narrow.until <= wide.until;
  return days && about("campaigns") && about("channels");
}

/** Whether something may come that did not. The choices stand the most often first. */
function isUp(path, was, wished, choices = []) {
  if (typeof wished === "boolean") return wished;
  if (path.startsWith("/pauses/")) return !wished || (was !== null && !holdsBack(wished, was));
  const rank = (word) => choices.indexOf(word) + 1; // 0: the sender's own rhythm.
  return rank(wished) < rank(was);
}

/** What would be different, and which places are turned down; changes nothing itself. */
function plan({ document, turnedDown, today }, wishes, power, madeAt) {
  const changed = [], down = [];
  let pauses = Object.keys(document.pauses).length;
  for (const [path, wished] of Object.entries(wishes)) {
    const at = `/set${path}`;
    const [, kind, campaign, member] = path.split("/");
    const found = place(document, path);
    if (!found) throw new Refused(unknown(document, path), at);
    const [holder, name] = found;
    const was = holder[name] ?? null;
    const offered = member !== "frequency" || [null, ...holder.choices].includes(wished);
    demand(offered, "unknown_frequency", at);
    if (kind === "pauses" && wished) checkPause(document, wished, today, at);
    const up = isUp(path, was, wished, holder.choices);
    if (canonical(was) !== canonical(wished)) {
      const { required = null } = member === "channels" ? find(document.campaigns, campaign) : {};
      demand(required === null, "required", at); // Law 6: neither off nor on.
      demand(!up || power === "manage", "withdraw_only", at); // Law 10.
      if (up && madeAt < turnedDown[path]) continue; // Law 5: a later wish turned it down.
      changed.push({ path, was, is: wished });
      if (kind === "pauses") pauses += (was === null) - (wished === null);
    }
    // Also if it was off already: to ask again is a wish all the same.
    if (!up && (was !== null || wished !== null)) down.push(path);
  }
  demand(pauses <= PAUSES_MAX, "too_many_pauses", "/set/pauses");
  return { changed, down };
}

/** Law 11: the request that is taken in, unless the same was asked for and is not done yet. */
function planAsk({ can = [], requests = [] }, ask, power) {
  if (!ask) return undefined;
  demand(can.includes(ask), "not_offered", "/ask");
  demand(power === "manage", "withdraw_only", "/ask");
  return requests.some(({ what }) => what === ask) ? undefined : ask;
}

// ---- People and their choices ----------------------------------------------------------------

// REPLACE: `document` is what your CRM offers, with what this person chose. It is kept whole here,
// pauses by their ids; a CRM would read names and campaigns from its own tables at each request.
const db = new Database(DATABASE, { timeout: 10_000 });
db.exec("PRAGMA journal_mode = WAL");
db.exec(`CREATE TABLE IF NOT EXISTS people (
  id TEXT PRIMARY KEY NOT NULL, document TEXT NOT NULL, turned_down TEXT NOT NULL) STRICT`);
db.exec(`CREATE TABLE IF NOT EXISTS changes (
  person TEXT NOT NULL, id TEXT NOT NULL, link TEXT NOT NULL, fingerprint TEXT NOT NULL,
  asked TEXT NOT NULL, receipt TEXT NOT NULL, PRIMARY KEY (person, id)) STRICT`);

/** Nobody else writes from here on, before the first read: requests wait for each other. */
function transaction(body) {
  return db.transaction(body).immediate();
}

const byName = ([one], [other]) => (one < other ? -1 : 1);

/** JSON in which the order of members does not count. */
function canonical(value) {
  const isObject = (value) => value && typeof value === "object" && !Array.isArray(value);
  const sorted = (value) => Object.fromEntries(Object.entries(value).sort(byName));
  return JSON.stringify(value, (_, value) => (isObject(value) ? sorted(value) : value));
}

const digest = (value) => createHash("sha256").update(canonical(value)).digest("hex").slice(0, 16);

function addPerson(id, { contract, revision, today, power, pauses = [], ...document }) {
  // What is not kept is worked out for each answer.
  document.pauses = Object.fromEntries(pauses.map((pause) => [pause.id, whole(pause)]));
  db.prepare("INSERT INTO people VALUES (?, ?, '{}')").run(id, JSON.stringify(document));
}

/** A person's document with the pauses that are not over, and when what was last turned down. */
function load(id) {
  const row = db.prepare("SELECT document, turned_down FROM people WHERE id = ?").get(id);
  demand(row, "subscriber_unknown");
  const document = parse(Buffer.from(row.document));
  const today = todayIn(document.subscriber.time_zone);
  for (const [id, { until }] of Object.entries(document.pauses)) {
    if (until < today) delete document.pauses[id];
  }
  return { document, turnedDown: JSON.parse(row.turned_down), today };
}

/** The document as it is answered. Its revision follows from the rest of it. */
function shown({ document, today }, power) {
  const pauses = Object.entries(document.pauses).sort(byName);
  const { requests, history, ...others } = document;
  // A message that was forwarded does not tell what its reader did.
  const told = power === "withdraw" ? others : document;
  const rest = { ...told, pauses: pauses.map(([id, pause]) => ({ id, ...pause })), power };
  return { contract: "1", revision: digest({ today, ...rest }), today, ...rest };
}

/** Keeps what was asked for, and the receipt of what made a difference, the newest first. */
function remember(document, receipt) {
  const { id, recorded_at, changed, asked: what } = receipt;
  // REPLACE: tell the people who do it, and take it out of `requests` when it is done.
  if (what) document.requests = [...(document.requests ?? []), { id, what, recorded_at }];
  if (!what && changed.length === 0) return;
  document.history = [receipt, ...(document.history ?? [])].slice(0, HISTORY_MAX);
}

/**
 * Law 8: a reason never stands in the way. One that comes alone can be refused, as there is
 * nothing else that the refusal could stop; one that comes with a wish is cut to what fits.
 */
function keepReason({ code, comment = "", receipt }, isAlone, link, { survey }) {
  const characters = [...comment], most = survey?.comment_max ?? 0;
  if (isAlone) {
    const expect = (fits, expected, member) =>
      demand(fits, "invalid_value", `/reason/${member}`, `${expected} is expected`);
    const known = db.prepare("SELECT 1 FROM changes WHERE person = ? AND id = ?");
    expect(survey?.reasons.some((offered) => offered.code === code), "a code of the survey", "code");
    expect(characters.length <= most, `a text of at most ${most} characters`, "comment");
    expect(!receipt || known.get(link.person, receipt), "an earlier change", "receipt");
  }
  const cut = (characters, most) => characters.slice(0, most).join("");
  return { code: cut([...code], 64), comment: cut(characters, most), receipt };
}

/**
 * When the wish was made by our clock, and the latest that it can have been, as devices' clocks
 * are wrong: `sent_at` tells by how much, to the minute.
 */
function madeAtBy({ made_at, sent_at }, received) {
  if (made_at === undefined) return [received, received];
  if (sent_at === undefined) return Array(2).fill(Math.min(millis(made_at), received));
  const wrong = Math.floor((received - millis(sent_at)) / MINUTE + 0.5) * MINUTE;
  const madeAt = Math.min(millis(made_at) + wrong, received);
  return [madeAt, Math.min(madeAt + MINUTE / 2, received)];
}

/** Makes a change: when this returns it is in effect and on the disk, or nothing is. */
function make(change, link) {
  const { revision, made_at, via, ask, reason } = change;
  const id = change.id.toLowerCase();
  if (reason?.receipt) reason.receipt = reason.receipt.toLowerCase();
  const wishes = asked(change.set);
  // When it was sent is no part of what is asked.
  const asks = { revision, made_at: made_at && millis(made_at), via, ask, reason, wishes };
  const fingerprint = digest(asks);
  return transaction(() => {
    const person = load(link.person);
    const earlier = "SELECT fingerprint, receipt FROM changes WHERE person = ? AND id = ?";
    const kept = db.prepare(earlier).get(link.person, id);
    if (kept) { // Law 2: one effect and one receipt, and the document as it is now.
      demand(kept.fingerprint === fingerprint, "id_reused", "/id", "make a new id for each change");
      return { receipt: JSON.parse(kept.receipt), document: shown(person, link.power) };
    }
    const received = Date.now();
    const [madeAt, latest] = madeAtBy(change, received);
    const { changed, down } = plan(person, wishes, link.power, latest);
    const taken = planAsk(person.document, ask, link.power);
    const isAlone = Object.keys(wishes).length === 0 && !ask;
    const why = reason && keepReason(reason, isAlone, link, person.document);
    for (const { path, is } of changed) {
      const [holder, name] = place(person.document, path);
      holder[name] = is;
      if (is === null) delete holder[name];
    }
    const { turnedDown } = person;
    for (const path of down) turnedDown[path] = Math.max(madeAt, turnedDown[path] ?? madeAt);
    const receipt =
      { id, recorded_at: new Date(received).toISOString(), via, changed, asked: taken };
    remember(person.document, receipt);
    db.prepare("UPDATE people SET document = ?, turned_down = ? WHERE id = ?")
      .run(JSON.stringify(person.document), JSON.stringify(turnedDown), link.person);
    const line = [fingerprint, JSON.stringify({ ...asks, reason: why }), JSON.stringify(receipt)];
    db.prepare("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)")
      .run(link.person, id, link.id, ...line);
    return { receipt, document: shown(person, link.power) };
  });
}

// ---- HTTP ------------------------------------------------------------------------------------

const app = Fastify({
  bodyLimit: 256 * BODY_MAX, // Until then its sender is let finish, to read why it is refused.
  frameworkErrors: (error, request, reply) => refuse(reply, new Refused("not_found")),
  ajv: {
    customOptions: {
      coerceTypes: false, removeAdditional: false, useDefaults: false,
      formats: { day: isDay, moment: (text) => !isNaN(millis(text)) },
    },
  },
});

app.removeAllContentTypeParsers();
app.addContentTypeParser("*", { parseAs: "buffer" }, async (request, body) => {
  const detail = `${BODY_MAX} bytes at the most are expected`;
  demand(body.length <= BODY_MAX, "too_large", undefined, detail);
  try {
    return parse(body);
  } catch {
    throw new Refused("malformed_json");
  }
});

app.addHook("onSend", async ({ headers: { origin } }, reply) => {
  reply.header("X-Content-Type-Options", "nosniff").header("Vary", "Authorization, Origin");
  if (origin && (ORIGINS.includes(origin) || ORIGINS.includes("*"))) {
    // No credentials: the token travels in a header that the page sets itself.
    reply.header("Access-Control-Allow-Origin", origin);
    reply.header("Access-Control-Expose-Headers", "ETag");
  }
});

app.setErrorHandler((error, request, reply) => {
  if (error.validation) return refuse(reply, misfit(error.validation[0]));
  if (error instanceof Refused) return refuse(reply, error);
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") return refuse(reply, new Refused("too_large"));
  if (error.statusCode < 500) return refuse(reply, new Refused("malformed_json"));
  // The name alone: what it says may hold anything that was sent.
  console.error(`${request.method} ${request.routeOptions.url} broke: ${error.name}`);
  return refuse(reply, new Refused("unavailable", undefined, "try again in a moment"));
});

const PATHS = { "/v1/preferences": METHODS };
app.setNotFoundHandler((request, reply) => {
  const allow = PATHS[request.url.split("?")[0]];
  return refuse(reply, new Refused(allow ? "method_not_allowed" : "not_found"), allow);
});

const withLink = async (request) => {
  request.link = linkOf(request);
};
const withJson = async ({ headers }) => {
  const [kind] = (headers["content-type"] ?? "").split(";");
  const said = "`Content-Type: application/json` is expected";
  demand(kind.trim().toLowerCase() === "application/json", "wrong_media_type", undefined, said);
};
const withBody = async ({ body }) => demand(body !== undefined, "malformed_json");
app.decorateRequest("link", null);

/** Reading changes nothing, ever: scanners and previews follow every link in a message. */
app.get("/v1/preferences", { onRequest: withLink }, async ({ link, headers }, reply) => {
  const document = shown(load(link.person), link.power);
  const tag = `"${document.revision}"`;
  reply.header("ETag", tag).header("Cache-Control", "private, no-cache");
  const known = (headers["if-none-match"] ?? "").replaceAll("W/", "").split(/ *, */);
  if (known.includes(tag) || known.includes("*")) return reply.code(304).send();
  return document;
});

const posting = {
  onRequest: [withLink, withJson], preValidation: withBody, schema: { body: changeSet },
};
app.post("/v1/preferences", posting, async ({ link, body }, reply) => {
  reply.header("Cache-Control", "no-store");
  return make(body, link);
});

/** What may be done here, also for a browser that asks before it lets a page do it. */
app.options("/v1/preferences", async (request, reply) => {
  reply.header("Allow", METHODS).header("Access-Control-Allow-Methods", "GET, HEAD, POST");
  reply.header("Access-Control-Allow-Headers", "authorization, content-type, if-none-match");
  return reply.code(204).header("Access-Control-Max-Age", "3600").send();
});

/** A link's token. `examples/links/mint.mjs` says more about them. */
function mint(person, power, seconds) {
  const [kid, key] = KEYS.entries().next().value;
  const exp = Math.floor(Date.now() / 1_000) + seconds;
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const said = { sub: person, aud: "sordino", exp, jti: randomUUID(), power };
  const signed = `${part({ typ: "JWT", alg: "HS256", kid })}.${part(said)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

if (process.env.SORDINO_TEST_HOOK === "1") { // For the conformance kit: never in earnest.
  PATHS["/test/people"] = "POST";
  app.post("/test/people", { onRequest: withJson }, async ({ body }, reply) => {
    const person = `test-${randomUUID()}`;
    try {
      transaction(() => {
        addPerson(person, body.document);
        shown(load(person), "manage");
      });
    } catch (error) {
      demand(!(error instanceof TypeError), "invalid_value", "/document", "a document is expected");
      throw error;
    }
    const [manage, withdraw] = ["manage", "withdraw"].map((power) => mint(person, power, 3_600));
    return reply.code(201).send({ manage, withdraw, expired: mint(person, "manage", -60) });
  });
}

const sample = new URL("../../../crates/contract/examples/document.json", import.meta.url);
transaction(() => {
  if (db.prepare("SELECT 1 FROM people").get() || !existsSync(sample)) return;
  addPerson("C-10001", parse(readFileSync(sample)));
});
await app.listen({ host: "127.0.0.1", port: Number(PORT) });
console.log(`http://127.0.0.1:${PORT}/v1/preferences`);
