import { z } from 'zod';
import { severities } from '../model/finding.ts';
import { strict, text, waiverTerms } from '../model/waiver.ts';
import { nearest } from '../model/words.ts';

/** One of several words; another is told with the nearest of them. */
function word<const Words extends readonly string[]>(kind: string, words: Words) {
  return z.enum(words, {
    error: ({ input }) =>
      typeof input === 'string' && input !== ''
        ? `unknown ${kind} \`${input}\`, did you mean \`${nearest(input, words)}\`?`
        : `expected one of ${words.join(', ')}`,
  });
}

const names = z.array(text);

/** A waiver as files write it. */
const waiver = strict({
  control: text.describe('the control: its id, a published id, or a glob'),
  resource: text.optional().describe('its ARN, its name, its address in a file, or a glob; left out: any'),
  account: text.optional().describe('twelve digits in quotes, or a glob'),
  region: text.optional().describe('a region, or a glob'),
  tags: z.record(z.string(), z.string()).optional().describe('tags that the resource carries; values may be globs'),
  ...waiverTerms,
}).meta({ id: 'waiver' });

const role = strict({
  arn: text.describe('the role to assume'),
  externalId: text.optional(),
});

const jobsSince = z
  .string()
  .refine(isMoment, 'expected a number of days such as `90d`, a date such as `2026-01-31`, or `all`');

/** `sagevet.yaml`. Flags of the command line win over what it says. */
export const configFile = strict({
  $schema: z.string().optional(),
  controls: strict({
    include: names.optional().describe('run these only: ids, published ids, globs, or a standard; default: all'),
    exclude: names.optional().describe('leave these out'),
    severity: z
      .record(z.string(), word('severity', severities))
      .optional()
      .describe('the severity of controls, where yours is another'),
    parameters: z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .optional()
      .describe('by control, then by parameter'),
  })
    .optional()
    .describe('which controls run, and how'),
  customControls: names
    .optional()
    .describe(
      'YAML files, or folders of them, with controls of your own; modules are code, and named with `--controls`',
    ),
  failOn: word('severity', [...severities, 'none'])
    .optional()
    .describe('exit with 1 if something fails at or above this; default: low'),
  failOnUnknown: z.boolean().optional().describe('exit with 3 if nothing fails but something could not be judged'),
  profile: text.optional().describe('profile of the shared AWS configuration'),
  regions: names.optional().describe('regions to scan, or `all`; default: that of the profile'),
  roles: z.array(role).optional().describe('one for each account to scan; default: the account of the profile'),
  jobsSince: jobsSince.optional().describe('training jobs created since: `90d`, a date, or `all`; default: 90d'),
  formats: names.optional().describe('`name` for stdout, or `name=file`; default: table'),
  waivers: z.array(waiver).optional().describe('accepted failures'),
  inlineWaivers: z
    .boolean()
    .optional()
    .describe('whether waivers in the metadata and tags of resources count; default: true'),
  baseline: text.optional().describe('what `sagevet baseline write` wrote: only new failures count'),
});

/** `sagevet.waivers.yaml` */
export const waiversFile = strict({ $schema: z.string().optional(), waivers: z.array(waiver) });

/** What `sagevet.yaml` says. */
export type Config = z.infer<typeof configFile>;

function isMoment(value: string): boolean {
  if (value === 'all' || /^\d{1,5}d$/.test(value)) return true;
  return /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value));
}
