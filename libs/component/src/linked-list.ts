/** Values in the order in which they came, each to be taken out where it stands; gone through, those that were there at the beginning and still are. */
export interface LinkedList<T> extends Iterable<T> {
  readonly size: number;
  /** At the end. The link takes it out again. */
  append(value: T): Link;
}

export interface Link {
  /** More than once is as good as once. */
  remove(): void;
}

interface Linked<T> extends Link {
  value: T | undefined;
  previous: Linked<T> | undefined;
  next: Linked<T> | undefined;
}

/**
 * For what comes and goes with every request. A `Set` would do, but V8 gives it a new table after a few changes, and has the old one
 * point at the new one: a table that has become old keeps all that come after it, and what stood in them, past every collection of
 * young objects, so that a request's objects become old, too.
 */
export function createLinkedList<T extends object>(): LinkedList<T> {
  let first: Linked<T> | undefined;
  let last: Linked<T> | undefined;
  let size = 0;

  function remove(link: Linked<T>): void {
    if (link.value === undefined) return;
    const { previous, next } = link;
    if (previous) previous.next = next;
    else first = next;
    if (next) next.previous = previous;
    else last = previous;
    // Nothing that has been taken out leads to what is still there.
    link.value = undefined;
    link.previous = link.next = undefined;
    size -= 1;
  }

  return {
    get size() {
      return size;
    },
    append(value) {
      const link: Linked<T> = { value, previous: last, next: undefined, remove: () => remove(link) };
      if (last) last.next = link;
      else first = link;
      last = link;
      size += 1;
      return link;
    },
    *[Symbol.iterator]() {
      const links: Linked<T>[] = [];
      for (let link = first; link; link = link.next) links.push(link);
      for (const { value } of links) if (value !== undefined) yield value;
    },
  };
}
