import type { StoredObject } from '@kubets/store';

/**
 * Notes that an object could not be written in a format and is left out of an answer: one that an older server or
 * somebody else has put into etcd costs nobody the others. Said once per object and format.
 */
export type LeaveOut = (stored: StoredObject, format: string, error: unknown) => void;

export interface LeaveOutLog {
  warn(fields: object, message: string): void;
}

export function createLeaveOut(log: LeaveOutLog): LeaveOut {
  const told = new WeakMap<StoredObject, Set<string>>();
  return (stored, format, error) => {
    const formats = told.get(stored) ?? new Set();
    told.set(stored, formats);
    if (formats.has(format)) return;
    formats.add(format);
    log.warn(
      {
        key: stored.key,
        revision: stored.revision,
        format,
        error: error instanceof Error ? error.message : String(error),
      },
      'An object cannot be written and is left out',
    );
  };
}

/** What `encode` makes of the object; undefined, and noted, when it throws. */
export function encodeOrLeaveOut<T>(
  stored: StoredObject,
  format: string,
  leaveOut: LeaveOut,
  encode: (stored: StoredObject) => T,
): T | undefined {
  try {
    return encode(stored);
  } catch (error) {
    leaveOut(stored, format, error);
    return undefined;
  }
}
