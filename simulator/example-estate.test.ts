import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exampleEstate } from '../examples/estate/index.ts';
import { trainingJobsOf } from './jobs.ts';
import { now } from './testing.ts';

const estate = exampleEstate(now);
const readme = readFileSync(new URL('../examples/estate/README.md', import.meta.url), 'utf8');
const rows = [...readme.matchAll(/^\| ((?:SageMaker|CTL)\.\S+) +\| `(.+?)` +\| `(.+?)` +\|$/gm)];

const names = new Set(
  estate.accounts
    .flatMap((account) => Object.values(account.regions ?? {}))
    .flatMap((region) => [
      ...Object.values(region)
        .filter(Array.isArray)
        .flat()
        .flatMap((resource: Record<string, unknown>) =>
          Object.entries(resource).flatMap(([member, value]) => (member.endsWith('Name') ? [String(value)] : [])),
        ),
      ...(region.trainingJobHistory?.count
        ? ['churn-xgboost', 'fraud-xgboost', 'demand-deepar', 'recs-two-tower']
        : []),
    ]),
);

it('the table of the example platform names all 40 published controls, once each', () => {
  const published = [
    ...Array.from({ length: 15 }, (_, index) => `SageMaker.${index + 1}`),
    ...[
      'DOMAIN.SHAREDROLE',
      'ENDPOINT.MONITOR',
      'ENDPOINT.REDUNDANCY',
      'ENDPOINT.STALE',
      'GHOST.MODEL',
      'MODEL.ISOLATION',
      'MODEL.VPC',
      'NOTEBOOK.ASSUMEROLE',
      'NOTEBOOK.ENCRYPT',
      'NOTEBOOK.IDLE',
      'NOTEBOOK.INTERNET',
      'NOTEBOOK.LIFECYCLE',
      'NOTEBOOK.OVERPERM.ADMIN',
      'NOTEBOOK.OVERPERM.PASSROLE',
      'NOTEBOOK.OVERPERM.S3',
      'NOTEBOOK.ROOT',
      'NOTEBOOK.VPC',
      'TRAINING.DATA.CROSSACCOUNT',
      'TRAINING.DATA.UNENCRYPTED',
      'TRAINING.ENCRYPT.INTERCONTAINER',
      'TRAINING.ENCRYPT.VOLUME',
      'TRAINING.ISOLATION',
      'TRAINING.OVERPERM.PASSROLE',
      'TRAINING.OVERPERM.S3',
      'TRAINING.VPC',
    ].map((name) => `CTL.SAGEMAKER.${name}.001`),
  ];
  expect(rows.map(([, control]) => control)).toEqual(published);
});

it.each(rows.map(([, control, fails, passes]) => ({ control, fails, passes })))(
  'the example platform has what fails and what passes $control',
  ({ fails = '', passes = '' }) => {
    expect(names).toContain(fails.replace(/-…$/, ''));
    expect(names).toContain(passes.replace(/-…$/, ''));
  },
);

it('the example platform keeps its ages, whatever the moment', () => {
  const later = exampleEstate(new Date(now.getTime() + 1e10));
  for (const name of ['eu-west-1', 'us-east-1']) {
    const [before, after] = [estate, later].map((one) => one.accounts[0]?.regions?.[name] ?? {});
    const ages = (region = before, moment = now) =>
      region?.notebookInstances?.map((one) => moment.getTime() - (one.LastModifiedTime?.getTime() ?? 0));
    expect(ages(after, later.now)).toEqual(ages(before, estate.now));
    expect(trainingJobsOf(after ?? {}).count).toBe(trainingJobsOf(before ?? {}).count);
  }
});
