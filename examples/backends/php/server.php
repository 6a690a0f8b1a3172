<?php

// A preference backend in one file: Sordino's contract, version 1, with plain PHP and SQLite.
//
// Copy it, and put your CRM where it says REPLACE. Each law of the contract is named where it is
// kept. `README.md` says how to run it.

declare(strict_types=1);

const METHODS = 'GET, HEAD, POST, OPTIONS';
const BODY_MAX = 65_536; // bytes
const PAUSES_MAX = 50;
const HISTORY_MAX = 20;
const MINUTE = 60_000; // milliseconds

// ---- Configuration -----------------------------------------------------------------------------

function setting(string $name, string $default = ''): string
{
    return getenv($name) ?: $default;
}

/** The keys by their names: the first one signs, every one verifies. */
function keys(): array
{
    $keys = [];
    foreach (explode(',', setting('SORDINO_KEYS')) as $entry) {
        $has_form = preg_match('/^([^:]+):([A-Za-z0-9_-]{43,})=*$/D', trim($entry), $found);
        if (!$has_form || strlen($found[2]) % 4 === 1) { // No number of bytes has 4n + 1 letters.
            throw new DomainException(
                'SORDINO_KEYS must be `id:secret,…`, each secret base64url of 32 bytes or more'
            );
        }
        if (isset($keys[$found[1]])) {
            throw new DomainException('SORDINO_KEYS must have each key under an id of its own');
        }
        $keys[$found[1]] = base64_decode(strtr($found[2], '-_', '+/'));
    }
    return $keys;
}

// ---- Refusals ----------------------------------------------------------------------------------

const STATUS = [
    'malformed_json' => 400, 'token_missing' => 401, 'token_invalid' => 401, 'token_expired' => 401,
    'withdraw_only' => 403, 'not_found' => 404, 'subscriber_unknown' => 404,
    'method_not_allowed' => 405, 'id_reused' => 409, 'too_large' => 413, 'wrong_media_type' => 415,
    'unavailable' => 503,
]; // Every other code: 422.

/** Why a request is refused. It repeats names that were sent, but no values and no token. */
final class Refused extends Exception
{
    public function __construct(
        public string $problem,
        public ?string $pointer = null,
        ?string $detail = null,
    ) {
        parent::__construct($detail ?? strtr($problem, '_', ' '));
    }
}

function demand(bool $holds, string $code, ?string $pointer = null, ?string $detail = null): void
{
    $holds || throw new Refused($code, $pointer, $detail);
}

/** Law 9: an RFC 9457 problem, with a stable code and a JSON Pointer to what was wrong. */
function refuse(Refused $refused, string $allow = METHODS): void
{
    $code = $refused->problem;
    $status = STATUS[$code] ?? 422;
    $error = $code === 'token_missing' ? '' : ', error="invalid_token"';
    match ($status) {
        401 => header("WWW-Authenticate: Bearer realm=\"sordino\"$error"),
        405 => header("Allow: $allow"),
        503 => header('Retry-After: 5'),
        default => null,
    };
    $title = strtr($code, '_', ' ');
    $problem = ['type' => "urn:sordino:problem:$code", 'title' => $title, 'status' => $status];
    $problem += ['detail' => $refused->getMessage(), 'code' => $code];
    $problem += $refused->pointer === null ? [] : ['pointer' => $refused->pointer];
    answer($status, $problem, 'application/problem+json');
}

function answer(int $status, mixed $body, string $type = 'application/json'): void
{
    http_response_code($status);
    header("Content-Type: $type");
    echo encode($body);
}

// ---- Days and moments --------------------------------------------------------------------------

/** A calendar day that exists. Days compare as text, and are never turned into midnights. */
function is_day(mixed $text): bool
{
    return is_string($text) && preg_match('/^([0-9]{4})-([0-9]{2})-([0-9]{2})$/D', $text, $found)
        && checkdate((int) $found[2], (int) $found[3], (int) $found[1]);
}

/** Law 7: the day it is for the subscriber. */
function today_in(string $zone): string
{
    try {
        return (new DateTimeImmutable('now', new DateTimeZone($zone)))->format('Y-m-d');
    } catch (Exception) {
        return gmdate('Y-m-d'); // A wrong day is a smaller harm than a page that does not open.
    }
}

/** Days from the first to the last, both included. */
function days(string $from, string $until): int
{
    $utc = new DateTimeZone('UTC');
    $apart = (new DateTimeImmutable($from, $utc))->diff(new DateTimeImmutable($until, $utc));
    return (int) $apart->format('%r%a') + 1;
}

function now(): int
{
    return (int) (microtime(true) * 1_000);
}

function moment(int $millis): string
{
    return gmdate('Y-m-d\TH:i:s', intdiv($millis, 1_000)) . sprintf('.%03dZ', $millis % 1_000);
}

/** Milliseconds since 1970 of an RFC 3339 time in UTC, which is all that is taken. */
function millis(mixed $text): ?int
{
    $form = '/^(.{10})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,18}))?[Zz]$/D';
    if (!is_string($text) || !preg_match($form, $text, $found) || !is_day($found[1])) {
        return null;
    }
    [, , $hour, $minute, $second] = array_map('intval', $found);
    $fraction = (int) substr(str_pad($found[5] ?? '', 3, '0'), 0, 3);
    $seconds = ($hour * 60 + $minute) * 60 + $second;
    $days = days('1970-01-01', $found[1]) - 1;
    $is_leap = [$hour, $minute, $second] === [23, 59, 60];
    $exists = $hour <= 23 && $minute <= 59 && ($second <= 59 || $is_leap);
    return $exists ? ($days * 86_400 + $seconds) * 1_000 + $fraction : null;
}

// ---- What is sent ------------------------------------------------------------------------------

function is_id(mixed $value): bool
{
    return is_string($value) && preg_match('/^[A-Za-z0-9._:-]{1,64}$/D', $value);
}

function is_uuid(mixed $value): bool
{
    return is_string($value) && preg_match('/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/Di', $value);
}

function escaped(string $name): string
{
    return mb_substr(strtr($name, ['~' => '~0', '/' => '~1']), 0, 200);
}

function expect(bool $fits, string $expected, string $pointer): void
{
    demand($fits, 'invalid_value', $pointer, "$expected is expected");
}

/** Law 1: a member that the contract does not have is refused, with its place. */
function members(mixed $value, string $pointer, array $known, array $needed = []): stdClass
{
    expect($value instanceof stdClass, 'an object', $pointer);
    foreach ($value as $name => $_) {
        $expected = 'one of ' . implode(', ', $known) . ' is expected';
        $is_known = in_array((string) $name, $known, true);
        demand($is_known, 'unknown_member', "$pointer/" . escaped((string) $name), $expected);
    }
    foreach ($needed as $name) {
        expect(property_exists($value, $name), "the member `$name`", "$pointer/$name");
    }
    return $value;
}

/** The members of an object whose names are ids. */
function by_id(mixed $value, string $pointer): stdClass
{
    expect($value instanceof stdClass, 'an object', $pointer);
    foreach ($value as $name => $_) {
        $expected = 'an id of 1 to 64 letters, digits, `.`, `_`, `:` or `-`';
        expect(is_id((string) $name), $expected, "$pointer/" . escaped((string) $name));
    }
    return $value;
}

/** A pause without members that are `null`, which means the same as absent. */
function pause(mixed $value, string $pointer): stdClass
{
    members($value, $pointer, ['from', 'until', 'campaigns', 'channels'], ['from', 'until']);
    expect(is_day($value->from), 'a day as `2026-12-31`', "$pointer/from");
    expect(is_day($value->until), 'a day as `2026-12-31`', "$pointer/until");
    foreach (['campaigns', 'channels'] as $kind) {
        $list = $value->$kind ?? [];
        expect(is_array($list), 'a list of ids', "$pointer/$kind");
        foreach ($list as $n => $id) {
            expect(is_id($id), 'an id', "$pointer/$kind/$n");
        }
    }
    return (object) array_filter((array) $value, fn ($member) => $member !== null);
}

/** Every place that is mentioned, by its path, with what should stand there. */
function wishes(mixed $set): array
{
    members($set, '/set', ['subscribed', 'channels', 'campaigns', 'pauses']);
    $wishes = [];
    $flag = function (string $path, mixed $on) use (&$wishes) {
        expect(is_bool($on), 'true or false', "/set$path");
        $wishes[$path] = $on;
    };
    if (property_exists($set, 'subscribed')) {
        $flag('/subscribed', $set->subscribed);
    }
    $members = fn (stdClass $of, string $name, string $at) =>
        property_exists($of, $name) ? by_id($of->$name, "/set$at/$name") : [];
    foreach ($members($set, 'channels', '') as $channel => $on) {
        $flag("/channels/$channel", $on);
    }
    foreach ($members($set, 'campaigns', '') as $campaign => $wish) {
        $at = "/campaigns/$campaign";
        members($wish, "/set$at", ['channels', 'frequency']);
        foreach ($members($wish, 'channels', $at) as $channel => $on) {
            $flag("$at/channels/$channel", $on);
        }
        if (property_exists($wish, 'frequency')) { // Absent leaves alone, `null` clears.
            $word = $wish->frequency;
            expect($word === null || is_id($word), 'an id or null', "/set$at/frequency");
            $wishes["$at/frequency"] = $word;
        }
    }
    foreach ($members($set, 'pauses', '') as $id => $wish) {
        $wishes["/pauses/$id"] = $wish === null ? null : pause($wish, "/set/pauses/$id");
    }
    return $wishes;
}

function encode(mixed $value): string
{
    return json_encode($value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
}

/** Objects stay objects, so that `{}` does not become `[]`. */
function json(string $body): mixed
{
    try {
        return json_decode($body, false, 128, JSON_THROW_ON_ERROR);
    } catch (JsonException) {
        throw new Refused('malformed_json', null, 'JSON in UTF-8 is expected');
    }
}

/** The change set, with its wishes by their paths. */
function change(string $body): array
{
    $vias = ['page', 'form', 'embed', 'app', 'agent', 'api'];
    $time = 'a time as `2026-11-21T20:15:00Z`';
    $known = ['id', 'revision', 'made_at', 'sent_at', 'via', 'set', 'ask', 'reason'];
    $change = (array) members(json($body), '', $known, ['id', 'set']);
    foreach ($change as $name => $value) {
        match ($name) {
            'id' => expect(is_uuid($value), 'a UUID', '/id'),
            'revision' => expect(is_string($value), 'a text', '/revision'),
            'made_at', 'sent_at' => expect(millis($value) !== null, $time, "/$name"),
            'via' => expect(in_array($value, $vias, true), 'one of ' . implode(', ', $vias), '/via'),
            'set' => $change['wishes'] = wishes($value),
            'ask' => expect(in_array($value, ['export', 'erase'], true), 'export or erase', '/ask'),
            'reason' => members($value, '/reason', ['code', 'comment', 'receipt'], ['code']),
        };
    }
    foreach ($change['reason'] ?? [] as $name => $value) {
        $fits = $name === 'receipt' ? is_uuid($value) : is_string($value);
        expect($fits, $name === 'receipt' ? 'a UUID' : 'a text', "/reason/$name");
    }
    $change['id'] = strtolower($change['id']);
    if (isset($change['reason']->receipt)) {
        $change['reason']->receipt = strtolower($change['reason']->receipt);
    }
    return $change + array_fill_keys($known, null);
}

// ---- Link tokens -------------------------------------------------------------------------------

/** A header or claims. `base64_decode` overlooks the last bits, which then could be anything. */
function token_object(string $part): stdClass
{
    $text = (string) base64_decode(strtr($part, '-_', '+/'), true);
    $object = base64url($text) === $part ? json_decode($text) : null;
    demand($object instanceof stdClass, 'token_invalid');
    return $object;
}

/** Whose link it is and what it may do: a JSON Web Token, HS256, signed with one of our keys. */
function link_of(): stdClass
{
    $authorization = $_SERVER['HTTP_AUTHORIZATION'] ?? '';
    $said = 'a token is expected in `Authorization: Bearer …`';
    $has_token = preg_match('/^bearer +(\S.*)$/is', $authorization, $found) === 1;
    demand($has_token, 'token_missing', null, $said);
    $token = trim($found[1]);
    $has_parts = preg_match('/^([\w-]+)\.([\w-]+)\.([\w-]+)$/D', $token, $found);
    demand(strlen($token) <= 4_096 && $has_parts, 'token_invalid');
    [, $head, $body, $signature] = $found;
    [$header, $claims] = [token_object($head), token_object($body)];
    // What the token says of itself counts for nothing: the algorithm is ours, and so is the key.
    $kid = $header->kid ?? null;
    $key = is_string($kid) ? keys()[$kid] ?? null : null;
    // Those two ask for an extension, or say that something else was signed.
    $asks = property_exists($header, 'crit') || property_exists($header, 'b64');
    $is_ours = $key !== null && ($header->alg ?? '') === 'HS256' && !$asks
        && hash_equals(base64url(hash_hmac('sha256', "$head.$body", $key, true)), $signature);
    demand($is_ours, 'token_invalid');
    $is_number = fn ($value) => is_int($value) || (is_float($value) && is_finite($value));
    $audiences = $claims->aud ?? [];
    $audiences = is_string($audiences) ? [$audiences] : $audiences;
    $fits = is_array($audiences) && in_array('sordino', $audiences, true)
        && array_filter($audiences, 'is_string') === $audiences
        && is_string($claims->sub ?? null) && strlen($claims->sub) <= 128
        && preg_match('/^(?!\s)\P{Cc}+(?<!\s)$/Du', $claims->sub)
        && in_array($claims->power ?? null, ['manage', 'withdraw'], true)
        && is_string($claims->jti ?? null) && is_string($claims->lang ?? '')
        && $is_number($claims->exp ?? null) && $is_number($claims->nbf ?? 0)
        && $is_number($claims->iat ?? 0) && is_id($claims->campaign ?? 'none');
    demand($fits, 'token_invalid');
    demand(($claims->nbf ?? 0) <= now() / 1_000 + 60, 'token_invalid'); // Clocks differ a little.
    demand(now() / 1_000 < $claims->exp, 'token_expired');
    return $claims;
}

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

/** A link's token. `examples/links/mint.php` says more about them. */
function mint(string $person, string $power, int $seconds): string
{
    $kid = (string) array_key_first(keys());
    $claims = ['sub' => $person, 'aud' => 'sordino', 'exp' => time() + $seconds];
    $claims += ['jti' => bin2hex(random_bytes(16)), 'power' => $power];
    $header = encode(['typ' => 'JWT', 'alg' => 'HS256', 'kid' => $kid]);
    $signed = base64url($header) . '.' . base64url(encode($claims));
    return "$signed." . base64url(hash_hmac('sha256', $signed, keys()[$kid], true));
}

// ---- What a change would do --------------------------------------------------------------------

function find(array $rows, string $id): ?stdClass
{
    foreach ($rows as $row) {
        if ($row->id === $id) {
            return $row;
        }
    }
    return null;
}

/** The object and the member in it that `path` names; `null` if there is no such place. */
function place(stdClass $document, string $path): ?array
{
    [, $kind, $id, $member, $channel] = explode('/', $path) + array_fill(0, 5, '');
    if ($kind === 'subscribed') {
        return [$document, 'subscribed'];
    }
    if ($kind === 'pauses') {
        return [$document->pauses, $id]; // Any pause may be asked for.
    }
    $row = find($document->$kind, $id);
    if ($kind === 'channels') {
        return $row ? [$row, 'on'] : null;
    }
    if ($member === 'frequency') {
        return isset($row->frequency) ? [$row->frequency, 'now'] : null;
    }
    return isset($row->channels->$channel) ? [$row->channels, $channel] : null;
}

function unknown(stdClass $document, string $path): string
{
    [, $kind, $id, $member, $channel] = explode('/', $path) + array_fill(0, 5, '');
    return match (true) {
        $kind === 'channels' => 'unknown_channel',
        !find($document->campaigns, $id) => 'unknown_campaign',
        $member === 'frequency' || find($document->channels, $channel) !== null => 'not_offered',
        default => 'unknown_channel',
    };
}

function check_pause(stdClass $document, stdClass $pause, string $today, string $at): void
{
    $most = $document->pause_days_max ?? INF;
    demand(in_array('pause', $document->can ?? [], true), 'not_offered', $at);
    demand($pause->from <= $pause->until, 'pause_backwards', "$at/until");
    demand($today <= $pause->until, 'pause_past', "$at/until");
    demand(days($pause->from, $pause->until) <= $most, 'pause_too_long', "$at/until");
    foreach (['campaigns' => 'unknown_campaign', 'channels' => 'unknown_channel'] as $kind => $code) {
        foreach ($pause->$kind ?? [] as $n => $id) {
            demand(find($document->$kind, $id) !== null, $code, "$at/$kind/$n");
        }
    }
}

/** Whether a pause holds back all that another does. Without a list it is about all. */
function holds_back(stdClass $wide, stdClass $narrow): bool
{
    $about = fn (string $kind) => !isset($wide->$kind)
        || (isset($narrow->$kind) && !array_diff($narrow->$kind, $wide->$kind));
    $days = $wide->from <= $narrow->from && $narrow->until <= $wide->until;
    return $days && $about('campaigns') && $about('channels');
}

/** Whether something may come that did not. The choices stand the most often first. */
function is_up(string $path, mixed $was, mixed $wished, array $choices): bool
{
    if (is_bool($wished)) {
        return $wished;
    }
    if (str_starts_with($path, '/pauses/')) {
        return $wished === null || ($was !== null && !holds_back($wished, $was));
    }
    return (int) array_search($wished, $choices, true) < (int) array_search($was, $choices, true);
}

/** What would be different, and which places are turned down; changes nothing itself. */
function plan(stdClass $person, array $wishes, string $power, int $made_at): array
{
    $document = $person->document;
    [$changed, $down, $pauses] = [[], [], count((array) $document->pauses)];
    foreach ($wishes as $path => $wished) {
        $at = "/set$path";
        [, $kind, $id, $member] = explode('/', "$path//");
        [$holder, $name] = place($document, $path) ?? throw new Refused(unknown($document, $path), $at);
        $was = $holder->$name ?? null;
        $choices = [null, ...$holder->choices ?? []]; // `null`: the sender's own rhythm.
        demand($member !== 'frequency' || in_array($wished, $choices, true), 'unknown_frequency', $at);
        if ($kind === 'pauses' && $wished !== null) {
            check_pause($document, $wished, $person->today, $at);
        }
        $up = is_up($path, $was, $wished, $choices);
        if (canonical($was) !== canonical($wished)) {
            $is_required = $member === 'channels' && isset(find($document->campaigns, $id)->required);
            demand(!$is_required, 'required', $at); // Law 6: neither off nor on.
            demand(!$up || $power === 'manage', 'withdraw_only', $at); // Law 10.
            if ($up && $made_at < ($person->turned_down->$path ?? PHP_INT_MIN)) {
                continue; // Law 5: a later wish turned it down.
            }
            $changed[] = ['path' => $path, 'was' => $was, 'is' => $wished];
            $pauses += $kind === 'pauses' ? ($was === null) - ($wished === null) : 0;
        }
        if (!$up && [$was, $wished] !== [null, null]) {
            $down[] = $path; // Also if it was off already: to ask again is a wish all the same.
        }
    }
    demand($pauses <= PAUSES_MAX, 'too_many_pauses', '/set/pauses');
    return [$changed, $down];
}

/** Law 11: the request that is taken in, unless the same was asked for and is not done yet. */
function plan_ask(stdClass $document, ?string $ask, string $power): ?string
{
    if ($ask === null) {
        return null;
    }
    demand(in_array($ask, $document->can ?? [], true), 'not_offered', '/ask');
    demand($power === 'manage', 'withdraw_only', '/ask');
    $pending = array_map(fn ($request) => $request->what, $document->requests ?? []);
    return in_array($ask, $pending, true) ? null : $ask;
}

// ---- People and their choices ------------------------------------------------------------------

// REPLACE: `document` is what your CRM offers, with what this person chose. It is kept whole here,
// pauses by their ids; a CRM would read names and campaigns from its own tables at each request.
function db(): PDO
{
    static $db = null;
    if ($db === null) {
        $options = [
            PDO::ATTR_TIMEOUT => 10, // seconds to wait for another writer
            PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_NUM,
        ];
        $db = new PDO('sqlite:' . setting('DATABASE', 'sordino.db'), null, null, $options);
        $db->exec('PRAGMA journal_mode = WAL');
        $db->exec('CREATE TABLE IF NOT EXISTS people (
            id TEXT PRIMARY KEY NOT NULL, document TEXT NOT NULL, turned_down TEXT NOT NULL) STRICT');
        $db->exec('CREATE TABLE IF NOT EXISTS changes (
            person TEXT NOT NULL, id TEXT NOT NULL, link TEXT NOT NULL, fingerprint TEXT NOT NULL,
            asked TEXT NOT NULL, receipt TEXT NOT NULL, PRIMARY KEY (person, id)) STRICT');
        add_sample();
    }
    return $db;
}

/** Somebody to try it with, if there is nobody. */
function add_sample(): void
{
    $sample = __DIR__ . '/../../../crates/contract/examples/document.json';
    $is_empty = fn () => !query('SELECT 1 FROM people')->fetch();
    if (is_file($sample) && $is_empty()) {
        transaction(function () use ($sample, $is_empty) {
            if ($is_empty()) { // Another process may have been faster.
                add_person('C-10001', json(file_get_contents($sample)));
            }
        });
    }
}

function query(string $sql, string ...$values): PDOStatement
{
    $statement = db()->prepare($sql);
    $statement->execute($values);
    return $statement;
}

/** Nobody else writes from here on, before the first read: requests wait for each other. */
function transaction(callable $body): mixed
{
    db()->exec('BEGIN IMMEDIATE'); // What is not committed ends with the request.
    $result = $body();
    db()->exec('COMMIT');
    return $result;
}

/** JSON in which the order of members does not count. */
function canonical(mixed $value): string
{
    $sort = function (mixed $value) use (&$sort): mixed {
        $sorted = is_object($value) || is_array($value) ? array_map($sort, (array) $value) : $value;
        if (is_object($value)) {
            ksort($sorted, SORT_STRING);
        }
        return $sorted;
    };
    return encode($sort($value));
}

function digest(mixed $value): string
{
    return substr(hash('sha256', canonical($value)), 0, 16);
}

function add_person(string $id, stdClass $document): void
{
    unset($document->contract, $document->revision, $document->today, $document->power);
    $pauses = new stdClass();
    foreach ($document->pauses ?? [] as $given) {
        $pauses->{$given->id} = (object) array_diff_key((array) $given, ['id' => 0]);
    }
    $document->pauses = $pauses;
    query("INSERT INTO people VALUES (?, ?, '{}')", $id, encode($document));
}

/** A person's document with the pauses that are not over, and when what was last turned down. */
function load(string $id): stdClass
{
    $row = query('SELECT document, turned_down FROM people WHERE id = ?', $id)->fetch();
    demand($row !== false, 'subscriber_unknown');
    [$document, $turned_down] = array_map('json', $row);
    $today = today_in($document->subscriber->time_zone);
    foreach ($document->pauses as $id => $pause) {
        if ($pause->until < $today) {
            unset($document->pauses->$id);
        }
    }
    return (object) ['document' => $document, 'turned_down' => $turned_down, 'today' => $today];
}

/** The document as it is answered. Its revision follows from the rest of it. */
function shown(stdClass $person, string $power): array
{
    $pauses = [];
    foreach ($person->document->pauses as $id => $pause) {
        $pauses[] = ['id' => (string) $id, ...(array) $pause];
    }
    usort($pauses, fn ($one, $other) => strcmp($one['id'], $other['id']));
    $shown = ['contract' => '1', 'today' => $person->today, 'power' => $power, 'pauses' => $pauses];
    $shown += (array) $person->document;
    if ($power === 'withdraw') { // A message that was forwarded does not tell what its reader did.
        unset($shown['requests'], $shown['history']);
    }
    return ['revision' => digest((object) $shown)] + $shown;
}

/** Keeps what was asked for, and the receipt of what made a difference, the newest first. */
function remember(stdClass $document, stdClass $receipt): void
{
    $what = $receipt->asked ?? null;
    if ($what !== null) {
        // REPLACE: tell the people who do it, and take it out of `requests` when it is done.
        $request = ['id' => $receipt->id, 'what' => $what, 'recorded_at' => $receipt->recorded_at];
        $document->requests = [...$document->requests ?? [], (object) $request];
    }
    if ($what !== null || $receipt->changed !== []) {
        $history = [$receipt, ...$document->history ?? []];
        $document->history = array_slice($history, 0, HISTORY_MAX);
    }
}

/**
 * Law 8: a reason never stands in the way. One that comes alone can be refused, as there is
 * nothing else that the refusal could stop; one that comes with a wish is cut to what fits.
 */
function keep_reason(stdClass $reason, bool $is_alone, string $person, ?stdClass $survey): array
{
    $comment = $reason->comment ?? '';
    $most = $survey->comment_max ?? 0;
    $receipt = $reason->receipt ?? '';
    if ($is_alone) {
        $codes = array_map(fn ($offered) => $offered->code, $survey->reasons ?? []);
        expect(in_array($reason->code, $codes, true), 'a code of the survey', '/reason/code');
        expect(mb_strlen($comment) <= $most, 'at the most `comment_max` characters', '/reason/comment');
        $known = 'SELECT 1 FROM changes WHERE person = ? AND id = ?';
        $is_known = $receipt === '' || query($known, $person, $receipt)->fetch() !== false;
        expect($is_known, 'an earlier change', '/reason/receipt');
    }
    $kept = ['code' => mb_substr($reason->code, 0, 64), 'comment' => mb_substr($comment, 0, $most)];
    return $kept + ['receipt' => $receipt];
}

/**
 * When the wish was made by our clock, and the latest that it can have been, as devices' clocks
 * are wrong: `sent_at` tells by how much, to the minute.
 */
function made_at_by(array $change, int $received): array
{
    $made_at = millis($change['made_at']) ?? $received;
    $sent_at = millis($change['sent_at']);
    if ($change['made_at'] === null || $sent_at === null) {
        return [min($made_at, $received), min($made_at, $received)];
    }
    $wrong = (int) floor(($received - $sent_at) / MINUTE + 0.5) * MINUTE;
    $made_at = min($made_at + $wrong, $received);
    return [$made_at, min($made_at + MINUTE / 2, $received)];
}

/** Makes a change: when this returns it is in effect and on the disk, or nothing is. */
function make(array $change, stdClass $link): array
{
    ['id' => $id, 'wishes' => $wishes, 'reason' => $reason] = $change;
    // When it was sent is no part of what is asked.
    $asked = ['revision' => $change['revision'], 'made_at' => millis($change['made_at'])];
    $asked += ['via' => $change['via'], 'ask' => $change['ask'], 'wishes' => (object) $wishes];
    $asked += ['reason' => $reason];
    $fingerprint = digest((object) $asked);
    return transaction(function () use ($id, $wishes, $reason, $asked, $fingerprint, $change, $link) {
        $person = load($link->sub);
        $kept = 'SELECT fingerprint, receipt FROM changes WHERE person = ? AND id = ?';
        if ($kept = query($kept, $link->sub, $id)->fetch()) {
            demand($kept[0] === $fingerprint, 'id_reused', '/id', 'make a new id for each change');
            // Law 2: one effect and one receipt, and the document as it is now.
            return ['receipt' => json($kept[1]), 'document' => shown($person, $link->power)];
        }
        $received = now();
        [$made_at, $latest] = made_at_by($change, $received);
        [$changed, $down] = plan($person, $wishes, $link->power, $latest);
        $taken = plan_ask($person->document, $change['ask'], $link->power);
        if ($reason !== null) {
            $is_alone = $wishes === [] && $change['ask'] === null;
            $survey = $person->document->survey ?? null;
            $asked['reason'] = keep_reason($reason, $is_alone, $link->sub, $survey);
        }
        foreach ($changed as ['path' => $path, 'is' => $is]) {
            [$holder, $name] = place($person->document, $path);
            $holder->$name = $is;
            if ($is === null) {
                unset($holder->$name);
            }
        }
        foreach ($down as $path) {
            $person->turned_down->$path = max($made_at, $person->turned_down->$path ?? $made_at);
        }
        $receipt = ['id' => $id, 'recorded_at' => moment($received), 'via' => $change['via']];
        $receipt += ['changed' => $changed, 'asked' => $taken];
        // As it will be read again, so that the revision is the same then.
        $receipt = json(encode(array_filter($receipt, fn ($member) => $member !== null)));
        remember($person->document, $receipt);
        $state = [encode($person->document), encode($person->turned_down), $link->sub];
        query('UPDATE people SET document = ?, turned_down = ? WHERE id = ?', ...$state);
        $line = [$link->sub, $id, mb_substr($link->jti, 0, 128), $fingerprint];
        array_push($line, encode($asked), encode($receipt));
        query('INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)', ...$line);
        return ['receipt' => $receipt, 'document' => shown($person, $link->power)];
    });
}

// ---- HTTP --------------------------------------------------------------------------------------

function body(): string
{
    [$type] = explode(';', $_SERVER['CONTENT_TYPE'] ?? '');
    $said = '`Content-Type: application/json` is expected';
    demand(strtolower(trim($type)) === 'application/json', 'wrong_media_type', null, $said);
    $body = file_get_contents('php://input', length: BODY_MAX + 1);
    demand(strlen($body) <= BODY_MAX, 'too_large', null, BODY_MAX . ' bytes at the most are expected');
    return $body;
}

/** Reading changes nothing, ever: scanners and previews follow every link in a message. */
function get_preferences(): void
{
    $link = link_of();
    $document = shown(load($link->sub), $link->power);
    header("ETag: \"{$document['revision']}\"");
    header('Cache-Control: private, no-cache');
    $known = str_replace('W/', '', $_SERVER['HTTP_IF_NONE_MATCH'] ?? '');
    $known = array_map('trim', explode(',', $known));
    if (array_intersect(["\"{$document['revision']}\"", '*'], $known)) {
        http_response_code(304);
        return;
    }
    answer(200, $document);
}

function post_preferences(): void
{
    $link = link_of();
    answer(200, make(change(body()), $link));
}

/** What may be done here, also for a browser that asks before it lets a page do it. */
function options_of_preferences(): void
{
    http_response_code(204);
    header('Allow: ' . METHODS);
    header('Access-Control-Allow-Methods: GET, HEAD, POST');
    header('Access-Control-Allow-Headers: authorization, content-type, if-none-match');
    header('Access-Control-Max-Age: 3600');
}

/** For the conformance kit: never in earnest. */
function post_test_person(): void
{
    $person = 'test-' . bin2hex(random_bytes(16));
    $given = json(body());
    try {
        transaction(function () use ($person, $given) {
            add_person($person, $given->document);
            shown(load($person), 'manage');
        });
    } catch (ErrorException | Error) { // Something is missing, or is something else.
        throw new Refused('invalid_value', '/document', 'a document is expected');
    }
    answer(201, [
        'manage' => mint($person, 'manage', 3_600),
        'withdraw' => mint($person, 'withdraw', 3_600),
        'expired' => mint($person, 'manage', -60),
    ]);
}

function handle(string $method, string $path): void
{
    header('Cache-Control: no-store');
    header('X-Content-Type-Options: nosniff');
    header('Vary: Authorization, Origin');
    $origin = $_SERVER['HTTP_ORIGIN'] ?? '';
    $origins = array_map('trim', explode(',', setting('ALLOWED_ORIGINS')));
    if ($origin !== '' && array_intersect([$origin, '*'], $origins)) {
        // No credentials: the token travels in a header that the page sets itself.
        header("Access-Control-Allow-Origin: $origin");
        header('Access-Control-Expose-Headers: ETag');
    }
    $hook = setting('SORDINO_TEST_HOOK') === '1' && $path === '/test/people';
    demand($path === '/v1/preferences' || $hook, 'not_found');
    match (true) {
        $hook && $method === 'POST' => post_test_person(),
        $hook => refuse(new Refused('method_not_allowed'), 'POST'),
        $method === 'GET' || $method === 'HEAD' => get_preferences(),
        $method === 'POST' => post_preferences(),
        $method === 'OPTIONS' => options_of_preferences(),
        default => throw new Refused('method_not_allowed'),
    };
}

ini_set('display_errors', '0');
ini_set('default_mimetype', '');
header_remove('X-Powered-By');
set_error_handler(fn ($level, $message) => throw new ErrorException($message));

if (PHP_SAPI === 'cli') { // `php server.php`: makes ready, and then is PHP's own web server.
    try {
        keys();
    } catch (DomainException $error) {
        fwrite(STDERR, $error->getMessage() . "\n");
        exit(1);
    }
    db();
    $listen = '127.0.0.1:' . setting('PORT', '8090');
    echo "http://$listen/v1/preferences\n";
    // Quiet: the addresses of people do not belong in an access log.
    $environment = ['PHP_CLI_SERVER_WORKERS' => '4'] + getenv();
    pcntl_exec(PHP_BINARY, ['-q', '-S', $listen, __FILE__], $environment);
}

try {
    keys(); // Whoever runs it by `php -S` hears here what is wrong with them.
    handle($_SERVER['REQUEST_METHOD'], explode('?', $_SERVER['REQUEST_URI'])[0]);
} catch (Refused $refused) {
    refuse($refused);
} catch (DomainException $error) {
    error_log($error->getMessage());
    refuse(new Refused('unavailable', null, 'it is not set up'));
} catch (Throwable $error) {
    // The place alone: what it says may hold anything that was sent.
    error_log(get_class($error) . " in line {$error->getLine()}");
    refuse(new Refused('unavailable', null, 'try again in a moment'));
}
