// node bench/proxy/run.mjs [SERVICES …]: needs Linux, root and nftables; works in network namespaces of its own.
import { runBundled } from '../../tools/build/run-bundled.mjs';

await runBundled('proxy', {
  programs: ['bench/proxy/main.ts', 'bench/proxy/memory.ts'],
  // Programs that run in the namespaces.
  copied: ['apps/proxy/src/testing/echo-server.cjs', 'bench/proxy/connect-times.cjs'],
});
