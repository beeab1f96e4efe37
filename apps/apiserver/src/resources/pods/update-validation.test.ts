import { atOnce, settleSteps } from '@kubets/apimachinery';
import { growthRatio } from '@kubets/apimachinery/testing';
import type { NodeSelectorTerm, Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import { created, texts, updated, deepFreeze, strategyContext } from '../testing/strategy-harness';
import { pods } from './pods';
import { validatePod } from './validation';
import { container, pod } from './testing/pod-of';

const requiredTerms = ({ affinity }: PodSpec): NodeSelectorTerm[] =>
  affinity!.nodeAffinity!.requiredDuringSchedulingIgnoredDuringExecution!.nodeSelectorTerms!;

describe('updates', () => {
  const old = () =>
    created(pods, pod({ tolerations: [{ key: 'a', operator: 'Exists' }], activeDeadlineSeconds: 100 })).object;
  const forbidden = expect.stringMatching(
    /^spec: Forbidden: pod updates may not change fields other than `spec\.containers\[\*\]\.image`,`spec\.initContainers\[\*\]\.image`,`spec\.activeDeadlineSeconds`,`spec\.tolerations` \(only additions to existing tolerations\),`spec\.terminationGracePeriodSeconds`/,
  ) as unknown as string;
  test.each<[string, (spec: PodSpec) => void, string[]]>([
    [
      'the image',
      (spec) => {
        spec.containers![0]!.image = 'nginx:2';
      },
      [],
    ],
    [
      'a further toleration',
      (spec) => {
        spec.tolerations!.push({ key: 'b', operator: 'Exists' });
      },
      [],
    ],
    [
      'an earlier deadline',
      (spec) => {
        spec.activeDeadlineSeconds = 50;
      },
      [],
    ],
    [
      'a later deadline',
      (spec) => {
        spec.activeDeadlineSeconds = 150;
      },
      ['spec.activeDeadlineSeconds: Invalid value: 150: must be less than or equal to previous value'],
    ],
    [
      'no deadline',
      (spec) => {
        delete spec.activeDeadlineSeconds;
      },
      ['spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value'],
    ],
    [
      'no tolerations',
      (spec) => {
        spec.tolerations = [];
      },
      ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds'],
    ],
    [
      'a command',
      (spec) => {
        spec.containers![0]!.command = ['x'];
      },
      [forbidden],
    ],
    [
      'the node',
      (spec) => {
        spec.nodeName = 'n';
      },
      [forbidden],
    ],
    [
      'another container',
      (spec) => {
        spec.containers!.push(container({ name: 'b' }));
      },
      ['spec.containers: Forbidden: pod updates may not add or remove containers'],
    ],
    [
      'a gate',
      (spec) => {
        spec.schedulingGates = [{ name: 'a.b/c' }];
      },
      ["spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a.b/c'"],
    ],
  ])('%s', (_, change, expected) => {
    expect(updated(pods, old(), ({ spec }) => change(spec!)).errors).toEqual(expected);
  });

  test('what may not change is shown, as it was and as it would be', () => {
    const { errors } = updated(
      pods,
      created(pods, pod()).object,
      ({ spec }) => void (spec!.containers![0]!.command = ['x']),
    );
    expect(errors).toEqual([
      expect.stringContaining(`if it was previously negative)
@@ -5,7 +5,9 @@
   {
    "Name": "web",
    "Image": "nginx:1",
-   "Command": null,
+   "Command": [
+    "x"
+   ],
    "Args": null,
    "WorkingDir": "",
    "Ports": null,
`),
    ]);
  });

  test.each<[string, (spec: PodSpec) => void, string[]]>([
    ['a label of nodes more', (spec) => void (spec.nodeSelector!.b = 'c'), []],
    [
      'another label of nodes',
      (spec) => void (spec.nodeSelector = { a: 'c' }),
      [
        'spec.nodeSelector: Invalid value: {"a":"c"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
      ],
    ],
    [
      'a requirement more',
      (spec) => void requiredTerms(spec)[0]!.matchExpressions!.push({ key: 'y', operator: 'Exists' }),
      [],
    ],
    [
      'a term more',
      (spec) => void requiredTerms(spec).push({ matchExpressions: [] }),
      [
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Invalid value: [{"MatchExpressions":[{"Key":"x","Operator":"Exists","Values":null}],"MatchFields":null},{"MatchExpressions":[],"MatchFields":null}]: no additions/deletions to non-empty NodeSelectorTerms list are allowed',
      ],
    ],
    [
      'another requirement',
      (spec) => void (requiredTerms(spec)[0]!.matchExpressions![0]!.key = 'z'),
      [
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]: Invalid value: {"MatchExpressions":[{"Key":"z","Operator":"Exists","Values":null}],"MatchFields":null}: only additions are allowed (no mutations or deletions)',
      ],
    ],
  ])('of a pod that waits at a gate: %s', (_, change, expected) => {
    const { object } = created(
      pods,
      pod({
        schedulingGates: [{ name: 'g' }],
        nodeSelector: { a: 'b' },
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'x', operator: 'Exists' }] }],
            },
          },
        },
      }),
    );
    expect(updated(pods, object, ({ spec }) => change(spec!)).errors).toEqual(expected);
  });

  test('the order of tolerations and their seconds may change, in a time that grows with their number only', () => {
    const many = (size: number) => {
      const tolerations = Array.from({ length: size }, (_, index) => ({
        key: `k${index}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: index,
      }));
      return {
        before: pod({ tolerations }),
        after: pod({
          tolerations: tolerations
            .map(({ key }) => ({ tolerationSeconds: 1, effect: 'NoExecute', operator: 'Exists', key }))
            .reverse(),
        }),
      };
    };
    const run = ({ before, after }: ReturnType<typeof many>) =>
      atOnce(settleSteps(pods.validateUpdate!(after, before, strategyContext())));
    expect(run(many(3))).toEqual([]);
    expect(growthRatio(many, run, 300)).toBeLessThan(5);
  });

  test('a status keeps the QoS class and fills in both forms of the addresses', () => {
    const stored = deepFreeze(old());
    const object: Pod = {
      ...stored,
      status: { phase: 'Running', podIP: '10.244.0.5', hostIPs: [{ ip: '10.201.0.11' }] },
    };
    pods.status!.prepareForUpdate!(object, stored, strategyContext());
    expect(object.status).toEqual({
      phase: 'Running',
      qosClass: 'BestEffort',
      podIP: '10.244.0.5',
      podIPs: [{ ip: '10.244.0.5' }],
      hostIP: '10.201.0.11',
      hostIPs: [{ ip: '10.201.0.11' }],
    });
    expect(texts(atOnce(validatePod(object)))).toEqual([]);
  });
});
