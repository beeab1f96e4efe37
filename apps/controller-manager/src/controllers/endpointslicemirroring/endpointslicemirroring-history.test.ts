import type { Endpoints } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { service } from '../../testing/objects';
import { randomHistory, type History } from '../../testing/random-history';
import { endpointSliceMirroringController } from './endpointslicemirroring-controller';

const REF = { namespace: 'default', name: 'manual' };

const endpointsOf = ({ cluster }: History) => cluster.objects<Endpoints>('endpoints')[0];
const slicesOf = ({ cluster }: History) => cluster.objects<EndpointSlice>('endpointslices');
const tellOf = (address: string, port: number | undefined, isReady: boolean | undefined) =>
  `${address}:${port} ${isReady}`;

test.each(Array.from({ length: 6 }, (_, seed) => [seed]))(
  'history %i: in the end slices have each address of the Endpoints once, and nothing when these are gone',
  async (seed) => {
    const history = await randomHistory(seed, {
      controllers: [endpointSliceMirroringController],
      objects: [service('manual', { selector: undefined })],
      steps: 60,
      async run() {
        // Nobody but who writes Endpoints.
      },
      async change(now, random) {
        const current = endpointsOf(now);
        if (current && random(4) === 0) return void (await now.cluster.endpoints.delete(REF));
        const addresses = (from: number) =>
          Array.from({ length: random(4) }, (_, index) => ({ ip: `192.0.2.${from + index}` }));
        const subsets = Array.from({ length: 1 + random(2) }, (_, index) => ({
          addresses: addresses(10),
          notReadyAddresses: addresses(20),
          ports: [{ name: 'sql', port: 5432 + index, protocol: 'TCP' }],
        }));
        const metadata = { ...REF, ...current?.metadata };
        const changed: Endpoints = { apiVersion: 'v1', kind: 'Endpoints', ...current, metadata, subsets };
        await (current ? now.cluster.endpoints.update(changed) : now.cluster.endpoints.create(changed));
      },
      check: () => undefined,
    });
    const wanted = (endpointsOf(history)?.subsets ?? []).flatMap(({ addresses, notReadyAddresses, ports }) => [
      ...(addresses ?? []).map(({ ip }) => tellOf(ip!, ports![0]!.port, true)),
      ...(notReadyAddresses ?? []).map(({ ip }) => tellOf(ip!, ports![0]!.port, false)),
    ]);
    const told = slicesOf(history).flatMap(({ endpoints, ports }) =>
      (endpoints ?? []).map(({ addresses, conditions }) => tellOf(addresses![0]!, ports?.[0]?.port, conditions?.ready)),
    );
    expect(told.sort()).toEqual(wanted.sort());
    if (!endpointsOf(history)) expect(slicesOf(history)).toEqual([]);
  },
);
