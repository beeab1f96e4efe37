import type { AnswerBody } from '../wire/answer-body';
import type { Query } from '../wire/query';

export type Answer = AnswerBody | Promise<AnswerBody>;
export type Next = (query: Query) => Answer;

/**
 * A link of the chain every query passes. It either answers, or hands the query (or one of its own) to `next`, and
 * may change what comes back. Answers that need no waiting are returned as they are, not as promises: a promise
 * costs more than the whole lookup of a cluster name.
 */
export interface DnsPlugin {
  readonly name: string;
  serve(query: Query, next: Next): Answer;
}

/** One function out of the chain; behind the last plugin stands `last`. */
export function chain(plugins: readonly DnsPlugin[], last: Next): Next {
  return plugins.reduceRight<Next>((next, plugin) => (query) => plugin.serve(query, next), last);
}
