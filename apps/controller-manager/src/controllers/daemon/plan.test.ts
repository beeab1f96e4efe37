import { LABELS } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { DaemonSetSpec, DaemonSetUpdateStrategy } from '@kubets/proto-gen/apps/v1';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { EPOCH, node, pod } from '../../testing/objects';
import { daemonSet } from '../../testing/sets';
import { podsByNode, podTemplate } from './daemon-pods';
import { daemonStatus } from './daemon-status';
import { daemonTolerations, nodeFitter } from './node-fit';
import { planDaemons, type Observation } from './plan';
import { planUpdate } from './rolling-update';

const now = new Date(Date.parse(EPOCH) + 60_000);
const state = { hash: 'new', generation: undefined };

/** `p@a:new`: on node a; `!` not ready, `-` going, `#` failed, `?` without a node yet. */
function podOf(text: string): Pod {
  const [, name = '', on = '', hash = '', mark = ''] = /^(\w+)@(\w+):(\w+)(\W?)$/.exec(text) ?? [];
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [on] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  return pod(name, {
    phase: mark === '#' ? 'Failed' : mark === '?' ? 'Pending' : 'Running',
    ready: mark === '' || mark === '-',
    ...(mark === '?' ? {} : { node: on }),
    spec: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } },
    meta: {
      namespace: 'default',
      name,
      labels: { [LABELS.controllerRevisionHash]: hash },
      creationTimestamp: EPOCH,
      ...(mark === '-' ? { deletionTimestamp: EPOCH } : {}),
    },
  });
}
const observe = (spec: DaemonSetSpec, nodes: Node[], pods: string[]): Observation => {
  const set = daemonSet(spec);
  return { set, state, nodes: nodes.map(nodeFitter(set)), byNode: podsByNode(pods.map(podOf)), now };
};
const shown = ({ create, delete: gone }: { create: string[]; delete: Pod[] }): string =>
  [...create.map((name) => `+${name}`), ...gone.map((one) => `-${nameOf(one)}`)].sort().join(' ');
const strategy = (
  maxUnavailable: number | string,
  maxSurge: number | string,
): { updateStrategy: DaemonSetUpdateStrategy } => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } },
});
const surge = strategy(0, 1);
const taint = (key: string, effect: string) => ({ spec: { taints: [{ key, effect }] } });
const withSpec = (spec: object): DaemonSetSpec => ({
  template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c' }], ...spec } },
});

test.each<[string, DaemonSetSpec, Node[], string[], string]>([
  ['one for each node', {}, [node('a'), node('b')], ['p@a:new'], '+b'],
  ['one that is to be scheduled counts', {}, [node('a')], ['p@a:new?'], ''],
  ['not while one goes', {}, [node('a')], ['p@a:new-'], ''],
  [
    'not where it is not meant',
    withSpec({ nodeSelector: { disk: 'ssd' } }),
    [node('a'), node('b', { labels: { disk: 'ssd' } })],
    ['p@a:new'],
    '+b -p',
  ],
  ['where a name says', withSpec({ nodeName: 'b' }), [node('a'), node('b')], [], '+b'],
  ['not on what it does not tolerate', {}, [node('a', taint('x', 'NoSchedule'))], [], ''],
  ['but it stays there', {}, [node('a', taint('x', 'NoSchedule'))], ['p@a:new'], ''],
  ['unless it is evicted', {}, [node('a', taint('x', 'NoExecute'))], ['p@a:new'], '-p'],
  [
    'on nodes that are cordoned or not ready',
    {},
    [
      node('a', taint('node.kubernetes.io/unschedulable', 'NoSchedule')),
      node('b', taint('node.kubernetes.io/not-ready', 'NoExecute')),
    ],
    [],
    '+a +b',
  ],
  ['the oldest of several', {}, [node('a')], ['q@a:new', 'p@a:new'], '-q'],
  ['one that has failed goes', {}, [node('a')], ['p@a:new#'], '-p'],
  ['those for nodes that are gone', {}, [], ['p@a:new?', 'q@b:new'], '-p'],
  ['surging, not waiting for one that goes', surge, [node('a')], ['p@a:new-'], '+a'],
  ['surging, an old one beside a new one that is not ready', surge, [node('a')], ['p@a:old', 'q@a:new!'], ''],
  ['surging, the old one goes when the new one is available', surge, [node('a')], ['p@a:old', 'q@a:new'], '-p'],
  ['surging, an old one that is not ready goes', surge, [node('a')], ['p@a:old!', 'q@a:new!'], '-p'],
])('%s', (_, spec, nodes, pods, expected) =>
  expect(shown(planDaemons(observe(spec, nodes, pods), () => true))).toBe(expected),
);

const three = [node('a'), node('b'), node('c')];
test.each<[string, DaemonSetSpec, Node[], string[], string]>([
  ['one after the other', strategy(1, 0), three, ['p@a:old', 'q@b:old', 'r@c:old'], '-p'],
  ['not while one is missing', strategy(1, 0), three, ['p@a:new!', 'q@b:old', 'r@c:old'], ''],
  ['not while one goes', strategy(1, 0), three, ['p@a:old-', 'q@b:old', 'r@c:old'], ''],
  ['several at once', strategy('60%', 0), three, ['p@a:old', 'q@b:old', 'r@c:old'], '-p -q'],
  ['what offers nothing at once', strategy(1, 0), three, ['p@a:old!', 'q@b:old!', 'r@c:old'], '-p -q'],
  ['by hand', { updateStrategy: { type: 'OnDelete' } }, three, ['p@a:old', 'q@b:old'], ''],
  ['surging', surge, three, ['p@a:old', 'q@b:old', 'r@c:old'], '+a'],
  ['surging, while one comes', surge, three, ['p@a:old', 's@a:new!', 'q@b:old', 'r@c:old'], ''],
  ['surging, from one to the next', surge, three, ['p@a:old', 's@a:new', 'q@b:old', 'r@c:old'], '+b -p'],
  ['surging, where the old one offers nothing', surge, three, ['p@a:old!', 'q@b:old!', 'r@c:old'], '+a +b +c'],
  [
    'surging, away from a node that is meant no more',
    { ...surge, ...withSpec({ nodeName: 'b' }) },
    [node('a'), node('b')],
    ['p@a:old', 'q@b:new'],
    '-p',
  ],
  ['all of the new kind', strategy(1, 0), three, ['p@a:new', 'q@b:new', 'r@c:new'], ''],
])('update: %s', (_, spec, nodes, pods, expected) =>
  expect(shown(planUpdate(observe(spec, nodes, pods)))).toBe(expected),
);

test('the status counts nodes, each by its oldest pod', () => {
  const nodes = [...three, node('d', taint('x', 'NoSchedule'))];
  expect(daemonStatus(observe({}, nodes, ['p@a:new', 'q@b:old!', 'r@d:new']))).toEqual({
    desiredNumberScheduled: 3,
    currentNumberScheduled: 2,
    numberMisscheduled: 1,
    numberReady: 1,
    updatedNumberScheduled: 1,
    numberAvailable: 1,
    numberUnavailable: 2,
  });
});

test('pods tolerate what nodes have that are not well, and say of which template they are', () => {
  expect(daemonTolerations({ tolerations: [{ key: 'x', operator: 'Exists' }], hostNetwork: true })).toHaveLength(8);
  const given = [
    { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 },
  ];
  expect(daemonTolerations({ tolerations: given })).toHaveLength(6);
  expect(podTemplate(daemonSet(), { hash: 'h', generation: '3' }).metadata?.labels).toEqual({
    app: 'web',
    [LABELS.controllerRevisionHash]: 'h',
    'pod-template-generation': '3',
  });
});
