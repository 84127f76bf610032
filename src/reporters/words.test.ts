import { describe, expect, it } from 'vitest';
import type { Evidence, Finding } from '../model/finding.ts';
import type { Origin } from '../model/resource.ts';
import { positionOf, sourceOf } from './words.ts';

const properties = {
  VpcConfig: { line: 20, column: 7 },
  'ProductionVariants[0]': { line: 30, column: 9 },
  RootAccess: { line: 12, column: 7 },
};
const inTemplate = { kind: 'file', file: 'a.yaml', address: 'Model', position: { line: 3, column: 3 } } as const;

function finding(origin: Origin, ...paths: string[]): Finding {
  const evidence: Evidence[] = paths.map((property) => ({ property }));
  const resource = { type: 'AWS::SageMaker::Model', name: 'm', accountId: '', region: '', origin } as const;
  return { resource, evidence } as unknown as Finding;
}

describe('the place of a finding in a file', () => {
  it.each([
    ['the property that decided', ['RootAccess'], 12],
    ['the property that is written, rather than one that is not', ['VpcConfig.Subnets', 'RootAccess'], 12],
    ['what a missing property belongs to', ['VpcConfig.Subnets'], 20],
    ['the item of a list', ['ProductionVariants[0].ServerlessConfig.MaxConcurrency'], 30],
    ['the resource, where nothing of the property is written', ['KmsKeyId', 'ProductionVariants[1].ModelName'], 3],
    ['the resource, for names of the language', ['constructor', '__proto__.line'], 3],
    ['the resource, without evidence', [], 3],
  ])('is that of %s', (_, paths, line) => {
    expect(positionOf(finding({ ...inTemplate, properties }, ...paths))?.line).toBe(line);
    expect(sourceOf(finding({ ...inTemplate, properties }, ...paths))).toMatchObject({ file: 'a.yaml', line });
  });

  it('is not made up where the file tells none', () => {
    expect(positionOf(finding({ kind: 'file', file: 'plan.json', address: 'a.b' }, 'RootAccess'))).toBeUndefined();
    expect(positionOf(finding({ kind: 'api', operation: 'x' }, 'RootAccess'))).toBeUndefined();
  });
});
