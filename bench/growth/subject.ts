/** Something that reads what users write. */
export interface Subject {
  /** The function or the resource, and the input's shape: `parseQuantity 9…x`. */
  name: string;
  /** The unit in which sizes are counted. */
  unit: 'characters' | 'characters of a field' | 'entries';
  /** An input of about that size; its making is not timed. */
  input(size: number): { bytes: number; value: unknown };
  /** Refusals are as good as answers, and may be thrown. */
  run(value: unknown): unknown;
}
