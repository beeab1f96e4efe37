import type { TableObjects } from './frontend-objects';
import type { Chain, Element, SetDeclaration } from './rule';

/**
 * What has to change. Packets read the generation of rules once, but that of a set's elements at each look-up, so one that is under way
 * during a transaction may meet old rules with new elements. Therefore what is referred to comes a transaction earlier than
 * what refers to it, and goes a transaction later.
 */
export interface RulesetDelta {
  addSets: SetDeclaration[];
  addChains: Chain[];
  addElements: Element[];
  removeElements: Element[];
  removeChains: Chain[];
  removeSets: SetDeclaration[];
}

/** Everything in a table but elements that one frontend alone has. Shared objects (a spread's chain, a hairpin) are there as long as somebody uses them. */
export interface RulesetState {
  add(objects: TableObjects): void;
  release(objects: TableObjects): void;
  /** Elements of one that are not kept here: what it had, which has its place taken by what it has. Read only when somebody asks what has changed. */
  exchange(before: Iterable<Element> | undefined, after: Iterable<Element> | undefined): void;
  /** What has changed since the last call, without what came and went in between. */
  takeDelta(): RulesetDelta;
  /** Whether something lingering waits for the next takeDelta to remove them. */
  hasLingering(): boolean;
  /** Forgets changes and lingering elements: the kernel is about to get everything. */
  settle(): void;
  sets(): SetDeclaration[];
  chains(): Chain[];
  /** To be read as often as wanted, one at a time, as they are then: nothing may be added or released meanwhile. */
  elements(): Iterable<Element>;
  /** How many elements there are. */
  size(): number;
}

/** A change of an element; undefined: it was not there, or is not. */
interface Touched {
  was: string | undefined;
  now: string | undefined;
}

interface Used<T> {
  value: T;
  uses: number;
}

export interface RulesetStateOptions {
  /** Nobody asks what has changed before settle(): the kernel gets everything first. */
  everythingFirst?: boolean;
}

export function createRulesetState({ everythingFirst = false }: RulesetStateOptions = {}): RulesetState {
  let isTracking = !everythingFirst;
  const sets = new Map<string, Used<SetDeclaration>>();
  const chains = new Map<string, Used<Chain>>();
  /** An element that is used once, as most are, is its value and nothing more. */
  const elements = new Map<string, Map<string, string | Used<string>>>();
  /** As they were at the last takeDelta; undefined: they were not there. */
  const touchedSets = new Map<string, SetDeclaration | undefined>();
  const touchedChains = new Map<string, Chain | undefined>();
  const touchedElements = new Map<string, Map<string, Touched>>();
  /** In the kernel but no longer wanted: elements by set and key, chains and sets by name. */
  let lingering = new Map<string, Map<string, string>>();
  let lingeringChains = new Map<string, Chain>();
  let lingeringSets = new Map<string, SetDeclaration>();

  function addNamed<T extends { name: string; stays?: true }>(
    all: Map<string, Used<T>>,
    touched: Map<string, T | undefined>,
    value: T,
  ): void {
    const known = all.get(value.name);
    if (known) {
      known.uses++;
      return;
    }
    if (isTracking && !touched.has(value.name)) touched.set(value.name, undefined);
    all.set(value.name, { value, uses: 1 });
  }

  function releaseNamed<T extends { name: string; stays?: true }>(
    all: Map<string, Used<T>>,
    touched: Map<string, T | undefined>,
    value: T,
  ): void {
    const known = all.get(value.name);
    if (!known) throw new Error(`ruleset has no ${value.name} to release`);
    if (--known.uses > 0 || value.stays) return;
    if (isTracking && !touched.has(value.name)) touched.set(value.name, known.value);
    all.delete(value.name);
  }

  function touch(set: string, key: string, was: string | undefined, now: string | undefined): void {
    if (!isTracking) return;
    const ofSet = getOrMake(touchedElements, set);
    const touched = ofSet.get(key);
    if (touched) touched.now = now;
    else ofSet.set(key, { was, now });
  }

  function addElement({ set, key, value }: Element): void {
    const ofSet = getOrMake(elements, set);
    const known = ofSet.get(key);
    if (known === undefined) {
      touch(set, key, undefined, value);
      ofSet.set(key, value);
      return;
    }
    const before = valueOf(known);
    if (before !== value) touch(set, key, before, value);
    ofSet.set(key, { value, uses: typeof known === 'string' ? 2 : known.uses + 1 });
  }

  function releaseElement({ set, key }: Element): void {
    const ofSet = elements.get(set);
    const known = ofSet?.get(key);
    if (!ofSet || known === undefined) throw new Error(`ruleset has no ${key} in ${set} to release`);
    const value = valueOf(known);
    if (typeof known !== 'string' && known.uses > 1) {
      ofSet.set(key, known.uses === 2 ? value : { value, uses: known.uses - 1 });
      return;
    }
    touch(set, key, value, undefined);
    ofSet.delete(key);
  }

  /** Turns the touched elements into the delta's, keeping what lingers back. */
  function elementDelta(delta: RulesetDelta): void {
    const overdue = lingering;
    lingering = new Map();
    for (const [set, keys] of touchedElements) {
      const lingers = sets.get(set)?.value.lingers ?? false;
      const stillThere = overdue.get(set);
      for (const [key, { was, now }] of keys) {
        const before = was ?? stillThere?.get(key);
        stillThere?.delete(key);
        if (before === now) continue;
        if (now === undefined && lingers) {
          getOrMake(lingering, set).set(key, before as string);
          continue;
        }
        if (before !== undefined) delta.removeElements.push({ set, key, value: before });
        if (now !== undefined) delta.addElements.push({ set, key, value: now });
      }
    }
    for (const [set, keys] of overdue) for (const [key, value] of keys) delta.removeElements.push({ set, key, value });
  }

  function forgetTouched(): void {
    touchedSets.clear();
    touchedChains.clear();
    touchedElements.clear();
  }

  return {
    add(objects) {
      for (const set of objects.sets) addNamed(sets, touchedSets, set);
      for (const chain of objects.chains) addNamed(chains, touchedChains, chain);
      for (const element of objects.elements) addElement(element);
    },
    release(objects) {
      for (const element of objects.elements) releaseElement(element);
      for (const chain of objects.chains) releaseNamed(chains, touchedChains, chain);
      for (const set of objects.sets) releaseNamed(sets, touchedSets, set);
    },
    exchange(before = [], after = []) {
      if (!isTracking) return;
      for (const { set, key, value } of before) touch(set, key, value, undefined);
      for (const { set, key, value } of after) touch(set, key, undefined, value);
    },
    takeDelta() {
      const delta: RulesetDelta = {
        addSets: [],
        addChains: [],
        addElements: [],
        removeElements: [],
        removeChains: [],
        removeSets: [],
      };
      lingeringSets = splitNamed(sets, touchedSets, lingeringSets, delta.addSets, delta.removeSets);
      lingeringChains = splitNamed(chains, touchedChains, lingeringChains, delta.addChains, delta.removeChains);
      elementDelta(delta);
      forgetTouched();
      return delta;
    },
    hasLingering: () => lingering.size + lingeringChains.size + lingeringSets.size > 0,
    settle() {
      isTracking = true;
      forgetTouched();
      lingering = new Map();
      lingeringChains = new Map();
      lingeringSets = new Map();
    },
    sets: () => [...sets.values()].map(({ value }) => value),
    chains: () => [...chains.values()].map(({ value }) => value),
    elements: () => ({
      *[Symbol.iterator]() {
        for (const [set, keys] of elements) for (const [key, known] of keys) yield { set, key, value: valueOf(known) };
      },
    }),
    size: () => [...elements.values()].reduce((sum, keys) => sum + keys.size, 0),
  };
}

const valueOf = (known: string | Used<string>): string => (typeof known === 'string' ? known : known.value);

/** Splits what was touched into added and removed. Returns what is to be removed next time; what was before is removed now, unless it is wanted again. */
function splitNamed<T extends { name: string }>(
  all: Map<string, Used<T>>,
  touched: Map<string, T | undefined>,
  overdue: Map<string, T>,
  added: T[],
  removed: T[],
): Map<string, T> {
  const lingering = new Map<string, T>();
  for (const [name, was] of touched) {
    const now = all.get(name)?.value;
    const stillThere = was ?? overdue.get(name);
    overdue.delete(name);
    if (stillThere === undefined && now !== undefined) added.push(now);
    if (stillThere !== undefined && now === undefined) lingering.set(name, stillThere);
  }
  removed.push(...overdue.values());
  return lingering;
}

function getOrMake<K, V extends Map<string, unknown>>(map: Map<K, V>, key: K): V {
  let value = map.get(key);
  if (!value) map.set(key, (value = new Map<string, unknown>() as V));
  return value;
}
