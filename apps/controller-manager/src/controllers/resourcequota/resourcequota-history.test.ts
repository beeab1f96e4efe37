import { nameOf, type KubeObject } from '@kubets/apimachinery';
import type { Pod, ResourceQuota } from '@kubets/proto-gen/core/v1';
import { randomHistory, type History } from '../../testing/random-history';
import { resourceQuotaController } from './resourcequota-controller';

const object = (kind: string, name: string, spec: object): KubeObject =>
  ({ apiVersion: 'v1', kind, metadata: { namespace: 'shop', name }, spec }) as KubeObject;
const pod = (name: string, cpu: number) =>
  object('Pod', name, { containers: [{ name: 'c', resources: { requests: { cpu: String(cpu) } } }] });

const podsOf = ({ cluster }: History) => cluster.objects<Pod>('pods');
const cpuOf = ({ spec }: Pod) => Number(spec!.containers![0]!.resources!.requests!['cpu']);

test.each(Array.from({ length: 6 }, (_, seed) => [seed]))(
  'history %i: in the end a quota is told of what there is',
  async (seed) => {
    let made = 0;
    const history = await randomHistory(seed, {
      controllers: [resourceQuotaController],
      objects: [object('ResourceQuota', 'q', { hard: { pods: '100', 'requests.cpu': '100' } })],
      steps: 60,
      async run() {
        // Whether pods run makes no difference.
      },
      async change(now, random) {
        const pods = podsOf(now);
        if (pods.length === 0 || random(2)) return now.cluster.seed(pod(`pod-${made++}`, 1 + random(3)));
        const name = nameOf(pods[random(pods.length)]!);
        await now.cluster.pods.delete({ namespace: 'shop', name }, { gracePeriodSeconds: 0 });
      },
      check: () => undefined,
    });
    const [{ status }] = history.cluster.objects<ResourceQuota>('resourcequotas') as [ResourceQuota];
    const cpu = podsOf(history).reduce((sum, one) => sum + cpuOf(one), 0);
    expect(status?.used).toEqual({ pods: String(podsOf(history).length), 'requests.cpu': String(cpu) });
  },
);
