// `npm run screenshots`: makes the pictures of docs/images. A cluster with simulated nodes in a process of its own, the dashboard as it
// is built, and Debian's Chromium.
import { missingPackages } from '../../apps/cli/src/setup/programs.mjs';
import { runBundled } from '../build/run-bundled.mjs';
import { BROWSER_PROGRAMS, installPackages } from '../setup/debian-packages.mjs';

/** What the text of the pictures is set in. */
const FONT = { '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf': 'fonts-dejavu-core' };

await installPackages(missingPackages({ ...BROWSER_PROGRAMS, ...FONT }));
await runBundled('screenshots', {
  services: ['dashboard'],
  programs: ['tools/screenshots/main.ts', 'apps/apiserver/src/yaml/yaml-thread.ts'],
});
