import type { Application } from './application';
import { webhook } from './operators';
import { web } from './served';
import { database, queue } from './stateful';

const APPLICATIONS: readonly Application[] = [database, queue, webhook, web];

const asked = process.env['KUBETS_APPLICATIONS']?.split(',');

/** With KUBETS_APPLICATIONS=all every one, with a list (`queue,webhook`) those; else the few of the short form. */
export const selectedApplications = APPLICATIONS.filter(({ name, isInShortForm }) =>
  asked ? asked.includes('all') || asked.includes(name) : isInShortForm,
);

export const applicationNames = APPLICATIONS.map(({ name }) => name);
