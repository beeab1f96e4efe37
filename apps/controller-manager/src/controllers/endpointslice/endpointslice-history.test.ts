import { nameOf } from '@kubets/apimachinery';
import type { Endpoints, Pod, Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { node, pod, service } from '../../testing/objects';
import { randomHistory, type History } from '../../testing/random-history';
import { endpointsController } from '../endpoints/endpoints-controller';
import { endpointSliceController } from './endpointslice-controller';

const slicesOf = ({ cluster }: History) => cluster.objects<EndpointSlice>('endpointslices');
const podsOf = ({ cluster }: History) => cluster.objects<Pod>('pods');
const isReady = ({ status }: Pod) => status?.conditions?.[0]?.status === 'True';

test.each(Array.from({ length: 6 }, (_, seed) => [seed]))(
  'history %i: in the end each pod that the Service selects is in one slice, and nothing else',
  async (seed) => {
    let made = 0;
    const history = await randomHistory(seed, {
      controllers: [endpointSliceController, endpointsController],
      objects: [node('node-1'), service('web')],
      config: { maxEndpointsPerSlice: 3 },
      steps: 60,
      async run() {
        // Pods are as the changes have them.
      },
      async change(now, random) {
        const pods = podsOf(now);
        const some = pods[random(Math.max(1, pods.length))];
        const what = random(6);
        if (!some || what < 2) {
          const [name, app] = [`pod-${made++}`, random(2) ? 'web' : 'api'];
          return now.cluster.seed(
            pod(name, { ip: `10.244.0.${made}`, node: 'node-1', ready: random(3) > 0, labels: { app } }),
          );
        }
        const ref = { namespace: 'default', name: nameOf(some) };
        if (what === 2) return void (await now.cluster.pods.delete(ref, { gracePeriodSeconds: 0 }));
        if (what === 3) {
          const conditions = [{ type: 'Ready', status: isReady(some) ? 'False' : 'True' }];
          return void (await now.cluster.pods.updateStatus({ ...some, status: { ...some.status, conditions } }));
        }
        const { spec, ...rest } = await now.cluster.services.get({ namespace: 'default', name: 'web' });
        const change =
          what === 4
            ? { selector: { app: random(2) ? 'web' : 'api' } }
            : { ports: [{ port: 80, protocol: 'TCP', targetPort: 80 + random(2) }] };
        await now.cluster.services.update({ ...rest, spec: { ...spec, ...change } });
      },
      check(now) {
        for (const { endpoints } of slicesOf(now)) expect(endpoints?.length ?? 0).toBeLessThanOrEqual(3);
      },
    });
    const [{ spec }] = history.cluster.objects<Service>('services') as [Service];
    const selected = podsOf(history).filter(({ metadata }) => metadata?.labels?.app === spec?.selector?.app);
    const told = slicesOf(history).flatMap(({ endpoints }) => endpoints ?? []);
    const readiness = (all: readonly (readonly [string, boolean])[]) => all.toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(readiness(told.map(({ addresses, conditions }) => [addresses![0]!, conditions!.ready!]))).toEqual(
      readiness(selected.map((one) => [one.status!.podIP!, isReady(one)])),
    );
    const port = spec?.ports?.[0]?.targetPort;
    for (const { endpoints, ports } of slicesOf(history))
      if (endpoints?.length) expect(ports?.map((one) => one.port)).toEqual([port]);
    const [{ subsets }] = history.cluster.objects<Endpoints>('endpoints') as [Endpoints];
    const addresses = (subsets ?? []).flatMap((subset) => subset.addresses ?? []).map(({ ip }) => ip);
    expect(new Set(addresses)).toEqual(new Set(selected.filter(isReady).map(({ status }) => status?.podIP)));
    expect(addresses).toHaveLength(selected.filter(isReady).length);
  },
);
