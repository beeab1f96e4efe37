import { storedResources } from '@kubets/proto-gen/catalogue';

/** Chance, as far as examples leave anything to it. */
export interface Chance {
  /** From 0 on, below `bound`. */
  int(bound: number): number;
}

/** What tests of all kinds know of one: `example.ts` in the kind's folder. */
export interface KindExample {
  /** The titles of its columns, then after the bar those for `-o wide`; with `_` for a blank. */
  columns: string;
  /**
   * The least that is valid beside apiVersion, kind and metadata. In a cluster that runs nothing comes of it: no node takes it, it is
   * for nobody, and leads nowhere.
   */
  least(of: { chance: Chance; namespace: string; name: string }): object;
  /** Of a kind whose objects may not have any name: one that `name` is part of, or one by chance. */
  nameFor?(name: string, chance: Chance): string;
  /** More of it with which nothing is wrong. */
  more?: object;
}

/** By plural: of every kind that is stored, which is every folder in resources/. Found by the catalogue, so that nobody lists them. */
export const kindExamples: ReadonlyMap<string, KindExample> = new Map(
  Object.values(storedResources).map(({ plural }) => {
    // A path that bundlers understand, too: programs in test/ and bench/ need the examples as well.
    const { example } = require(`../${plural}/example.ts`) as { example: KindExample };
    return [plural, example];
  }),
);
