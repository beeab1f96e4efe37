/** Optional counts of a status are left out when they are zero, as clients that print them expect. */
export const countOrAbsent = (count: number): number | undefined => (count === 0 ? undefined : count);
