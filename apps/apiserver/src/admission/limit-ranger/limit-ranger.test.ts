import type { KubeObject } from '@kubets/apimachinery';
import { createFakeClock } from '@kubets/component/testing';
import type { LimitRangeItem, Pod } from '@kubets/proto-gen/core/v1';
import { createMemoryObjects } from '../../auth/testing/memory-objects';
import { attributesOf, mutated } from '../testing/attributes';
import { createLimitRanger } from './limit-ranger';

const limitRanger = createLimitRanger({ catchUp: () => Promise.resolve(), clock: createFakeClock() });

type Amounts = Record<string, string>;
const container = (requests?: Amounts, limits?: Amounts, name = 'c') => ({ name, resources: { requests, limits } });
const pod = (...containers: ReturnType<typeof container>[]): Pod => ({
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers },
});
const given = (limits: LimitRangeItem[], object: Pod) =>
  attributesOf({
    resource: 'pods',
    object,
    reader: createMemoryObjects({
      limitranges: [{ metadata: { name: 'l', namespace: 'shop' }, spec: { limits } } as KubeObject],
    }),
  });
const refusal = async (limits: LimitRangeItem[], object: Pod): Promise<string> => {
  const attributes = given(limits, object);
  expect(limitRanger.validating.handles(attributes)).toBe(true);
  return Promise.resolve(limitRanger.validating.validate(attributes)).then(
    () => '',
    (error: Error) => error.message,
  );
};

test.each<[string, LimitRangeItem, Pod, string]>([
  [
    'less than the least',
    { min: { cpu: '1' } },
    pod(container({ cpu: '500m' })),
    'minimum cpu usage per Container is 1, but request is 500m',
  ],
  [
    'nothing',
    { min: { cpu: '1' } },
    pod(container()),
    'minimum cpu usage per Container is 1.  No request is specified',
  ],
  [
    'more than the most',
    { max: { cpu: '1' } },
    pod(container({}, { cpu: '2' })),
    'maximum cpu usage per Container is 1, but limit is 2',
  ],
  [
    'too large a ratio',
    { maxLimitRequestRatio: { cpu: '2' } },
    pod(container({ cpu: '1' }, { cpu: '3' })),
    'cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000',
  ],
  [
    'the same twice',
    { max: { cpu: '1' } },
    pod(container({}, { cpu: '2' }), container({}, { cpu: '2' }, 'd')),
    'maximum cpu usage per Container is 1, but limit is 2',
  ],
  ['what is right', { min: { cpu: '1' }, max: { cpu: '2' } }, pod(container({ cpu: '1' }, { cpu: '2' })), ''],
  [
    'more in all',
    { type: 'Pod', max: { cpu: '3' } },
    pod(container({ cpu: '2' }, { cpu: '2' }), container({ cpu: '2' }, { cpu: '2' }, 'd')),
    'maximum cpu usage per Pod is 3, but limit is 4',
  ],
])('refuses %s', async (_, limit, object, problem) => {
  const message = await refusal([{ type: 'Container', ...limit }], object);
  expect(message).toBe(problem && `pods "p" is forbidden: ${problem}`);
});

test('gives what is missing, and tells of it', async () => {
  const limits = [{ type: 'Container', defaultRequest: { memory: '1Mi', cpu: '1' }, default: { cpu: '2' } }];
  const completed = await mutated<Pod>(limitRanger.mutating, given(limits, pod(container({ cpu: '3' }))));
  expect(completed.spec?.containers?.[0]?.resources).toEqual({
    requests: { cpu: '3', memory: '1Mi' },
    limits: { cpu: '2' },
  });
  expect(completed.metadata?.annotations).toEqual({
    'kubernetes.io/limit-ranger': 'LimitRanger plugin set: memory request for container c; cpu limit for container c',
  });
});

const names = (count: number, text: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`example.com/r${index}`, text]));
const containers = (count: number) => Array.from({ length: count }, (_, index) => container({}, {}, `c${index}`));

test('does not give each of many containers each of many resources', async () => {
  const limits = [{ type: 'Container', default: names(2000, '1') }];
  await expect(mutated(limitRanger.mutating, given(limits, pod(...containers(1000))))).rejects.toThrow(
    'limit is 100000 values',
  );
});

test('tells of so many problems, and lets others have their turn while it looks for them', async () => {
  let turns = 0;
  const turning = setInterval(() => turns++);
  const fine = await refusal(
    [{ type: 'Container', max: names(2000, '1') }],
    pod(...containers(300).map(({ name }) => container({}, names(50, '1'), name))),
  );
  expect(fine.match(/No limit is specified/g)).toHaveLength(1000);
  const ranges = Array.from({ length: 2000 }, () => ({ type: 'Container', max: { cpu: '1' } }));
  expect(await refusal(ranges, pod(...containers(300).map(({ name }) => container({}, { cpu: '1' }, name))))).toBe('');
  clearInterval(turning);
  expect(turns).toBeGreaterThan(10);
});

test('limits that the cache does not show yet count; where there are none it is looked again after half a minute', async () => {
  const clock = createFakeClock();
  const objects: KubeObject[] = [];
  let looked = 0;
  const { mutating } = createLimitRanger({
    clock,
    catchUp() {
      looked += 1;
      if (looked === 2)
        objects.push({
          metadata: { name: 'l', namespace: 'shop' },
          spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] },
        } as KubeObject);
      return Promise.resolve();
    },
  });
  const cpuOf = async (): Promise<unknown> => {
    const reader = { get: () => undefined, list: () => objects };
    const attributes = attributesOf({ resource: 'pods', namespace: 'shop', object: pod(container()), reader });
    const { spec } = mutating.handles(attributes)
      ? await mutated<Pod>(mutating, attributes)
      : (attributes.object as Pod);
    return spec?.containers?.[0]?.resources?.limits?.['cpu'];
  };
  expect([await cpuOf(), await cpuOf(), looked]).toEqual([undefined, undefined, 1]);
  await clock.advance(30_000);
  expect([await cpuOf(), await cpuOf(), looked]).toEqual(['1', '1', 2]);
});
