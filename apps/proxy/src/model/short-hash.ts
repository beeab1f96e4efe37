import { createHash } from 'node:crypto';

/** What a name in the kernel's tables ends in that stands for more than fits into one. */
export const shortHash = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);
