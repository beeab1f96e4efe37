import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { svgOf } from './boxes.mjs';

const PICTURES = join(__dirname, '../../docs/pictures');

test.each(readdirSync(PICTURES).filter((name) => name.endsWith('.yaml')))('the picture is what %s says', (file) => {
  expect(readFileSync(join(PICTURES, file.replace(/yaml$/, 'svg')), 'utf8')).toBe(
    svgOf(parse(readFileSync(join(PICTURES, file), 'utf8'))),
  );
});

test('every box lies within the one around it, and texts are escaped', () => {
  const svg = svgOf({
    description: 'd',
    title: 'a & b',
    row: [{ title: 'c' }, { column: [{ title: '<d>' }, { title: 'e' }] }],
  });
  expect(svg).toContain('>a &amp; b<');
  expect(svg).toContain('>&lt;d&gt;<');
  const [outer, ...inner] = [
    ...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g),
  ].map(([, ...numbers]) => numbers.map(Number)) as [number, number, number, number][];
  expect(inner).toHaveLength(3);
  for (const [x, y, width, height] of inner) {
    expect(x).toBeGreaterThan(outer![0]);
    expect(y).toBeGreaterThan(outer![1]);
    expect(x + width).toBeLessThan(outer![0] + outer![2]);
    expect(y + height).toBeLessThan(outer![1] + outer![3]);
  }
});
