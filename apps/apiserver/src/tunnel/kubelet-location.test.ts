import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { containerOf, kubeletOf, nodeOfPod } from './kubelet-location';
import { parseProxyName } from './proxies';

const pod = (containers: string[], more: Pod['spec'] = {}): Pod => ({
  metadata: { name: 'p' },
  spec: { containers: containers.map((name) => ({ name })), ...more },
});

describe('the container that is meant', () => {
  test.each([
    [pod(['a']), '', 'a'],
    [pod(['a', 'b']), 'b', 'b'],
    [pod(['a'], { initContainers: [{ name: 'i' }] }), 'i', 'i'],
    [pod(['a'], { ephemeralContainers: [{ name: 'e' }] }), 'e', 'e'],
  ])('case %#', (of, asked, expected) => expect(containerOf(of, asked)).toBe(expected));

  test.each([
    [pod(['a', 'b']), '', 'a container name must be specified for pod p, choose one of: [a b]'],
    [
      pod(['a', 'b'], { initContainers: [{ name: 'i' }] }),
      '',
      'a container name must be specified for pod p, choose one of: [a b] or one of the init containers: [i]',
    ],
    [pod(['a']), 'x', 'container x is not valid for pod p'],
  ])('refusal %#', (of, asked, message) => expect(() => containerOf(of, asked)).toThrow(message));
});

describe('the kubelet of a node', () => {
  const reader = (node: Node | undefined) => ({ get: () => node, list: () => [] });
  const addresses = (...types: string[]): Node => ({
    status: { addresses: types.map((type) => ({ type, address: `${type}-address` })) },
  });

  test.each([
    [addresses('ExternalIP', 'InternalIP'), { host: 'InternalIP-address', port: 10250 }],
    [addresses('ExternalIP', 'Hostname'), { host: 'Hostname-address', port: 10250 }],
    [
      { status: { ...addresses('InternalIP').status, daemonEndpoints: { kubeletEndpoint: { Port: 1234 } } } },
      { host: 'InternalIP-address', port: 1234 },
    ],
  ])('case %#', (node, expected) => expect(kubeletOf(reader(node), 'n')).toEqual(expected));

  test('says what is missing', () => {
    expect(() => kubeletOf(reader(undefined), 'n')).toThrow('nodes "n" not found');
    expect(() => kubeletOf(reader({}), 'n')).toThrow('no preferred addresses found');
    expect(() => nodeOfPod(pod(['a']))).toThrow('pod p does not have a host assigned');
  });
});

describe('names of proxied things', () => {
  test.each([
    ['web', { scheme: 'http', name: 'web', port: '' }],
    ['web:80', { scheme: 'http', name: 'web', port: '80' }],
    ['https:web:http', { scheme: 'https', name: 'web', port: 'http' }],
    [':web:80', { scheme: 'http', name: 'web', port: '80' }],
  ])('%s', (text, expected) => expect(parseProxyName(text, 'pod')).toEqual(expected));

  test.each(['ftp:web:80', 'a:b:c:d', ':80', '', '::'])('%s is none', (text) =>
    expect(() => parseProxyName(text, 'pod')).toThrow(`invalid pod request "${text}"`),
  );
});
