// npm run bench -- dashboard [--pods 500] [--services 100] [--changes 10] [--seconds 20]
// What the page costs in Debian's Chromium while Services change: time from a change that the API server has taken to the picture, frames,
// memory of the page, bytes to load it.
import { missingPackages } from '../../apps/cli/src/setup/programs.mjs';
import { runBundled } from '../../tools/build/run-bundled.mjs';
import { BROWSER_PROGRAMS, installPackages } from '../../tools/setup/debian-packages.mjs';

await installPackages(missingPackages(BROWSER_PROGRAMS));
await runBundled('bench-dashboard', {
  services: ['dashboard'],
  programs: ['bench/dashboard/main.ts', 'apps/apiserver/src/yaml/yaml-thread.ts'],
});
