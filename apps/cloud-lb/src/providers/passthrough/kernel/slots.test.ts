import { nodeOfSlots, SLOTS } from './slots';

const nodes = ['10.0.0.11', '10.0.0.12', '10.0.0.13', '10.0.0.14'];
const countOf = (slots: readonly string[], node: string) => slots.filter((one) => one === node).length;

test('every node has about its share of the slots', () => {
  const slots = nodeOfSlots(nodes);
  for (const node of nodes) expect(Math.abs(countOf(slots, node) - SLOTS / 4)).toBeLessThan(SLOTS / 16);
});

test('when a node goes only its slots are given to others, and it gets the same ones back', () => {
  const before = nodeOfSlots(nodes);
  const without = nodeOfSlots(nodes.slice(1));
  expect(before.filter((node, slot) => node !== nodes[0] && without[slot] !== node)).toEqual([]);
  expect(nodeOfSlots([...nodes].reverse())).toEqual(before);
});
