import type { Chain, SetDeclaration } from './rule';
import { createRulesetState, type RulesetDelta } from './ruleset-state';

const set = (name: string, more: Partial<SetDeclaration> = {}): SetDeclaration => ({
  name,
  key: ['destination'],
  ...more,
});
const chain = (name: string, more: Partial<Chain> = {}): Chain => ({ name, rules: [], ...more });
const objects = (elements: string[], sets: SetDeclaration[] = [], chains: Chain[] = []) => ({
  sets,
  chains,
  elements: elements.map((text) => {
    const [name = '', key = '', value = ''] = text.split(' ');
    return { set: name, key, value };
  }),
});

const element = ({ set: name, key, value }: RulesetDelta['addElements'][number]): string =>
  `${name} ${key} ${value}`.trim();
function shown(delta: RulesetDelta): Record<string, string[]> {
  const all = {
    sets: delta.addSets.map(({ name }) => name),
    chains: delta.addChains.map(({ name }) => name),
    add: delta.addElements.map(element),
    remove: delta.removeElements.map(element),
    removeChains: delta.removeChains.map(({ name }) => name),
    removeSets: delta.removeSets.map(({ name }) => name),
  };
  return Object.fromEntries(Object.entries(all).filter(([, list]) => list.length > 0));
}

test('elements are added once, shared, and removed with their last user', () => {
  const state = createRulesetState();
  state.add(objects(['s a', 's b']));
  state.add(objects(['s a']));
  expect(shown(state.takeDelta())).toEqual({ add: ['s a', 's b'] });
  state.release(objects(['s a', 's b']));
  expect(shown(state.takeDelta())).toEqual({ remove: ['s b'] });
  state.release(objects(['s a']));
  expect(shown(state.takeDelta())).toEqual({ remove: ['s a'] });
  expect(shown(state.takeDelta())).toEqual({});
});

test('a changed value is taken out and put in; what comes and goes in between is not seen', () => {
  const state = createRulesetState();
  state.add(objects(['m a 1']));
  state.takeDelta();
  state.add(objects(['m a 2', 'm b 1']));
  state.release(objects(['m a 1']));
  state.release(objects(['m b 1']));
  expect(shown(state.takeDelta())).toEqual({ remove: ['m a 1'], add: ['m a 2'] });
  state.add(objects(['m a 3']));
  state.release(objects(['m a 2']));
  state.add(objects(['m a 2']));
  state.release(objects(['m a 3']));
  expect(shown(state.takeDelta())).toEqual({});
});

describe('lingering elements', () => {
  function withLingering() {
    const state = createRulesetState();
    state.add(objects(['m a 1'], [set('m', { lingers: true })]));
    state.takeDelta();
    state.release(objects(['m a 1']));
    expect(shown(state.takeDelta())).toEqual({});
    expect(state.hasLingering()).toBe(true);
    return state;
  }

  test('go one delta later', () => {
    const state = withLingering();
    expect(shown(state.takeDelta())).toEqual({ remove: ['m a 1'] });
    expect(state.hasLingering()).toBe(false);
  });

  test('are simply kept when they are wanted again', () => {
    const state = withLingering();
    state.add(objects(['m a 1']));
    expect(shown(state.takeDelta())).toEqual({});
    expect(state.hasLingering()).toBe(false);
  });

  test('are exchanged when their key is wanted with another value', () => {
    const state = withLingering();
    state.add(objects(['m a 2']));
    expect(shown(state.takeDelta())).toEqual({ remove: ['m a 1'], add: ['m a 2'] });
  });

  test('are forgotten when everything is replaced', () => {
    const state = withLingering();
    state.settle();
    expect(shown(state.takeDelta())).toEqual({});
  });
});

test('chains and sets go one delta after their last user, unless they stay or come back', () => {
  const state = createRulesetState();
  const own = objects([], [set('s')], [chain('c'), chain('kept', { stays: true })]);
  state.add(own);
  expect(shown(state.takeDelta())).toEqual({ sets: ['s'], chains: ['c', 'kept'] });
  state.release(own);
  expect(shown(state.takeDelta())).toEqual({});
  state.add(own);
  expect(shown(state.takeDelta())).toEqual({});
  state.release(own);
  state.takeDelta();
  expect(shown(state.takeDelta())).toEqual({ removeChains: ['c'], removeSets: ['s'] });
  expect(state.chains().map(({ name }) => name)).toEqual(['kept']);
});

test('releasing what is not there is a defect, and says so', () => {
  expect(() => createRulesetState().release(objects(['s a']))).toThrow('no a in s');
});

test('elements can be read again and again, and are counted', () => {
  const state = createRulesetState();
  state.add(objects(['s a', 'm b 1', 's a']));
  const elements = state.elements();
  for (let read = 0; read < 2; read++) expect([...elements].map(element)).toEqual(['s a', 'm b 1']);
  expect(state.size()).toBe(2);
});

test('what one alone has is not kept, and told as it has changed, with what lingers', () => {
  const state = createRulesetState();
  state.add(objects([], [set('m', { lingers: true }), set('s')]));
  const own = (...texts: string[]) => objects(texts).elements;
  state.exchange(undefined, own('m a 1', 's a'));
  expect(shown(state.takeDelta())).toEqual({ sets: ['m', 's'], add: ['m a 1', 's a'] });
  expect([...state.elements()]).toEqual([]);
  state.exchange(own('m a 1', 's a'), own('m a 2', 's a', 's b'));
  state.exchange(own('m a 2', 's a', 's b'), own('m a 2', 's a', 's c'));
  expect(shown(state.takeDelta())).toEqual({ remove: ['m a 1'], add: ['m a 2', 's c'] });
  state.exchange(own('m a 2', 's a', 's c'), undefined);
  expect(shown(state.takeDelta())).toEqual({ remove: ['s a', 's c'] });
  expect(shown(state.takeDelta())).toEqual({ remove: ['m a 2'] });
});

test('where the kernel gets everything first, what came before it is no change', () => {
  const state = createRulesetState({ everythingFirst: true });
  state.add(objects(['s a', 's b'], [set('s')], [chain('c')]));
  state.release(objects(['s b']));
  state.settle();
  expect(shown(state.takeDelta())).toEqual({});
  state.add(objects(['s c']));
  expect(shown(state.takeDelta())).toEqual({ add: ['s c'] });
});
