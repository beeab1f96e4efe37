import { atOnce } from '@kubets/apimachinery';
import type { Node } from '@kubets/proto-gen/core/v1';
import { defaultObject } from '../../pipeline/default-object';
import type { ServedVersion } from '../../registry/resource';
import { cellsOf, created, updated } from '../testing/strategy-harness';
import { nodes } from './nodes';

describe('what a node has', () => {
  test.each<[Record<string, string>, string[]]>([
    [{ cpu: '1500m', pods: '110' }, []],
    [
      { cpu: '-1' },
      [
        'status.capacity.cpu: Invalid value: "-1": must be greater than or equal to 0',
        'status.allocatable.cpu: Invalid value: "-1": must be greater than or equal to 0',
      ],
    ],
    [
      { pods: '1500m' },
      [
        'status.capacity.pods: Invalid value: "1500m": must be an integer',
        'status.allocatable.pods: Invalid value: "1500m": must be an integer',
      ],
    ],
  ])('%j', (capacity, expected) => {
    expect(created<Node>(nodes, { metadata: { name: 'n' }, status: { capacity } }).errors).toEqual(expected);
  });

  test('an ID from outside is out of use', () => {
    expect(nodes.warnings!({ spec: { externalID: 'a' } }, undefined)).toEqual([
      'spec.externalID: this field is deprecated, and is unused by Kubernetes',
    ]);
  });
});

describe('nodes', () => {
  const node = (more: Partial<Node>): Node => ({ metadata: { name: 'node-1', ...more.metadata }, ...more });
  test.each<[string, Partial<Node>, string[]]>([
    ['nothing', {}, []],
    [
      'taints',
      {
        spec: {
          taints: [
            { key: 'a b', effect: 'X' },
            { key: 'c', effect: 'NoSchedule' },
            { key: 'c', effect: 'NoSchedule' },
          ],
        },
      },
      [
        expect.stringMatching(/^metadata\.taints\[0\]\.key: Invalid value: "a b": name part/) as unknown as string,
        'metadata.taints[0].effect: Unsupported value: "X": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
        'metadata.taints[2]: Duplicate value: {"Key":"c","Value":"","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
      ],
    ],
    [
      'pod CIDRs',
      { spec: { podCIDRs: ['x', '10.0.0.0/8'] } },
      [
        'spec.podCIDRs[0]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
        'spec.podCIDRs: Internal error: invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[0]: <nil> (invalid CIDR address: x)',
        'spec.podCIDRs: Invalid value: ["x","10.0.0.0/8"]: may specify no more than one CIDR for each IP family',
      ],
    ],
  ])('%s', (_, more, expected) => {
    expect(created(nodes, node(more)).errors).toEqual(expected);
  });

  test('podCIDR and podCIDRs go together and are set once', () => {
    const { object } = created(nodes, node({ spec: { podCIDR: '10.244.0.0/24' } }));
    expect(object.spec!.podCIDRs).toEqual(['10.244.0.0/24']);
    const { errors } = updated(nodes, object, ({ spec }) => {
      spec!.podCIDR = '10.244.1.0/24';
      spec!.podCIDRs = ['10.244.1.0/24'];
    });
    expect(errors).toEqual(['spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid']);
  });

  test('what a node can hold is what it has', () => {
    const object: Node = { status: { capacity: { cpu: '2', pods: '110' }, allocatable: { cpu: '1' } } };
    atOnce(defaultObject(object, nodes.versions[0] as ServedVersion));
    expect(object.status!.allocatable).toEqual({ cpu: '1', pods: '110' });
  });

  const ready = (status: string) => ({ conditions: [{ type: 'Ready', status }] });
  test.each<[Node, object]>([
    [{}, { Status: 'Unknown', Roles: '<none>', 'Internal-IP': '<none>', 'OS-Image': '<unknown>' }],
    [{ status: ready('True') }, { Status: 'Ready' }],
    [
      { status: { nodeInfo: { kernelVersion: '6.1.0', architecture: 'arm64' } as object } },
      { 'Kernel-Version': '6.1.0 (arm64)' },
    ],
    [{ status: ready('Unknown'), spec: { unschedulable: true } }, { Status: 'NotReady,SchedulingDisabled' }],
    [
      {
        metadata: {
          labels: {
            'node-role.kubernetes.io/worker': '',
            'node-role.kubernetes.io/control-plane': '',
            'kubernetes.io/role': 'x',
          },
        },
      },
      { Roles: 'control-plane,worker,x' },
    ],
    [
      {
        status: {
          addresses: [
            { type: 'InternalIP', address: '10.201.0.11' },
            { type: 'ExternalIP', address: '10.201.0.12' },
          ],
          nodeInfo: { kubeletVersion: 'v1.33.0', containerRuntimeVersion: 'containerd://1.6.20' } as object,
        },
      },
      {
        Version: 'v1.33.0',
        'Internal-IP': '10.201.0.11',
        'External-IP': '10.201.0.12',
        'Container-Runtime': 'containerd://1.6.20',
      },
    ],
  ])('%j is shown as %j', (object, cells) => {
    expect(cellsOf(nodes, object)).toMatchObject(cells);
  });
});
