import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchFiles } from './file-watch';
import { createFakeClock } from './testing';

test('watchFiles tells of a change once, of nothing when nothing changed, and stops with the signal', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-watch-'));
  const path = join(directory, 'tls.crt');
  writeFileSync(path, 'one');
  const clock = createFakeClock();
  const stop = new AbortController();
  let changes = 0;
  watchFiles([path], () => changes++, { signal: stop.signal, intervalMs: 1000, clock });

  await clock.advance(3000);
  expect(changes).toBe(0);
  writeFileSync(path, 'another');
  await clock.advance(3000);
  expect(changes).toBe(1);
  stop.abort();
  writeFileSync(path, 'a third one');
  await clock.advance(3000);
  expect(changes).toBe(1);
  rmSync(directory, { recursive: true });
});
