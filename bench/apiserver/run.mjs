// node bench/apiserver/run.mjs [--objects 10000] [--lists 64] [--rest 60]
// Memory of the apiserver under many lists at once against its memory before, and how long a small read waits beside each
// kind of large request against how long it waits beside nothing; the built bundle and a real etcd, in one run.
import { runBundled } from '../../tools/build/run-bundled.mjs';

await runBundled('apiserver', {
  services: ['apiserver'],
  programs: ['bench/apiserver/main.ts', 'bench/apiserver/small-reader.ts'],
});
