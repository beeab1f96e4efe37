import * as names from './names';

const label63 = 'a'.repeat(63);

describe('valid', () => {
  test.each<[keyof typeof names, string[]]>([
    ['isDns1123Label', ['a', '0', 'my-name', '123-abc', label63]],
    ['isDns1123Subdomain', ['a', 'a.b', 'my-name.example.com', '0.1']],
    ['isLabelValue', ['', 'a', 'A_b-c.d', '1']],
    ['isQualifiedName', ['a', 'A_b.c', 'example.com/name', 'a.b/C-d']],
    ['isEnvVarName', ['A', '_', 'a b', '1A', 'my.env-name']],
    ['isPortName', ['http', 'a', '1a', 'web-1']],
    ['isConfigMapKey', ['a', '.a', '...a'.slice(2), 'KEY_NAME']],
    ['isHttpHeaderName', ['X-Header-Name']],
    ['isPercent', ['0%', '100%']],
  ])('%s', (check, values) => {
    for (const value of values) expect((names[check] as (value: string) => string[])(value)).toEqual([]);
  });
});

describe('invalid, in the words of Kubernetes', () => {
  const label =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  const subdomain =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  const qualified =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
  const value =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
  const printable = "a valid environment variable name must consist only of printable ASCII characters other than '='";
  const key =
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
  test.each<[keyof typeof names, string, string[]]>([
    ['isDns1123Label', 'A', [label]],
    ['isDns1123Label', '', [label]],
    ['isDns1123Label', 'a\n', [label]],
    ['isDns1123Label', `${label63}a`, ['must be no more than 63 characters']],
    ['isDns1123Subdomain', 'a..b', [subdomain]],
    ['isDns1123Label', 'a.b', ['must not contain dots']],
    ['isDns1123Label', `${label63}.b`, ['must be no more than 63 characters', 'must not contain dots']],
    ['isDns1123Label', 'a..b', [label]],
    ['isQualifiedName', '', ['name part must be non-empty', `name part ${qualified}`]],
    ['isQualifiedName', '/a', ['prefix part must be non-empty']],
    ['isQualifiedName', 'A_B/a', [`prefix part ${subdomain}`]],
    [
      'isQualifiedName',
      'a/b/c',
      [`a valid label key ${qualified} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`],
    ],
    ['isQualifiedName', `${'a'.repeat(254)}/a`, ['prefix part must be no more than 253 bytes']],
    ['isQualifiedName', 'a'.repeat(64), ['name part must be no more than 63 bytes']],
    ['isLabelValue', 'a b', [value]],
    ['isEnvVarName', '', ['environment variable name must be non-empty']],
    ['isEnvVarName', 'A=B', [printable]],
    ['isEnvVarName', 'Ä', [printable]],
    [
      'isPortName',
      'A_',
      [
        'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'must contain at least one letter (a-z)',
      ],
    ],
    ['isPortName', '-a--b-', ['must not contain consecutive hyphens', 'must not begin or end with a hyphen']],
    ['isPortName', 'a'.repeat(16), ['must be no more than 15 characters']],
    ['isConfigMapKey', 'a b', [key]],
    ['isConfigMapKey', '..', ["must not be '..'"]],
    ['isConfigMapKey', '..a', ["must not start with '..'"]],
    ['isConfigMapKey', '.', ["must not be '.'"]],
  ])('%s(%j)', (check, text, expected) => {
    expect((names[check] as (value: string) => string[])(text)).toEqual(expected);
  });
});

test('a prefix of names may end in a dash', () => {
  expect(names.asNamePrefix(names.isDns1123Label)('web-')).toEqual([]);
  expect(names.asNamePrefix(names.isDns1123Label)('-')).toHaveLength(1);
});

test('port numbers', () => {
  expect([0, 1, 65535, 65536, 1.5].map((port) => names.isPortNumber(port).length)).toEqual([1, 0, 0, 1, 1]);
  expect(names.isPortNumber(0)).toEqual(['must be between 1 and 65535, inclusive']);
});
