import type { RequestInfo } from './authorization';
import type { RequestContext } from './request';

/**
 * The JSON that a GET of a path with its query answers, where that is no stored object's. `admit` says who asks, if they may.
 * @throws StatusError
 */
export type PathReader = (path: string, admit: (asked: RequestInfo) => Promise<RequestContext>) => Promise<string>;
