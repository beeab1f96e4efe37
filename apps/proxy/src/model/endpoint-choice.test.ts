import type { Endpoint } from './endpoint';
import { chooseEndpoints, readyLocalEndpoints } from './endpoint-choice';
import type { NodeView } from './node-view';

const node: NodeView = { name: 'here', zone: 'a', primaryAddresses: [], eligible: true };

/** Written `NODE STATE [ZONES [NODES]]`; the address tells the position. */
function endpoints(...texts: string[]): Endpoint[] {
  return texts.map((text, index) => {
    const [nodeName = '', state = '', zones = '', nodes = ''] = text.split(' ');
    return {
      address: `10.0.0.${index + 1}`,
      port: 80,
      nodeName,
      ready: state === 'ready',
      serving: state === 'ready' || state === 'leaving',
      terminating: state === 'leaving' || state === 'gone',
      zoneHints: zones.split(',').filter(Boolean),
      nodeHints: nodes.split(',').filter(Boolean),
    };
  });
}

const positions = (chosen: readonly Endpoint[]): number[] => chosen.map(({ address }) => Number(address.split('.')[3]));

test.each([
  ['ready ones only', endpoints('here ready', 'there unready', 'there ready'), [1, 3], [1], true],
  ['leaving ones only without ready ones', endpoints('here leaving', 'there ready'), [2], [1], true],
  ['leaving ones where nothing is ready', endpoints('here leaving', 'there gone', 'there unready'), [1], [1], true],
  ['nothing', endpoints('here unready', 'there gone'), [], [], false],
  ['none here', endpoints('there ready'), [1], [], true],
  ['hints: those for the zone', endpoints('here ready b', 'there ready a', 'there ready a,b'), [2, 3], [1], true],
  ['hints: one endpoint without', endpoints('here ready b', 'there ready'), [1, 2], [1], true],
  ['hints: none for the zone', endpoints('here ready b', 'there ready b'), [1, 2], [1], true],
  ['hints: those not ready need none', endpoints('here ready a', 'there ready b', 'there unready'), [1], [1], true],
  ['hints: those for the node first', endpoints('here ready a here', 'there ready a there'), [1], [1], true],
  ['hints: none for the node', endpoints('there ready a there', 'far ready b far'), [1], [], true],
  ['hints: one without a node', endpoints('here ready a here', 'there ready a'), [1, 2], [1], true],
  ["hints don't limit leaving ones", endpoints('here leaving b', 'there leaving a'), [1, 2], [1], true],
])('%s', (_, all, cluster, local, anywhere) => {
  const choice = chooseEndpoints(all, node);
  expect({ cluster: positions(choice.cluster), local: positions(choice.local), anywhere: choice.anywhere }).toEqual({
    cluster,
    local,
    anywhere,
  });
});

test('hints mean nothing on a node without a zone', () => {
  const { zone: _, ...zoneless } = node;
  expect(positions(chooseEndpoints(endpoints('here ready b', 'there ready a'), zoneless).cluster)).toEqual([1, 2]);
});

test('health checks count ready endpoints of this node', () => {
  expect(positions(readyLocalEndpoints(endpoints('here leaving', 'there ready', 'here ready'), node))).toEqual([3]);
});
