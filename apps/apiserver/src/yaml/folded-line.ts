/** Longer lines are broken where they can be. */
const WIDTH = 80;

const PAIRS = /[\ud800-\udbff]/g;

/** As Go counts them. */
export const charactersIn = (text: string): number => text.length - (text.match(PAIRS)?.length ?? 0);

/**
 * A scalar that stands on one line, plain or quoted, with line breaks for some of its spaces, as Go's writer of YAML has them:
 * for the first alone that comes behind the line's width. `indent`: of further lines; `column`: where the scalar begins.
 * @see https://github.com/yaml/go-yaml (emitterc.go: yaml_emitter_write_plain_scalar and its like)
 */
export function foldedLine(scalar: string, { indent, column }: { indent: string; column: number }): string {
  if (column + scalar.length <= WIDTH) return scalar;
  const quote = /^['"]/.exec(scalar)?.[0] ?? '';
  const [first, last] = [quote.length, scalar.length - quote.length - 1];
  const parts: string[] = [];
  let from = 0;
  let at = column;
  for (let space = scalar.indexOf(' '); space >= 0; space = scalar.indexOf(' ', space + 1)) {
    const before = scalar.slice(from, space);
    at += charactersIn(before);
    from = space + 1;
    const isNextSpace = scalar[from] === ' ';
    const isWithin = space > first && space < last && (before !== '' || space === 0) && (quote === '"' || !isNextSpace);
    if (isWithin && at > WIDTH) {
      // A space at the beginning of a line would be none.
      const escape = isNextSpace ? '\\' : '';
      parts.push(before, `\n${indent}${escape}`);
      at = indent.length + escape.length;
    } else {
      parts.push(before, ' ');
      at++;
    }
  }
  return parts.join('') + scalar.slice(from);
}
