import type { FakeCluster } from './fake-cluster';

/** Resolves when nobody has written for three turns of a millisecond each. */
export async function settled(cluster: FakeCluster, clock: { advance(ms: number): Promise<void> }): Promise<void> {
  for (let quiet = 0, writes = -1; quiet < 3;) {
    await clock.advance(1);
    quiet = cluster.calls.length === writes ? quiet + 1 : 0;
    writes = cluster.calls.length;
  }
}
