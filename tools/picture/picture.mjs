// Makes the pictures of docs/ of their texts: `node tools/picture/picture.mjs`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { svgOf } from './boxes.mjs';

const DIR = resolve(fileURLToPath(import.meta.url), '../../../docs/pictures');

for (const file of readdirSync(DIR).filter((name) => name.endsWith('.yaml')))
  writeFileSync(join(DIR, file.replace(/yaml$/, 'svg')), svgOf(parse(readFileSync(join(DIR, file), 'utf8'))));
