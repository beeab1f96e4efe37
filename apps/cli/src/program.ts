import { join } from 'node:path';

/** This program, whichever of its files is running. */
export const PROGRAM = join(__dirname, 'main.js');
