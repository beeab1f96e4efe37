import { newServiceUnavailable } from '@kubets/apimachinery';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import { runLeaderElection } from './leader-election';
import type { ResourceClient } from './resource-client';
import { createFakeCluster } from './testing';

const lease = { namespace: 'kube-system', name: 'kube-scheduler' };
const MINUTE_MS = 60_000;

/** Whole numbers from 0 to below a bound, by seed. */
function randomOf(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** Candidates whose calls are late, lost on the way there or back, or carried out long after they were given up. */
async function history(seed: number): Promise<{ most: number; led: number }> {
  const clock = createFakeClock();
  const cluster = createFakeCluster([], { clock });
  const random = randomOf(seed);
  /** While it is bad, most calls are late or lost. */
  let isBad = false;
  let [leading, most, led, identities] = [0, 0, 0, 0];

  const faulty = <T>(call: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(newServiceUnavailable('given up')), { once: true });
      const kind = isBad ? random(6) : random(30);
      const [thereMs, backMs] = [random(isBad ? 9000 : 200), random(isBad ? 9000 : 200)];
      clock.after(thereMs, () => {
        if (kind === 0) return clock.after(backMs, () => reject(newServiceUnavailable('lost on the way there')));
        // Also when it was given up meanwhile.
        call().then(
          (value) => clock.after(backMs, () => (kind === 1 ? undefined : resolve(value))),
          (error: Error) => clock.after(backMs, () => reject(error)),
        );
      });
    });
  const leases = {
    get: (ref, o) => faulty(() => cluster.leases.get(ref), o?.signal),
    update: (object, o) => faulty(() => cluster.leases.update(object), o?.signal),
    create: (object, o) => faulty(() => cluster.leases.create(object), o?.signal),
  } as Pick<ResourceClient<Lease>, 'get' | 'update' | 'create'> as ResourceClient<Lease>;

  const over = new AbortController();
  const all: Promise<void>[] = [];
  function candidate(): void {
    const stop = new AbortController();
    over.signal.addEventListener('abort', () => stop.abort());
    const run = runLeaderElection({
      client: { leases },
      lease,
      identity: `candidate-${identities++}`,
      signal: stop.signal,
      logger: createTestLogger(),
      clock,
      onStartedLeading(signal) {
        led += 1;
        leading += 1;
        most = Math.max(most, leading);
        // Some are killed as they are: to the others they are gone at once.
        const undo = clock.after(random(3 * MINUTE_MS), () => stop.abort());
        signal.addEventListener('abort', () => {
          leading -= 1;
          undo();
          if (!over.signal.aborted) candidate();
        });
      },
      // As a process that ends.
      onStoppedLeading: () => stop.abort(),
    });
    all.push(run);
  }
  for (let count = 0; count < 3; count++) candidate();
  for (let minute = 0; minute < 10; minute++) {
    isBad = random(3) > 0;
    await clock.advance(MINUTE_MS);
  }
  isBad = false;
  over.abort();
  await clock.advance(MINUTE_MS);
  await Promise.all(all);
  return { most, led };
}

test.each(Array.from({ length: 12 }, (_, index) => index + 1))(
  'however late answers are, and whatever is lost, two never lead at a time (seed %i)',
  async (seed) => {
    const { most, led } = await history(seed);
    expect(most).toBe(1);
    expect(led).toBeGreaterThan(1);
  },
);

test('a leader whose lease another one has taken stops when it sees that', async () => {
  const clock = createFakeClock();
  const cluster = createFakeCluster([], { clock });
  const stop = new AbortController();
  let lostAtMs: number | undefined;
  const done = runLeaderElection({
    client: cluster,
    lease,
    identity: 'a',
    signal: stop.signal,
    logger: createTestLogger(),
    clock,
    onStartedLeading: () => undefined,
    onStoppedLeading: () => (lostAtMs = clock.monotonicMs()),
  });
  await clock.advance(1000);
  const held = await cluster.leases.get(lease);
  await cluster.leases.update({ ...held, spec: { ...held.spec, holderIdentity: 'b' } });
  await clock.advance(3000);
  expect(lostAtMs).toBeLessThanOrEqual(4000);
  stop.abort();
  await clock.advance(20_000);
  await done;
});

test('a leader whose lease was long on its way leads no longer than that', async () => {
  const clock = createFakeClock();
  const cluster = createFakeCluster([], { clock });
  const stop = new AbortController();
  let isLeading = false;
  let isAway = false;
  const never = (signal: AbortSignal | undefined) =>
    new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(newServiceUnavailable('away'))));
  const leases = {
    get: (ref, o) => (isAway ? never(o?.signal) : cluster.leases.get(ref)),
    update: (_, o) => never(o?.signal),
    async create(object) {
      const made = await cluster.leases.create(object);
      isAway = true;
      await clock.sleep(4900);
      return made;
    },
  } as Pick<ResourceClient<Lease>, 'get' | 'update' | 'create'> as ResourceClient<Lease>;
  const done = runLeaderElection({
    client: { leases },
    lease,
    identity: 'a',
    signal: stop.signal,
    logger: createTestLogger(),
    clock,
    onStartedLeading(signal) {
      isLeading = true;
      signal.addEventListener('abort', () => (isLeading = false));
    },
    onStoppedLeading: () => stop.abort(),
  });
  await clock.advance(5000);
  expect(isLeading).toBe(true);
  await clock.advance(10_000);
  expect(isLeading).toBe(false);
  await clock.advance(20_000);
  await done;
});
