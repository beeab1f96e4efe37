/** How something is, for the eye. */
export type Tone = 'good' | 'passing' | 'bad' | 'none';

const GOOD = [
  'Running',
  'Ready',
  'Active',
  'Bound',
  'Available',
  'Complete',
  'Completed',
  'Succeeded',
  'True',
  'Normal',
  'Approved',
];
const PASSING = ['Pending', 'ContainerCreating', 'PodInitializing', 'Terminating', 'Suspended', 'Released', 'Unknown'];
const COUNTED = /^(\d+)\/(\d+)$/;
const STATUS_COLUMNS = ['Status', 'Ready', 'Phase', 'Type', 'Condition'];

/** What the cell of a table says of its object; `none` for all but a few columns. */
export function toneOf(column: string, cell: unknown): Tone {
  if (!STATUS_COLUMNS.includes(column) || typeof cell !== 'string') return 'none';
  const counted = COUNTED.exec(cell);
  if (counted) return counted[1] === counted[2] ? 'good' : counted[1] === '0' ? 'bad' : 'passing';
  const words = cell.split(',');
  if (column === 'Type') return cell === 'Warning' ? 'bad' : 'none';
  if (words.some((word) => PASSING.includes(word) || word === 'SchedulingDisabled')) return 'passing';
  if (words.some((word) => GOOD.includes(word))) return 'good';
  return column === 'Status' && cell !== '' && /^[A-Z]/.test(cell) ? 'bad' : 'none';
}
