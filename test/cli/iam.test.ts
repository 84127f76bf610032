import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleEstate } from '../../examples/estate/index.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import { sagevet } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'sagevet-iam-'));
let simulator: Simulator;
beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'example';
  simulator = await startSimulator({ estate: exampleEstate(new Date()) });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await simulator.close();
});

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const allow = (Action: string, Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Work', Effect: 'Allow', Action, Resource }],
});
const everything = file('everything.json', allow('*', '*'));
const oneBucket = file('one-bucket.json', allow('s3:GetObject', 'arn:aws:s3:::ml-data/*'));

describe('sagevet iam', () => {
  it('answers every question about documents, with a request that proves it', async () => {
    const { code, stdout } = await sagevet(['iam', everything]);
    expect(code).toBe(1);
    expect(stdout).toContain('Is it an administrator? FAILED');
    expect(stdout).toContain('Can it read any bucket? FAILED');
    expect(stdout).toMatch(/allowed: s3:GetObject on\s+arn:aws:s3:::/);
    expect(stdout.replace(/\s+/g, ' ')).toContain('Not considered, as they were not given: service control policies');
    for (const line of stdout.split('\n'))
      if (!line.includes('arn:') && !line.includes(folder)) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('says how far a role reaches that passes', async () => {
    const { code, stdout } = await sagevet(['iam', oneBucket, '--question', 'read-objects']);
    expect(code).toBe(0);
    expect(stdout).toContain('Can it read any bucket? PASSED');
    expect(stdout).toContain('reaches: arn:aws:s3:::ml-data/*');
    expect(stdout).not.toContain('administrator?');
  });

  it('takes a boundary and service control policies into account', async () => {
    expect((await sagevet(['iam', everything, '--boundary', oneBucket])).code).toBe(0);
    expect((await sagevet(['iam', everything, '--scp', oneBucket])).code).toBe(0);
    expect((await sagevet(['iam', everything, '--scp', everything, '--scp', oneBucket])).code).toBe(0);
    expect((await sagevet(['iam', everything, '--scp', everything])).code).toBe(1);
  });

  it('holds reads against a list of buckets', async () => {
    const run = (bucket: string) => sagevet(['iam', oneBucket, '--question', 'read-objects', '--allow', bucket]);
    expect((await run('ml-*')).code).toBe(0);
    expect((await run('other')).code).toBe(1);
  });

  it('reads the answers of the AWS CLI as well as bare documents', async () => {
    const answer = file('get-role-policy.json', { RoleName: 'x', PolicyName: 'y', PolicyDocument: allow('*', '*') });
    const version = file('get-policy-version.json', { PolicyVersion: { Document: allow('*', '*'), VersionId: 'v1' } });
    expect((await sagevet(['iam', answer, '--question', 'admin'])).code).toBe(1);
    expect((await sagevet(['iam', version, '--question', 'admin'])).code).toBe(1);
  });

  it('writes JSON', async () => {
    const { stdout } = await sagevet(['iam', everything, '--question', 'admin', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'sagevet-iam',
      version: 1,
      answers: [{ question: 'admin', verdict: 'FAILED', access: 'ADMIN' }],
    });
  });

  it('never passes documents that it cannot read', async () => {
    const { code, stdout } = await sagevet(['iam', file('broken.json', '{"Version":'), '--question', 'admin']);
    expect(stdout).toContain('Is it an administrator? UNKNOWN');
    expect(code).toBe(0);
  });

  it('reads a role of a live account, with its policies and boundary', async () => {
    const live = ['--endpoint-url', simulator.url, '--question', 'admin,pass-role'];
    const { code, stdout } = await sagevet(['iam', 'arn:aws:iam::111122223333:role/churn-notebook', ...live]);
    expect(stdout).toContain('Is it an administrator? FAILED');
    expect(stdout).toContain('AdministratorAccess is attached');
    expect(code).toBe(1);
  });

  it.each([
    [['iam', 'nowhere.json'], 'error: cannot read `nowhere.json`: there is no such file'],
    [['iam', everything, '--question', 'admn'], 'error: unknown question `admn`\nhelp: use admin, pass-role'],
    [['iam', everything, '--as', 'me'], 'error: `--as me` is no role ARN'],
    [['iam', 'arn:aws:iam::111122223333:user/ana'], 'error: `arn:aws:iam::111122223333:user/ana` is no ARN of a role'],
    [['iam', 'arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/b'], 'error: one role at a time'],
    [
      ['iam', 'arn:aws:iam::111122223333:role/a', '--boundary', everything],
      'error: `--boundary` and `--scp` go with documents',
    ],
    [['iam'], 'error: missing required argument'],
  ])('answers %j with one line and exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await sagevet(args);
    expect(stderr.startsWith(message), stderr).toBe(true);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('says that a role does not exist', async () => {
    const { code, stderr } = await sagevet([
      'iam',
      'arn:aws:iam::111122223333:role/nobody',
      '--endpoint-url',
      simulator.url,
    ]);
    expect(stderr).toMatch(/^error: cannot read `arn:aws:iam::111122223333:role\/nobody`: .*NoSuchEntity/);
    expect(code).toBe(2);
  });
});
