import { StatusError } from '@kubets/apimachinery';
import { CriError } from '../runtimes/cri/cri-connection';

/** What a log line says of an error: of answers of the apiserver and the runtime just their words, of anything else all. */
export function errorFields(error: unknown): { reason: string } | { err: unknown } {
  return error instanceof StatusError || error instanceof CriError ? { reason: error.message } : { err: error };
}
