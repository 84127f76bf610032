import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { toSnapshot } from '../../../test/support/estate.ts';
import { hardenedEstate } from '../../../test/support/hardened-estate.ts';
import type { SnapshotRecord } from '../../model/snapshot.ts';
import { openInput } from '../input.ts';
import { snapshotLines } from './write.ts';

const folder = mkdtempSync(join(tmpdir(), 'sagevet-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options = { toolVersion: '0.0.0', now: '2026-11-22T00:00:00.000Z' };

async function written(): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of snapshotLines(toSnapshot(hardenedEstate))) lines.push(line);
  return lines;
}

function file(content: string | Buffer): string {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.jsonl`);
  writeFileSync(path, content);
  return path;
}

async function read(path: string, allowPartial = false): Promise<SnapshotRecord[]> {
  const { records } = await openInput(path, { ...options, allowPartial });
  const all: SnapshotRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

describe('a snapshot file', () => {
  it('gives back what was written, header and records', async () => {
    const path = file((await written()).join(''));
    const { header } = await openInput(path, options);
    expect(header).toEqual({ ...hardenedEstate.header, input: path });
    expect(await read(path)).toEqual([...(toSnapshot(hardenedEstate).records as SnapshotRecord[])]);
  });

  it('is recognised by its content, whatever it is called', async () => {
    const path = file((await written()).join(''));
    const renamed = `${path}.txt`;
    writeFileSync(renamed, readFileSync(path));
    expect(await read(renamed)).toHaveLength(hardenedEstate.resources.length + hardenedEstate.facts.length);
  });

  it('reads lines that are longer than the buffer, and characters that it splits', async () => {
    const name = 'ü'.repeat(700_001);
    const estate = {
      ...hardenedEstate,
      resources: hardenedEstate.resources.map((resource) => ({ ...resource, name })),
    };
    const lines: string[] = [];
    for await (const line of snapshotLines(toSnapshot(estate))) lines.push(line);
    const resources = (await read(file(lines.join('')))).flatMap((record) =>
      'resource' in record ? [record.resource] : [],
    );
    expect(resources).toHaveLength(estate.resources.length);
    expect(resources.every((resource) => resource.name === name)).toBe(true);
  });

  it('that lost its end is refused, with the way to use what is left', async () => {
    const lines = await written();
    await expect(read(file(lines.slice(0, -1).join('')))).rejects.toThrow(/was cut.*--allow-partial/);
    await expect(read(file(lines.slice(0, -3).join('')))).rejects.toThrow(/was cut/);
    await expect(read(file(`${lines.slice(0, 5).join('')}${lines[5]?.slice(0, 40)}`))).rejects.toThrow(
      /line 6 is not JSON/,
    );
  });

  it('that lost records in its middle is refused too', async () => {
    const lines = await written();
    await expect(read(file([...lines.slice(0, 4), ...lines.slice(6)].join('')))).rejects.toThrow(/was cut/);
  });

  it('that was cut gives what it holds on request, and says that anything may be missing', async () => {
    const lines = await written();
    const records = await read(file(`${lines.slice(0, 5).join('')}${lines[5]?.slice(0, 40)}`), true);
    expect(records.slice(0, 4)).toEqual([...(toSnapshot(hardenedEstate).records as SnapshotRecord[])].slice(0, 4));
    const gaps = records.slice(4).map((record) => ('gap' in record ? record.gap : undefined));
    expect(gaps.map((gap) => gap?.hides)).toEqual(hardenedEstate.header.resourceTypes);
    expect(gaps[0]?.code).toBe('CutFile');
  });

  it('of a newer version is refused by name of the version', async () => {
    const [head = '', ...rest] = await written();
    const path = file([head.replace('"version":1', '"version":2'), ...rest].join(''));
    await expect(read(path)).rejects.toThrow(/version 2.*reads up to version 1: update sagevet/);
  });

  it('with two snapshots in one is refused', async () => {
    const lines = await written();
    await expect(read(file([...lines, ...lines].join('')))).rejects.toThrow(/goes on after its closing line/);
  });

  it.each([
    ['an empty file', '', /is empty/],
    ['text', 'hello\nworld\n', /nothing that can be scanned/],
    ['binary data', Buffer.from([0, 255, 254, 1, 2, 3, 0]), /nothing that can be scanned/],
    ['JSON of something else', '{"a":1}', /nothing that can be scanned/],
    ['a broken header', '{"sagevet":"snapshot","version":1}\n', /broken snapshot header/],
    ['a header without a version', '{"sagevet":"snapshot"}\n', /not a sagevet snapshot/],
    ['a header cut in its middle', '{"sagevet":"snapshot","ver', /line 1 is not JSON/],
  ])('that is %s is refused in one line', async (_, content, message) => {
    const path = file(content);
    await expect(read(path)).rejects.toThrow(message);
    await expect(read(path)).rejects.toMatchObject({ name: 'InputError', message: expect.not.stringContaining('\n') });
  });

  it.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '7'],
    ['a record of no kind', '{}'],
    ['a resource that is null', '{"resource":null}'],
    [
      'a resource without properties',
      '{"resource":{"type":"AWS::SageMaker::Model","name":"a","accountId":"","region":"","origin":{}}}',
    ],
    [
      'tags that are no tags',
      '{"resource":{"type":"AWS::SageMaker::Model","name":"a","accountId":"","region":"","origin":{},"properties":{},"tags":[1]}}',
    ],
    ['a fact without a value', '{"fact":{"fact":"bucket-owner","subject":"a","accountId":""}}'],
    ['a gap without a count', '{"gap":{"operation":"a","accountId":"","region":"","code":"","message":""}}'],
  ])('with a record that is %s is refused, naming the line', async (_, line) => {
    const [head = ''] = await written();
    await expect(read(file(`${head}${line}\n`))).rejects.toThrow(/line 2 is no snapshot record/);
  });

  it('that is a folder, or nothing at all, is refused', async () => {
    await expect(read(mkdtempSync(join(folder, 'empty-')))).rejects.toThrow(/is a folder with nothing in it/);
    await expect(read(join(folder, 'nowhere.jsonl'))).rejects.toThrow(/there is no such file/);
  });
});
