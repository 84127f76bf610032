import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../src/controls/index.ts';
import { evaluate } from '../src/engine/evaluate.ts';
import { severities } from '../src/model/finding.ts';
import { viewOf } from '../src/model/view.ts';
import { subjectOf, toSnapshot } from './support/estate.ts';
import { hardenedEstate } from './support/hardened-estate.ts';

const root = join(import.meta.dirname, '../src/controls');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\/[^/]+(?<!\.test)\.ts$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

const securityHubIds = Array.from({ length: 15 }, (_, index) => `SageMaker.${index + 1}`);
const staveIds = [
  'DOMAIN.SHAREDROLE',
  'ENDPOINT.MONITOR',
  'ENDPOINT.REDUNDANCY',
  'ENDPOINT.STALE',
  'GHOST.MODEL',
  'MODEL.ISOLATION',
  'MODEL.VPC',
  'NOTEBOOK.ENCRYPT',
  'NOTEBOOK.IDLE',
  'NOTEBOOK.INTERNET',
  'NOTEBOOK.LIFECYCLE',
  'NOTEBOOK.ROOT',
  'NOTEBOOK.VPC',
  'TRAINING.DATA.CROSSACCOUNT',
  'TRAINING.DATA.UNENCRYPTED',
  'TRAINING.ENCRYPT.INTERCONTAINER',
  'TRAINING.ENCRYPT.VOLUME',
  'TRAINING.ISOLATION',
  'TRAINING.VPC',
].map((name) => `CTL.SAGEMAKER.${name}.001`);
/** What an execution role may do. */
const roleIds = [
  'NOTEBOOK.ASSUMEROLE',
  'NOTEBOOK.OVERPERM.ADMIN',
  'NOTEBOOK.OVERPERM.PASSROLE',
  'NOTEBOOK.OVERPERM.S3',
  'TRAINING.OVERPERM.PASSROLE',
  'TRAINING.OVERPERM.S3',
].map((name) => `CTL.SAGEMAKER.${name}.001`);

describe('the catalogue', () => {
  const published = catalogue.flatMap(({ publishedAs }) => publishedAs.map(({ id }) => id));

  it('has every published control exactly once', () => {
    const isRole = (id: string) => roleIds.includes(id);
    expect(published.filter((id) => !isRole(id)).sort()).toEqual([...securityHubIds, ...staveIds].sort());
    expect([[], roleIds]).toContainEqual(published.filter(isRole).sort());
  });

  it('has no id, alias or published id twice', () => {
    const names = [...catalogue.flatMap(({ id, aliases = [] }) => [id, ...aliases]), ...published];
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('lists every control that is written', () => {
    const written = sources
      .filter(({ text }) => text.includes('defineControl('))
      .map(({ path }) => basename(path, '.ts'));
    expect(catalogue.map(({ id }) => id).sort()).toEqual(written.sort());
  });

  it('passes on the hardened estate as a whole', async () => {
    const { findings, errors } = await evaluate([toSnapshot(hardenedEstate)], { controls: catalogue });
    expect(errors).toEqual([]);
    expect(findings.filter(({ status }) => status !== 'PASSED')).toEqual([]);
    expect([...new Set(findings.map(({ control }) => control))].sort()).toEqual(catalogue.map(({ id }) => id).sort());
  });

  it('judges resources of any shape without breaking off', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...hardenedEstate.resources),
      fc.array(fc.tuple(fc.nat(), fc.jsonValue())),
      async (subject, changes) => {
        const names = Object.keys(subject.properties);
        const garbage = changes.map(([index, value]) => [names[index % names.length], value]);
        const changed = { ...subject, properties: { ...subject.properties, ...Object.fromEntries(garbage) } };
        const resources = hardenedEstate.resources.map((resource) => (resource === subject ? changed : resource));
        const { findings } = await evaluate([toSnapshot({ ...hardenedEstate, resources })], { controls: catalogue });
        const judged = catalogue.filter(({ resourceType }) => resourceType === subject.type);
        const about = findings.filter(({ resource }) => resource.arn === subject.arn);
        expect(about.map(({ control }) => control).sort()).toEqual(judged.map(({ id }) => id).sort());
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });
});

describe.each(catalogue.map((control) => [control.id, control] as const))('%s', (id, control) => {
  const source = sources.find(({ path }) => basename(path) === `${id}.ts`);

  it('has its name in AWS’s words, and its file, export and test under that name', async () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/);
    const path = join(root, source?.path ?? `no file ${id}.ts`);
    const exported = id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(((await import(path)) as Record<string, unknown>)[exported]).toBe(control);
    expect(existsSync(path.replace(/\.ts$/, '.test.ts'))).toBe(true);
  });

  it('says what holds when it passes, without a full stop', () => {
    expect(control.title).toMatch(/^[A-Z].*[^.\s]$/);
    expect(control.title).not.toContain('\n');
  });

  it('explains itself in whole sentences', () => {
    for (const text of [control.why, control.checks, control.remediation.summary])
      expect(text).toMatch(/^[A-Z`][^\n]*[^.\s]\.$/);
  });

  it('words every message without a full stop, and uses it', () => {
    const imported = [...(source?.text ?? '').matchAll(/from '\.\.\/([\w-]+)\//g)].map(([, folder]) => folder);
    const folders = [dirname(source?.path ?? ''), ...imported];
    const code = sources.filter(({ path }) => folders.includes(dirname(path))).map(({ text }) => text);
    for (const [name, wording] of Object.entries(control.messages)) {
      expect(wording).toMatch(/^[^\n]*[^.\s]$/);
      expect(code.join('\n'), `message \`${name}\` is used`).toContain(`'${name}'`);
    }
  });

  it('is as severe as the most severe of its published ids', () => {
    const publishedSeverities = control.publishedAs.map(({ severity }) => severity.toLowerCase());
    expect(control.publishedAs.length).toBeGreaterThan(0);
    expect(control.severity).toBe(severities.find((severity) => publishedSeverities.includes(severity)));
  });

  it('judges the resource type that Security Hub publishes', () => {
    for (const entry of control.publishedAs)
      if (entry.standard === 'aws-security-hub') expect(entry.resourceType).toBe(control.resourceType);
  });

  it('refers to pages of AWS', () => {
    expect(control.references.length).toBeGreaterThan(0);
    for (const page of control.references) expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[\w./#-]+$/);
  });

  it('can be fixed by steps that name the resource', () => {
    const { steps, cloudformation } = control.remediation;
    const subject = subjectOf(hardenedEstate, control.resourceType);
    const written = steps(viewOf(subject));
    expect(written.length).toBeGreaterThan(0);
    for (const { text, command } of written) {
      expect(text).toMatch(/^[A-Z][^\n]*[^.\s]$/);
      if (command !== undefined) expect(command).toMatch(/^(aws|jq|sagevet) /);
      expect(`${text} ${command}`).not.toMatch(/\[object|NaN|null/);
    }
    // CloudFormation has no training jobs.
    if (control.resourceType === 'AWS::SageMaker::TrainingJob') expect(cloudformation).toBeUndefined();
  });

  it('declares parameters whose defaults they take themselves', () => {
    for (const { schema, default: byDefault, description } of Object.values(control.parameters ?? {})) {
      expect(schema.parse(byDefault)).toEqual(byDefault);
      expect(description).toMatch(/^[A-Z][^\n]*[^.\s]$/);
    }
  });
});
