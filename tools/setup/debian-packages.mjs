// The programs that tests drive, each with the Debian package that holds it, and how packages are installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { runProgram } from './run-program.mjs';

/** What the tests need beyond that. */
export const TEST_PROGRAMS = {
  'docker-registry': 'docker-registry',
  curl: 'curl',
  openssl: 'openssl',
  diff: 'diffutils',
  etcdctl: 'etcd-client',
};

/** What the tests of the page need beyond that. */
export const BROWSER_PROGRAMS = { chromium: 'chromium' };

/** What the tests of clients need where those of Java are asked for. */
export const JAVA_PROGRAMS = { javac: 'default-jdk-headless', mvn: 'maven' };

/** What the tests of docker-compose.yml need: an engine of their own, and the means to make base images. */
export const COMPOSE_PROGRAMS = {
  dockerd: 'docker.io',
  '/usr/bin/docker-compose': 'docker-compose',
  debootstrap: 'debootstrap',
  '/usr/share/keyrings/debian-archive-keyring.gpg': 'debian-archive-keyring',
};

/** Units that packages enable; only those of packages installed here are touched. */
const UNITS = {
  'etcd-server': ['etcd'],
  containerd: ['containerd'],
  haproxy: ['haproxy'],
  'docker-registry': ['docker-registry'],
  'docker.io': ['docker.service', 'docker.socket'],
};

/** Forbids packages to start their services. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';
const POLICY = '#!/bin/sh\n# kubets is installing packages\nexit 101\n';

/**
 * Installs packages with apt-get. The daemons some of them bring (etcd, containerd, a registry) are neither started
 * nor enabled: a cluster runs its own, and theirs would hold its ports.
 */
export async function installPackages(packages) {
  if (packages.length === 0) return;
  if (spawnSync('apt-get', ['--version']).status !== 0) {
    throw new Error(`these packages are missing and there is no apt-get to install them with: ${packages.join(' ')}`);
  }
  if (process.getuid?.() !== 0)
    throw new Error(`these packages are missing and only root can install them: ${packages.join(' ')}`);
  // One of ours may be left of a run that was killed.
  const ownPolicy = !existsSync(POLICY_FILE) || readFileSync(POLICY_FILE, 'utf8') === POLICY;
  if (ownPolicy) writeFileSync(POLICY_FILE, POLICY, { mode: 0o755 });
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    // It is asked to end, for dpkg is not to be cut off.
    const aptGet = (...args) => runProgram('apt-get', args, { env, endBy: 'SIGTERM' });
    const install = () => aptGet('install', '--yes', '--no-install-recommends', ...packages);
    let result = await install();
    if (result.status !== 0) {
      const update = await aptGet('update');
      if (update.status !== 0) throw new Error(`apt-get update failed:\n${update.stderr}`);
      result = await install();
    }
    if (result.status !== 0) throw new Error(`apt-get could not install ${packages.join(' ')}:\n${result.stderr}`);
    if (existsSync('/run/systemd/system')) {
      for (const debianPackage of packages) {
        const units = UNITS[debianPackage];
        if (units) spawnSync('systemctl', ['disable', ...units], { stdio: 'ignore' });
      }
    }
  } finally {
    if (ownPolicy) rmSync(POLICY_FILE, { force: true });
  }
}
