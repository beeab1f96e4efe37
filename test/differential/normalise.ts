/** Texts of the same moment are that far apart, on a slow machine. */
const AROUND_NOW_MS = 3_600_000;

type Replacement = readonly [pattern: RegExp, by: (match: string, ...groups: string[]) => string];

/**
 * A text of an answer with what two servers must differ in replaced by its name: uids, times of now, resourceVersions,
 * generated names, addresses, ports, tokens, certificates and keys of etcd. What stands in the request as well was not made by the server, and stays.
 */
export function normalised(text: string, request: string, now = Date.now()): string {
  const unlessAsked = (name: string) => (match: string) => (request.includes(match) ? match : name);
  const numberUnlessAsked =
    (name: string) =>
    (match: string, before: string, number: string): string =>
      new RegExp(`\\b${number}\\b`).test(request) ? match : `${before}"<${name}>"`;
  const replacements: Replacement[] = [
    // What types of rules' variables are called by nobody but messages.
    [/\bselfType\d+/g, () => '<type>'],
    [/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, unlessAsked('<uid>')],
    [
      /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g,
      (match, fraction) => (isNear(match, now) ? `<now${fraction ? '-micro' : ''}>` : match),
    ],
    [
      /(resourceVersion(?:\\*"|): ?)(\\*")\d+\\*"/g,
      (match, before, quote) => (request.includes(match.slice(-12)) ? match : `${before}${quote}<revision>${quote}`),
    ],
    [
      /(\bcontinue"?: ?)"?([\w-]{20,})"?/g,
      (_match, before, token) => `${before}${JSON.stringify(continueText(token))}`,
    ],
    [/\bey[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/g, unlessAsked('<token>')],
    [/\b(gen-|kube-api-access-|x{50,})[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, (_match, prefix) => `${prefix}<suffix>`],
    [/\b(?:10\.(?:9[6-9]|10\d|11[01])\.\d{1,3}|198\.51\.100)\.\d{1,3}\b/g, unlessAsked('<address>')],
    [/("?(?:healthCheckN|n)odePort"?: ?)(\d+)/g, numberUnlessAsked('port')],
    [/(\d:)3[0-2]\d{3}(\/(?:TCP|UDP))/g, (_match, before, after) => `${before}<port>${after}`],
    [/\bKey: \/registry\/[\w./-]+/g, () => 'Key: <key>'],
    [/\bX509SHA256=[\da-f]{64}\b/g, () => '<certificate>'],
    [/\b192\.0\.2\.1:\d+\b/g, () => '<server>'],
    [/(in record \()\d+\)/g, (_match, before) => `${before}<revision>)`],
    [/(ResourceVersion in object meta: )\d+/g, (_match, before) => `${before}<revision>`],
    [
      /(too old resource version: \d+ \()\d+\)|(Too large resource version: \d+, current: )\d+/g,
      (_match, old, large) => (old ? `${old}<revision>)` : `${large}<revision>`),
    ],
  ];
  return replacements.reduce((result, [pattern, by]) => result.replace(pattern, by as (match: string) => string), text);
}

const isNear = (time: string, now: number) => Math.abs(Date.parse(time) - now) < AROUND_NOW_MS;

/** What a continue token says, without the revision. */
function continueText(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  return text.startsWith('{') ? text.replace(/"rv":\d+/, '"rv":<revision>') : token;
}

/** Ages in the cells of a table. */
export const withoutAges = (text: string): string => text.replace(/"\d{1,3}s"/g, '"<age>"');
