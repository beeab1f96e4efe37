/** The end of a log, as much of it as is kept. */
export interface LogText {
  text: string;
  /** Whether something before it is no longer kept. */
  isCut: boolean;
}

const MOST = 1_000_000;

/** A log with more of it, within bounds: the oldest lines go first. */
export function moreLog({ text, isCut }: LogText, more: string): LogText {
  const all = text + more;
  if (all.length <= MOST) return { text: all, isCut };
  const from = all.indexOf('\n', all.length - MOST * 0.75) + 1;
  return { text: all.slice(from || all.length - MOST), isCut: true };
}
