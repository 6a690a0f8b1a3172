"""Makes a link for a message: SORDINO_KEYS=id:secret python mint.py C-10001 --lang zh-Hans

Prints the token, or with PUBLIC_URL the whole link. Needs PyJWT. What a token says is written
down in docs/contract/links.md.
"""
import argparse, base64, os, re, time, uuid
import jwt


def form(pattern, expected):
    """A type of argument: text that has a form."""
    def read(text):
        if not re.fullmatch(pattern, text):
            raise argparse.ArgumentTypeError(f"{expected} is expected")
        return text
    return read


arguments = argparse.ArgumentParser(description="Makes a link for a message.", allow_abbrev=False)
arguments.add_argument("person", type=form(r"(?!\s)[^\x00-\x1f\x7f-\x9f]+(?<!\s)", "a person's id"))
arguments.add_argument("--power", choices=["manage", "withdraw"], default="manage")
arguments.add_argument("--days", type=form(r"[1-9][0-9]{0,3}", "1 to 9999 days"), default="90")
arguments.add_argument("--lang", type=form(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", "a language"))
arguments.add_argument("--campaign", type=form(r"[A-Za-z0-9._:-]{1,64}", "a campaign's id"))
wish = arguments.parse_args()
if len(wish.person.encode()) > 128:
    arguments.error("PERSON: 128 bytes at the most are expected")

# The first key signs. The others are those whose links still work.
key_id, _, secret = os.environ.get("SORDINO_KEYS", "").split(",")[0].strip().partition(":")
secret = secret.rstrip("=")
if not key_id or not re.fullmatch(r"[A-Za-z0-9_-]{43,}", secret) or len(secret) % 4 == 1:
    arguments.error("SORDINO_KEYS: id:secret is expected, 32 bytes or more in base64url")
secret = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))

now = int(time.time())
claims = {"sub": wish.person, "aud": "sordino", "iat": now, "exp": now + int(wish.days) * 86_400,
          "jti": str(uuid.uuid4()), "power": wish.power}
claims |= {name: value for name in ("lang", "campaign") if (value := getattr(wish, name))}
token = jwt.encode(claims, secret, algorithm="HS256", headers={"kid": key_id})
url = os.environ.get("PUBLIC_URL")
print(f"{url.rstrip('/')}/p/{token}" if url else token)
