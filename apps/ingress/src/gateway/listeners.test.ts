import { type ReferenceGrant } from '@kubets/api';
import type { Gateway, Listener } from './objects';
import { openListeners, type ListenerWorld } from './listeners';

const gateway = (...listeners: Listener[]): Gateway => ({
  metadata: { namespace: 'default', name: 'g' },
  spec: { listeners },
});
const grant: ReferenceGrant = {
  metadata: { namespace: 'granting', name: 'r' },
  spec: {
    from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'default' }],
    to: [{ group: '', kind: 'Secret' }],
  },
};
const world: ListenerWorld = {
  grants: [grant],
  certificate: (_, name) =>
    name === 'good' ? { pem: 'PEM' } : name === 'bad' ? { problem: 'has no tls.key' } : undefined,
  namespaceLabels: (name) => ({ team: name }),
  isPortFree: (port, isTls) => port !== 10260 && (port !== 443 || isTls),
};
const http = (o: Listener = {}): Listener => ({ name: 'l', port: 80, protocol: 'HTTP', ...o });
const https = (...certificateRefs: object[]): Listener =>
  http({ port: 443, protocol: 'HTTPS', tls: { certificateRefs } });

test.each<[string, Listener, [accepted: string, resolved: string, programmed: boolean]]>([
  ['HTTP', http(), ['Accepted', 'ResolvedRefs', true]],
  ['HTTPS', https({ name: 'good' }), ['Accepted', 'ResolvedRefs', true]],
  ['TCP', http({ protocol: 'TCP' }), ['UnsupportedProtocol', 'ResolvedRefs', false]],
  [
    'TLS that passes through',
    { ...https({ name: 'good' }), tls: { mode: 'Passthrough' } },
    ['UnsupportedProtocol', 'InvalidCertificateRef', false],
  ],
  ['a port of ours', http({ port: 10260 }), ['PortUnavailable', 'ResolvedRefs', false]],
  ['HTTP on 443', http({ port: 443 }), ['PortUnavailable', 'ResolvedRefs', false]],
  ['no Secret', https(), ['Accepted', 'InvalidCertificateRef', false]],
  ['a missing Secret', https({ name: 'none' }), ['Accepted', 'InvalidCertificateRef', false]],
  [
    'a bad Secret beside a good one',
    https({ name: 'bad' }, { name: 'good' }),
    ['Accepted', 'InvalidCertificateRef', true],
  ],
  [
    'no Secret but a ConfigMap',
    https({ kind: 'ConfigMap', name: 'good' }),
    ['Accepted', 'InvalidCertificateRef', false],
  ],
  ['a Secret elsewhere', https({ namespace: 'other', name: 'good' }), ['Accepted', 'RefNotPermitted', false]],
  [
    'a Secret elsewhere that is granted',
    https({ namespace: 'granting', name: 'good' }),
    ['Accepted', 'ResolvedRefs', true],
  ],
  [
    'a kind of route that is none',
    http({ allowedRoutes: { kinds: [{ kind: 'TCPRoute' }] } }),
    ['Accepted', 'InvalidRouteKinds', true],
  ],
  ['a hostname that is none', http({ hostname: 'a b' }), ['Invalid', 'ResolvedRefs', false]],
])('%s', (_, listener, [accepted, resolved, programmed]) => {
  const [one] = openListeners(gateway(listener), world);
  expect([one!.accepted[1], one!.resolvedRefs[1], one!.isProgrammed]).toEqual([accepted, resolved, programmed]);
});

test.each<[string, Listener[], string[]]>([
  ['different hosts', [http({ hostname: 'a' }), http({ hostname: 'b' })], ['NoConflicts', 'NoConflicts']],
  ['the same host', [http({ hostname: 'a' }), http({ hostname: 'A' })], ['HostnameConflict', 'HostnameConflict']],
  [
    'with TLS and without',
    [http({ port: 8443 }), { ...https({ name: 'good' }), port: 8443 }],
    ['ProtocolConflict', 'ProtocolConflict'],
  ],
])('%s on one port', (_, listeners, reasons) => {
  expect(openListeners(gateway(...listeners), world).map(({ conflicted }) => conflicted[1])).toEqual(reasons);
});

test.each<[string | undefined, string[]]>([
  [undefined, ['default']],
  ['Same', ['default']],
  ['All', ['default', 'a', 'b']],
  ['None', []],
  ['Selector', ['a']],
])('routes from %s', (from, namespaces) => {
  const allowedRoutes = { namespaces: { from, selector: { matchLabels: { team: 'a' } } } };
  const [one] = openListeners(gateway(http({ allowedRoutes })), world);
  expect(['default', 'a', 'b'].filter((namespace) => one!.allows(namespace))).toEqual(namespaces);
});
