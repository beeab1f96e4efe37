/** One of the types that a client takes. */
export interface MediaRange {
  type: string;
  parameters: Record<string, string>;
  quality: number;
}

/** The ranges of an Accept header, the most wanted first and of those the most exact, as Go reads it. */
export function parseAccept(header: string | undefined): MediaRange[] {
  const ranges = (header ?? '').split(',').flatMap((part) => {
    const [type = '', ...pairs] = part.split(';').map((piece) => piece.trim());
    const [main = '', sub, ...more] = type.split('/').map((piece) => piece.trim());
    if (more.length > 0 || (!sub && main !== '*')) return [];
    const parameters = Object.fromEntries(
      pairs
        .map((pair) => pair.split('=').map((side) => side.trim()) as [string, string])
        .filter(({ length, 1: value }) => length === 2 && value !== ''),
    );
    const { q, ...others } = parameters;
    return [{ type: `${main}/${sub ?? '*'}`, parameters: others, quality: q === undefined ? 1 : Number(q) || 0 }];
  });
  return ranges.sort((a, b) => b.quality - a.quality || vagueness(a) - vagueness(b));
}

const vagueness = ({ type }: MediaRange): number => (type.startsWith('*/') ? 2 : type.endsWith('/*') ? 1 : 0);
