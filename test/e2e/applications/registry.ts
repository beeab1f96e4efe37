import type { Application } from './application';
import { backup, batch } from './batch';
import { gateway } from './gateways';
import { agent, monitor } from './observers';
import { operator, webhook } from './operators';
import { greeter, orders, shop, web } from './served';
import { cache, database, queue } from './stateful';
import { team } from './tenancy';

const APPLICATIONS: readonly Application[] = [
  ...[database, queue, cache],
  ...[web, orders, shop, greeter, gateway],
  ...[batch, backup],
  ...[webhook, operator],
  ...[agent, monitor, team],
];

const asked = process.env['KUBETS_APPLICATIONS']?.split(',');

/** With KUBETS_APPLICATIONS=all every one, with a list (`queue,webhook`) those; else the few of the short form. */
export const selectedApplications = APPLICATIONS.filter(({ name, isInShortForm }) =>
  asked ? asked.includes('all') || asked.includes(name) : isInShortForm,
);

export const applicationNames = APPLICATIONS.map(({ name }) => name);
