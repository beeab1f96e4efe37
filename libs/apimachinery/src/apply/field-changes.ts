import type { FieldTree } from './field-tree';

/** What a write did to the fields of an object. Neither tree is shared with anybody. */
export interface FieldChanges {
  /** Added, or set to another value. */
  changed: FieldTree | undefined;
  removed: FieldTree | undefined;
}

export type Side = keyof FieldChanges;

/** Where a value stands in both trees, whose nodes are made once something below them is noted. */
export interface Place {
  parent?: Place;
  step: string;
  changed?: FieldTree;
  removed?: FieldTree;
}

export const nodeAt = (place: Place, side: Side): FieldTree =>
  (place[side] ??= place.parent ? (nodeAt(place.parent, side)[place.step] ??= {}) : {});
