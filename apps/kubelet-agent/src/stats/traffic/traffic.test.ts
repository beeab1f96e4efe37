import { createNodeTraffic } from './node-traffic';
import { parseTrackedFlow, type TrackedFlow } from './parse-flow';
import { createTrafficRates } from './traffic-rates';

test.each<[string, Partial<TrackedFlow>]>([
  [
    'tcp      6 86399 ESTABLISHED src=10.244.1.2 dst=10.96.0.9 sport=40000 dport=80 packets=5 bytes=500 src=10.244.2.7 dst=10.244.1.2 sport=8080 dport=40000 packets=4 bytes=1400 [ASSURED] mark=0 use=1 id=123456',
    {
      id: '123456',
      protocol: 'TCP',
      source: '10.244.1.2',
      destination: '10.96.0.9',
      port: 80,
      backend: '10.244.2.7',
      backendPort: 8080,
      bytes: 1900,
      failed: false,
    },
  ],
  [
    'tcp      6 115 SYN_SENT src=10.244.1.2 dst=10.0.0.9 sport=40000 dport=80 [UNREPLIED] src=10.0.0.9 dst=10.244.1.2 sport=80 dport=40000 mark=0 use=1 id=7',
    { id: '7', bytes: 0, failed: true },
  ],
  [
    'tcp      6 9 CLOSE src=10.244.1.2 dst=10.0.0.9 sport=40000 dport=80 src=10.0.0.9 dst=10.244.1.2 sport=80 dport=40000 mark=0 use=1 id=8',
    { failed: true },
  ],
  [
    'tcp      6 9 CLOSE_WAIT src=10.244.1.2 dst=10.0.0.9 sport=40000 dport=80 src=10.0.0.9 dst=10.244.1.2 sport=80 dport=40000 mark=0 use=1 id=8',
    { failed: false },
  ],
  [
    'udp      17 29 src=fd00::2 dst=fd00::a sport=40000 dport=53 packets=1 bytes=70 src=fd00::a dst=fd00::2 sport=53 dport=40000 packets=1 bytes=90 mark=0 use=1 id=9',
    { protocol: 'UDP', source: 'fd00::2', port: 53, bytes: 160 },
  ],
])('%s', (line, expected) => expect(parseTrackedFlow(line)).toMatchObject(expected));

test.each([
  '',
  'conntrack v1.4.7 (conntrack-tools): 3 flow entries have been shown.',
  'icmp     1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=5 src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=5 mark=0 use=1 id=1',
  'tcp      6 1 ESTABLISHED src=a dst=b sport=1 dport=2 src=b dst=a sport=2 dport=1',
])('%j is no flow', (line) => expect(parseTrackedFlow(line)).toBeUndefined());

const flow = (id: string, bytes: number, more: Partial<TrackedFlow> = {}): TrackedFlow => ({
  id,
  protocol: 'TCP',
  source: 'a',
  destination: 's',
  port: 80,
  backend: 'b',
  backendPort: 8080,
  bytes,
  failed: false,
  ...more,
});

test('rates are of the time since the look before', () => {
  const rates = createTrafficRates();
  expect(rates.next([flow('1', 1000)], 0)).toMatchObject({
    seconds: 0,
    edges: [{ open: 1, connectionsPerSecond: 0, bytesPerSecond: 0, errorsPerSecond: 0 }],
  });
  const failed = flow('3', 0, { failed: true });
  const { seconds, edges } = rates.next(
    [flow('1', 3000), flow('2', 500), failed, flow('4', 10, { source: 'x' })],
    2000,
  );
  expect(seconds).toBe(2);
  expect(edges).toMatchObject([
    { source: 'a', open: 3, connectionsPerSecond: 1, bytesPerSecond: 1250, errorsPerSecond: 0.5 },
    { source: 'x', open: 1, connectionsPerSecond: 0.5, bytesPerSecond: 5 },
  ]);
  // A failure is told once; a number that was given anew counts from nothing.
  expect(rates.next([flow('1', 40), failed], 3000).edges).toMatchObject([{ bytesPerSecond: 40, errorsPerSecond: 0 }]);
});

test('however many ask, the kernel is asked once a second; a failure is not kept', async () => {
  let [nowMs, reads] = [0, 0];
  const traffic = createNodeTraffic({
    async read() {
      reads++;
      if (reads === 1) throw new Error('no conntrack');
      return { flows: [flow('1', 100 * reads)], cut: false };
    },
    monotonicMs: () => nowMs,
  });
  await expect(traffic()).rejects.toThrow('no conntrack');
  const both = await Promise.all([traffic(), traffic()]);
  expect([both[0] === both[1], reads]).toEqual([true, 2]);
  nowMs = 999;
  await traffic();
  expect(reads).toBe(2);
  nowMs = 1000;
  expect(await traffic()).toMatchObject({ seconds: 1, edges: [{ bytesPerSecond: 100 }], cut: false });
});

test('of a great many edges the busiest are told', async () => {
  const flows = Array.from({ length: 2500 }, (_, index) => flow(`${index}`, 0, { source: `${index}`, failed: false }));
  const traffic = createNodeTraffic({
    read: async () => ({ flows: [...flows, flow('n', 0, { source: '7' })], cut: false }),
    monotonicMs: () => 0,
  });
  const { edges, cut } = await traffic();
  expect([edges.length, cut, edges[0]?.source, edges[0]?.open]).toEqual([2000, true, '7', 2]);
});
