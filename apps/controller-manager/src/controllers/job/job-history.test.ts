import { isPodActive } from '@kubets/api';
import { nameOf, namespaceOf, uidOf } from '@kubets/apimachinery';
import type { Job, JobSpec } from '@kubets/proto-gen/batch/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { endPod } from '../../testing/ended-pods';
import { template } from '../../testing/objects';
import { randomHistory, type History, type Random } from '../../testing/random-history';
import { jobController } from './job-controller';
import { completionIndexOf, isTracked } from './job-pods';

const labels = { 'batch.kubernetes.io/controller-uid': 'pi-uid' };
const PARALLELISM = 3;
const job = (spec: JobSpec): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { namespace: 'default', name: 'pi', uid: 'pi-uid', generation: 1 },
  spec: {
    completions: 8,
    parallelism: PARALLELISM,
    backoffLimit: 1000,
    selector: { matchLabels: labels },
    template: template('pi:1', labels),
    podReplacementPolicy: 'TerminatingOrFailed',
    ...spec,
  },
});

/** What has become of every pod, by uid. */
function ledger() {
  const ends = new Map<string, { succeeded: boolean; index: number | undefined }>();
  const activeOf = ({ cluster }: History): Pod[] => cluster.objects<Pod>('pods').filter(isPodActive);
  return {
    ends,
    activeOf,
    async change(history: History, random: Random): Promise<void> {
      const active = activeOf(history);
      const pod = active[random(Math.max(1, active.length))];
      if (!pod) return;
      const what = random(5);
      const index = completionIndexOf(pod);
      if (what === 0) {
        // Nobody counts it before it has gone, and then it counts as failed.
        if (isTracked(pod)) ends.set(uidOf(pod), { succeeded: false, index });
        await history.cluster.pods.delete({ namespace: namespaceOf(pod), name: nameOf(pod) });
      } else {
        ends.set(uidOf(pod), { succeeded: what > 1, index });
        await endPod(history.cluster, history.clock, pod, what > 1 ? 0 : 1);
      }
    },
  };
}

test.each(Array.from({ length: 8 }, (_, seed) => [seed, seed % 2 === 1] as const))(
  'history %i, indexed %p: every pod is counted once, and none too many run',
  async (seed, isIndexed) => {
    const { ends, activeOf, change } = ledger();
    const history = await randomHistory(seed, {
      controllers: [jobController],
      objects: [job(isIndexed ? { completionMode: 'Indexed' } : {})],
      steps: 60,
      change,
      check(now) {
        expect(activeOf(now).length).toBeLessThanOrEqual(PARALLELISM);
        const { status = {} } = now.cluster.objects<Job>('jobs')[0]!;
        const all = [...ends.values()];
        expect(status.failed ?? 0).toBeLessThanOrEqual(all.filter(({ succeeded }) => !succeeded).length);
        expect(status.succeeded ?? 0).toBeLessThanOrEqual(all.filter(({ succeeded }) => succeeded).length);
      },
    });
    const all = [...ends.values()];
    const succeeded = all.filter((end) => end.succeeded);
    const done = isIndexed ? new Set(succeeded.map(({ index }) => index)).size : succeeded.length;
    const { status = {} } = history.cluster.objects<Job>('jobs')[0]!;
    expect({ succeeded: status.succeeded ?? 0, failed: status.failed ?? 0 }).toEqual({
      succeeded: done,
      failed: all.length - succeeded.length,
    });
    expect(activeOf(history)).toHaveLength(Math.max(0, Math.min(PARALLELISM, 8 - done)));
    expect(status.uncountedTerminatedPods).toEqual({});
    expect(status.conditions?.some(({ type }) => type === 'Complete') ?? false).toBe(done >= 8);
    expect(history.cluster.objects<Pod>('pods').filter((pod) => isTracked(pod) && !isPodActive(pod))).toEqual([]);
  },
);
