import type { Metrics } from '@kubets/component';
import { rcodeOf, type AnswerBody } from '../../wire/answer-body';
import { typeName } from '../../wire/constants';
import type { Query } from '../../wire/query';
import type { DnsPlugin } from '../plugin';

const RCODE_NAMES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

/** Looking a label set up costs as much as answering, so each combination is looked up once. */
function remembered<T>(create: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = create(key)));
    return value;
  };
}

/** Counts queries and answers and times them, under CoreDNS's names, so that its dashboards work. */
export function metrics(o: { metrics: Metrics; nowMs: () => number }): DnsPlugin {
  const requests = o.metrics.counter({
    name: 'coredns_dns_requests_total',
    help: 'Queries, by transport and type.',
    labels: ['proto', 'type'],
  });
  const responses = o.metrics.counter({
    name: 'coredns_dns_responses_total',
    help: 'Answers, by response code.',
    labels: ['rcode'],
  });
  const seconds = o.metrics.histogram({
    name: 'coredns_dns_request_duration_seconds',
    help: 'Time to answer a query.',
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
  });
  const requestsOf = {
    udp: remembered((type) => requests.labels('udp', type)),
    tcp: remembered((type) => requests.labels('tcp', type)),
  };
  const responsesOf = remembered((code) => responses.labels(code));

  function answered(answer: AnswerBody, startedMs: number): AnswerBody {
    const code = rcodeOf(answer);
    responsesOf(RCODE_NAMES[code] ?? String(code)).inc();
    seconds.observe((o.nowMs() - startedMs) / 1000);
    return answer;
  }

  return {
    name: 'metrics',
    serve(query: Query, next) {
      const startedMs = o.nowMs();
      requestsOf[query.transport](typeName[query.type] ?? 'other').inc();
      const answer = next(query);
      return answer instanceof Promise ? answer.then((body) => answered(body, startedMs)) : answered(answer, startedMs);
    },
  };
}
