// Makes a link for a message: SORDINO_KEYS=id:secret node mint.mjs C-10001 --lang zh-Hans
//
// Prints the token, or with PUBLIC_URL the whole link. Needs nothing but Node.js. What a token
// says is written down in docs/contract/links.md.
import { createHmac, randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'

function expect(fits, what) {
  if (!fits) throw new Error(`${what} is expected`)
}

function read() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      power: { type: 'string', default: 'manage' },
      days: { type: 'string', default: '90' },
      lang: { type: 'string' },
      campaign: { type: 'string' },
    },
  })
  const [person = ''] = positionals
  const { power, days, lang, campaign } = values
  expect(positionals.length === 1 && /^(?!\s)\P{Cc}+(?<!\s)$/u.test(person), "one person's id")
  expect(Buffer.byteLength(person) <= 128, 'PERSON of 128 bytes at the most')
  expect(['manage', 'withdraw'].includes(power), '--power manage or withdraw')
  expect(/^[1-9]\d{0,3}$/.test(days), '--days from 1 to 9999')
  expect(lang === undefined || /^[a-z]{2,8}(-[a-z\d]{1,8})*$/i.test(lang), '--lang as zh-Hans')
  expect(campaign === undefined || /^[\w.:-]{1,64}$/.test(campaign), "--campaign with its id")
  // The first key signs. The others are those whose links still work.
  const key = /^([^:,]+):([\w-]{43,})=*$/.exec((process.env.SORDINO_KEYS ?? '').split(',')[0].trim())
  expect(key && key[2].length % 4 !== 1, 'SORDINO_KEYS=id:secret, 32 bytes or more in base64url,')
  const iat = Math.floor(Date.now() / 1000)
  const exp = iat + Number(days) * 86_400
  const claims = { sub: person, aud: 'sordino', iat, exp, jti: randomUUID(), power, lang, campaign }
  return { kid: key[1], secret: Buffer.from(key[2], 'base64url'), claims }
}

try {
  const { kid, secret, claims } = read()
  const part = (json) => Buffer.from(JSON.stringify(json)).toString('base64url')
  const signed = `${part({ typ: 'JWT', alg: 'HS256', kid })}.${part(claims)}`
  const token = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
  const url = process.env.PUBLIC_URL
  console.log(url ? `${url.replace(/\/+$/, '')}/p/${token}` : token)
} catch (error) {
  console.error(`mint.mjs: ${error.message}`)
  process.exitCode = 2
}
