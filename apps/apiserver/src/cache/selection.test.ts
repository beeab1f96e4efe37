import { storedThing, thingKey, things } from '../testing/things';
import { changedObject, changeType, type Change } from './change';
import { createSelection } from './selection';
import { SharedFrames } from './shared-frames';

const pods = {
  ...things,
  plural: 'pods',
  fieldSelectors: {
    'spec.nodeName': (object: object) => (object as { spec?: { nodeName?: string } }).spec?.nodeName ?? '',
  },
};

describe('selection', () => {
  const stored = storedThing('a', 5, { labels: { app: 'web' } });

  test.each([
    [{ namespace: '' }, true],
    [{ namespace: 'default' }, true],
    [{ namespace: 'def' }, false],
    [{ namespace: 'default', labelSelector: 'app=web' }, true],
    [{ namespace: 'default', labelSelector: 'app!=web' }, false],
    [{ namespace: 'default', labelSelector: 'app in (x,web),!gone' }, true],
    [{ namespace: 'default', fieldSelector: 'metadata.name=a' }, true],
    [{ namespace: 'default', fieldSelector: 'metadata.name=b' }, false],
    [{ namespace: '', fieldSelector: 'metadata.namespace=default' }, true],
    [{ namespace: '', fieldSelector: 'metadata.namespace!=default' }, false],
    [{ namespace: 'default', fieldSelector: 'metadata.name=a', labelSelector: 'app=x' }, false],
  ])('%j: %s', (options, expected) => {
    expect(createSelection(things, options).matches(stored)).toBe(expected);
  });

  test('knows when one key or no filter is all there is', () => {
    expect(createSelection(things, { namespace: 'default', fieldSelector: 'metadata.name=a' })).toMatchObject({
      key: thingKey('a'),
      isFiltered: true,
    });
    expect(createSelection(things, { namespace: 'default' })).toMatchObject({
      prefix: '/registry/core/configmaps/default/',
      isFiltered: false,
    });
    expect(createSelection(things, { namespace: '', fieldSelector: 'metadata.name=a' }).key).toBeUndefined();
  });

  test.each([
    [{ ...things, namespaced: false }, true],
    [{ ...pods, namespaced: false }, false],
  ])('a kind for the whole cluster selects by namespace unless it says by what: %#', (definition, selects) => {
    const select = () => createSelection(definition, { namespace: '', fieldSelector: 'metadata.namespace=x' });
    if (selects) expect(select).not.toThrow();
    else expect(select).toThrow('field label not supported: metadata.namespace');
  });

  test('a requirement of nothing asks for nothing', () => {
    expect(() => createSelection(things, { namespace: '', fieldSelector: '=' })).not.toThrow();
  });

  test.each([
    [
      things,
      { namespace: '', fieldSelector: 'spec.nodeName=x' },
      '"spec.nodeName" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    [pods, { namespace: '', fieldSelector: 'spec.other=x' }, 'field label not supported: spec.other'],
    [pods, { namespace: '', fieldSelector: 'constructor=x' }, 'field label not supported: constructor'],
    [things, { namespace: '', labelSelector: 'a b' }, 'unable to parse requirement'],
  ])('refuses what it does not know', (definition, options, message) => {
    expect(() => createSelection(definition, options)).toThrow(message);
  });
});

describe('what a watcher with a selector sees', () => {
  const selection = createSelection(things, { namespace: 'default', labelSelector: 'app=web' });
  const matching = (revision: number) => storedThing('a', revision, { labels: { app: 'web' } });
  const other = (revision: number) => storedThing('a', revision);
  const change = (previous: Change['previous'], current: Change['current']): Change => ({
    revision: 9,
    arrivedAt: 0,
    frames: new SharedFrames(),
    ...(previous ? { previous } : {}),
    ...(current ? { current } : {}),
  });

  test.each([
    [undefined, matching(9), 'ADDED'],
    [undefined, other(9), undefined],
    [other(8), matching(9), 'ADDED'],
    [matching(8), matching(9), 'MODIFIED'],
    [matching(8), other(9), 'DELETED'],
    [other(8), other(9), undefined],
    [matching(8), undefined, 'DELETED'],
    [other(8), undefined, undefined],
  ])('case %#', (previous, current, expected) => {
    const type = changeType(change(previous, current), selection);
    expect(type).toBe(expected);
    if (!type) return;
    const object = changedObject(change(previous, current), type);
    expect([object.revision, object.object.metadata?.labels]).toEqual([9, { app: 'web' }]);
  });
});
