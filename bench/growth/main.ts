import { parseArgs } from 'node:util';
import { allSubjects, isGrowing, measure, MOST_RATIO, type Measured } from './growth';
import type { Subject } from './subject';
import type { TextFunction } from './text-functions';

const tenfold = (from: number, to: number): number[] => (from > to ? [] : [from, ...tenfold(from * 10, to)]);

function line({ subject, perByte, ratio }: Measured): string {
  return `${ratio.toFixed(1).padStart(6)}  ${perByte.map((ns) => (ns < 100 ? ns.toFixed(1) : ns.toFixed(0)).padStart(9)).join('')}  ${subject.name}`;
}

/** Prints a line for each subject; the exit code says whether time per byte grew anywhere. */
export function main(found: readonly TextFunction[], modules: Record<string, Record<string, unknown>>): void {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      characters: { type: 'string', default: '1000000' },
      entries: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '3' },
    },
  });
  const characters = tenfold(10, Number(values.characters));
  const sizes: Record<Subject['unit'], number[]> = {
    characters,
    'characters of a field': characters,
    entries: tenfold(10, Number(values.entries)),
  };
  const subjects = allSubjects(found, (file) => modules[file]!).filter(({ name }) => name.includes(values.only));
  console.log(`${found.length} functions and all fields of all resources, in ${subjects.length} shapes`);
  console.log(` ratio  ns per byte at ${characters.join(', ')} characters, or ${sizes.entries.join(', ')} entries`);
  const growing: Measured[] = [];
  for (const subject of subjects) {
    const measured = measure(subject, { sizes, rounds: Number(values.rounds), floorMs: 0.2 });
    console.log(line(measured));
    if (isGrowing(measured)) growing.push(measured);
  }
  console.log(
    growing.length === 0
      ? `\nTime per byte grows nowhere by more than ${MOST_RATIO} from one size to the next.`
      : `\nTime per byte grows:`,
  );
  for (const measured of growing) console.log(line(measured));
  process.exitCode = growing.length === 0 ? 0 : 1;
}
