import { newServiceUnavailable } from '@kubets/apimachinery';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import { runLeaderElection } from './leader-election';
import { createFakeCluster, type FakeCluster } from './testing';

const lease = { namespace: 'kube-system', name: 'kube-scheduler' };

function setup() {
  const clock = createFakeClock();
  const cluster = createFakeCluster([], { clock });
  const events: string[] = [];
  const candidate = (identity: string) => {
    const stop = new AbortController();
    const done = runLeaderElection({
      client: cluster,
      lease,
      identity,
      signal: stop.signal,
      logger: createTestLogger(),
      clock,
      onStartedLeading(signal) {
        events.push(`${identity} leads`);
        signal.addEventListener('abort', () => events.push(`${identity} stops working`));
      },
      onStoppedLeading: () => events.push(`${identity} lost`),
      onNewLeader: (leader) => events.push(`${identity} sees ${leader}`),
    });
    return { stop, done };
  };
  return { clock, cluster, events, candidate };
}

const held = (cluster: FakeCluster) => cluster.objects<Lease>('leases')[0]?.spec;

describe('leader election', () => {
  test('one of two leads, and renews', async () => {
    const { clock, cluster, events, candidate } = setup();
    const a = candidate('a');
    const b = candidate('b');
    await clock.advance(60_000);
    expect(events.filter((event) => event.endsWith('leads'))).toHaveLength(1);
    expect(held(cluster)).toMatchObject({ leaseDurationSeconds: 15, leaseTransitions: 0 });
    const renewedMsAgo = clock.now().getTime() - Date.parse(held(cluster)!.renewTime!);
    expect(renewedMsAgo).toBeLessThanOrEqual(2000);
    a.stop.abort();
    b.stop.abort();
    await clock.advance(20_000);
    await Promise.all([a.done, b.done]);
  });

  test('a leader that stops releases the lease, and the other takes over within a retry period', async () => {
    const { clock, cluster, events, candidate } = setup();
    const a = candidate('a');
    await clock.advance(10);
    const b = candidate('b');
    await clock.advance(5000);
    a.stop.abort();
    await clock.advance(0);
    await a.done;
    expect(held(cluster)?.holderIdentity).toBe('');
    await clock.advance(2000);
    expect(events).toEqual(expect.arrayContaining(['a leads', 'a stops working', 'b leads']));
    expect(events).not.toContain('a lost');
    expect(held(cluster)).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
    b.stop.abort();
    await clock.advance(20_000);
    await b.done;
  });

  test('a leader that dies is followed when its lease has run out, not before', async () => {
    const { clock, cluster, events, candidate } = setup();
    await cluster.leases.create({
      metadata: lease,
      spec: { holderIdentity: 'dead', leaseDurationSeconds: 15, renewTime: '2020-01-01T00:00:00.000000Z' },
    });
    const b = candidate('b');
    await clock.advance(14_000);
    expect(events).toEqual(['b sees dead']);
    await clock.advance(3000);
    expect(events).toContain('b leads');
    b.stop.abort();
    await clock.advance(20_000);
    await b.done;
  });

  test('a leader that cannot renew stops before its lease runs out', async () => {
    const { clock, cluster, events, candidate } = setup();
    const a = candidate('a');
    await clock.advance(10);
    cluster.failNext({ verb: 'get', resource: 'leases' }, newServiceUnavailable('down'), 1000);
    await clock.advance(9000);
    expect(events).not.toContain('a lost');
    await clock.advance(5000);
    expect(events.slice(-2).sort()).toEqual(['a lost', 'a stops working']);
    a.stop.abort();
    await clock.advance(20_000);
    await a.done;
  });

  test('a short outage costs nothing', async () => {
    const { clock, cluster, events, candidate } = setup();
    const a = candidate('a');
    await clock.advance(10);
    cluster.failNext({ verb: 'update', resource: 'leases' }, newServiceUnavailable('down'), 3);
    await clock.advance(30_000);
    expect(events).toEqual(['a sees a', 'a leads']);
    a.stop.abort();
    await clock.advance(20_000);
    await a.done;
  });

  test('work that fails ends the election with its error', async () => {
    const clock = createFakeClock();
    const election = runLeaderElection({
      client: createFakeCluster([], { clock }),
      lease,
      identity: 'a',
      signal: new AbortController().signal,
      logger: createTestLogger(),
      clock,
      onStartedLeading: async () => Promise.reject(new Error('defect')),
      onStoppedLeading: () => undefined,
    });
    await expect(election).rejects.toThrow('defect');
  });

  test('times that cannot work are refused', async () => {
    const { cluster } = setup();
    const options = {
      client: cluster,
      lease,
      identity: 'a',
      signal: new AbortController().signal,
      logger: createTestLogger(),
      onStartedLeading: () => undefined,
      onStoppedLeading: () => undefined,
    };
    await expect(runLeaderElection({ ...options, leaseDurationMs: 5000 })).rejects.toThrow(
      /renew deadline \(10000 ms\) < lease duration \(5000 ms\)/,
    );
  });
});
