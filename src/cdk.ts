import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolatingResource,
  PolicyViolation,
} from 'aws-cdk-lib';
import { catalogue } from './controls/index.ts';
import { evaluateNow } from './engine/evaluate.ts';
import type { ParameterSettings } from './engine/parameters.ts';
import { isAtLeast, namesOf, type Selection, selectControls } from './engine/select.ts';
import type { Control } from './model/control.ts';
import type { Finding, Severity } from './model/finding.ts';
import type { Report } from './model/report.ts';
import { openStacks, type StackInput } from './sources/cloudformation/index.ts';
import { pathInTemplate } from './sources/cloudformation/mapping.ts';
import { version } from './version.ts';

export interface SagevetPluginOptions {
  /** Which controls to run; all of them where left out. */
  readonly select?: Selection;
  /** Parameters of controls: by control id, then by parameter name. */
  readonly parameters?: ParameterSettings;
  /** Findings at or above this severity stop the synthesis; those below are told as warnings. Default `low`. */
  readonly failOn?: Severity;
  /** Whether waivers in the `Metadata` and tags of resources count. Default true. */
  readonly inlineWaivers?: boolean;
  /** The values of CloudFormation parameters, by name, where templates have parameters. */
  readonly templateParameters?: Readonly<Record<string, string>>;
}

/**
 * Runs sagevet's controls during `cdk synth`. Failed findings become violations, named by the id of the control; what a
 * template cannot decide is counted in the metadata of the report.
 *
 * @example
 * Validations.of(app).addPlugins(new SagevetPlugin({ failOn: 'high' }));
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export class SagevetPlugin implements IPolicyValidationPlugin {
  readonly name = 'sagevet';
  readonly version = version;
  readonly ruleIds: string[];
  readonly #options: SagevetPluginOptions;
  readonly #controls: readonly Control[];

  /** @throws SelectionError when the selection names a control or standard that does not exist */
  constructor(options: SagevetPluginOptions = {}) {
    this.#options = options;
    this.#controls = selectControls(catalogue, options.select ?? {});
    this.ruleIds = this.#controls.map(({ id }) => id);
  }

  /**
   * @throws InputError when a template cannot be read
   * @throws ParameterError when a parameter is not one of its control's
   */
  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const snapshot = openStacks(stacksOf(context), {
      toolVersion: version,
      now: new Date().toISOString(),
      parameters: this.#options.templateParameters ?? {},
    });
    const report = evaluateNow([snapshot], {
      controls: this.#controls,
      parameters: this.#options.parameters ?? {},
      waivers: { waivers: [], known: catalogue, now: new Date(), inline: this.#options.inlineWaivers ?? true },
    });
    const violations = this.#violationsOf(
      report.findings.filter(({ status, waiver }) => status === 'FAILED' && waiver === undefined),
    );
    return {
      success: violations.every(({ severity }) => severity !== 'error'),
      violations,
      pluginVersion: version,
      metadata: metadataOf(report),
    };
  }

  /** One for each control and cause, as the CDK prints them: a rule with the resources that violate it. */
  #violationsOf(failed: readonly Finding[]): PolicyViolation[] {
    const groups = new Map<string, Finding[]>();
    for (const finding of failed) {
      const key = `${finding.control} ${finding.cause}`;
      groups.set(key, [...(groups.get(key) ?? []), finding]);
    }
    return [...groups.values()].map((findings) => this.#violationOf(findings));
  }

  #violationOf(findings: readonly Finding[]): PolicyViolation {
    const [first] = findings as readonly [Finding];
    const control = this.#controls.find(({ id }) => id === first.control) as Control;
    const stops = isAtLeast(first.severity, this.#options.failOn ?? 'low');
    return {
      ruleName: control.id,
      description: `${control.title}: ${first.message}`,
      fix: [control.remediation.summary, control.remediation.cloudformation].filter(Boolean).join(' '),
      // The CDK stops at `error`, whatever a plugin says of its success.
      severity: stops ? 'error' : 'warning',
      ruleMetadata: {
        severity: first.severity,
        publishedAs: namesOf(control).slice(1).join(', '),
      },
      violatingResources: findings.map(violatingResource),
    };
  }
}

function stacksOf({ stackTemplates, templatePaths }: IPolicyValidationContext): StackInput[] {
  // Earlier versions of the CDK tell the paths alone.
  if (stackTemplates === undefined)
    return templatePaths.map((path) => ({ path, name: nameOf(path), mayBeEmpty: true }));
  return stackTemplates.map(({ templatePath, stackConstructPath, accountId, region }) => ({
    path: templatePath,
    name: stackConstructPath.replaceAll('/', '-'),
    mayBeEmpty: true,
    ...(accountId === undefined ? {} : { accountId }),
    ...(region === undefined ? {} : { region }),
  }));
}

function nameOf(templatePath: string): string {
  return templatePath.split(/[\\/]/).at(-1)?.replace('.template.json', '') ?? '';
}

function violatingResource({ resource: { type, origin }, evidence }: Finding): PolicyViolatingResource {
  const locations = evidence.map(({ property }) => `Properties/${pathInTemplate(type, property).replaceAll('.', '/')}`);
  if (origin.kind !== 'file') return { locations };
  // In a nested stack the address leads through its parents; the CDK asks for the id in the template's own words.
  return { resourceLogicalId: origin.address.split('/').at(-1) ?? '', templatePath: origin.file, locations };
}

function metadataOf(report: Report): { readonly [key: string]: string } {
  const { UNKNOWN } = report.counts;
  return {
    ...(UNKNOWN === 0 ? {} : { undecided: `${UNKNOWN} verdicts need what only the deployment knows` }),
    ...Object.fromEntries(report.gaps.map(({ message }, index) => [`unread ${index + 1}`, message])),
  };
}
