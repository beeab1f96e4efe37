import { pemBlocks, pemText } from './pem';

const A = pemText('CERTIFICATE', Buffer.from('a'));
const B = pemText('KEY', Buffer.alloc(100, 7));

test.each<[string, string, [string, string, boolean][]]>([
  ['nothing', '', []],
  ['one', A, [['CERTIFICATE', 'a', false]]],
  ['without a line break at the end', A.trimEnd(), [['CERTIFICATE', 'a', false]]],
  ['with lines of Windows', A.replaceAll('\n', '\r\n'), [['CERTIFICATE', 'a', false]]],
  [
    'two, and text around',
    `x\n${A}between\n${B}`,
    [
      ['CERTIFICATE', 'a', false],
      ['KEY', '\x07'.repeat(100), false],
    ],
  ],
  ['one that never ends', `-----BEGIN X-----\n${A}`, [['CERTIFICATE', 'a', false]]],
  ['headers', '-----BEGIN X-----\nA: b\n\nYQ==\n-----END X-----\n', [['X', 'a', true]]],
  ['no base64', '-----BEGIN X-----\n***\n-----END X-----\n', []],
  ['in the middle of a line', `a${A}`, []],
])('%s', (_, text, expected) =>
  expect(
    [...pemBlocks(text)].map(({ type, bytes, hasHeaders }) => [type, bytes.toString('latin1'), hasHeaders]),
  ).toEqual(expected),
);

test('many beginnings and one end are read once', () => {
  const text = '-----BEGIN X-----\n'.repeat(60_000) + A;
  expect([...pemBlocks(text)]).toHaveLength(1);
});
