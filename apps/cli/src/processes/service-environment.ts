/**
 * The environment that all our services are started in. glibc's `malloc` would otherwise keep an arena for each thread, and it
 * gives back of its heap only what lies behind the last block: small blocks keep what is before them, however much of it is free.
 * So what has 16 KiB or more, as records of TLS and frames have, is no part of the heap but a mapping, which goes when it is freed.
 * Beyond so many mappings it is the heap's after all: the kernel allows a process 65,530, and V8 ends when it gets none.
 * Measured in docs/decisions/0024-malloc-maps-from-16-kib.md.
 */
export const SERVICE_ENVIRONMENT: Record<string, string> = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '16384',
  MALLOC_MMAP_MAX_: '16384',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** How one of our processes is started that believes nobody but the cluster's own authorities. */
export interface Trust {
  /** Of Node.js. */
  flags: readonly string[];
  env: Readonly<Record<string, string>>;
}

/**
 * Node.js reads the certificates of all authorities that it comes with as soon as it is told of one, and those of NODE_EXTRA_CA_CERTS when it
 * starts: a MiB and 20 to 60 ms of a processor for each process. With OpenSSL's authorities it reads those of a file and a directory, here none.
 * Measured in docs/performance.md.
 */
export const OWN_AUTHORITIES: Trust = {
  flags: ['--use-openssl-ca'],
  env: { NODE_EXTRA_CA_CERTS: '', SSL_CERT_FILE: '/dev/null', SSL_CERT_DIR: '/dev/null' },
};

/** What the variables of OWN_AUTHORITIES were, as JSON. */
const OUTSIDE = 'KUBETS_OUTSIDE_AUTHORITIES';

/** The environment of the supervisor, which is started so, by that of the process that starts it. */
export function supervisorEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const outside = Object.fromEntries(Object.keys(OWN_AUTHORITIES.env).map((name) => [name, env[name]]));
  return { ...env, ...SERVICE_ENVIRONMENT, ...OWN_AUTHORITIES.env, [OUTSIDE]: JSON.stringify(outside) };
}

/** What others inherit of the supervisor's environment: theirs are the authorities with which it was started, as containerd's registries need them. */
export function inheritedEnvironment({ [OUTSIDE]: outside, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (outside === undefined) return env;
  for (const name of Object.keys(OWN_AUTHORITIES.env)) delete env[name];
  return { ...env, ...(JSON.parse(outside) as NodeJS.ProcessEnv) };
}
