import type { ResourceType } from '../resources/resource-type';
import type { PreparedResource } from '../resources/service-resources';

/** What a stream knows of the world. */
export interface StreamOptions {
  lookup(type: ResourceType, name: string, zone: string): PreparedResource | undefined;
  /** Is told what a client could not use. */
  rejected(rejection: { node: string; type: ResourceType; message: string }): void;
}

/** Names that one client may subscribe to, of each type. */
export const MOST_NAMES = 10_000;

/** A client went beyond what is provided for; the stream has to end with this. */
export class TooManyNamesError extends Error {
  constructor() {
    super(`a stream may subscribe to at most ${MOST_NAMES} resources of a type`);
    this.name = 'TooManyNamesError';
  }
}
