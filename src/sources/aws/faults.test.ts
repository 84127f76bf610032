import { describe, expect, it } from 'vitest';
import type { FaultEffect } from '../../../simulator/faults.ts';
import { type Collected, collectLive, everything } from '../../../test/support/live.ts';
import { accountId, roleArn, smallAccount, smallEstate, smallRegion } from '../../../test/support/small-estate.ts';
import type { ResourceType } from '../../model/resource.ts';
import type { SnapshotRecord } from '../../model/snapshot.ts';
import { findUnknown } from '../../model/view.ts';
import { actionsFor, type Wants } from './index.ts';

/** Every operation that a scan reads with, by the action that allows it; those of the start are tested with the session. */
const operations = actionsFor(everything)
  .map(({ action }) => action)
  .filter((action) => !/^(sts|ec2):/.test(action));

/** What the operation is needed for, and nothing else. */
function needing(action: string): Wants {
  const uses = (wants: Partial<Wants>) =>
    actionsFor({ resourceTypes: new Set(), facts: new Set(), tagsOf: new Set(), ...wants }).some(
      (used) => used.action === action,
    );
  const resourceTypes = new Set(
    [...everything.resourceTypes].filter((type) => uses({ resourceTypes: new Set([type]) })),
  );
  const facts = new Set([...everything.facts].filter((fact) => uses({ facts: new Set([fact]) })));
  if (/^(iam|organizations):/.test(action)) resourceTypes.add('AWS::SageMaker::NotebookInstance');
  const tagsOf = new Set<ResourceType>(action === 'sagemaker:ListTags' ? ['AWS::SageMaker::Image'] : []);
  for (const type of tagsOf) resourceTypes.add(type);
  return { resourceTypes, facts, tagsOf };
}

/** A scan in which the operation is called: some are only where Search is denied, or there are many roles. */
function scan(action: string, effect: FaultEffect, options: { wants: Wants; times?: number }): Promise<Collected> {
  const withoutSearch = /^sagemaker:Describe(Model|TrainingJob|Endpoint)$/.test(action);
  const manyRoles = action === 'iam:GetAccountAuthorizationDetails';
  return collectLive({
    ...options.wants,
    estate: smallEstate(manyRoles ? withManyRoles() : smallAccount()),
    faults: [
      ...(withoutSearch ? [{ match: { action: 'sagemaker:Search' }, effect: 'accessDenied' as const }] : []),
      { match: { action }, effect, ...(options.times === undefined ? {} : { times: options.times }) },
    ],
  });
}

function withManyRoles() {
  const arns = Array.from({ length: 30 }, (_, index) => `arn:aws:iam::${accountId}:role/r${index}`);
  const [template] = smallAccount().roles ?? [];
  return smallAccount({
    roles: [roleArn, ...arns].map((Arn) => ({ ...template, Arn, RoleName: Arn.split('/').at(-1) ?? '' })),
    regions: {
      'eu-west-1': {
        ...smallRegion(),
        notebookInstances: arns.map((RoleArn, index) => ({
          NotebookInstanceName: `n${index}`,
          NotebookInstanceArn: `arn:aws:sagemaker:eu-west-1:${accountId}:notebook-instance/n${index}`,
          RoleArn,
        })),
      },
    },
  });
}

/** What is known, by what it is about: the properties of resources and the values of facts. */
function knownOf(records: readonly SnapshotRecord[]): Map<string, string> {
  const known = new Map<string, string>();
  for (const record of records) {
    if ('gap' in record) continue;
    const subject = 'resource' in record ? record.resource.arn : `${record.fact.fact} ${record.fact.subject}`;
    const values = 'resource' in record ? record.resource.properties : { value: record.fact.value };
    for (const [name, value] of Object.entries(values)) {
      if (findUnknown(value) === undefined) known.set(`${subject} ${name}`, JSON.stringify(value));
    }
  }
  return known;
}

const baselines = new Map<boolean, Promise<Map<string, string>>>();

function baseline(manyRoles: boolean): Promise<Map<string, string>> {
  let known = baselines.get(manyRoles);
  if (known === undefined) {
    known = collectLive({ estate: smallEstate(manyRoles ? withManyRoles() : smallAccount()) }).then(({ records }) =>
      knownOf(records),
    );
    baselines.set(manyRoles, known);
  }
  return known;
}

/** Nothing that a fault left readable may change, and nothing may be made up. */
async function expectNothingFalse(action: string, live: Collected): Promise<void> {
  const whole = await baseline(action === 'iam:GetAccountAuthorizationDetails');
  for (const [subject, value] of knownOf(live.records)) {
    // Who owns a bucket is known from several sources, and the value says from which.
    if (subject.startsWith('bucket-owner')) expect(value).toContain('"owner":"scanned-account"');
    // The path of an account is left out where it cannot be read.
    else if (subject.startsWith('organization'))
      expect(JSON.parse(whole.get(subject) ?? '{}')).toMatchObject(JSON.parse(value));
    else if (whole.has(subject)) expect({ [subject]: value }).toEqual({ [subject]: whole.get(subject) });
  }
}

const permanent: readonly [FaultEffect, RegExp][] = [
  ['accessDenied', /AccessDenied/],
  ['throttle', /Throttl|SlowDown/],
  ['serverError', /Internal|ServiceFailure|HTTP500|5\d\d/],
  ['cutConnection', /ECONNRESET|EPIPE|socket|TimeoutError/i],
];

describe.each(operations)('%s', (action) => {
  it.each(permanent)('failing for good with %s leaves a gap, and nothing false', async (effect, code) => {
    const live = await scan(action, effect, { wants: effect === 'accessDenied' ? everything : needing(action) });
    const gaps = live.gaps.filter(({ operation, permission }) => operation === action || permission === action);
    const own = gaps.length > 0 ? gaps : live.gaps.filter(({ operation }) => operation.startsWith('s3:'));
    expect(own.length).toBeGreaterThan(0);
    for (const gap of own) {
      expect(gap.code).toMatch(code);
      expect(gap.count).toBeGreaterThan(0);
      expect(gap.message).not.toMatch(/\n/);
      if (effect === 'accessDenied') expect(gap.permission).toBe(action);
      else expect(gap.permission).toBeUndefined();
    }
    await expectNothingFalse(action, live);
  });

  it.each(['throttle', 'serverError', 'cutConnection'] as const)(
    'failing with %s at first is asked again',
    async (effect) => {
      const live = await scan(action, effect, { wants: needing(action), times: 2 });
      expect(live.calls[callOf(action)]).toBeGreaterThan(2);
      expect(live.gaps.filter(({ operation }) => operation !== 'sagemaker:Search')).toEqual([]);
      await expectNothingFalse(action, live);
    },
  );
});

/** The operation that an action allows. */
function callOf(action: string): string {
  return (
    {
      's3:ListAllMyBuckets': 's3:ListBuckets',
      's3:ListBucket': 's3:ListObjectsV2',
      's3:GetEncryptionConfiguration': 's3:GetBucketEncryption',
    }[action] ?? action
  );
}

describe('a List that is denied', () => {
  it.each(operations.filter((action) => /^sagemaker:List(?!Tags)/.test(action)))(
    '%s: hides its type, and looks unlike an empty one',
    async (action) => {
      const denied = await collectLive({
        estate: smallEstate(),
        faults: [
          { match: { action }, effect: 'accessDenied' },
          { match: { action: 'sagemaker:Search' }, effect: 'accessDenied' },
        ],
      });
      const [gap] = denied.gaps.filter(({ operation }) => operation === action);
      expect(gap).toMatchObject({ hides: expect.stringMatching(/^AWS::SageMaker::/), code: 'AccessDeniedException' });
      expect(gap?.recovered).toBeUndefined();
      expect(denied.resources().filter(({ type }) => type === gap?.hides)).toEqual([]);
    },
  );

  it('is not what an empty region is', async () => {
    const empty = await collectLive({ estate: smallEstate(smallAccount({ regions: {} })) });
    expect(empty.gaps).toEqual([]);
    expect(empty.resources()).toEqual([]);
  });

  it('keeps the pages before the one that failed', async () => {
    const notebooks = Array.from({ length: 25 }, (_, index) => ({
      NotebookInstanceName: `n${index}`,
      NotebookInstanceArn: `arn:aws:sagemaker:eu-west-1:${accountId}:notebook-instance/n${index}`,
    }));
    const live = await collectLive({
      estate: smallEstate(smallAccount({ regions: { 'eu-west-1': { notebookInstances: notebooks } } })),
      pageLimit: 10,
      faults: [{ match: { operation: 'ListNotebookInstances', nth: 3 }, effect: 'accessDenied' }],
    });
    expect(live.resources('AWS::SageMaker::NotebookInstance').length).toBe(20);
    expect(live.gaps).toMatchObject([{ hides: 'AWS::SageMaker::NotebookInstance', count: 1 }]);
  });
});

describe('a Describe that fails', () => {
  it('leaves the resource with what the List knew, and the reason', async () => {
    const live = await collectLive({
      estate: smallEstate(),
      faults: [{ match: { action: 'sagemaker:DescribeNotebookInstance' }, effect: 'accessDenied' }],
    });
    expect(live.resources('AWS::SageMaker::NotebookInstance')).toMatchObject([
      {
        name: 'notebook',
        unread: 'AccessDeniedException on sagemaker:DescribeNotebookInstance',
        properties: { NotebookInstanceStatus: 'InService' },
      },
    ]);
    expect(live.gaps).toMatchObject([
      {
        operation: 'sagemaker:DescribeNotebookInstance',
        permission: 'sagemaker:DescribeNotebookInstance',
        example: `arn:aws:sagemaker:eu-west-1:${accountId}:notebook-instance/notebook`,
      },
    ]);
    expect(live.gaps[0]).not.toHaveProperty('hides');
  });

  it('is one gap with a count, however many resources it strikes', async () => {
    const configs = Array.from({ length: 250 }, (_, index) => ({
      EndpointConfigName: `c${index}`,
      EndpointConfigArn: `arn:aws:sagemaker:eu-west-1:${accountId}:endpoint-config/c${index}`,
      CreationTime: new Date(0),
      ProductionVariants: [],
    }));
    const live = await collectLive({
      estate: smallEstate(smallAccount({ regions: { 'eu-west-1': { endpointConfigs: configs } } })),
      faults: [{ match: { action: 'sagemaker:DescribeEndpointConfig' }, effect: 'accessDenied' }],
    });
    expect(live.gaps).toMatchObject([{ operation: 'sagemaker:DescribeEndpointConfig', count: 250 }]);
    expect(live.resources('AWS::SageMaker::EndpointConfig').every(({ unread }) => unread !== undefined)).toBe(true);
    // What is denied two hundred times in a row is not asked for any more.
    expect(live.calls['sagemaker:DescribeEndpointConfig']).toBeLessThan(220);
  });
});

describe('an API that is throttled for ever', () => {
  it('is given up after a few calls, and the others go on', async () => {
    const configs = Array.from({ length: 100 }, (_, index) => ({
      EndpointConfigName: `c${index}`,
      EndpointConfigArn: `arn:aws:sagemaker:eu-west-1:${accountId}:endpoint-config/c${index}`,
      CreationTime: new Date(0),
      ProductionVariants: [],
    }));
    const live = await collectLive({
      estate: smallEstate(smallAccount({ regions: { 'eu-west-1': { ...smallRegion(), endpointConfigs: configs } } })),
      faults: [{ match: { action: 'sagemaker:DescribeEndpointConfig' }, effect: 'throttle' }],
    });
    expect(live.calls['sagemaker:DescribeEndpointConfig']).toBeLessThan(30);
    expect(live.resources('AWS::SageMaker::EndpointConfig').length).toBe(100);
    expect(live.names('AWS::SageMaker::Model')).toEqual(['model', 'packaged']);
  });
});

describe('a dead region', () => {
  it('stops no other', async () => {
    const region = smallRegion();
    const live = await collectLive({
      estate: smallEstate(smallAccount({ regions: { 'eu-west-1': region, 'us-east-1': region } })),
      regions: ['eu-west-1', 'us-east-1'],
      faults: [{ match: { region: 'us-east-1', service: 'sagemaker' }, effect: 'cutConnection' }],
    });
    const places = new Set(live.resources().map((resource) => resource.region));
    expect(places).toEqual(new Set(['eu-west-1', 'global']));
    expect(live.gaps.every((gap) => gap.region === 'us-east-1')).toBe(true);
    const hidden = new Set(live.gaps.flatMap(({ hides }) => hides ?? []));
    expect([...live.header.resourceTypes].filter((type) => !hidden.has(type))).toEqual([]);
  });
});

describe('an answer that is no answer', () => {
  it.each(['malformedBody', 'cutBody'] as const)('%s: is a gap', async (effect) => {
    const live = await collectLive({
      estate: smallEstate(),
      faults: [{ match: { operation: 'ListNotebookInstances' }, effect }],
    });
    expect(live.gaps).toMatchObject([
      { operation: 'sagemaker:ListNotebookInstances', hides: 'AWS::SageMaker::NotebookInstance' },
    ]);
    expect(live.names('AWS::SageMaker::Model')).toEqual(['model', 'packaged']);
  });
});

describe('credentials that run out while the scan runs', () => {
  it('end as gaps that say so', async () => {
    const live = await collectLive({
      estate: smallEstate(),
      faults: [{ match: { service: 'sagemaker' }, effect: 'expiredToken' }],
    });
    expect(live.resources()).toEqual([]);
    expect(new Set(live.gaps.map(({ code }) => code))).toEqual(new Set(['ExpiredTokenException']));
  });
});
