import { existsSync } from 'node:fs';

/** How far `npm ci` is: it makes all folders first, then fills them. Packages for other systems than this one stay away. */
export function installedPackages(lock, isThere = (file) => existsSync(file)) {
  const wanted = Object.entries(lock.packages).filter(([path, { optional }]) => path !== '' && !optional);
  const there = wanted.filter(([path]) => isThere(`${path}/package.json`));
  return `${there.length} of ${wanted.length} packages`;
}
