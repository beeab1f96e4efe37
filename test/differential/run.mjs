// npm run differential -- [--topic REGEX] …: the same requests to Kubernetes' kube-apiserver and to ours, and what differs.
import { runBundled } from '../../tools/build/run-bundled.mjs';

await runBundled('differential', { services: ['apiserver'], programs: ['test/differential/main.ts'] });
