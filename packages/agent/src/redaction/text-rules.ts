import { behind_escape, type FindSpans, findByPattern } from './spans.ts';

// `u`-flagged classes keep names in any script from splitting an address in two.
const email_pattern =
  /(?<![\p{L}\p{N}._%+-])(?!git@)[\p{L}\p{N}._%+-]+(?:@|%40)(?!\d+\.\d)(?:[\p{L}\p{N}-]+\.)+(?!(?:service|socket|timer|target|slice|scope|mount|device|path|swap|[cm]?[jt]sx?|json)(?![\p{L}\p{N}]))[\p{L}]{2,24}(?![\p{L}\p{N}-])/gu;

const findEmail = findByPattern('email', email_pattern);

/**
 * Secrets and personal data known by their shape in running text, the most specific first.
 * Left out on purpose: free-standing high-entropy strings. Hashes, ids and build numbers look the same, and without them
 * a log explains nothing; secrets without a shape are caught as known secrets or by the name they are assigned to.
 */
export const textRules: readonly FindSpans[] = [
  findByPattern(
    'private_key',
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|[\s\S]*)/g,
    'PRIVATE KEY',
  ),
  findByPattern(
    'jwt',
    new RegExp(String.raw`(?:(?<![\w-])|${behind_escape})eyJ[\w-]{5,}(?:\.[\w-]*){1,4}`, 'g'),
    'eyJ',
  ),
  findByPattern('telegram_token', /(?<!\d)\d{6,12}(?::|%3[aA])[\w-]{30,}/g),
  findByPattern('discord_token', /(?<![\w-])[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g, '.'),
  findByPattern('webhook_url', /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]{10,}/g, 'hooks.slack.com'),
  findByPattern(
    'webhook_url',
    /(discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/)\d{5,25}\/[\w-]{10,}/g,
    '/webhooks/',
  ),
  // Header names end in a colon, an equals sign or a closing quote before it; the whole value goes, scheme included.
  findByPattern(
    'authorization',
    /((?:proxy-)?authorization["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4})[^\s"'\\,][^"'\\\r\n,]*/gi,
  ),
  findByPattern(
    'authorization',
    /(\bx-(?:api-key|auth-token|access-token|goog-api-key|csrf-token)["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4})[^\s"'\\,]+/gi,
  ),
  findByPattern(
    'bearer',
    new RegExp(
      String.raw`((?:\b|${behind_escape})bearer[\s:=]{1,4})(?:(?=[\w.~+/-]{0,40}\d)[\w.~+/-]{6,}|[\w.~+/-]{20,})=*`,
      'gi',
    ),
  ),
  findByPattern(
    'basic_credentials',
    /(\bbasic\s{1,4})(?:(?=[A-Za-z0-9+/_-]{0,40}[\dA-Z])[A-Za-z0-9+/_-]{8,}={1,2}|(?=[A-Za-z0-9+/_-]{0,40}\d)[A-Za-z0-9+/_-]{8,})/gi,
  ),
  findByPattern('secret', /(\bresponse=\\{0,3}")[0-9a-f]{32,64}(?=\\{0,3}")/gi, 'response='),
  findByPattern(
    'secret',
    /(\b[A-Z][A-Z0-9_]{0,60}_KEY["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4})[\w+/=.-]{16,}/g,
    '_KEY',
  ),
  // `token abc123def456 rejected`: a value in a sentence, if it can be no word.
  findByPattern(
    'secret',
    /(\b(?:token|secret|password|passwd|api[ _-]?key)\s{1,3}["'`]?)(?=[\w+/=-]{0,60}\d)(?=[\w+/=-]{0,60}[A-Za-z])[\w+/=-]{12,}/gi,
  ),
  findByPattern('credentials', /((?:^|\s)(?:-u|--user)[\s=]{1,4}["']?)[^\s:"']{1,128}:[^\s"']{1,256}/g, '-u'),
  findByPattern('secret', /(\bsshpass\s{1,4}-p\s{0,4}["']?)[^\s"']{1,256}/g, 'sshpass'),
  findByPattern(
    'cookie',
    /((?:set-)?cookie["'\\]{0,4}\s{0,4}[:=]\s{0,4}\[?\s{0,4}["'\\]{0,4})[\w!#$%&*.^`|~+-]{1,256}=[^"'\\\r\n]*/gi,
  ),
  // Userinfo of an address. The password may hold `@`; only schemes of databases may hold a raw `/` in it.
  findByPattern('credentials', /(:\/\/)[^\s/"'<>:@\\]{0,256}:[^\s/"'<>\\]{1,512}(?=@)/g, '://'),
  findByPattern(
    'credentials',
    /((?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|nats|kafka|ldaps?|smtps?|imaps?|ftps?|sftp|socks5?)(?:\+\w{1,16})?:\/\/)[^\s"'<>@:\\]{0,256}:[^\s"'<>\\]{1,512}(?=@)/gi,
    '://',
  ),
  findByPattern('credentials', /(:\/\/)[^\s/"'<>:@\\[]{16,512}(?=@)/g, '://'),
  findByPattern(
    'url_secret',
    /([?&#](?:key|sig|signature|code|auth|sid|session|session_?id|jwt|x-amz-(?:signature|credential|security-token)|pairing_code)=)[^&\s"'<>#\\]{6,}/gi,
    '=',
  ),
  // A mixed-case word of this alphabet is common, so only the form that the agent itself prints is matched.
  findByPattern(
    'pairing_code',
    /(?<![A-Za-z0-9-])(?=[0-9-]{0,10}[A-Z])[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}(?![A-Za-z0-9-])/g,
    '-',
  ),
  (text) => (text.includes('@') || text.includes('%40') ? findEmail(text) : []),
  findByPattern('phone', /(?<![\w+.])00[1-9]\d{0,2}[ -]\d(?:[ ().-]{0,2}\d){6,12}(?!\d)/g, '00'),
  findByPattern('phone', /(?<![\w+.])\+\d(?:[ ().-]{0,2}\d){7,14}(?!\d)/g, '+'),
  findByPattern('phone', /(?<![\w.-])(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4}(?![\w-])/g, '-'),
  findByPattern('phone', /(?<![\w.-])\d{3}\.\d{3}\.\d{4}(?![\w.-])/g, '.'),
];
