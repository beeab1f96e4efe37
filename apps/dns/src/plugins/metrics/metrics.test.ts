import { createMetrics } from '@kubets/component';
import { bareAnswer } from '../../wire/answer-body';
import { queryFor } from '../../testing/ask';
import { metrics } from './metrics';

test('queries and answers are counted by transport, type and code', async () => {
  const registry = createMetrics({ processMetrics: false });
  let nowMs = 0;
  const plugin = metrics({ metrics: registry, nowMs: () => nowMs });
  plugin.serve(queryFor('a.b'), () => bareAnswer(0));
  await plugin.serve(queryFor('a.b', { type: 'AAAA', transport: 'tcp' }), async () => {
    nowMs = 200;
    return bareAnswer(3);
  });
  const body = String((await registry.render()).body);
  expect(body).toContain('coredns_dns_requests_total{proto="udp",type="A"} 1');
  expect(body).toContain('coredns_dns_requests_total{proto="tcp",type="AAAA"} 1');
  expect(body).toContain('coredns_dns_responses_total{rcode="NOERROR"} 1');
  expect(body).toContain('coredns_dns_responses_total{rcode="NXDOMAIN"} 1');
  expect(body).toContain('coredns_dns_request_duration_seconds_bucket{le="0.1"} 1');
  expect(body).toContain('coredns_dns_request_duration_seconds_bucket{le="0.5"} 2');
});
