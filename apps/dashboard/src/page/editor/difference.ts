import { diff } from '@codemirror/merge';

/** A part of a text, and what is to stand in its place. */
interface TextChange {
  from: number;
  to: number;
  insert: string;
}

/** Beyond so many milliseconds a difference may be coarser than it need be. */
const TIMEOUT_MS = 20;

/** The parts in which a text differs from what it is now: whoever writes between two of them stays at that place. */
export const differenceOf = (before: string, now: string): TextChange[] =>
  diff(before, now, { timeout: TIMEOUT_MS }).map(({ fromA, toA, fromB, toB }) => ({
    from: fromA,
    to: toA,
    insert: now.slice(fromB, toB),
  }));
