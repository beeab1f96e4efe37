import type { KubeObject } from '@kubets/apimachinery';
import { createLister } from './lister';
import { createObjectCache } from './object-cache';
import type { WatchEvent } from './resource-client';

const object = (name: string, version: number, uid = name): KubeObject => ({
  metadata: { name, uid, resourceVersion: String(version) },
});

function apply(before: KubeObject[], ...events: [WatchEvent<KubeObject>['type'], KubeObject][]): string[] {
  const seen: string[] = [];
  const cache = createObjectCache(createLister(before), ({ type, object: { metadata } }) =>
    seen.push(`${type} ${metadata?.name}@${metadata?.resourceVersion}`),
  );
  for (const [type, changed] of events) cache.applyEvent({ type, object: changed });
  return seen;
}

test.each<[string, KubeObject[], [WatchEvent<KubeObject>['type'], KubeObject][], string[]]>([
  ['an arrival', [], [['ADDED', object('a', 5)]], ['add a@5']],
  ['an arrival of what is known is a change', [object('a', 4)], [['ADDED', object('a', 5)]], ['update a@5']],
  ['the same version again is nothing', [object('a', 5)], [['MODIFIED', object('a', 5)]], []],
  ['an older version is nothing', [object('a', 5)], [['MODIFIED', object('a', 4)]], []],
  ['versions are numbers, not text', [object('a', 9)], [['MODIFIED', object('a', 10)]], ['update a@10']],
  ['a change of what was missed is an arrival', [], [['MODIFIED', object('a', 5)]], ['add a@5']],
  [
    'another object of the name replaces the first',
    [object('a', 4, 'u1')],
    [['ADDED', object('a', 5, 'u2')]],
    ['delete a@4', 'add a@5'],
  ],
  ['a deletion shows the last state', [object('a', 4)], [['DELETED', object('a', 6)]], ['delete a@6']],
  ['a deletion of what is unknown is nothing', [], [['DELETED', object('a', 6)]], []],
  ['a replayed deletion spares the successor', [object('a', 7, 'u2')], [['DELETED', object('a', 6, 'u1')]], []],
  ['a bookmark is nothing', [object('a', 4)], [['BOOKMARK', { metadata: { resourceVersion: '9' } }]], []],
])('%s', (_, before, events, expected) => expect(apply(before, ...events)).toEqual(expected));
