import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** One line per file that is missing, stale or left over in `actual` when it should equal `expected`. */
export function differences(actual, expected) {
  const lines = [];
  const wanted = filesBelow(expected);
  const present = new Set(filesBelow(actual));
  for (const file of wanted) {
    if (!present.delete(file)) lines.push(`missing: ${file}`);
    else if (!readFileSync(join(actual, file)).equals(readFileSync(join(expected, file))))
      lines.push(`differs: ${file}`);
  }
  for (const file of present) lines.push(`left over: ${file}`);
  return lines;
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
