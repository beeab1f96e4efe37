import { goSelector } from './go-selector';

test.each([
  [undefined, 'nil'],
  [{}, '&LabelSelector{MatchLabels:map[string]string{},MatchExpressions:[]LabelSelectorRequirement{},}'],
  [
    {
      matchLabels: { tier: 'web', app: 'shop' },
      matchExpressions: [{ key: 'env', operator: 'In', values: ['test', 'live'] }],
    },
    '&LabelSelector{MatchLabels:map[string]string{app: shop,tier: web,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:env,Operator:In,Values:[test live],},},}',
  ],
])('%j as Go prints it', (selector, expected) => {
  expect(goSelector(selector)).toBe(expected);
});
