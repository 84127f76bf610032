import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { problems } from './schemas.ts';
import { estates, write } from './support.ts';

const file = new URL('../../docs/schema/report-v1.schema.json', import.meta.url);

function publishedSchema() {
  const ajv = new Ajv2020.default({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
}

describe('the published JSON Schema', () => {
  it('is what the code says', () => {
    const script = new URL('../../scripts/generate-schemas.ts', import.meta.url).pathname;
    expect(() =>
      execFileSync(process.execPath, ['--import', 'tsx', script, '--check'], { stdio: 'pipe' }),
    ).not.toThrow();
  });

  for (const [name, estate] of Object.entries(estates)) {
    it(`takes the JSON of ${name}`, async () => {
      expect(problems(publishedSchema(), JSON.parse(write('json', await estate())))).toEqual([]);
    });
  }

  it('takes members that a later version adds, and refuses a verdict that there is none of', async () => {
    const judged = await estates['a small estate of two inputs']?.();
    if (judged === undefined) throw new Error('no estate');
    const document = JSON.parse(write('json', judged));
    document.findings[0].owner = 'ana';
    expect(problems(publishedSchema(), document)).toEqual([]);
    document.findings[0].status = 'MAYBE';
    expect(problems(publishedSchema(), document)).not.toEqual([]);
  });
});
