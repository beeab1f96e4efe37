import type { Pod } from '@kubets/proto-gen/core/v1';
import { createLister } from './lister';

const pod = (namespace: string, name: string, nodeName?: string): Pod => ({
  metadata: { namespace, name },
  spec: { nodeName },
});
const create = () =>
  createLister<Pod>([pod('a', 'one', 'n1'), pod('a', 'two', 'n2'), pod('b', 'one', 'n1')], {
    node: ({ spec }) => (spec?.nodeName ? [spec.nodeName] : []),
  });
const keys = (pods: Pod[]) =>
  pods.map(({ metadata, spec }) => `${metadata?.namespace}/${metadata?.name}@${spec?.nodeName}`).sort();

describe('createLister', () => {
  test('finds by key, namespace and index', () => {
    const lister = create();
    expect(lister.get('a/two')).toMatchObject({ spec: { nodeName: 'n2' } });
    expect(lister.get('a/three')).toBeUndefined();
    expect(keys(lister.list('a'))).toEqual(['a/one@n1', 'a/two@n2']);
    expect(lister.list()).toHaveLength(3);
    expect(keys(lister.byIndex('node', 'n1'))).toEqual(['a/one@n1', 'b/one@n1']);
    expect(lister.byIndex('node', 'n9')).toEqual([]);
  });

  test('an object that changes moves from one index value to the other', () => {
    const lister = create();
    lister.set(pod('a', 'one', 'n2'));
    expect(keys(lister.byIndex('node', 'n1'))).toEqual(['b/one@n1']);
    expect(keys(lister.byIndex('node', 'n2'))).toEqual(['a/one@n2', 'a/two@n2']);
    lister.delete('a/one');
    expect(keys(lister.byIndex('node', 'n2'))).toEqual(['a/two@n2']);
    expect(lister.keys().sort()).toEqual(['a/two', 'b/one']);
  });

  test('an index that was not declared is a mistake', () =>
    expect(() => create().byIndex('nodes', 'n1')).toThrow('no index "nodes"; there are: node'));
});
