import type { Logger } from '@kubets/component';
import { serverFailure, type AnswerBody } from '../../wire/answer-body';
import { nameOfKey } from '../../wire/names';
import type { Query } from '../../wire/query';
import type { DnsPlugin } from '../plugin';

/** Turns whatever goes wrong behind it into SERVFAIL and a log line; no query may end the server. */
export function errors({ logger }: { logger: Logger }): DnsPlugin {
  function failed(query: Query, err: unknown): AnswerBody {
    logger.error({ err, name: nameOfKey(query.key), type: query.type }, 'Query failed');
    return serverFailure;
  }
  return {
    name: 'errors',
    serve(query, next) {
      try {
        const answer = next(query);
        return answer instanceof Promise ? answer.catch((err: unknown) => failed(query, err)) : answer;
      } catch (err) {
        return failed(query, err);
      }
    },
  };
}
