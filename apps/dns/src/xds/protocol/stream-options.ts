import type { ResourceType } from '../resources/resource-type';
import type { PreparedResource } from '../resources/service-resources';

/** What a stream knows of the world. */
export interface StreamOptions {
  lookup(type: ResourceType, name: string, zone: string): PreparedResource | undefined;
  /** Is told what a client could not use. */
  rejected(rejection: { node: string; type: ResourceType; message: string }): void;
}

/** Names that one client may subscribe to, of each type: a request with so many takes some milliseconds. */
export const MOST_NAMES = 2000;

/** A client went beyond what is provided for; the stream has to end with this. */
export class TooManyNamesError extends Error {
  constructor(message = `a stream may subscribe to at most ${MOST_NAMES} resources of a type`) {
    super(message);
    this.name = 'TooManyNamesError';
  }
}
