import type { Subject } from './subject';

/** Something of many entries, and what is done with it. */
export function entries(name: string, make: (size: number) => unknown, run: (value: never) => unknown): Subject {
  return {
    name,
    unit: 'entries',
    input(size) {
      const value = make(size);
      return { bytes: JSON.stringify(value).length, value };
    },
    run: (value) => run(value as never),
  };
}

export const list = <T>(size: number, make: (index: number) => T): T[] =>
  Array.from({ length: size }, (_, index) => make(index));
