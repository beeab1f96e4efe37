import { StatusError } from '@kubets/apimachinery';
import { RuntimeError } from '../runtimes/runtime';

/** What a log line says of an error: of answers of the apiserver and the runtime just their words, of anything else all. */
export function errorFields(error: unknown): { reason: string } | { err: unknown } {
  return error instanceof StatusError || error instanceof RuntimeError ? { reason: error.message } : { err: error };
}
