import { aim, answered, type Aimed, type Right, type Shot } from '../../../test/fuzz/aimed/aim';

/** So many, each made of its number. */
export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** An input to which any answer is right that the server is not to blame for. */
export const shoot = (kind: string, what: string, shot: Shot, right: Right = answered): Aimed =>
  aim(kind, what, shot, right);
