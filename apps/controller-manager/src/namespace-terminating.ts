import { statusErrorFrom } from '@kubets/apimachinery';

/** True when a creation failed only because its namespace is going away: nobody needs to be told, nor to try again. */
export function isNamespaceTerminating(error: unknown): boolean {
  return (
    statusErrorFrom(error).status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false
  );
}
