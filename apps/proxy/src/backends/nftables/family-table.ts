import type { IpFamily } from '@kubets/net';
import type { Frontend } from '../../model/frontend';
import { frontendKey } from '../../model/frontend';
import type { FrontendChange } from '../../model/frontend-table';
import type { AddressSet } from '../../model/forwarding-state';
import { objectsOfFrontend, type TableObjects } from './frontend-objects';
import {
  renderDelta,
  renderFirst,
  renderRemoval,
  renderReplacement,
  type TableContent,
  type Transaction,
} from './render-transaction';
import type { Element } from './rule';
import { createRulesetState } from './ruleset-state';
import { fixedSets, skeletonChains, type SkeletonOptions } from './skeleton';
import { createSpreads } from './spread';

/** Transactions to be made one after the other, and how many elements they add and remove. */
export interface TableWork {
  transactions: Transaction[];
  elements: number;
}

/** One family's table: what is wanted in it, and the statements that get the kernel there. */
export interface FamilyTable {
  readonly family: IpFamily;
  stageFrontend(change: FrontendChange): void;
  stageAddresses(set: AddressSet, before: readonly string[], after: readonly string[]): void;
  /** For what has changed since the last call of either method. */
  takeChanges(): TableWork;
  /** Replaces what the kernel has: undefined when that is no table, else the elements that packets have put into it. */
  takeEverything(learned: readonly Element[] | undefined): TableWork;
  /** Everything that is wanted in the table. */
  content(): TableContent;
  /** False while no Service uses this family: then there should be no table. */
  isUsed(): boolean;
  /** Old elements are still in the kernel, for the next takeChanges to remove. */
  hasLeftovers(): boolean;
}

export function createFamilyTable(family: IpFamily, options: SkeletonOptions): FamilyTable {
  const state = createRulesetState({ everythingFirst: true });
  const spreads = createSpreads(options);
  state.add({ sets: [...fixedSets], chains: skeletonChains(family, options), elements: [] });
  /** What it is made of follows from a frontend, and is several times as large. */
  const staged = new Map<string, Frontend>();
  let ownElements = 0;
  /** Service CIDRs alone don't make a family used. */
  let addressCount = 0;

  function stageFrontend(frontend: Frontend | undefined, key: string): void {
    const was = staged.get(key);
    const before = was && objectsOfFrontend(was, options, spreads);
    const after = frontend && objectsOfFrontend(frontend, options, spreads);
    if (frontend) staged.set(key, frontend);
    else staged.delete(key);
    if (after) state.add(after);
    if (before) state.release(before);
    state.exchange(before?.own, after?.own);
    ownElements += (after?.own.count ?? 0) - (before?.own.count ?? 0);
  }

  function* elements(): Generator<Element> {
    yield* state.elements();
    for (const frontend of staged.values()) yield* objectsOfFrontend(frontend, options, spreads).own;
  }

  const content = (): TableContent => ({
    sets: state.sets(),
    chains: state.chains(),
    elements: { [Symbol.iterator]: elements },
  });
  const isUsed = (): boolean => staged.size > 0 || addressCount > 0;

  return {
    family,
    content,
    isUsed,
    stageFrontend({ before, after }) {
      const frontend = after ?? before;
      if (frontend) stageFrontend(after, frontendKey(frontend));
    },
    stageAddresses(set, before, after) {
      const asObjects = (addresses: readonly string[]): TableObjects => ({
        sets: [],
        chains: [],
        elements: addresses.map((key) => ({ set, key, value: '' })),
      });
      state.add(asObjects(after));
      state.release(asObjects(before));
      if (set !== 'service-cidrs') addressCount += after.length - before.length;
    },
    takeChanges() {
      const delta = state.takeDelta();
      return {
        transactions: renderDelta(family, delta),
        elements: delta.addElements.length + delta.removeElements.length,
      };
    },
    takeEverything(learned) {
      state.settle();
      if (!isUsed()) return { transactions: [renderRemoval(family)], elements: 0 };
      const everything = content();
      return {
        transactions: learned ? renderReplacement(family, everything, learned) : renderFirst(family, everything),
        elements: state.size() + ownElements,
      };
    },
    hasLeftovers: () => state.hasLingering(),
  };
}
