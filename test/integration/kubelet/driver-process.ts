// A CSI driver's program, for a pod: its name, and where the node's /var/lib/kubelet is for it. Says `CALL PATH` of each volume.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeServiceCapability_RPC_Type as Capability } from '@kubets/proto-gen/csi/v1';
import { startTestDriver } from '../../../apps/kubelet-agent/src/csi/testing/test-driver';

const [name = '', root = ''] = process.argv.slice(2);
const directory = join(root, 'plugins', name);
const content = join(directory, 'volumes');
mkdirSync(content, { recursive: true });

function mount(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  execFileSync('mount', ['--bind', from, to]);
}
function unmount(path: string): void {
  if (readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${path} `)) execFileSync('umount', [path]);
  if (existsSync(path)) rmdirSync(path);
}
const say = (call: string, path: string): void => console.log(call, path);

void startTestDriver({
  name,
  directory,
  registry: join(root, 'plugins_registry'),
  capabilities: [Capability.STAGE_UNSTAGE_VOLUME],
  stage({ volumeId, stagingTargetPath }) {
    const volume = join(content, volumeId);
    mkdirSync(volume, { recursive: true });
    writeFileSync(join(volume, 'handle'), `${volumeId}\n`);
    mount(volume, stagingTargetPath);
    say('stage', stagingTargetPath);
  },
  publish({ stagingTargetPath, targetPath }) {
    mount(stagingTargetPath, targetPath);
    say('publish', targetPath);
  },
  unpublish({ targetPath }) {
    unmount(targetPath);
    say('unpublish', targetPath);
  },
  unstage({ stagingTargetPath }) {
    unmount(stagingTargetPath);
    say('unstage', stagingTargetPath);
  },
}).then(() => console.log('serving'));
