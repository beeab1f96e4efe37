import { resourcePrefixOf } from '@kubets/store';
import type { Change } from './change';
import type { Condition } from './condition';
import type { Selection } from './selection';

/** Whoever follows a resource. Called synchronously, in order; what one throws is its own affair, and is reported. */
export interface Follower {
  onChange(change: Change): void;
  /** The cache was filled anew: what happened in between is not known, the watch has to end. */
  onReset(): void;
}

/** Keeps the index of a condition, so that changes tell what values they are about; undefined when it cannot be kept. */
export type Hold = (condition: Condition) => (() => void) | undefined;

/** All that follow one resource. A change is told to those whose selection may be about it, not to all, one after the other. */
export interface Followers {
  readonly size: number;
  /** With a selection it is told at least of what that selects; the function that is returned ends it. */
  add(follower: Follower, selection: Selection | undefined, hold: Hold): () => void;
  /** Those that a change of this key may be about. */
  of(key: string, change: Pick<Change, 'values'>): Iterable<Follower>;
  all(): Iterable<Follower>;
}

type Groups = Map<unknown, Set<Follower>>;

interface Place {
  groups: Groups;
  at: unknown;
  release?: () => void;
}

export function createFollowers(): Followers {
  const everything = new Set<Follower>();
  const followers = new Set<Follower>();
  const byKey: Groups = new Map();
  const byPrefix: Groups = new Map();
  /** By what is indexed, and by the one value that they want of it. */
  const byValue = new Map<unknown, Groups>();

  /** The followers among which a selection's is found, and what keeps it possible to find it there. */
  function placeOf({ key, prefix, conditions = [] }: Selection, hold: Hold): Place {
    if (key) return { groups: byKey, at: key };
    for (const condition of conditions) {
      const release = condition.oneOf?.length === 1 ? hold(condition) : undefined;
      if (!release) continue;
      let groups = byValue.get(condition.of);
      if (!groups) byValue.set(condition.of, (groups = new Map()));
      return { groups, at: condition.oneOf![0], release };
    }
    return { groups: byPrefix, at: prefix };
  }

  return {
    get size() {
      return followers.size;
    },
    add(follower, selection, hold) {
      followers.add(follower);
      if (!selection) {
        everything.add(follower);
        return () => void (everything.delete(follower), followers.delete(follower));
      }
      const { groups, at, release } = placeOf(selection, hold);
      const group = groups.get(at) ?? new Set();
      groups.set(at, group.add(follower));
      return () => {
        if (!followers.delete(follower)) return;
        group.delete(follower);
        if (group.size === 0) groups.delete(at);
        release?.();
      };
    },
    *of(key, { values }) {
      yield* everything;
      yield* byKey.get(key) ?? [];
      for (const prefix of prefixesOf(key)) yield* byPrefix.get(prefix) ?? [];
      for (const [of, groups] of byValue) {
        const value = values?.get(of);
        if (!value) continue;
        yield* groups.get(value.before) ?? [];
        if (value.after !== value.before) yield* groups.get(value.after) ?? [];
      }
    },
    all: () => [...followers],
  };
}

/** Of `/registry/core/pods/default/web`: `/registry/core/pods/` and `/registry/core/pods/default/`. */
function prefixesOf(key: string): string[] {
  const prefix = resourcePrefixOf(key) ?? '';
  const end = key.lastIndexOf('/') + 1;
  return end > prefix.length ? [prefix, key.slice(0, end)] : [prefix];
}
