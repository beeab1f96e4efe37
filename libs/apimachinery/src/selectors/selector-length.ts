import { newBadRequest } from '../errors/new-errors';

/** As long as a URL may be here; a gRPC message could hold one of megabytes, which would be matched with every change of every object. */
const MAX_CHARACTERS = 16 * 1024;

/** @throws StatusError 400 for a selector that is longer than anybody's. */
export function assertSelectorLength(text: string): void {
  if (text.length > MAX_CHARACTERS)
    throw newBadRequest(`a selector may have at most ${MAX_CHARACTERS} characters, this one has ${text.length}`);
}
