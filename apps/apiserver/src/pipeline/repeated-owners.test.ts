import type { OwnerReference } from '@kubets/proto-gen/meta/v1';
import { leaveOutRepeatedOwners } from './repeated-owners';

const owner = (uid: string, name = 'a'): OwnerReference => ({ apiVersion: 'v1', kind: 'Pod', name, uid });

test.each<[OwnerReference[] | undefined, OwnerReference[] | undefined, string | undefined]>([
  [undefined, undefined, undefined],
  [[owner('u'), owner('v')], [owner('u'), owner('v')], undefined],
  [[owner('u'), owner('u', 'b')], [owner('u'), owner('u', 'b')], undefined],
  [[owner('u'), owner('v'), owner('u'), owner('u')], [owner('u'), owner('v')], 'u, u'],
])('of %j stay %j', (ownerReferences, kept, told) => {
  for (const [isAdmitted, when] of [
    [false, 'entries; API'],
    [true, 'entries after mutating admission happens; API'],
  ] as const) {
    const object = { metadata: { name: 'x', ...(ownerReferences && { ownerReferences }) } };
    const warnings: string[] = [];
    leaveOutRepeatedOwners(object, (text) => warnings.push(text), isAdmitted);
    expect(object.metadata.ownerReferences).toEqual(kept);
    expect(warnings).toHaveLength(told === undefined ? 0 : 1);
    if (told !== undefined) expect(warnings[0]).toMatch(new RegExp(`${when}.*observed: ${told}$`));
  }
});
