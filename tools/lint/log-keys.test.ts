import { createLogger } from '@kubets/component';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { doubledLogKeys } from './log-keys';

const ROOT = join(__dirname, '../..');

test.each([
  ["logger.info({ service: key, port }, 'x')", ['service']],
  ["o.logger.warn({\n  err,\n  pid,\n}, 'x')", ['pid']],
  ['logger.child({ time: 1, level })', ['time', 'level']],
  ["logger.info({ serviceKey: key, pids }, 'x')", []],
  ['catalog.info({ service: key })', []],
])('%j gives twice: %j', (source, keys) => expect(doubledLogKeys(source)).toEqual(keys));

test('a line has what is looked for', () => {
  const lines: string[] = [];
  createLogger({ service: 'x', destination: { write: (line) => void lines.push(line) } }).info('m');
  expect(Object.keys(JSON.parse(lines[0]!)).sort()).toEqual(['level', 'msg', 'pid', 'service', 'time']);
});

const projects = ['apps', 'libs'].flatMap((kind) =>
  readdirSync(join(ROOT, kind)).map((name) => join(kind, name, 'src')),
);
test.each(projects)('no line that %s logs has a key twice', (dir) => {
  const sources = readdirSync(join(ROOT, dir), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  const doubled = sources.flatMap((file) => {
    const keys = doubledLogKeys(readFileSync(join(ROOT, dir, file), 'utf8'));
    return keys.map((key) => `${file}: ${key}`);
  });
  expect(doubled).toEqual([]);
});
