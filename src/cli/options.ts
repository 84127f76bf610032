import { type Command, Option } from 'commander';
import type { LiveOptions, ScanOptions } from '../scan.ts';
import type { LoadedConfig } from '../types.ts';
import { UsageError } from './errors.ts';

/** Words given as `--flag a,b` or as `--flag a --flag b`. */
export function words(value: string, before: readonly string[] = []): string[] {
  return [
    ...before,
    ...value
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ];
}

export function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

export interface SelectionFlags {
  control?: string[];
  excludeControl?: string[];
  standard?: string[];
  severity?: string[];
  resourceType?: string[];
  tag?: string[];
  set?: string[];
}

export function addSelectionFlags(command: Command): Command {
  return command
    .optionsGroup('Which controls and resources:')
    .addOption(
      new Option('-c, --control <id>', 'run this control: its id, a published id, or a glob (repeatable)').argParser(
        words,
      ),
    )
    .addOption(new Option('--exclude-control <id>', 'leave this control out (repeatable)').argParser(words))
    .addOption(new Option('--standard <name>', 'controls of aws-security-hub or stave (repeatable)').argParser(words))
    .addOption(new Option('--severity <name>', 'controls of this severity (repeatable)').argParser(words))
    .addOption(
      new Option('--resource-type <type>', 'controls on this CloudFormation type, or a glob (repeatable)').argParser(
        words,
      ),
    )
    .addOption(new Option('--tag <key[=value]>', 'judge only resources with this tag (repeatable)').argParser(repeated))
    .addOption(
      new Option('--set <control.parameter=value>', 'set a parameter of a control (repeatable)').argParser(repeated),
    );
}

export interface LiveFlags {
  profile?: string;
  region?: string[];
  roleArn?: string[];
  externalId?: string;
  endpointUrl?: string;
  jobsSince?: string;
}

export function addLiveFlags(command: Command): Command {
  return addCredentialFlags(command)
    .addOption(
      new Option('--region <name>', 'region to scan, or `all` (repeatable; default: that of the profile)').argParser(
        words,
      ),
    )
    .option('--jobs-since <when>', 'training jobs created since: `90d`, a date, or `all` (default: 90d)');
}

export function addCredentialFlags(command: Command): Command {
  return command
    .optionsGroup('Which account:')
    .option('--profile <name>', 'profile of the shared AWS configuration')
    .addOption(
      new Option('--role-arn <arn>', 'role to assume; one for each account to scan (repeatable)').argParser(words),
    )
    .option('--external-id <id>', 'external id for the roles')
    .option('--endpoint-url <url>', 'endpoint for all AWS services, such as an emulator');
}

export type SelectionOptions = Pick<
  ScanOptions,
  'select' | 'tags' | 'parameters' | 'severities' | 'waivers' | 'inlineWaivers' | 'extraControls'
>;

/** What is judged, and how. A flag that names controls stands instead of the lists of the configuration. */
export function selectionOf(
  flags: SelectionFlags & { inlineWaivers?: boolean },
  {
    config,
    waivers,
    extraControls = [],
  }: Pick<LoadedConfig, 'config' | 'waivers'> & Pick<ScanOptions, 'extraControls'> = { config: {}, waivers: [] },
): SelectionOptions {
  const { control, excludeControl, standard, severity, resourceType, tag = [], set = [], inlineWaivers = true } = flags;
  const { include, exclude = [], severity: severities, parameters = {} } = config.controls ?? {};
  const isNamed = control !== undefined || standard !== undefined;
  const controls = isNamed ? control : include;
  const excluded = [...(isNamed ? [] : exclude), ...(excludeControl ?? [])];
  return {
    ...(severities && { severities }),
    waivers,
    extraControls,
    inlineWaivers: inlineWaivers && config.inlineWaivers !== false,
    select: {
      ...(controls && { controls }),
      ...(excluded.length > 0 && { excluded }),
      ...(standard && { standards: standard }),
      ...(severity && { severities: severity }),
      ...(resourceType && { resourceTypes: resourceType }),
    },
    tags: tag.map(parseTag),
    parameters: parseSettings(set, parameters),
  };
}

export function liveOf(
  flags: LiveFlags,
  now: Date,
  { config }: Pick<LoadedConfig, 'config'> = { config: {} },
): LiveOptions {
  const { roleArn, externalId, endpointUrl } = flags;
  const { profile = config.profile, region = config.regions, jobsSince = config.jobsSince ?? '90d' } = flags;
  if (externalId !== undefined && roleArn === undefined) throw new UsageError('`--external-id` goes with `--role-arn`');
  return {
    ...(profile && { profile }),
    ...(region && { regions: region.includes('all') ? 'all' : region }),
    ...rolesOf(roleArn?.map((arn) => ({ arn, externalId })) ?? config.roles),
    ...(endpointUrl && { endpointUrl: parseUrl(endpointUrl) }),
    jobsSince: parseSince(jobsSince, now),
  };
}

function rolesOf(roles: NonNullable<LoadedConfig['config']['roles']> | undefined): Pick<LiveOptions, 'roles'> {
  if (roles === undefined) return {};
  return { roles: roles.map(({ arn, externalId }) => ({ roleArn: arn, ...(externalId && { externalId }) })) };
}

function parseTag(text: string): { key: string; value?: string } {
  const at = text.indexOf('=');
  if (at === 0 || text === '')
    throw new UsageError(`\`--tag ${text}\` has no key`, 'write `--tag team=churn`, or `--tag team` for any value');
  return at === -1 ? { key: text } : { key: text.slice(0, at), value: text.slice(at + 1) };
}

function parseSettings(
  settings: readonly string[],
  configured: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Record<string, Record<string, unknown>> {
  const parsed: Record<string, Record<string, unknown>> = { ...configured };
  for (const text of settings) {
    const [, control, parameter, value] = /^([\w.-]+)\.(\w+)=(.*)$/s.exec(text) ?? [];
    if (control === undefined || parameter === undefined || value === undefined) {
      throw new UsageError(`cannot read \`--set ${text}\``, 'write `--set endpoint-traffic.idleDays=14`');
    }
    parsed[control] = { ...parsed[control], [parameter]: parseValue(value) };
  }
  return parsed;
}

/** JSON where it is JSON; a comma makes a list; anything else is text. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.includes(',') ? text.split(',').map((part) => part.trim()) : text;
  }
}

const day = 24 * 60 * 60 * 1000;

function parseSince(text: string, now: Date): Date | null {
  if (text === 'all') return null;
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  if (days !== undefined) return new Date(now.getTime() - Number(days) * day);
  const date = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new UsageError(
    `cannot read \`--jobs-since ${text}\``,
    'write a number of days such as `90d`, a date such as `2026-01-31`, or `all`',
  );
}

function parseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new UsageError(`\`--endpoint-url ${text}\` is no http or https address`);
  return text;
}
