/** unknown: it has not been probed long enough to tell. */
export type Fitness = 'fit' | 'unfit' | 'unknown';
