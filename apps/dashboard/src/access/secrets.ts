import { createHash, randomBytes } from 'node:crypto';

/** Something nobody guesses, 32 bytes, in characters that a URL’s fragment may hold. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of a secret: finding it takes no time that tells of the secret itself. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64');
