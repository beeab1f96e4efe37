import type { Column, Row } from '../../protocol/answers';

/** Which column orders the rows, and how; that of the names unless chosen. */
export interface Order {
  column: number;
  down: boolean;
}

/** The rows that have all words of a search, in order. */
export function chosenRows(rows: Iterable<Row>, search: string, order: Order | undefined): Row[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...rows].filter((row) => {
    const text = `${row.namespace} ${row.cells.join(' ')}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const byName = (a: Row, b: Row) => compare(a.namespace, b.namespace) || compare(a.name, b.name);
  if (!order) return found.sort(byName);
  const sign = order.down ? -1 : 1;
  return found.sort((a, b) => sign * compare(a.cells[order.column], b.cells[order.column]) || byName(a, b));
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a ?? ''), String(b ?? ''));
}

const collator = new Intl.Collator('en', { numeric: true });

const NARROWEST = 5;
const WIDEST = 44;
const LOOKED_AT = 300;

/** Widths in characters: as wide as what is in them, within bounds, so that nothing moves while one scrolls. */
export function columnWidths(columns: readonly Column[], rows: readonly Row[]): number[] {
  return columns.map(({ name }, index) => {
    const longest = rows
      .slice(0, LOOKED_AT)
      .reduce((most, { cells }) => Math.max(most, String(cells[index] ?? '').length), name.length + 2);
    return Math.min(WIDEST, Math.max(NARROWEST, longest)) + 2;
  });
}
