/** Lines, from 1, of positions in a text. */
export function createLineCounter(text: string): (position: number) => number {
  let starts: number[] | undefined;
  const lineStarts = (): number[] => {
    const found = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) found.push(at + 1);
    return found;
  };
  return (position) => {
    starts ??= lineStarts();
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
