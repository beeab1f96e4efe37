/** A part of what changed, as it is sent. */
export interface ChangeSet<T> {
  whole?: boolean;
  more?: boolean;
  set: [string, T][];
  gone: string[];
}

/**
 * What has changed since it was last taken: of each key only how it is now, so that who takes slowly misses steps between,
 * never the end, and no more is held than there are keys.
 */
export interface Changes<T> {
  /** Everything; `isFirst` unless it goes on with what was listed before. */
  list(entries: readonly [string, T][], isFirst: boolean): void;
  set(key: string, value: T): void;
  gone(key: string): void;
  /** Nothing has changed since, as far as was told. */
  readonly isEmpty: boolean;
  /** At most `most` keys of it; undefined when there is nothing. */
  take(most: number): ChangeSet<T> | undefined;
}

export function createChanges<T>(onChange: () => void): Changes<T> {
  const pending = new Map<string, { value: T } | undefined>();
  let whole = false;

  const put = (key: string, change: { value: T } | undefined) => {
    // A key that changes often does not push itself to the end.
    pending.set(key, change);
    onChange();
  };
  return {
    list(entries, isFirst) {
      if (isFirst) {
        pending.clear();
        whole = true;
      }
      for (const [key, value] of entries) pending.set(key, { value });
      onChange();
    },
    set: (key, value) => put(key, { value }),
    gone: (key) => put(key, undefined),
    get isEmpty() {
      return pending.size === 0 && !whole;
    },
    take(most) {
      if (pending.size === 0 && !whole) return undefined;
      const part: ChangeSet<T> = { ...(whole && { whole }), set: [], gone: [] };
      whole = false;
      for (const [key, change] of pending) {
        if (part.set.length + part.gone.length >= most) break;
        pending.delete(key);
        if (change) part.set.push([key, change.value]);
        else part.gone.push(key);
      }
      if (pending.size > 0) part.more = true;
      return part;
    },
  };
}
