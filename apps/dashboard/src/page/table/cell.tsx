import type { Row } from '../../protocol/answers';
import { ageText } from './age';
import { toneOf } from './tones';

interface CellProps {
  row: Row;
  column: string;
  index: number;
  /** Where it leads, if anywhere. */
  href: string | undefined;
  /** Whether a colour says how it is. */
  isToned: boolean;
}

export function Cell({ row, column, index, href, isToned }: CellProps) {
  const cell = row.cells[index];
  const text = column === 'Age' && row.created ? ageText(row.created, Date.now()) : String(cell ?? '');
  const tone = isToned ? toneOf(column, cell) : 'none';
  return (
    <td title={text}>
      {tone !== 'none' && <i class={`dot ${tone}`} />}
      {href ? <a href={href}>{text}</a> : text}
    </td>
  );
}
