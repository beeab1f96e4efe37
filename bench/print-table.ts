/** A column for each contender, and in brackets the ratio of the last one's figure, which is this build's, to that of the others. */
export function printTable(
  contenders: readonly string[],
  rows: readonly (readonly [string, readonly number[]])[],
): void {
  const print = (label: string, cells: readonly string[]) =>
    console.log(label.padEnd(42) + cells.map((cell) => cell.padStart(18)).join(''));
  print('', contenders);
  for (const [label, figures] of rows) {
    const own = figures.at(-1)!;
    print(
      label,
      figures.map((figure, index) =>
        index === figures.length - 1
          ? figure.toPrecision(3)
          : `${figure.toPrecision(3)} (${(own / figure).toFixed(2)})`,
      ),
    );
  }
}
