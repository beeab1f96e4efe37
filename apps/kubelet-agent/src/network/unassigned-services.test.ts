import { unassignedServicesRuleset } from './unassigned-services';

test('what no Service has is refused, per family', () => {
  expect(unassignedServicesRuleset(['10.96.0.0/12', 'fd02::/108'])).toBe(`add table inet kubets-unassigned
delete table inet kubets-unassigned
table inet kubets-unassigned {
  comment "nothing for an address that no Service has leaves this node"
  chain refuse {
    meta l4proto tcp reject with tcp reset
    reject with icmpx type host-unreachable
  }
  chain forward {
    type filter hook forward priority 10; policy accept;
    ip daddr { 10.96.0.0/12 } fib daddr type != local goto refuse
    ip6 daddr { fd02::/108 } fib daddr type != local goto refuse
  }
  chain output {
    type filter hook output priority 10; policy accept;
    ip daddr { 10.96.0.0/12 } fib daddr type != local goto refuse
    ip6 daddr { fd02::/108 } fib daddr type != local goto refuse
  }
}
`);
});
