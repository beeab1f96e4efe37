import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A file of the page, as it is sent. */
export interface Asset {
  contentType: string;
  /** Plain, and by encoding where the build has made it. */
  plain: Buffer;
  br?: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page's files, by the path that they are asked for: nothing else is ever read. */
export function loadAssets(directory: string): ReadonlyMap<string, Asset> {
  const files = new Set(readdirSync(directory));
  const assets = new Map<string, Asset>();
  for (const file of files) {
    const contentType = TYPES[extname(file)];
    if (!contentType) continue;
    const compressed = `${file}.br`;
    assets.set(`/${file}`, {
      contentType,
      plain: readFileSync(join(directory, file)),
      ...(files.has(compressed) && { br: readFileSync(join(directory, compressed)) }),
    });
  }
  const index = assets.get('/index.html');
  if (!index) throw new Error(`${directory} has no index.html: the page was not built`);
  assets.set('/', index);
  return assets;
}
