import { join } from 'node:path';
import type * as Kit from '../kit';
import { cacheFolderOf, isCacheWanted, loadBundle } from './load-bundle';

/** Of kit.cjs, put in when the package is built. */
declare const KIT_DIGEST: string;

const { exports, keep } = loadBundle({
  file: join(__dirname, 'kit.cjs'),
  digest: KIT_DIGEST,
  cacheFolder: isCacheWanted(process.env) ? cacheFolderOf(__dirname, '@kubets/testing') : undefined,
});

export const kit = exports as unknown as typeof Kit;
// By then what was wanted of it has been compiled.
kit.onFirstEnd(keep);
