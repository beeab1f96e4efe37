import type { Int64 } from '@kubets/proto-gen/int64';

/** The formats that names, keys and values must have. Each check answers what is wrong, in Kubernetes' words; nothing when valid. */
type Check = (value: string) => string[];

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;

/** Both words are Kubernetes', which counts bytes either way. */
export const maxLengthText = (max: number, unit: 'bytes' | 'characters' = 'characters'): string =>
  `must be no more than ${max} ${unit}`;
export const rangeText = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`;
const EMPTY_TEXT = 'must be non-empty';

/** The explanation of a failed pattern, with examples. */
export function patternText(message: string, pattern: string, ...examples: string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return examples.length > 0
    ? `${message} (e.g. ${shown}regex used for validation is '${pattern}')`
    : `${message} (regex used for validation is '${pattern}')`;
}

interface Format {
  pattern: string;
  /** Of the regular expression. Messages do not show them. */
  flags?: 'i';
  message: string;
  examples: string[];
  maxLength?: number;
  unit?: 'bytes';
}

function format({ pattern, flags, message, examples, maxLength = Infinity, unit }: Format): Check {
  const whole = new RegExp(`^(?:${pattern})$`, flags);
  const text = patternText(message, pattern, ...examples);
  return (value) => {
    // What matches is ASCII: a byte for each character.
    if (whole.test(value)) return value.length > maxLength ? [maxLengthText(maxLength, unit)] : [];
    return Buffer.byteLength(value) > maxLength ? [maxLengthText(maxLength, unit), text] : [text];
  };
}

const labelFormat = format({
  pattern: LABEL,
  message:
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  examples: ['my-name', '123-abc'],
  maxLength: 63,
});

/** A name that is a subdomain would be one, but for its dots: that is what is said of it. */
export const isDns1123Label: Check = (value) => {
  const problems = labelFormat(value);
  const hasDots = value.includes('.') && isSubdomain.test(value);
  return hasDots ? [...problems.slice(0, -1), 'must not contain dots'] : problems;
};

export const isDns1035Label = format({
  pattern: '[a-z]([-a-z0-9]*[a-z0-9])?',
  message:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  examples: ['my-name', 'abc-123'],
  maxLength: 63,
});

const isSubdomain = new RegExp(`^(?:${SUBDOMAIN})$`);

const subdomainFormat = {
  pattern: SUBDOMAIN,
  message:
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  examples: ['example.com'],
  maxLength: 253,
};
export const isDns1123Subdomain = format(subdomainFormat);
const isPrefix = format({ ...subdomainFormat, unit: 'bytes' });

/** `*.example.com`: one label in place of the star. */
export const isWildcardDns1123Subdomain = format({
  pattern: `\\*\\.${SUBDOMAIN}`,
  message:
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  examples: ['*.example.com'],
  maxLength: 253,
});

export const isDns1123SubdomainWithUnderscore = format({
  pattern: String.raw`_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*`,
  message:
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  examples: ['example.com'],
  maxLength: 253,
});

export const isDns1123SubdomainCaseless = format({
  pattern: SUBDOMAIN,
  flags: 'i',
  message:
    "an RFC 1123 subdomain must consist of alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  examples: ['Example.com'],
  maxLength: 253,
});

export const isLabelValue = format({
  pattern: LABEL_VALUE,
  message:
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  examples: ['MyValue', 'my_value', '12345'],
  maxLength: 63,
  unit: 'bytes',
});

export const isHttpHeaderName = format({
  pattern: '[-A-Za-z0-9]+',
  message: "a valid HTTP header must consist of alphanumeric characters or '-'",
  examples: ['X-Header-Name'],
});

export const isPercent = format({
  pattern: '[0-9]+%',
  message: "a valid percent string must be a numeric string followed by an ending '%'",
  examples: ['1%', '93%'],
});

export const isCIdentifier = format({
  pattern: '[A-Za-z_][A-Za-z0-9_]*',
  message:
    "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  examples: ['my_name', 'MY_NAME', 'MyName'],
});

const configKeyFormat = format({
  pattern: '[-._a-zA-Z0-9]+',
  message: "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  examples: ['key.name', 'KEY_NAME', 'key-name'],
  maxLength: 253,
});

/** Keys of ConfigMaps and Secrets, which become file names. */
export const isConfigMapKey: Check = (value) => {
  const errors = configKeyFormat(value);
  if (value === '.') errors.push("must not be '.'");
  else if (value === '..') errors.push("must not be '..'");
  else if (value.startsWith('..')) errors.push("must not start with '..'");
  return errors;
};

const QUALIFIED_MESSAGE = patternText(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  QUALIFIED,
  'MyName',
  'my.name',
  '123-abc',
);
const qualifiedRegExp = new RegExp(`^${QUALIFIED}$`);

/** A label key, an annotation key, a resource name: `name` or `example.com/name`. */
export const isQualifiedName: Check = (value) => {
  if (value.length <= 63 && qualifiedRegExp.test(value)) return [];
  const parts = value.split('/');
  if (parts.length > 2) {
    return [
      `a valid label key ${QUALIFIED_MESSAGE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const errors: string[] = [];
  const name = parts.at(-1)!;
  if (parts.length === 2) {
    const prefix = parts[0]!;
    const problems = prefix === '' ? [EMPTY_TEXT] : isPrefix(prefix);
    errors.push(...problems.map((text) => `prefix part ${text}`));
  }
  if (name === '') errors.push(`name part ${EMPTY_TEXT}`);
  else if (Buffer.byteLength(name) > 63) errors.push(`name part ${maxLengthText(63, 'bytes')}`);
  if (!qualifiedRegExp.test(name)) errors.push(`name part ${QUALIFIED_MESSAGE}`);
  return errors;
};

/** Any printable ASCII but `=`, as Kubernetes allows since 1.32. */
export const isEnvVarName: Check = (value) => {
  if (value === '') return [`environment variable name ${EMPTY_TEXT}`];
  return /^[\x20-<>-~]*$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
};

/** Names that may hold anything that fits one segment of a path. */
export const isPathSegmentName: Check = (name) => {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%']
    .filter((character) => name.includes(character))
    .map((character) => `may not contain '${character}'`);
};

/** The name of a container's port (RFC 6335). */
export const isPortName: Check = (value) => {
  const errors: string[] = [];
  if (value.length > 15) errors.push(maxLengthText(15));
  if (!/^[-a-z0-9]+$/.test(value)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)');
  if (value.includes('--')) errors.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
};

export const isPortNumber = (port: number): string[] =>
  Number.isInteger(port) && port >= 1 && port <= 65535 ? [] : [rangeText(1, 65535)];

export const isInRange = (value: Int64, low: number, high: number): string[] =>
  value >= low && value <= high ? [] : [rangeText(low, high)];

/** The name as a prefix of generated names: a trailing dash is fine. */
/** Of names' lengths, Kubernetes' declarative rules say that they are in bytes, its older ones in characters. */
export const inBytes = (texts: readonly string[]): string[] =>
  texts.map((text) => text.replace(/ characters$/, ' bytes'));

export function asNamePrefix(check: Check): Check {
  return (value) => check(value.length > 1 && value.endsWith('-') ? `${value.slice(0, -1)}a` : value);
}
