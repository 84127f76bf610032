import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /(?<!\.test)\.ts$/.test(file),
);

describe('the AWS SDK', () => {
  it('is loaded when it is first needed, never by an import', () => {
    expect(files).toContain('clients.ts');
    const eager = files.filter((file) =>
      /^import (?!type\b)[^;]*from '@(aws-sdk|smithy)\//m.test(readFileSync(join(folder, file), 'utf8')),
    );
    expect(eager).toEqual([]);
  });

  it('makes clients in one place', () => {
    const loading = files.filter((file) =>
      /\bimport\('@(aws-sdk|smithy)\//.test(readFileSync(join(folder, file), 'utf8')),
    );
    expect(loading).toEqual(['clients.ts']);
  });
});
