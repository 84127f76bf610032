import { describe, expect, it } from 'vitest';
import { exampleEstate } from '../../../examples/estate/index.ts';
import { collectLive, everyType, everything, wanting } from '../../../test/support/live.ts';
import {
  accountId,
  now,
  roleArn,
  secret,
  smallAccount,
  smallEstate,
  smallRegion,
} from '../../../test/support/small-estate.ts';
import { isUnknown } from '../../model/value.ts';
import { actionsFor, policyDocument } from './index.ts';

const example = exampleEstate(now);

describe('a live collection', () => {
  it('reads a resource of every type, in the shape of its Describe answer', async () => {
    const live = await collectLive({ estate: smallEstate() });
    expect(live.gaps).toEqual([]);
    expect(new Set(live.resources().map(({ type }) => type))).toEqual(everyType);
    expect(live.resources().filter(({ unread, gone }) => unread !== undefined || gone !== undefined)).toEqual([]);
    const [schedule] = live.resources('AWS::SageMaker::MonitoringSchedule');
    expect(schedule).toMatchObject({
      name: 'schedule',
      arn: `arn:aws:sagemaker:eu-west-1:${accountId}:monitoring-schedule/schedule`,
      accountId,
      region: 'eu-west-1',
      tags: [],
      properties: { MonitoringScheduleStatus: 'Scheduled', CreationTime: '2026-09-23T12:00:00.000Z' },
      origin: { kind: 'api', operation: 'sagemaker:DescribeMonitoringSchedule' },
    });
    expect(schedule?.properties).toMatchObject({
      MonitoringScheduleConfig: { MonitoringJobDefinition: { MonitoringAppSpecification: { ImageUri: 'image' } } },
    });
  });

  it('lets no secret into a record, from whatever part of AWS it comes', async () => {
    const live = await collectLive({ estate: smallEstate() });
    expect(JSON.stringify(live.records)).not.toContain(secret);
    const denied = await collectLive({
      estate: smallEstate(),
      faults: [{ match: { action: 'sagemaker:Describe*' }, effect: 'accessDenied' }],
    });
    expect(JSON.stringify(denied.records)).not.toContain(secret);
  });

  it('says in its header what was read, and of which types everything', async () => {
    const { header } = await collectLive({ estate: smallEstate(), jobsSince: new Date('2026-08-24T12:00:00.900Z') });
    expect(header).toMatchObject({
      capturedAt: now.toISOString(),
      source: 'aws',
      accounts: [accountId],
      regions: ['eu-west-1'],
      windows: { trainingJobsSince: '2026-08-24T12:00:00.000Z', endpointTrafficDays: 30 },
    });
    // Roles, policies and packages are read where others name them: that one is missing says nothing.
    expect([...everyType].filter((type) => !header.resourceTypes.includes(type))).toEqual([
      'AWS::SageMaker::ModelPackage',
      'AWS::IAM::Role',
      'AWS::IAM::ManagedPolicy',
    ]);
  });

  it('asks only for what the wanted types need', async () => {
    const live = await collectLive({ estate: smallEstate(), ...wanting('AWS::SageMaker::NotebookInstance') });
    expect(live.calls).toEqual({
      'sts:GetCallerIdentity': 1,
      'sagemaker:ListNotebookInstances': 1,
      'sagemaker:DescribeNotebookInstance': 1,
    });
    expect(live.header.windows).toEqual({});
  });

  it('makes no call for tags that nobody asked for', async () => {
    const live = await collectLive({ estate: smallEstate(), ...wanting('AWS::SageMaker::Image') });
    expect(live.calls['sagemaker:ListTags']).toBeUndefined();
    expect(live.resources('AWS::SageMaker::Image')[0]).not.toHaveProperty('tags');
  });

  it('reads all regions and several accounts of an estate, each resource once', async () => {
    const live = await collectLive({
      estate: example,
      regions: 'all',
      roles: [
        { roleArn: 'arn:aws:iam::444455556666:role/sagevet-audit', externalId: 'larkspur-audit' },
        { roleArn: 'arn:aws:iam::444455556666:role/sagevet-audit', externalId: 'larkspur-audit' },
      ],
    });
    expect(live.header.accounts).toEqual(['444455556666']);
    expect(live.header.regions).toContain('us-east-1');
    const arns = live.resources().map(({ arn, region }) => `${region} ${arn}`);
    expect(arns.length).toBe(new Set(arns).size);
    expect(live.names('AWS::SageMaker::NotebookInstance').length).toBeGreaterThan(0);
  });

  it('reads the same from long pages, short pages and pages of one', async () => {
    const estate = { ...example, accounts: [smallAccount(), ...example.accounts.slice(1)] };
    const [whole, short] = await Promise.all([
      collectLive({ estate: { ...estate, accounts: example.accounts } }),
      collectLive({ estate: { ...estate, accounts: example.accounts }, pageLimit: 7 }),
    ]);
    const keys = (live: typeof whole) => live.resources().map(({ type, arn }) => `${type} ${arn}`);
    expect(keys(short).sort()).toEqual(keys(whole).sort());
    expect(short.gaps).toEqual(whole.gaps);
  });

  it('hands facts, roles and policies over before the training jobs that refer to them', async () => {
    const live = await collectLive({ estate: example, jobsSince: null, pageLimit: 10 });
    const seen = new Set<string>();
    let jobs = 0;
    for (const record of live.records) {
      if ('fact' in record) seen.add(`${record.fact.fact} ${record.fact.subject}`);
      if (!('resource' in record)) continue;
      const { type, arn, properties } = record.resource;
      if (type !== 'AWS::SageMaker::TrainingJob') {
        seen.add(arn ?? '');
        const { AttachedManagedPolicies = [] } = properties as { AttachedManagedPolicies?: { PolicyArn: string }[] };
        if (type === 'AWS::IAM::Role')
          for (const { PolicyArn } of AttachedManagedPolicies) expect(seen).toContain(PolicyArn);
        continue;
      }
      jobs += 1;
      const job = properties as {
        RoleArn?: string;
        InputDataConfig?: { DataSource?: { S3DataSource?: { S3Uri: string } } }[];
      };
      if (job.RoleArn !== undefined) expect(seen).toContain(job.RoleArn);
      for (const { DataSource } of job.InputDataConfig ?? []) {
        const bucket = /^s3:\/\/([a-z0-9-]+)\//.exec(DataSource?.S3DataSource?.S3Uri ?? '')?.[1];
        if (bucket === undefined) continue;
        for (const fact of ['bucket-owner', 'bucket-policy', 'bucket-encryption'])
          expect(seen).toContain(`${fact} ${bucket}`);
      }
    }
    expect(jobs).toBeGreaterThan(400);
  });

  it('tells its progress, up to the last resource', async () => {
    const events: unknown[] = [];
    await collectLive({
      estate: example,
      ...wanting('AWS::SageMaker::TrainingJob'),
      onProgress: (event) => events.push(event),
    });
    expect(events.at(-1)).toMatchObject({
      accountId,
      region: 'eu-west-1',
      resourceType: 'AWS::SageMaker::TrainingJob',
    });
    const { done, total } = events.at(-1) as { done: number; total: number };
    expect(done).toBe(total);
    expect(events.length).toBeLessThan(20);
  });
});

describe('the permissions of a scan', () => {
  it('cover every call that it makes, and each of them is used', async () => {
    const faults = [{ match: { action: 'sagemaker:Search' }, effect: 'accessDenied' as const }];
    const estate = smallEstate(
      smallAccount({
        roles: [roleArn, ...Array.from({ length: 40 }, (_, index) => `arn:aws:iam::${accountId}:role/r${index}`)].map(
          (Arn) => ({
            ...smallAccount().roles?.[0],
            Arn,
            RoleName: Arn.split('/').at(-1) ?? '',
          }),
        ),
        regions: {
          'eu-west-1': {
            ...smallRegion(),
            notebookInstances: Array.from({ length: 40 }, (_, index) => ({
              NotebookInstanceName: `n${index}`,
              NotebookInstanceArn: `arn:aws:sagemaker:eu-west-1:${accountId}:notebook-instance/n${index}`,
              RoleArn: `arn:aws:iam::${accountId}:role/r${index}`,
            })),
          },
        },
      }),
    );
    const [plain, fallenBack, swept] = [
      await collectLive({ estate: smallEstate(), regions: 'all' }),
      await collectLive({ estate: smallEstate(), faults }),
      await collectLive({ estate }),
    ];
    const used = new Set([plain, fallenBack, swept].flatMap(({ simulator }) => [...simulator.actions]));
    expect([...used].sort()).toEqual(actionsFor(everything).map(({ action }) => action));
  });

  it('are those that single types need, no more', () => {
    const actions = actionsFor(wanting('AWS::SageMaker::NotebookInstance')).map(({ action }) => action);
    expect(actions).toEqual([
      'ec2:DescribeRegions',
      'sagemaker:DescribeNotebookInstance',
      'sagemaker:ListNotebookInstances',
      'sts:GetCallerIdentity',
    ]);
    expect(
      actionsFor({ ...wanting('AWS::SageMaker::Image'), tagsOf: new Set(['AWS::SageMaker::Image']) }),
    ).toContainEqual(expect.objectContaining({ action: 'sagemaker:ListTags', resourceScoped: true }));
  });

  it('make a policy that only reads', () => {
    const policy = policyDocument(actionsFor(everything));
    const allowed = policy.Statement.flatMap(({ Action }) => Action);
    expect(allowed.filter((action) => !/:(Get|List|Describe|Search)/.test(action))).toEqual([]);
    expect(allowed).not.toContain('s3:GetObject');
    expect(policy.Statement.find(({ Sid }) => Sid === 'SagevetFind')?.Action).toContain('sagemaker:ListModels');
    expect(policy.Statement.find(({ Sid }) => Sid === 'SagevetRead')?.Action).toContain('sagemaker:DescribeModel');
  });
});

describe('facts about unread things', () => {
  it('are unknown with the reason, where S3 shows nothing to the account', async () => {
    const live = await collectLive({ estate: example });
    const artifacts = live.facts('model-artifact');
    const hidden = Object.values(artifacts).filter((value) => isUnknown(value));
    expect(hidden).toEqual([{ $unknown: 'AccessDenied on s3:ListObjectsV2' }]);
  });
});
