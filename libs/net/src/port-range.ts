/** Ports from `first` to `last`, both included. */
export interface PortRange {
  first: number;
  last: number;
}

/** `30000-32767`, `30000+2767` or `8080`; undefined when it is no range. */
export function parsePortRange(text: string): PortRange | undefined {
  const match = /^\s*(\d{1,5})(?:\s*([-+])\s*(\d{1,5}))?\s*$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const second = match[3] === undefined ? 0 : Number(match[3]);
  const last = match[2] === '-' ? second : first + second;
  return first <= last && last <= 65535 ? { first, last } : undefined;
}

export const formatPortRange = ({ first, last }: PortRange): string => `${first}-${last}`;
export const portRangeSize = ({ first, last }: PortRange): number => last - first + 1;
export const portInRange = (range: PortRange, port: number): boolean => port >= range.first && port <= range.last;
