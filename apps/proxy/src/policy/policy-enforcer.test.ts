import { serviceKeysOfSlice } from '@kubets/api';
import { createInformer } from '@kubets/client';
import { createFakeCluster } from '@kubets/client/testing';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import type { Node } from '@kubets/proto-gen/core/v1';
import { BY_SERVICE } from '../informers';
import { createPolicyEnforcer } from './policy-enforcer';
import { namespace, pod, policy } from './testing/cluster-of-policies';

const node: Node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1' },
  spec: { podCIDRs: ['10.244.1.0/24'] },
};
const typed = <T extends object>(apiVersion: string, kind: string, object: T): T => ({ apiVersion, kind, ...object });

async function start() {
  const clock = createFakeClock();
  const logger = createTestLogger();
  const cluster = createFakeCluster(
    [node, typed('v1', 'Namespace', namespace('x')), typed('v1', 'Pod', pod('a', '10.244.1.2'))],
    { clock },
  );
  const nodes = createInformer(cluster.nodes, { name: 'nodes', logger, clock });
  const stop = new AbortController();
  nodes.start(stop.signal);
  const endpointSlices = createInformer(cluster.endpointSlices, {
    name: 'endpointSlices',
    indexers: { [BY_SERVICE]: serviceKeysOfSlice },
    logger,
    clock,
  });
  endpointSlices.start(stop.signal);
  const applied: string[] = [];
  let tables = true;
  const failures: Error[] = [];
  let enforced = 0;
  const enforcer = createPolicyEnforcer({
    nodeName: 'node-1',
    client: cluster,
    nodes,
    endpointSlices,
    nft: {
      async apply(statements) {
        const failure = failures.shift();
        if (failure) throw failure;
        applied.push([...statements].join('\n'));
      },
      list: async () => ({ nftables: tables ? [{ table: { name: 'kubets-policy' } }] : [] }),
      has: async () => true,
    },
    syncPeriodMs: 30_000,
    onEnforced: () => enforced++,
    clock,
    logger,
  });
  const ended = enforcer.run(stop.signal);
  await clock.advance(1);
  return {
    enforcer,
    cluster,
    clock,
    logger,
    failures,
    applied: () => applied.splice(0).join('\n'),
    enforced: () => enforced,
    loseTables: () => (tables = false),
    stop: async () => (stop.abort(), ended),
  };
}

const deny = typed('networking.k8s.io/v1', 'NetworkPolicy', policy('deny', { ingress: [] }));

test('without a policy there is no table, no pod is followed, and every address is as policies want it', async () => {
  const { enforcer, applied, stop, cluster, clock } = await start();
  expect(applied()).toContain('delete table ip kubets-policy');
  expect(enforcer.isEnforced('10.244.1.77')).toBe(true);
  await cluster.pods.create(typed('v1', 'Pod', pod('b', '10.244.1.3')));
  await clock.advance(1);
  expect(applied()).toBe('');
  await stop();
});

test('the first policy makes the table with the pods there are; changes are a few elements; the last takes it away', async () => {
  const { enforcer, applied, stop, cluster, clock, enforced } = await start();
  applied();
  await cluster.networkPolicies.create(deny);
  await clock.advance(1);
  expect(applied()).toMatch(
    /add table ip kubets-policy\n[^]*add element ip kubets-policy local-pods { 10\.244\.1\.2 }/,
  );
  expect(enforcer.isEnforced('10.244.1.2')).toBe(true);
  expect(enforcer.isEnforced('10.244.1.3')).toBe(false);
  const before = enforced();
  const made = await cluster.pods.create(typed('v1', 'Pod', pod('b', '10.244.1.3')));
  await cluster.pods.updateStatus({ ...made, status: pod('b', '10.244.1.3').status });
  await clock.advance(1);
  expect(applied()).not.toContain('add table');
  expect(enforced()).toBeGreaterThan(before);
  expect(enforcer.isEnforced('10.244.1.3')).toBe(true);
  await cluster.networkPolicies.delete({ namespace: 'x', name: 'deny' });
  await clock.advance(1);
  expect(applied()).toContain('delete table ip kubets-policy');
  expect(enforcer.isEnforced('10.244.1.77')).toBe(true);
  await cluster.networkPolicies.create(deny);
  await clock.advance(1);
  expect(applied()).toContain('add element ip kubets-policy local-pods { 10.244.1.2, 10.244.1.3 }');
  await stop();
});

test('who may ask kube-system may ask the DNS of the cluster, also one that comes later', async () => {
  const { applied, stop, cluster, clock } = await start();
  await cluster.namespaces.create(typed('v1', 'Namespace', namespace('kube-system')));
  const to = [{ namespaceSelector: { matchLabels: { name: 'kube-system' } } }];
  await cluster.networkPolicies.create(
    typed('networking.k8s.io/v1', 'NetworkPolicy', policy('names', { egress: [{ to }] })),
  );
  await clock.advance(1);
  expect(applied()).toContain('add table ip kubets-policy');
  await cluster.endpointSlices.create(
    typed('discovery.k8s.io/v1', 'EndpointSlice', {
      metadata: { namespace: 'kube-system', name: 'dns', labels: { 'kubernetes.io/service-name': 'kube-dns' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.201.0.1'] }],
      ports: [],
    }),
  );
  await clock.advance(1);
  expect(applied()).toContain('10.201.0.1');
  await stop();
});

test('what the kernel refused is tried again whole, and what somebody deleted is put back', async () => {
  const { applied, stop, cluster, clock, failures, logger, loseTables } = await start();
  applied();
  failures.push(new Error('busy'));
  await cluster.networkPolicies.create(deny);
  await clock.advance(1);
  expect(applied()).toBe('');
  await clock.advance(200);
  expect(applied()).toContain('add table ip kubets-policy');
  loseTables();
  await clock.advance(30_000);
  expect(applied()).toContain('add table ip kubets-policy');
  expect(logger.lines.map(({ msg }) => msg)).toEqual([
    'Cannot enforce NetworkPolicies, retrying',
    'Policies are missing from the kernel, putting them back',
  ]);
  await stop();
});
