import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../src/controls/index.ts';
import type { Framework, PublishedControl, PublishedParameter, SecurityHubControl } from '../src/model/control.ts';

/** Where the publishers' own documents lie: they are not ours to distribute, so a clone may lack them. */
const folder = join(process.env.SAGEVET_SHARED ?? join(import.meta.dirname, '../../shared'), 'seeds');
const documents = {
  securityHub: join(folder, 'security-hub-sagemaker-controls.txt'),
  stave: join(folder, 'stave-sagemaker-controls.txt'),
};
const areThere = Object.values(documents).every((document) => existsSync(document));
if (!areThere) {
  console.warn(
    'NOT CHECKED: the metadata of the catalogue against the published documents, because they were not found. ' +
      'Set SAGEVET_SHARED to the folder that holds `seeds`.',
  );
}

describe.runIf(areThere)('the published metadata', () => {
  const published = areThere
    ? [
        ...readSecurityHub(readFileSync(documents.securityHub, 'utf8')),
        ...readStave(readFileSync(documents.stave, 'utf8')),
      ]
    : [];
  const entries = new Map(catalogue.flatMap(({ publishedAs }) => publishedAs.map((entry) => [entry.id, entry])));

  it('is read from the documents in full', () => {
    expect(published.filter(({ standard }) => standard === 'aws-security-hub')).toHaveLength(15);
    expect(published.filter(({ standard }) => standard === 'stave')).toHaveLength(25);
  });

  for (const expected of published.filter(({ id }) => entries.has(id))) {
    it(`of ${expected.id} is in the catalogue word for word`, () => {
      expect(entries.get(expected.id)).toEqual(expected);
    });
  }

  it('names nothing that was never published', () => {
    const ids = published.map(({ id }) => id);
    expect([...entries.keys()].filter((id) => !ids.includes(id))).toEqual([]);
  });
});

function readSecurityHub(text: string): SecurityHubControl[] {
  return text
    .split(/^(?=\[SageMaker\.\d+\] )/m)
    .slice(1)
    .map((block) => {
      const [, id = '', title = ''] = /^\[(SageMaker\.\d+)\] (.*)$/m.exec(block) ?? [];
      return {
        standard: 'aws-security-hub',
        id,
        title,
        severity: field(block, 'Severity').toUpperCase() as SecurityHubControl['severity'],
        category: field(block, 'Category'),
        resourceType: (/^Resource type:\n(.*)$/m.exec(block)?.[1] ?? '') as SecurityHubControl['resourceType'],
        configRule: field(block, 'AWS Config rule'),
        scheduleType: field(block, 'Schedule type') as SecurityHubControl['scheduleType'],
        parameters: parametersOf(block),
        requirements: requirementsOf(block),
      };
    });
}

function field(block: string, name: string): string {
  return new RegExp(`^(?:- )?${name}: (.*)$`, 'm').exec(block)?.[1]?.trim() ?? '';
}

function parametersOf(block: string): PublishedParameter[] {
  if (field(block, 'Parameters') === 'None') return [];
  const [, name, value] = /^-\n(\w+):(.*)\(not customizable\)$/m.exec(block) ?? [];
  if (name !== undefined && value !== undefined) return [{ name, default: value, customizable: false }];
  const row = /^(\w+) \|\n(.*) \| (.*) \| (.*) \| No default value \|$/m.exec(block);
  if (row === null) throw new Error(`parameters that are written in a new way:\n${block}`);
  const [, key = '', description = '', type = '', allowedValues = ''] = row;
  return [{ name: key, description, type, allowedValues, customizable: true }];
}

const securityHubFrameworks: readonly [prefix: string, framework: Framework][] = [
  ['NIST.800-53.r5 ', 'nist-800-53-r5'],
  ['PCI DSS v3.2.1/', 'pci-dss-3.2.1'],
  ['PCI DSS v4.0.1/', 'pci-dss-4.0.1'],
];

function requirementsOf(block: string): Partial<Record<Framework, string[]>> {
  const requirements: Partial<Record<Framework, string[]>> = {};
  const line = field(block, 'Related requirements');
  for (const requirement of line === '' ? [] : line.split(', ')) {
    const match = securityHubFrameworks.find(([prefix]) => requirement.startsWith(prefix));
    if (match === undefined) throw new Error(`a requirement of an unknown framework: ${requirement}`);
    const [prefix, framework] = match;
    requirements[framework] = [...(requirements[framework] ?? []), requirement.slice(prefix.length)];
  }
  return requirements;
}

const staveFrameworks: Readonly<Record<string, Framework>> = {
  hipaa: 'hipaa',
  nist_800_53_r5: 'nist-800-53-r5',
  owasp_nhi: 'owasp-nhi',
  soc2: 'soc2',
};

function readStave(text: string): PublishedControl[] {
  return text
    .split(/^(?=CTL\.SAGEMAKER\.[A-Z0-9.]+$)/m)
    .slice(1)
    .map((block) => {
      const [id = '', title = ''] = block.split('\n');
      const compliance = field(block, 'Compliance')
        .split(';')
        .filter((part) => part.trim() !== '');
      const requirements = compliance.map((part) => {
        const [framework = '', ids = ''] = part.trim().split(': ');
        if (staveFrameworks[framework] === undefined) throw new Error(`an unknown framework: ${framework}`);
        return [staveFrameworks[framework], ids.split(', ')];
      });
      return {
        standard: 'stave',
        id,
        title,
        severity: field(block, 'Severity'),
        type: field(block, 'Type'),
        domain: field(block, 'Domain'),
        requirements: Object.fromEntries(requirements),
      } as PublishedControl;
    });
}
