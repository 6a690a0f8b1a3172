<?php
// Makes a link for a message: SORDINO_KEYS=id:secret php mint.php C-10001 --lang zh-Hans
//
// Prints the token, or with PUBLIC_URL the whole link. Needs nothing but PHP. What a token says
// is written down in docs/contract/links.md.
declare(strict_types=1);

function expect(mixed $fits, string $what): void
{
    if (!$fits) {
        fwrite(STDERR, "mint.php: $what is expected\n");
        exit(2);
    }
}

$wish = ['power' => 'manage', 'days' => '90', 'lang' => null, 'campaign' => null];
$people = [];
for ($words = array_slice($argv, 1); $words;) {
    $word = array_shift($words);
    [$name, $value] = explode('=', $word, 2) + [1 => null];
    if (!str_starts_with($word, '--')) {
        $people[] = $word;
        continue;
    }
    expect(array_key_exists(substr($name, 2), $wish), '--power, --days, --lang or --campaign');
    expect(($value ??= array_shift($words)) !== null, "a value behind $name");
    $wish[substr($name, 2)] = $value;
}
$person = $people[0] ?? '';
expect(count($people) === 1 && preg_match('/^(?!\s)\P{Cc}+(?<!\s)$/Du', $person), "one person's id");
expect(strlen($person) <= 128, 'PERSON of 128 bytes at the most');
expect(in_array($wish['power'], ['manage', 'withdraw'], true), '--power manage or withdraw');
expect(preg_match('/^[1-9]\d{0,3}$/D', $wish['days']), '--days from 1 to 9999');
expect(preg_match('/^[a-z]{2,8}(-[a-z\d]{1,8})*$/Di', $wish['lang'] ?? 'en'), '--lang as zh-Hans');
expect(preg_match('/^[\w.:-]{1,64}$/D', $wish['campaign'] ?? 'none'), '--campaign with its id');
// The first key signs. The others are those whose links still work.
$first = trim(explode(',', (string) getenv('SORDINO_KEYS'))[0]);
$has_key = preg_match('/^([^:,]+):([\w-]{43,})=*$/D', $first, $key);
expect($has_key && strlen($key[2]) % 4 !== 1, 'SORDINO_KEYS=id:secret, 32 bytes or more in base64url,');

$base64url = fn(string $bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
$json = fn(array $of) => json_encode($of, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
$uuid = preg_replace('/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/', '$1-$2-4$3-8$4-$5', bin2hex(random_bytes(16)));
$claims = ['sub' => $person, 'aud' => 'sordino', 'iat' => time(), 'exp' => time() + 86_400 * (int) $wish['days'],
    'jti' => $uuid, 'power' => $wish['power'], 'lang' => $wish['lang'], 'campaign' => $wish['campaign']];
$claims = array_filter($claims, fn(mixed $value) => $value !== null);
$signed = $base64url($json(['typ' => 'JWT', 'alg' => 'HS256', 'kid' => $key[1]])) . '.' . $base64url($json($claims));
$token = $signed . '.' . $base64url(hash_hmac('sha256', $signed, base64_decode(strtr($key[2], '-_', '+/')), true));
$url = (string) getenv('PUBLIC_URL');
echo $url === '' ? $token : rtrim($url, '/') . "/p/$token", "\n";
