import { compilePattern } from '@kubets/cel';
import { isDns1123Label, isDns1123Subdomain } from '@kubets/apimachinery';
import { parseCidr, parseIp } from '@kubets/net';

/** Formats of texts that custom resources are checked for, by their names without dashes; others say nothing. */
const FORMATS = new Map<string, (text: string) => boolean>([
  ['bsonobjectid', (text) => /^[0-9a-fA-F]{24}$/.test(text)],
  ['uri', isRequestUri],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', (text) => text.includes('.') && parseIp(withoutLeadingZeros(text)) !== undefined],
  ['ipv6', (text) => text.includes(':') && parseIp(text) !== undefined],
  ['cidr', (text) => parseCidr(withoutLeadingZeros(text)) !== undefined],
  ['mac', isMac],
  ['uuid', uuid('[0-9a-f]', '[0-9a-f]')],
  ['uuid3', uuid('3', '[0-9a-f]')],
  ['uuid4', uuid('4', '[89ab]')],
  ['uuid5', uuid('5', '[89ab]')],
  ['isbn', (text) => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['creditcard', isCreditCard],
  ['ssn', (text) => text.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text)],
  ['hexcolor', (text) => /^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text)],
  ['rgbcolor', isRgbColor],
  ['byte', (text) => text !== '' && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)],
  ['password', () => true],
  ['date', isDate],
  ['duration', isDuration],
  ['datetime', isDateTime],
  ['k8sshortname', (text) => isDns1123Label(text).length === 0],
  ['k8slongname', (text) => isDns1123Subdomain(text).length === 0],
]);

const NUMBER_FORMATS: ReadonlyMap<string, readonly string[]> = new Map([
  ['integer', ['int32', 'int64']],
  ['number', ['float', 'double']],
]);

/** Whether a format means something for values of the type; an empty type stands for several. */
export function isKnownFormat(format: string, type: string): boolean {
  const ofNumbers = NUMBER_FORMATS.get(type);
  if (ofNumbers) return ofNumbers.includes(format);
  return (type === '' || type === 'string') && FORMATS.has(format.replaceAll('-', ''));
}

/** Whether a text has a known format. */
export const hasFormat = (text: string, format: string): boolean =>
  FORMATS.get(format.replaceAll('-', ''))?.(text) ?? true;

const withoutLeadingZeros = (text: string): string =>
  text.includes(':') ? text : text.replace(/(?<![\d/])0+(?=\d)/g, '');

function uuid(version: string, variant: string): (text: string) => boolean {
  const form = new RegExp(
    `^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`,
    'i',
  );
  return (text) => form.test(text);
}

/** A URL with a scheme, or an absolute path. */
function isRequestUri(text: string): boolean {
  if (text === '' || /[\u0000-\u0020\u007f]/.test(text)) return false;
  if (text.startsWith('/')) return isEscaped(text);
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.exec(text)?.[0];
  if (!scheme || !isEscaped(text)) return false;
  const rest = text.slice(scheme.length);
  const host = rest.startsWith('//') ? rest.slice(2).split(/[/?#]/, 1)[0]!.split('@').at(-1)! : '';
  return /^(?:\[[0-9a-fA-F:.%]+\]|[^[\]:<>"\\^`{|}]*)(?::\d*)?$/.test(host);
}

const isEscaped = (text: string): boolean => !/%(?![0-9a-fA-F]{2})/.test(text);

function isEmail(text: string): boolean {
  const address = /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text.trim();
  const at = address.lastIndexOf('@');
  if (at <= 0 || at === address.length - 1) return false;
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  const isQuoted = local.length > 1 && local.startsWith('"') && local.endsWith('"');
  const atom = /^[^\s()<>[\]:;@\\,."]+(?:\.[^\s()<>[\]:;@\\,."]+)*$/;
  return (isQuoted || atom.test(local)) && (/^\[[^[\]\\]*\]$/.test(domain) || atom.test(domain));
}

const HOSTNAME = String.raw`^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$`;

function isHostname(text: string): boolean {
  if (Buffer.byteLength(text) > 255 || !compilePattern(HOSTNAME).test(text)) return false;
  return text.split('.').every((label) => Buffer.byteLength(label) <= 63);
}

function isMac(text: string): boolean {
  const [pairs, quads] = [text.split(/[:-]/), text.split('.')];
  if (/^[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2})+$|^[0-9a-fA-F]{2}(?:-[0-9a-fA-F]{2})+$/.test(text))
    return [6, 8, 20].includes(pairs.length);
  return /^[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4})+$/.test(text) && [3, 4, 10].includes(quads.length);
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = [...digits].reduce(
    (total, digit, index) => total + (index + 1) * (digit === 'X' ? 10 : Number(digit)),
    0,
  );
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^\d{13}$/.test(digits)) return false;
  const sum = [...digits.slice(0, 12)].reduce((total, digit, index) => total + Number(digit) * (index % 2 ? 3 : 1), 0);
  return Number(digits[12]) === (10 - (sum % 10)) % 10;
}

function isCreditCard(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  const known =
    /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;
  if (!known.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 ? 2 : 1);
    return total + (value >= 10 ? (value % 10) + 1 : value);
  }, 0);
  return sum % 10 === 0;
}

function isRgbColor(text: string): boolean {
  const parts = /^rgb\(([^()]*)\)$/.exec(text)?.[1]?.split(',') ?? [];
  return parts.length === 3 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part.trim()) && Number(part) <= 255);
}

/** A full date that there is. */
function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
}

function isDateTime(text: string): boolean {
  const [date = '', time, ...more] = text.toLowerCase().split('t');
  if (time === undefined || more.length > 0 || !isDate(date)) return false;
  const parts = /^(\d\d):(\d\d):(\d\d)(?:.\d+)?(?:z|[+-]\d\d:\d\d)$/.exec(time);
  return parts !== null && parts[1]! <= '23' && parts[2]! <= '59' && parts[3]! <= '59';
}

const GO_DURATION = /^[-+]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|\u03bcs|ms|s|m|h))+)$/;
/** Nobody writes longer ones. */
const MAX_DURATION = 1_000;
const UNITS = ['ns', 'us', 'µs', 'ms', 's', 'm', 'h', 'hr', 'd', 'w', 'wk'];
const UNIT_STEMS = ['nano', 'micro', 'milli', 'sec', 'min', 'hour', 'day', 'week'];

/** What Go takes for a duration, or a number with a unit somewhere, as `5 days`. */
function isDuration(text: string): boolean {
  if (GO_DURATION.test(text)) return true;
  for (const [, count, unit = ''] of text.slice(0, MAX_DURATION).matchAll(/(?<!\d)(\d+)\s*([A-Za-zµ]+)/g)) {
    if (BigInt(count!) > 9_223_372_036_854_775_807n) return false;
    const name = unit.toLowerCase();
    if (UNITS.includes(name) || UNIT_STEMS.some((stem) => name.startsWith(stem)) || /^(?:hour|µs|ms|ns|us)/.test(name))
      return true;
  }
  return false;
}
