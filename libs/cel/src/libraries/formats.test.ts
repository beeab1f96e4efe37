import { outcome } from '../testing';

// As Kubernetes 1.37 answers.
test.each<[text: string, outcome: string]>([
  [
    'format.dns1123Label().validate("A")',
    "some([\"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')\"])",
  ],
  ['format.dns1123Label().validate("a-b")', 'none'],
  [
    'format.dns1123Subdomain().validate("A..b")',
    "some([\"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')\"])",
  ],
  [
    'format.dns1035Label().validate("1a")',
    "some([\"a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')\"])",
  ],
  [
    'format.qualifiedName().validate("a/b/c")',
    "some([\"a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')\"])",
  ],
  ['format.dns1123LabelPrefix().validate("a-")', 'none'],
  ['format.dns1123SubdomainPrefix().validate("a.-")', 'none'],
  ['format.dns1035LabelPrefix().validate("a-")', 'none'],
  [
    'format.labelValue().validate("-")',
    "some([\"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')\"])",
  ],
  ['format.uri().validate("https://a")', 'none'],
  ['format.uuid().validate("x")', 'some(["does not match the UUID format"])'],
  ['format.uuid().validate("01234567-89ab-cdef-0123-456789abcdef")', 'none'],
  ['format.byte().validate("YQ=")', 'some(["invalid base64"])'],
  ['format.byte().validate("YQ==")', 'none'],
  ['format.byte().validate("Y!")', 'some(["invalid base64"])'],
  ['format.date().validate("2026-02-30")', 'some(["invalid date"])'],
  ['format.date().validate("2026-02-28")', 'none'],
  ['format.date().validate("x")', 'some(["invalid date"])'],
  ['format.datetime().validate("2026-01-02T03:04:05Z")', 'none'],
  ['format.datetime().validate("2026-01-02T03:04:05")', 'some(["invalid datetime"])'],
  ['format.datetime().validate("x")', 'some(["invalid datetime"])'],
  ['format.named("x")', 'none'],
  ['format.named("dns1123Label").hasValue()', 'true'],
  ['format.named("datetime").value().validate("x")', 'some(["invalid datetime"])'],
  ['format.uri().validate("x")', 'some(["parse \\"x\\": invalid URI for request"])'],
])('%s: %s', (text, expected) => expect(outcome(text)).toBe(expected));
