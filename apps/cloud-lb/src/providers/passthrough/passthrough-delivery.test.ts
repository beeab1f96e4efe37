import { node, service } from '../../testing/objects';
import { startCloudLb, type RunningCloudLb } from '../../testing/start-cloud-lb';

const twoNodes = [node('node-1', '10.0.0.11'), node('node-2', '10.0.0.12')];
const both = ['10.0.0.11', '10.0.0.12'];
let running: RunningCloudLb;
async function start(o: Parameters<typeof startCloudLb>[0]): Promise<void> {
  running = startCloudLb({ provider: 'passthrough', ...o });
  await running.settle();
}
afterEach(() => running.stop());
const nodesOf = (port: number) => running.forwarded[0]?.ports.find((one) => one.port === port)?.nodes;

test('forwards every port of an address to all healthy nodes, by client where the Service wants it', async () => {
  await start({ objects: [...twoNodes, service('web', { sessionAffinity: 'ClientIP' })] });
  expect(running.forwarded[0]).toEqual({
    addresses: ['10.0.0.200'],
    ports: [{ address: '10.0.0.200', protocol: 'tcp', port: 80, nodes: both, byClient: true }],
  });
});

test('leaves out a node within 3 s of its death, and takes it back', async () => {
  await start({ objects: [...twoNodes, service('web')] });
  running.healthy.delete('10.0.0.11:10256');
  await running.clock.advance(2400);
  await running.settle();
  expect(nodesOf(80)).toEqual(['10.0.0.12']);
  running.healthy.add('10.0.0.11:10256');
  await running.clock.advance(2000);
  await running.settle();
  expect(nodesOf(80)).toEqual(both);
});

test('with the policy Local forwards to nodes that have pods, and to all when none says so', async () => {
  const local = service('web', { externalTrafficPolicy: 'Local', healthCheckNodePort: 30100 });
  await start({
    objects: [...twoNodes, local],
    healthy: ['10.0.0.11:10256', '10.0.0.12:10256', '10.0.0.12:30100'],
  });
  await running.clock.advance(5000);
  expect(nodesOf(80)).toEqual(['10.0.0.12']);
  running.healthy.delete('10.0.0.12:30100');
  await running.clock.advance(5000);
  await running.settle();
  expect(nodesOf(80)).toEqual(both);
});

test('changes nothing in the kernel after a start before it knows who is healthy', async () => {
  await start({ objects: [...twoNodes, service('web')], healthy: ['10.0.0.12:10256'] });
  expect(running.forwarded).toEqual([]);
  await running.clock.advance(4000);
  await running.settle();
  expect(running.forwarded.at(-1)?.ports).toMatchObject([{ nodes: ['10.0.0.12'] }]);
});

test('says why nothing is forwarded, and goes on when it can be', async () => {
  let refusal: Error | undefined = new Error('nft: Operation not permitted');
  await start({ objects: [...twoNodes, service('web')], refuse: () => refusal, silent: ['10.0.0.200'] });
  expect(running.events('web')).toContain(
    'Warning SyncLoadBalancerFailed Error syncing load balancer: failed to ensure load balancer: nft: Operation not permitted',
  );
  refusal = undefined;
  running.silent.clear();
  await running.clock.advance(10_000);
  await running.settle();
  expect(running.state('web').published).toEqual(['10.0.0.200']);
});
