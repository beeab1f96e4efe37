import { randomInt } from 'node:crypto';

/** No vowels and no look-alikes, so that no words arise. */
export const SAFE_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

const RANDOM_LENGTH = 5;
const MAX_BASE_LENGTH = 63 - RANDOM_LENGTH;

/** `length` random characters of the safe alphabet. */
function randomSuffix(length: number = RANDOM_LENGTH): string {
  let suffix = '';
  for (let index = 0; index < length; index++) suffix += SAFE_ALPHABET[randomInt(SAFE_ALPHABET.length)];
  return suffix;
}

/** The base, cut so that the name stays a DNS label, and five random characters. */
export function generateName(base: string): string {
  return base.slice(0, MAX_BASE_LENGTH) + randomSuffix();
}
