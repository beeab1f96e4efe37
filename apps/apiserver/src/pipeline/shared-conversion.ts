import { canonicalBytes, type StoredObject } from '@kubets/store';
import type { Conversion } from '../registry/conversion';

/** So much of what was answered is kept for who comes next: the request that wrote an object, its watches, and whoever reads it. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Objects of the store in another version, as bytes; in the order given. @throws StatusError 500. */
export type SharedConversion = (objects: readonly StoredObject[], apiVersion: string) => Promise<Buffer[]>;

const shared = new WeakMap<Conversion, SharedConversion>();

/** The one of a conversion, by which nobody asks for the same object at the same revision while somebody else does, or just has. */
export function sharedConversion(conversion: Conversion): SharedConversion {
  const known = shared.get(conversion) ?? createSharedConversion(conversion);
  shared.set(conversion, known);
  return known;
}

function createSharedConversion(conversion: Conversion): SharedConversion {
  const answers = new Map<string, Promise<Buffer>>();
  /** Sizes of those that are there, the oldest first. */
  const sizes = new Map<string, number>();
  let total = 0;

  function keep(name: string, size: number): void {
    sizes.set(name, size);
    total += size;
    for (const [oldest, oldSize] of sizes) {
      if (total <= MAX_BYTES) return;
      total -= oldSize;
      sizes.delete(oldest);
      answers.delete(oldest);
    }
  }

  function ask(objects: readonly { name: string; object: StoredObject }[], apiVersion: string): void {
    const asked = conversion
      .convert(
        objects.map(({ object }) => object.object),
        apiVersion,
      )
      .then((made) => made.map(canonicalBytes));
    for (const [index, { name }] of objects.entries()) {
      const answer = asked.then((bytes) => bytes[index]!);
      answers.set(name, answer);
      answer.then(
        ({ length }) => keep(name, length),
        () => answers.delete(name),
      );
    }
  }

  return (objects, apiVersion) => {
    const wanted = objects.map((object) => ({ name: `${apiVersion} ${object.revision} ${object.key}`, object }));
    const unknown = wanted.filter(({ name }) => !answers.has(name));
    if (unknown.length > 0) ask(unknown, apiVersion);
    return Promise.all(wanted.map(({ name }) => answers.get(name)!));
  };
}
