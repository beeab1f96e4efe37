/**
 * The environment that all our services are started in. glibc would otherwise keep an arena of memory for each thread, and
 * after a large buffer was freed once take others of its size from the heap, where one small block behind them is enough
 * to keep them from going back to the system.
 */
export const serviceEnvironment: Record<string, string> = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
};
