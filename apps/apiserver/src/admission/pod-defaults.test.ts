import type { Binding, Node, Pod, Toleration } from '@kubets/proto-gen/core/v1';
import { createDefaultTolerationSeconds } from './default-toleration-seconds';
import type { PriorityClass } from '@kubets/proto-gen/scheduling/v1';
import { createMemoryObjects } from '../auth/testing/memory-objects';
import { SYSTEM_PRIORITY_CLASSES } from '../resources/priorityclasses/system-priority-classes';
import { podTopologyLabels } from './pod-topology-labels';
import { createPriority, priorityClassDefault } from './priority';
import { createRuntimeClass } from './runtime-class';
import { taintNodesByCondition } from './taint-nodes-by-condition';
import { attributesOf, mutated } from './testing/attributes';

describe('DefaultTolerationSeconds', () => {
  const plugin = createDefaultTolerationSeconds({ notReadySeconds: 300, unreachableSeconds: 200 });
  const notReady = {
    key: 'node.kubernetes.io/not-ready',
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  };
  const unreachable = {
    key: 'node.kubernetes.io/unreachable',
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 200,
  };

  test.each<[string, Toleration[] | undefined, Toleration[]]>([
    ['none', undefined, [notReady, unreachable]],
    ['another', [{ key: 'gpu' }], [{ key: 'gpu' }, notReady, unreachable]],
    ['its own time', [{ ...notReady, tolerationSeconds: 5 }], [{ ...notReady, tolerationSeconds: 5 }, unreachable]],
    [
      'of another effect',
      [{ ...notReady, effect: 'NoSchedule' }],
      [{ ...notReady, effect: 'NoSchedule' }, notReady, unreachable],
    ],
    [
      'of every effect',
      [{ key: unreachable.key, operator: 'Exists' }],
      [{ key: unreachable.key, operator: 'Exists' }, notReady],
    ],
    ['of everything', [{ operator: 'Exists' }], [{ operator: 'Exists' }]],
  ])('a pod with tolerations: %s', async (_, tolerations, expected) => {
    const pod = await mutated<Pod>(
      plugin,
      attributesOf({ resource: 'pods', object: { spec: { tolerations } } as Pod }),
    );
    expect(pod.spec?.tolerations).toEqual(expected);
  });

  test('who replaces the tolerations of a pod leaves these', async () => {
    const [oldObject, object] = [[notReady, unreachable], [{ key: 'gpu' }]].map((tolerations) => ({
      kind: 'Pod',
      spec: { tolerations },
    }));
    const change = attributesOf({ operation: 'UPDATE', resource: 'pods', object, oldObject });
    expect((await mutated<Pod>(plugin, change)).spec?.tolerations).toEqual([{ key: 'gpu' }, notReady, unreachable]);
    expect(plugin.handles({ ...change, subresource: 'status' })).toBe(false);
  });
});

describe('TaintNodesByCondition', () => {
  const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
  test.each([
    [undefined, [taint]],
    [[taint], [taint]],
    [[{ key: 'x', effect: 'NoSchedule' }], [{ key: 'x', effect: 'NoSchedule' }, taint]],
  ])('a node with taints %j', async (taints, expected) => {
    const node = await mutated<Node>(
      taintNodesByCondition,
      attributesOf({ resource: 'nodes', namespace: '', object: { spec: { taints } } as Node }),
    );
    expect(node.spec?.taints).toEqual(expected);
  });
});

describe('PodTopologyLabels', () => {
  const [zone, region] = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];
  const nodes = [
    { metadata: { name: 'placed', labels: { [zone]: 'z1', [region]: 'r1', 'kubernetes.io/hostname': 'placed' } } },
    { metadata: { name: 'bare' } },
  ];
  const both = { [zone]: 'z1', [region]: 'r1' };
  const pod = (nodeName?: string): Pod => ({ metadata: { labels: { [zone]: 'mine', a: 'b' } }, spec: { nodeName } });
  const binding = (name: string, kind = 'Node'): Binding => ({ metadata: { name: 'p' }, target: { kind, name } });

  test.each<[string, string, Pod | Binding, object | undefined]>([
    ['a binding', 'binding', binding('placed'), both],
    ['a binding to a node that says nothing', 'binding', binding('bare'), undefined],
    ['a binding to a node that is not there', 'binding', binding('none'), undefined],
    ['a binding that does not say to what', 'binding', binding('placed', ''), undefined],
    ['a pod for a node', '', pod('placed'), { a: 'b', ...both }],
    ['a pod without one', '', pod(), { a: 'b', [zone]: 'mine' }],
  ])('%s', async (_, subresource, object, labels) => {
    const reader = createMemoryObjects({ nodes });
    const attributes = attributesOf({ resource: 'pods', subresource, object, reader });
    expect((await mutated(podTopologyLabels, attributes)).metadata?.labels).toEqual(labels);
  });

  test('of nothing else', () => {
    const attributes = attributesOf({ resource: 'pods', object: pod('placed') });
    for (const other of [{ operation: 'UPDATE' as const }, { subresource: 'eviction' }])
      expect(podTopologyLabels.handles({ ...attributes, ...other })).toBe(false);
  });
});

describe('Priority', () => {
  const priority = createPriority({ catchUp: () => Promise.resolve() });
  const gold: PriorityClass = { metadata: { name: 'gold' }, value: 9, preemptionPolicy: 'Never', globalDefault: true };
  const readerWith = (...more: PriorityClass[]) =>
    createMemoryObjects({
      priorityclasses: [
        ...SYSTEM_PRIORITY_CLASSES.map((one) => ({ ...one, preemptionPolicy: 'PreemptLowerPriority' })),
        ...more,
      ],
    });

  test('a class that is the default is that of pods that name none', async () => {
    const reader = readerWith(gold, { ...gold, metadata: { name: 'silver' }, value: 10 });
    const attributes = attributesOf({ resource: 'pods', name: 'p', object: { spec: {} } as Pod, reader });
    expect((await mutated<Pod>(priority, attributes)).spec).toEqual({
      priorityClassName: 'gold',
      priority: 9,
      preemptionPolicy: 'Never',
    });
  });

  test('a class that was made a moment ago is found', async () => {
    const reader = readerWith();
    const late = createPriority({ catchUp: async () => reader.set('priorityclasses', gold) });
    const object: Pod = { spec: { priorityClassName: 'gold' } };
    expect((await mutated<Pod>(late, attributesOf({ resource: 'pods', object, reader }))).spec?.priority).toBe(9);
  });

  test.each<['CREATE' | 'UPDATE', PriorityClass, string | undefined]>([
    ['CREATE', { ...gold, globalDefault: false }, undefined],
    ['UPDATE', gold, undefined],
    [
      'UPDATE',
      { ...gold, metadata: { name: 'silver' } },
      'priorityclasses.scheduling.k8s.io "silver" is forbidden: PriorityClass gold is already marked as default. Only one default can exist',
    ],
    ['CREATE', gold, 'PriorityClass gold is already marked as default. Only one default can exist'],
  ])('%s of %j: %s', (operation, object, message) => {
    const [group, resource] = ['scheduling.k8s.io', 'priorityclasses'];
    const attributes = attributesOf({ operation, group, resource, object, reader: readerWith(gold) });
    expect(priorityClassDefault.handles(attributes)).toBe(true);
    const validate = () => priorityClassDefault.validate(attributes);
    if (message) expect(validate).toThrow(message);
    else expect(validate()).toBeUndefined();
  });

  test('a change keeps it', async () => {
    const [oldObject, object] = [{ priority: 7, preemptionPolicy: 'Never' }, {}].map((spec) => ({ kind: 'Pod', spec }));
    const change = attributesOf({ operation: 'UPDATE', resource: 'pods', object, oldObject });
    expect((await mutated<Pod>(priority, change)).spec).toEqual({ priority: 7, preemptionPolicy: 'Never' });
  });

  const admit = (spec: Pod['spec']) =>
    mutated<Pod>(
      priority,
      attributesOf({ resource: 'pods', name: 'p', object: { spec } as Pod, reader: readerWith() }),
    );
  test.each<[Pod['spec'], number]>([
    [{}, 0],
    [{ priorityClassName: 'system-cluster-critical' }, 2_000_000_000],
    [{ priorityClassName: 'system-node-critical', priority: 2_000_001_000 }, 2_000_001_000],
  ])('%j', async (spec, value) =>
    expect((await admit(spec)).spec).toMatchObject({ priority: value, preemptionPolicy: 'PreemptLowerPriority' }),
  );

  test.each<[Pod['spec'], string]>([
    [{ priorityClassName: 'gold' }, 'pods "p" is forbidden: no PriorityClass with name gold was found'],
    [
      { preemptionPolicy: 'Never' },
      'pods "p" is forbidden: the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name',
    ],
    [
      { priority: 7 },
      'the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    ],
  ])('%j is refused', async (spec, message) => await expect(admit(spec)).rejects.toThrow(message));
});

describe('RuntimeClass', () => {
  const { mutating, validating } = createRuntimeClass({ catchUp: async () => undefined });
  const sandboxed = {
    metadata: { name: 'sandboxed' },
    handler: 'runsc',
    overhead: { podFixed: { cpu: '10m' } },
    scheduling: { nodeSelector: { sandbox: 'yes' }, tolerations: [{ key: 'sandbox', operator: 'Exists' }] },
  };
  const reader = createMemoryObjects({ runtimeclasses: [sandboxed] });
  const podOf = (spec: Pod['spec']) => attributesOf({ resource: 'pods', name: 'p', object: { spec } as Pod, reader });
  const admit = (spec: Pod['spec']) => mutated<Pod>(mutating, podOf(spec));
  test('what a class would add', async () =>
    await expect(validating.validate(podOf({ overhead: { cpu: '1' } }))).rejects.toThrow(
      'pods "p" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    ));
  test('what a class adds', async () => {
    const given = { runtimeClassName: 'sandboxed', nodeSelector: { a: 'b' }, tolerations: [{ key: 'x' }] };
    const { spec } = await admit(given);
    expect(spec).toEqual({
      runtimeClassName: 'sandboxed',
      overhead: { cpu: '10m' },
      nodeSelector: { a: 'b', sandbox: 'yes' },
      tolerations: [{ key: 'x' }, { key: 'sandbox', operator: 'Exists' }],
    });
    await validating.validate(podOf(spec));
  });
  test.each<[Pod['spec'], string]>([
    [{ overhead: { cpu: '1' } }, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"],
    [
      { nodeSelector: { sandbox: 'no' } },
      'conflict: runtimeClass.scheduling.nodeSelector[sandbox] = yes; pod.spec.nodeSelector[sandbox] = no',
    ],
  ])(
    'a pod that contradicts its class: %j',
    async (spec, detail) => await expect(admit({ runtimeClassName: 'sandboxed', ...spec })).rejects.toThrow(detail),
  );
  test('a pod without one', async () => expect((await admit({})).spec).toEqual({}));
  test.each([
    ['gvisor', 403, 'pods "p" is forbidden: pod rejected: RuntimeClass "gvisor" not found'],
    ['', 400, 'resource name may not be empty'],
  ])(
    '%j',
    async (runtimeClassName, code, message) =>
      await expect(admit({ runtimeClassName })).rejects.toMatchObject({ code, message }),
  );
});
