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
