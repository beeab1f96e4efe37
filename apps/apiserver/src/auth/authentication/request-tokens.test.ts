import { bearerToken, protocolToken } from './request-tokens';

const PREFIX = 'base64url.bearer.authorization.k8s.io.';
const encoded = (bytes: string | Buffer) => PREFIX + Buffer.from(bytes as string).toString('base64url');

test.each([
  ['Bearer good', 'good', []],
  ['  bearer good ', 'good', []],
  ['BEARER good more', 'good', []],
  ['Bearer  good', undefined, [expect.stringContaining('extra space before the bearer token')]],
  ['Bearer', undefined, []],
  ['Basic YTpi', undefined, []],
  ['', undefined, []],
  [undefined, undefined, []],
])('the token of %j is %j', (header, token, warnings) => {
  const warned: string[] = [];
  expect(bearerToken(header, (text) => warned.push(text))).toBe(token);
  expect(warned).toEqual(warnings);
});

test.each([
  [undefined, undefined],
  ['v4.channel.k8s.io', undefined],
  [`${PREFIX},v4.channel.k8s.io`, undefined],
  [`${encoded('good')}, v4.channel.k8s.io`, { token: 'good', others: ['v4.channel.k8s.io'] }],
  [`a,${encoded('göod')},b`, { token: 'göod', others: ['a', 'b'] }],
])('the token among %j is %j', (offered, found) => expect(protocolToken(offered)).toEqual(found));

test.each([
  [`${encoded('a')},${encoded('b')},v4.channel.k8s.io`, 'multiple base64.bearer.authorization tokens specified'],
  [`${PREFIX}YQ==,v4.channel.k8s.io`, 'invalid base64.bearer.authorization token encoding'],
  [`${PREFIX}a+b/,v4.channel.k8s.io`, 'invalid base64.bearer.authorization token encoding'],
  [`${PREFIX}Y,v4.channel.k8s.io`, 'invalid base64.bearer.authorization token encoding'],
  [`${encoded(Buffer.from('ff', 'hex'))},v4.channel.k8s.io`, 'invalid base64.bearer.authorization token'],
  [encoded('good'), 'missing additional subprotocol'],
])('%j: %s', (offered, message) => expect(() => protocolToken(offered)).toThrow(message));
