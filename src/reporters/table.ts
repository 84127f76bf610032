import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import {
  type Evidence,
  type Finding,
  type RemediationStep,
  type Severity,
  severities,
  statuses,
} from '../model/finding.ts';
import type { FindingGroup, Report, ReportedControl } from '../model/report.ts';
import type { Gap } from '../model/snapshot.ts';
import { isUnknown } from '../model/value.ts';
import { baselineCounts, isOpen, waiversToLookAt, waiverText } from './policy-words.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { inline, plural, printable, typeNoun, wrap, wrapCommand } from './text.ts';
import { positionOf } from './words.ts';

/** Beyond this, lines are hard to read whatever the terminal. */
const widest = 110;

/** A fix of at most so many lines, none too wide, is printed where it is needed; a longer one would hide the next finding. */
const shortFix = 10;

/** For people at a terminal: causes rather than resources, worst first. */
export const table: Reporter = {
  name: 'table',
  description: 'for reading at a terminal (the default)',
  start: (context) => ({ end: (report) => new Table(context, report).toString() }),
};

type Paint = (text: string) => string;

class Table {
  readonly #context: ReportContext;
  readonly #report: Report;
  readonly #width: number;
  readonly #paint: ReturnType<typeof createColors>;
  readonly #lines: string[] = [];
  /** Notes that were printed already. */
  readonly #notes = new Set<string>();
  /** The control under which a fix was printed already. */
  readonly #fixes = new Map<string, string>();

  constructor(context: ReportContext, report: Report) {
    this.#context = context;
    this.#report = report;
    this.#width = Math.max(40, Math.min(context.terminal.columns, widest));
    this.#paint = createColors(context.terminal.color);
  }

  toString(): string {
    const { show } = this.#context.terminal;
    this.#heading();
    if (show.includes('FAILED')) this.#failures();
    if (show.includes('UNKNOWN')) this.#unknowns();
    if (show.includes('FAILED')) this.#waived();
    if (show.includes('PASSED')) this.#others('PASSED', '✓', this.#paint.green);
    if (show.includes('NOT_APPLICABLE')) this.#others('NOT_APPLICABLE', '–', this.#paint.dim);
    this.#counts();
    this.#coverage();
    this.#verdict();
    return `${this.#lines.join('\n')}\n`;
  }

  #heading(): void {
    const { bold, dim } = this.#paint;
    for (const { source, input, accounts, regions, capturedAt } of this.#report.snapshots) {
      const what = input ?? (source === 'aws' ? accounts.map((id) => `account ${id}`).join(', ') : source);
      const where = regions.length > 0 ? ` in ${regions.join(', ')}` : '';
      this.#text(
        `${bold(printable(what))}${printable(where)}${dim(` at ${capturedAt.slice(0, 16).replace('T', ' ')} UTC`)}`,
      );
    }
  }

  #failures(): void {
    const failed = this.#report.groups.filter(isOpen);
    for (const id of new Set(failed.map(({ control }) => control))) {
      this.#failure(
        id,
        failed.filter(({ control }) => control === id),
      );
    }
  }

  #failure(id: string, causes: readonly FindingGroup[]): void {
    const { bold, red, dim } = this.#paint;
    const control = this.#controlOf(id);
    const [worst] = causes;
    if (worst === undefined) return;
    const failing = sum(causes);
    const judged = sum(
      this.#report.groups.filter(({ control, status }) => control === id && status !== 'NOT_APPLICABLE'),
    );
    this.#blank();
    this.#text(`${red('✗')} ${this.#severity(worst.severity)} ${bold(control?.title ?? id)}`, '  ', '    ');
    const noun = typeNoun(control?.resourceType ?? 'resource');
    this.#text(dim(`${failing.toLocaleString('en-US')} of ${plural(judged, noun)} · ${id}`), '  ');
    this.#text(dim(publishedNames(control).join(' · ')), '  ');
    for (const cause of causes) this.#cause(cause, causes.length > 1);
    const example = worst.examples[0];
    if (example !== undefined) this.#fix(id, control, example);
  }

  #cause({ count, places, examples, baseline }: FindingGroup, isOneOfSeveral: boolean): void {
    const { bold, dim } = this.#paint;
    const [example] = examples;
    if (example === undefined) return;
    const times = isOneOfSeveral ? `${count.toLocaleString('en-US')} × ` : '';
    const known = baseline === 'known' ? dim(' (known from the baseline)') : '';
    this.#text(`${times}${emphasise(example.message, bold)}${known}`, '  ', '    ');
    const more = count > 1 ? ` and ${(count - 1).toLocaleString('en-US')} more` : '';
    this.#text(
      `${dim('on')}  ${printable(example.resource.name)}${more}${dim(this.#where(places, example))}`,
      '    ',
      '        ',
    );
    for (const evidence of example.evidence.slice(0, 4)) this.#evidence(evidence);
    for (const note of example.notes.filter((text) => !this.#notes.has(text))) {
      this.#notes.add(note);
      this.#text(dim(printable(note)), '        ', '        ');
    }
  }

  #evidence({ property, observed, expected }: Evidence): void {
    const { dim } = this.#paint;
    const seen = isUnknown(observed)
      ? `unknown (${observed.$unknown})`
      : observed === undefined
        ? 'not set'
        : inline(observed);
    const wanted = expected === undefined ? '' : dim(` (expected ${printable(expected)})`);
    this.#text(`${dim(`${printable(property)}:`)} ${printable(seen)}${wanted}`, '        ', '          ');
  }

  #where(places: FindingGroup['places'], example: Finding): string {
    const { origin } = example.resource;
    if (origin.kind === 'file') {
      const { line } = positionOf(example) ?? {};
      const address = origin.address === example.resource.name ? '' : ` (${origin.address})`;
      return printable(`${address} at ${origin.file}${line === undefined ? '' : `:${line}`}`);
    }
    const all = Object.entries(places);
    const names = all.slice(0, 3).map(([place, count]) => {
      const [account = '', region = ''] = place.split('/');
      const name = this.#isOneAccount() ? region : place;
      return all.length > 1 ? `${name} (${count.toLocaleString('en-US')})` : name || account;
    });
    return printable(` in ${names.join(', ')}${all.length > 3 ? ` and ${all.length - 3} more` : ''}`);
  }

  #isOneAccount(): boolean {
    return new Set(this.#report.snapshots.flatMap(({ accounts }) => accounts)).size <= 1;
  }

  #fix(id: string, control: ReportedControl | undefined, example: Finding): void {
    const { cyan, dim } = this.#paint;
    const steps = example.remediation?.steps ?? [];
    const key = JSON.stringify(steps);
    const before = this.#fixes.get(key);
    if (control !== undefined)
      this.#text(`${cyan('fix')} ${printable(control.remediation.summary)}`, '    ', '        ');
    if (before !== undefined) {
      this.#text(dim(`the same commands as for ${before} above`), '        ');
      return;
    }
    this.#fixes.set(key, id);
    const lines = steps.flatMap((step) => this.#stepLines(step));
    const { fixes } = this.#context.terminal;
    const commands = steps.filter(({ command }) => command !== undefined).length;
    const isShort = lines.length <= shortFix && lines.every((line) => stringWidth(line) <= this.#width);
    if (fixes === 'all' || (fixes === 'short' && isShort)) this.#lines.push(...lines);
    else if (fixes === 'short')
      this.#text(
        dim(`${plural(commands, 'command')} for ${printable(example.resource.name)} with \`--fixes all\``),
        '        ',
      );
  }

  #stepLines({ text, command }: RemediationStep): string[] {
    const indent = ' '.repeat(8);
    const width = this.#width - indent.length;
    const told =
      command === undefined
        ? wrap(`# ${printable(text)}`, width - 2).map((line, index) =>
            this.#paint.dim(index === 0 ? line : `# ${line}`),
          )
        : wrapCommand(printable(command), width);
    return told.map((line) => indent + line);
  }

  /** What could not be judged, by reason: one denied permission is one line, whatever the number of controls it blinds. */
  #unknowns(): void {
    const { yellow, bold, dim } = this.#paint;
    const unknown = this.#report.groups.filter(({ status }) => status === 'UNKNOWN');
    const byReason = new Map<string, FindingGroup[]>();
    for (const group of unknown) {
      const message = group.examples[0]?.message ?? group.cause;
      // A read that failed is told without the property that was read: one denied call blinds many.
      const reason = message.endsWith(`: ${group.cause}`) ? group.cause : message;
      byReason.set(reason, [...(byReason.get(reason) ?? []), group]);
    }
    if (byReason.size === 0) return;
    this.#blank();
    this.#text(bold(`Not judged, so neither passed nor failed`));
    for (const [reason, groups] of byReason) {
      const controls = [...new Set(groups.map(({ control }) => control))];
      const example = groups[0]?.examples[0];
      this.#text(`${yellow('?')} ${emphasise(reason, bold)}`, '  ', '    ');
      const names = controls.length > 3 ? [...controls.slice(0, 3), `${controls.length - 3} more`] : controls;
      const findings = plural(sum(groups), 'finding');
      const on =
        example === undefined || example.resource.name === '*' ? '' : `, e.g. on ${printable(example.resource.name)}`;
      this.#text(dim(`${findings} of ${names.join(', ')}${on}`), '    ', '    ');
    }
  }

  /** What fails and is accepted: by whom, until when and why. */
  #waived(): void {
    const { bold, dim } = this.#paint;
    const groups = this.#report.groups.filter(({ waiver }) => waiver !== undefined);
    if (groups.length === 0) return;
    this.#blank();
    this.#text(bold('Waived'));
    for (const { control, severity, count, places, waiver, examples } of groups) {
      const [example] = examples;
      if (waiver === undefined || example === undefined) continue;
      const title = this.#controlOf(control)?.title ?? control;
      const more = count > 1 ? ` and ${(count - 1).toLocaleString('en-US')} more` : '';
      this.#text(`${dim('~')} ${this.#severity(severity)} ${title}`, '  ', '    ');
      this.#text(
        `${dim('on')}  ${printable(example.resource.name)}${more}${dim(this.#where(places, example))}`,
        '    ',
        '        ',
      );
      this.#text(`${dim('by')}  ${waiverText(waiver)} ${dim(printable(waiver.source))}`, '    ', '        ');
    }
  }

  #others(status: 'PASSED' | 'NOT_APPLICABLE', mark: string, paint: Paint): void {
    const { dim } = this.#paint;
    const groups = this.#report.groups.filter((group) => group.status === status);
    if (groups.length === 0) return;
    this.#blank();
    for (const { control, count, examples, places } of groups) {
      const [example] = examples;
      const title = this.#controlOf(control)?.title ?? control;
      const why = status === 'PASSED' ? '' : `: ${printable(example?.message ?? '')}`;
      this.#text(
        `${paint(mark)} ${title}${why} ${dim(`(${count.toLocaleString('en-US')}, e.g. ${printable(example?.resource.name ?? '')}${example ? this.#where(places, example) : ''})`)}`,
        '',
        '  ',
      );
    }
  }

  #counts(): void {
    const { bold, dim, red, yellow } = this.#paint;
    const { countsBySeverity, counts } = this.#report;
    const hasWaived = counts.WAIVED > 0;
    const outcomes = hasWaived ? ([...statuses, 'WAIVED'] as const) : statuses;
    const isNarrow = this.#width < 74;
    const head = ['failed', 'unknown', 'passed', isNarrow ? 'n/a' : 'not applicable', ...(hasWaived ? ['waived'] : [])];
    const row = (label: string, values: readonly number[], of: (value: number, column: number) => string) =>
      `${label}${values.map((value, column) => of(value, column)).join('')}`;
    const cell = (text: string, column: number) => text.padStart(isNarrow ? 9 : column === 3 ? 16 : 11);
    const number = (value: number, column: number) => {
      const text = cell(value.toLocaleString('en-US'), column);
      if (value === 0) return dim(text);
      if (column === 0) return red(text);
      return column === 1 ? yellow(text) : text;
    };
    this.#blank();
    this.#lines.push(dim(`${' '.repeat(15)}${head.map(cell).join('')}`));
    for (const severity of severities) {
      const values = outcomes.map((outcome) => countsBySeverity[severity][outcome]);
      if (values.every((value) => value === 0)) continue;
      this.#lines.push(row(severity.padEnd(15), values, number));
    }
    this.#lines.push(
      bold(
        row(
          'total'.padEnd(15),
          outcomes.map((outcome) => counts[outcome]),
          (value, column) => cell(value.toLocaleString('en-US'), column),
        ),
      ),
    );
  }

  #coverage(): void {
    const { dim, yellow } = this.#paint;
    this.#blank();
    const seen = Object.entries(this.#report.resources).map(([type, count]) => plural(count, typeNoun(type)));
    this.#text(
      `${dim('looked at')}     ${seen.length === 0 ? 'no resource that a control applies to' : seen.join(', ')}`,
      '',
      ' '.repeat(14),
    );
    this.#ignored();
    for (const { windows } of this.#report.snapshots) {
      if (typeof windows.trainingJobsSince !== 'string') continue;
      const since = windows.trainingJobsSince.slice(0, 10);
      this.#text(
        `${dim('left out')}      training jobs created before ${since} that are not in progress (--jobs-since all reads every job)`,
        '',
        ' '.repeat(14),
      );
    }
    const { baseline, waivers } = this.#report;
    if (baseline !== undefined)
      this.#text(
        `${dim('baseline')}      ${baselineCounts(baseline)} (${printable(baseline.file)})`,
        '',
        ' '.repeat(14),
      );
    for (const text of waiversToLookAt(waivers)) this.#text(`${yellow('waiver')}        ${text}`, '', ' '.repeat(14));
    // A file that breaks off hides every type of resource, and is told once.
    const gaps = this.#report.gaps.map((gap) => {
      const label = gap.recovered === undefined ? yellow('not seen') : dim('note    ');
      return `${label}      ${describe(gap)}`;
    });
    for (const told of new Set(gaps)) this.#text(told, '', ' '.repeat(14));
    for (const error of this.#report.errors)
      this.#text(`${this.#paint.red('defect')}        ${printable(error)}; please report it`, '', ' '.repeat(14));
    if (this.#report.interrupted) this.#text(yellow('interrupted: what was collected until then is judged above'));
  }

  /** What the files hold of types that no control reads. */
  #ignored(): void {
    const counts = new Map<string, number>();
    for (const { ignored = {} } of this.#report.snapshots)
      for (const [type, count] of Object.entries(ignored)) counts.set(type, (counts.get(type) ?? 0) + count);
    const types = [...counts].sort(([, a], [, b]) => b - a);
    if (types.length === 0) return;
    const total = types.reduce((sum, [, count]) => sum + count, 0);
    const named = types.slice(0, 3).map(([type, count]) => `${count.toLocaleString('en-US')} ${type}`);
    const more = types.length > 3 ? ` and ${plural(types.length - 3, 'more type')}` : '';
    const text = `${plural(total, 'resource')} of types that no control reads: ${printable(named.join(', '))}${more}`;
    this.#text(`${this.#paint.dim('left out')}      ${text}`, '', ' '.repeat(14));
  }

  #verdict(): void {
    const { bold, green, red, yellow } = this.#paint;
    const { FAILED: failed, UNKNOWN: unknown, PASSED: passed, WAIVED: waived } = this.#report.counts;
    const accepted = waived === 0 ? '' : `, and ${waived.toLocaleString('en-US')} waived`;
    this.#blank();
    if (failed > 0) {
      const causes = this.#report.groups.filter(isOpen).length;
      const known = this.#report.baseline?.known ?? 0;
      const old = known === 0 ? '' : `; ${known.toLocaleString('en-US')} of them known from the baseline`;
      this.#text(bold(red(`${plural(failed, 'finding')} failed, from ${plural(causes, 'cause')}${old}${accepted}`)));
    } else if (unknown > 0)
      this.#text(bold(yellow(`nothing failed, but ${plural(unknown, 'finding')} could not be judged${accepted}`)));
    else if (passed + waived > 0) this.#text(bold(green(`nothing failed${accepted}`)));
    else this.#text(bold(yellow('nothing was judged: no resource that a selected control applies to was found')));
  }

  #severity(severity: Severity): string {
    const { bold, red, yellow, dim } = this.#paint;
    const paint: Record<Severity, Paint> = {
      critical: (text) => bold(red(text)),
      high: red,
      medium: yellow,
      low: dim,
      informational: dim,
    };
    return paint[severity](severity.toUpperCase());
  }

  #controlOf(id: string): ReportedControl | undefined {
    return this.#context.controls.get(id);
  }

  #blank(): void {
    this.#lines.push('');
  }

  #text(text: string, indent = '', hanging = indent): void {
    const [first = '', ...rest] = wrap(text, this.#width - Math.max(indent.length, hanging.length));
    this.#lines.push(indent + first, ...rest.map((line) => hanging + line));
  }
}

function publishedNames(control: ReportedControl | undefined): string[] {
  return (control?.publishedAs ?? []).map(({ id, severity }) => `${id} (${severity.toLowerCase()})`);
}

function describe({ operation, code, count, permission, accountId, region, example, recovered, message }: Gap): string {
  const place = [accountId, region].filter((part) => part !== '').join('/');
  const times = count > 1 ? ` (${count.toLocaleString('en-US')} calls)` : '';
  const help = /access|denied|unauthorized|forbidden/i.test(code) && permission ? `; the scan needs ${permission}` : '';
  const about = example === undefined ? '' : `, e.g. ${example}`;
  const instead = recovered === undefined ? '' : `; ${recovered}`;
  const detail = help === '' && recovered === undefined && message !== '' ? `: ${message}` : '';
  // A file has no permissions and no place: the message says it all.
  if (operation === 'file:Read') return printable(message);
  return printable(
    `${code} on ${operation}${place === '' ? '' : ` in ${place}`}${times}${about}${detail}${help}${instead}`,
  );
}

/** What stands in backticks is emphasised, and the rest printed as it is. */
function emphasise(message: string, paint: Paint): string {
  return printable(message).replace(/`([^`]+)`/g, (_, word: string) => paint(word));
}

function sum(groups: readonly FindingGroup[]): number {
  return groups.reduce((total, { count }) => total + count, 0);
}
