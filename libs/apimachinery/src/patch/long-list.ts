/** A list in pieces, so that an insertion or a removal moves no more than one piece. */
export interface LongList {
  readonly length: number;
  at(index: number): unknown;
  set(index: number, value: unknown): void;
  insert(index: number, value: unknown): void;
  remove(index: number): void;
  appendTo(array: unknown[]): void;
}

const PIECE = 512;

/** Indices have to lie within the list; one after its end is where `insert` appends. */
export function createLongList(items: readonly unknown[]): LongList {
  const pieces: unknown[][] = [];
  for (let from = 0; from < items.length; from += PIECE) pieces.push(items.slice(from, from + PIECE));
  if (pieces.length === 0) pieces.push([]);
  let { length } = items;

  /** The piece that holds an index, and where in it. */
  function locate(index: number): { piece: number; offset: number } {
    let offset = index;
    let piece = 0;
    while (offset >= pieces[piece]!.length && piece < pieces.length - 1) offset -= pieces[piece++]!.length;
    return { piece, offset };
  }

  return {
    get length() {
      return length;
    },
    at(index) {
      const { piece, offset } = locate(index);
      return pieces[piece]![offset];
    },
    set(index, value) {
      const { piece, offset } = locate(index);
      pieces[piece]![offset] = value;
    },
    insert(index, value) {
      const { piece, offset } = locate(index);
      const into = pieces[piece]!;
      into.splice(offset, 0, value);
      if (into.length > 2 * PIECE) pieces.splice(piece + 1, 0, into.splice(PIECE));
      length++;
    },
    remove(index) {
      const { piece, offset } = locate(index);
      const from = pieces[piece]!;
      from.splice(offset, 1);
      if (from.length === 0 && pieces.length > 1) pieces.splice(piece, 1);
      length--;
    },
    appendTo(array) {
      for (const piece of pieces) for (const item of piece) array.push(item);
    },
  };
}
