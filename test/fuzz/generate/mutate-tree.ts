import type { Draw } from './draw';
import { hostileText, hostileValue, POLLUTING_KEYS } from './hostile-values';
import { isMembers, placesOf, type JsonTree } from './json-tree';

/** Changes the tree at one place, and returns it. */
export function mutateTree(draw: Draw, tree: JsonTree): JsonTree {
  const places = placesOf(tree);
  if (places.length === 0 || draw.chance(0.02)) return hostileValue(draw);
  const place = draw.pick(places);
  const value = place.get();
  const change = draw.weighted<() => void>([
    [10, () => place.set(hostileValue(draw))],
    [3, () => addMember(draw, value)],
    [2, () => doubleMember(draw, value)],
    [2, () => removeMember(draw, value)],
    [2, () => place.set(draw.pick(places).get())], // another field's value, or a subtree within itself
    [1, () => place.set([value])],
    [1, () => repeatElement(draw, value)],
    [1, () => renameMember(draw, value)],
  ]);
  // A subtree put within itself would have no end when it is written.
  const before = structuredClone(place.get());
  change();
  if (isEndless(tree)) place.set(before);
  return tree;
}

function addMember(draw: Draw, value: JsonTree): void {
  if (isMembers(value))
    value.members.push([draw.chance(0.7) ? draw.pick(POLLUTING_KEYS) : hostileText(draw), hostileValue(draw)]);
  else if (Array.isArray(value)) value.push(hostileValue(draw));
}

function doubleMember(draw: Draw, value: JsonTree): void {
  if (isMembers(value) && value.members.length > 0)
    value.members.push([draw.pick(value.members)[0], hostileValue(draw)]);
}

function removeMember(draw: Draw, value: JsonTree): void {
  if (isMembers(value) && value.members.length > 0) value.members.splice(draw.int(value.members.length), 1);
}

function renameMember(draw: Draw, value: JsonTree): void {
  if (isMembers(value) && value.members.length > 0)
    draw.pick(value.members)[0] = draw.chance(0.5) ? draw.pick(POLLUTING_KEYS) : draw.text();
}

function repeatElement(draw: Draw, value: JsonTree): void {
  if (Array.isArray(value) && value.length > 0)
    value.push(...Array.from({ length: draw.pick([1, 2, 100]) }, () => structuredClone(draw.pick(value))));
}

function isEndless(tree: JsonTree): boolean {
  const above = new Set<JsonTree>();
  const visit = (node: JsonTree): boolean => {
    if (typeof node !== 'object' || node === null) return false;
    if (above.has(node)) return true;
    above.add(node);
    const found = (Array.isArray(node) ? node : isMembers(node) ? node.members.map(([, value]) => value) : []).some(
      visit,
    );
    above.delete(node);
    return found;
  };
  return visit(tree);
}
