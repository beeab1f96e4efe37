import { upgradeHeaders } from './stream-protocols';

const websocket = (protocol?: string) => ({
  upgrade: 'websocket',
  'sec-websocket-key': 'k',
  'sec-websocket-version': '13',
  authorization: 'Bearer secret',
  ...(protocol ? { 'sec-websocket-protocol': protocol } : {}),
});

describe('headers of an upgrade', () => {
  test.each([
    ['v5.channel.k8s.io, v4.channel.k8s.io', 'v4.channel.k8s.io'],
    ['v4.channel.k8s.io,channel.k8s.io', 'v4.channel.k8s.io, channel.k8s.io'],
    [undefined, undefined],
  ])('WebSocket %s → %s', (offered, passedOn) => {
    const headers = upgradeHeaders(websocket(offered));
    expect(headers).toMatchObject({ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'k' });
    expect(headers['sec-websocket-protocol']).toBe(passedOn);
    expect(headers['authorization']).toBeUndefined();
  });

  test.each([
    ['v5.channel.k8s.io, v4.channel.k8s.io, v3.channel.k8s.io', ['v4.channel.k8s.io', 'v3.channel.k8s.io']],
    ['portforward.k8s.io', ['portforward.k8s.io']],
  ])('SPDY %s → %j, one header each', (offered, passedOn) => {
    expect(
      upgradeHeaders({ upgrade: 'SPDY/3.1', 'x-stream-protocol-version': offered })['x-stream-protocol-version'],
    ).toEqual(passedOn);
  });

  test.each([
    websocket('v5.channel.k8s.io'),
    websocket('SPDY/3.1+portforward.k8s.io'),
    { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'v9.channel.k8s.io' },
  ])('refuses %j', (headers) => {
    expect(() => upgradeHeaders(headers)).toThrow('unable to upgrade');
  });
});
