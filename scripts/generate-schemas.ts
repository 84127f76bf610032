/** Writes the JSON Schemas in docs/schema, or with `--check` fails when they are not what the code says. */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { baselineFile } from '../src/config/baseline-file.ts';
import { configFile, waiversFile } from '../src/config/schema.ts';
import { controlsFile } from '../src/custom/schema.ts';
import { jsonReport } from '../src/reporters/json-report.ts';

const schemas = {
  'report-v1.schema.json': {
    title: 'sagevet report, version 1',
    description: 'What `sagevet scan --format json` writes. Readers must accept members that are not named here.',
    schema: jsonReport,
  },
  'config.schema.json': {
    title: 'sagevet configuration',
    description: '`sagevet.yaml` or `sagevet.json`, found from the working directory upwards.',
    schema: configFile,
  },
  'waivers.schema.json': {
    title: 'sagevet waivers',
    description: '`sagevet.waivers.yaml` or `sagevet.waivers.json`: failures that somebody accepted.',
    schema: waiversFile,
  },
  'baseline-v1.schema.json': {
    title: 'sagevet baseline, version 1',
    description: 'What `sagevet baseline write` writes.',
    schema: baselineFile,
  },
  'controls.schema.json': {
    title: 'custom controls of sagevet',
    description: 'A YAML file of controls, named with `--controls` or `customControls`.',
    schema: controlsFile,
  },
} as const;

const check = process.argv.includes('--check');

for (const [file, { schema, ...about }] of Object.entries(schemas)) {
  const path = new URL(`../docs/schema/${file}`, import.meta.url);
  // As input: what a reader may meet, which includes members of later versions.
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  const text = `${JSON.stringify({ $schema, ...about, ...rest }, null, 2)}\n`;
  if (!check) writeFileSync(path, text);
  else if (read(path) !== text) {
    console.error(`docs/schema/${file} is not what the code says: run \`npx tsx scripts/generate-schemas.ts\``);
    process.exitCode = 1;
  }
}

function read(path: URL): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
