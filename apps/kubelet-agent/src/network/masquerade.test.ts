import { masqueradeRuleset } from './masquerade';

test('pods to the world are masqueraded, per family', () => {
  expect(masqueradeRuleset(['10.244.1.0/24', 'fd01:0:0:1::/64'], ['10.244.0.0/16', 'fd01::/48']))
    .toBe(`add table inet kubets-node
delete table inet kubets-node
table inet kubets-node {
  comment "pods reach the world with the address of their node"
  chain postrouting {
    type nat hook postrouting priority 100; policy accept;
    ip saddr { 10.244.1.0/24 } ip daddr != { 10.244.0.0/16, 224.0.0.0/4 } masquerade
    ip6 saddr { fd01:0:0:1::/64 } ip6 daddr != { fd01::/48, ff00::/8 } masquerade
  }
}
`);
});
