import { type Finding, severities, statuses } from '../model/finding.ts';
import type { FindingGroup, Report } from '../model/report.ts';
import type { Gap, SnapshotHeader } from '../model/snapshot.ts';
import { baselineCounts, isOpen, waiversToLookAt, waiverText } from './policy-words.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { plural } from './text.ts';
import { fixLines, isStandIn, line, publishedIds, sourceOf } from './words.ts';

/** GitHub takes 65,536 characters in a comment. */
const longest = 60_000;
/** What the tables may take of it, so that there is room for the fixes. */
const longestTables = 36_000;

/** A summary for a pull-request comment or a job summary: causes, worst first, and how to fix them. */
export const markdown: Reporter = {
  name: 'markdown',
  description: 'a summary for a pull request or a job, at most 60 KB',
  start: (context) => ({ end: (report) => new Page(report, context).toString() }),
};

class Page {
  readonly #report: Report;
  readonly #context: ReportContext;
  #text = '';

  constructor(report: Report, context: ReportContext) {
    this.#report = report;
    this.#context = context;
  }

  toString(): string {
    const failed = this.#report.groups.filter(isOpen);
    const fresh = failed.filter(({ baseline }) => baseline !== 'known');
    this.#block(`## sagevet: ${verdict(this.#report)}`);
    this.#some(this.#report.snapshots, 10, judged, 'input');
    this.#block(table(['', ...outcomesOf(this.#report).map(outcomeTitle)], countRows(this.#report)));
    this.#baseline();
    this.#causes('Failed', fresh);
    this.#causes(
      'Failed before, known from the baseline',
      failed.filter(({ baseline }) => baseline === 'known'),
    );
    this.#causes('Not judged, so neither passed nor failed', this.#groups('UNKNOWN'));
    this.#causes(
      'Waived',
      this.#report.groups.filter(({ waiver }) => waiver !== undefined),
    );
    this.#some(waiversToLookAt(this.#report.waivers), 20, (text) => `- waiver ${code(text, 500)}`, 'waiver to look at');
    this.#some(
      this.#report.gaps.filter(({ recovered }) => recovered === undefined),
      10,
      unseen,
      'failed call',
    );
    this.#some(this.#report.errors, 10, (error) => `- defect: ${code(error, 300)}`, 'defect');
    if (this.#report.interrupted)
      this.#block('The scan was interrupted: what was collected until then is judged above.');
    this.#fixes(fresh);
    return this.#text;
  }

  #groups(status: FindingGroup['status']): FindingGroup[] {
    return this.#report.groups.filter((group) => group.status === status);
  }

  #baseline(): void {
    const { baseline } = this.#report;
    if (baseline === undefined) return;
    this.#block(`Against the baseline ${code(baseline.file, 200)}: ${baselineCounts(baseline)}.`);
  }

  #causes(title: string, groups: readonly FindingGroup[]): void {
    if (groups.length === 0) return;
    const rows = groups.map((group) => this.#causeRow(group));
    const head = table(['severity', 'control', 'what', 'where', 'findings'], []);
    this.#block(`### ${title}`);
    const room = longestTables - size(this.#text) - size(head);
    const shown = rows.slice(0, howManyFit(rows, room));
    if (shown.length > 0) this.#block([head, ...shown].join('\n'));
    const left = groups.slice(shown.length);
    if (left.length > 0) {
      const findings = left.reduce((sum, { count }) => sum + count, 0);
      this.#block(`… and ${plural(left.length, 'more cause')} with ${plural(findings, 'finding')}, not shown here.`);
    }
  }

  #causeRow({ control, severity, count, waiver, examples: [example] }: FindingGroup): string {
    const accepted = waiver === undefined ? '' : `; waived by ${code(waiverText(waiver), 500)}`;
    const published = publishedIds(this.#context.controls.get(control)).map((id) => code(id, 60));
    return tableRow([
      severity,
      [code(control, 80), ...published].join(' '),
      example === undefined ? '' : prose(example.message, 300) + accepted,
      example === undefined ? '' : where(example, count),
      count.toLocaleString('en-US'),
    ]);
  }

  #fixes(groups: readonly FindingGroup[]): void {
    const blocks = groups.flatMap(({ control, examples: [example] }) =>
      example === undefined ? [] : [this.#fix(control, example)],
    );
    if (blocks.length === 0) return;
    this.#block('### How to fix');
    const shown = blocks.slice(0, howManyFit(blocks, longest - size(this.#text) - 200));
    for (const block of shown) this.#block(block);
    const left = blocks.length - shown.length;
    if (left > 0) this.#block(`… and the fixes of ${plural(left, 'more cause')}, not shown here.`);
  }

  #fix(id: string, example: Finding): string {
    const control = this.#context.controls.get(id);
    const commands = fixLines(example).map((text) => line(text, 2000));
    const parts = [
      '<details>',
      `<summary>${html(control?.title ?? id)}</summary>`,
      '',
      ...(control === undefined ? [] : [prose(control.remediation.summary, 1000), '']),
      ...(commands.length === 0 ? [] : [`For ${code(example.resource.name, 120)}:`, '', fenced(commands), '']),
      '</details>',
    ];
    return parts.join('\n');
  }

  /** The first few of a list, and how many more there are. */
  #some<T>(items: readonly T[], most: number, word: (item: T) => string, noun: string): void {
    if (items.length === 0) return;
    const more = items.length > most ? [`- … and ${plural(items.length - most, `more ${noun}`)}`] : [];
    this.#block([...items.slice(0, most).map(word), ...more].join('\n'));
  }

  #block(text: string): void {
    this.#text += `${this.#text === '' ? '' : '\n'}${text}\n`;
  }
}

function verdict({ counts, baseline }: Report): string {
  const known =
    baseline === undefined || baseline.known === 0 ? '' : `, ${baseline.known.toLocaleString('en-US')} of them known`;
  const parts = [
    ...(counts.FAILED > 0 ? [`${plural(counts.FAILED, 'finding')} failed${known}`] : []),
    ...(counts.WAIVED > 0 ? [`${counts.WAIVED.toLocaleString('en-US')} waived`] : []),
    ...(counts.UNKNOWN > 0 ? [`${counts.UNKNOWN.toLocaleString('en-US')} not judged`] : []),
  ];
  if (counts.FAILED === 0 && counts.UNKNOWN === 0)
    return [counts.PASSED + counts.WAIVED > 0 ? 'nothing failed' : 'nothing was judged', ...parts].join(', ');
  return parts.join(', ');
}

export function judged({ input, source, accounts, regions, capturedAt }: SnapshotHeader): string {
  const what = input === undefined ? [source, ...accounts] : [input];
  const places =
    regions.length === 0
      ? ''
      : ` in ${regions
          .slice(0, 5)
          .map((region) => code(region, 40))
          .join(', ')}`;
  const more = regions.length > 5 ? ` and ${plural(regions.length - 5, 'more region')}` : '';
  return `- ${code(what.join(' '), 300)}${places}${more} at ${capturedAt.slice(0, 16).replace('T', ' ')} UTC`;
}

function countRows({ countsBySeverity, counts }: Report): string[] {
  const outcomes = outcomesOf({ counts });
  const numbers = (row: Report['counts']) => outcomes.map((outcome) => row[outcome].toLocaleString('en-US'));
  const rows = severities
    .filter((severity) => outcomes.some((outcome) => countsBySeverity[severity][outcome] > 0))
    .map((severity) => tableRow([severity, ...numbers(countsBySeverity[severity])]));
  return [...rows, tableRow(['**total**', ...numbers(counts)])];
}

/** The columns: that of waivers only where there are any. */
function outcomesOf({ counts }: Pick<Report, 'counts'>): (keyof Report['counts'])[] {
  return counts.WAIVED > 0 ? [...statuses, 'WAIVED'] : [...statuses];
}

function outcomeTitle(outcome: keyof Report['counts']): string {
  return outcome.toLowerCase().replace('_', ' ');
}

function where(example: Finding, count: number): string {
  const { accountId, region, name } = example.resource;
  const source = sourceOf(example);
  const place =
    source === undefined
      ? [accountId, region].filter((part) => part !== '').join('/')
      : `${source.file}:${source.line}`;
  const more = count > 1 ? ` and ${(count - 1).toLocaleString('en-US')} more` : '';
  const what = isStandIn(example) ? [] : [code(name, 120)];
  return [...what, ...(place === '' ? [] : [code(place, 120)])].join(' in ') + more;
}

function unseen({ code: error, operation, accountId, region, count, permission }: Gap): string {
  const place = [accountId, region].filter((part) => part !== '').join('/');
  const times = count > 1 ? ` (${count.toLocaleString('en-US')} calls)` : '';
  const needs = permission === undefined ? '' : `; needs ${code(permission, 80)}`;
  return `- not seen: ${code(error, 80)} on ${code(operation, 80)}${place === '' ? '' : ` in ${code(place, 60)}`}${times}${needs}`;
}

export function table(head: readonly string[], rows: readonly string[]): string {
  return [tableRow(head), tableRow(head.map(() => '---')), ...rows].join('\n');
}

/** A pipe ends a cell even inside code, and an escaped backslash before it would free it again. */
export function tableRow(cells: readonly string[]): string {
  const safe = cells.map((cell) =>
    cell.replace(/\\*\|/g, (run) => `${run.slice(0, -1)}${run.length > 1 ? '\\u{7c}' : '\\|'}`),
  );
  return `| ${safe.join(' | ')} |`;
}

/** A word of plain text: nothing that Markdown, or what GitHub makes of names, numbers and addresses, gives a meaning to. */
const plainWord = /^["'(]*[\p{L}\p{N}][\p{L}\p{N}.,;:'"’()%/+=–…-]*$/u;
const linkedWord = /:\/\/|www\.|^[0-9a-f]{7,40}$|^gh-\d/i;

/** A sentence of ours, into which names of the estate were filled: what is in backticks, and what is not plain, is code. */
export function prose(message: string, most: number): string {
  const parts = line(message, most)
    .split(/(`[^`]+`)/)
    .map((part) => (/^`[^`]+`$/.test(part) ? code(part.slice(1, -1), most) : part.split(' ').map(word).join(' ')));
  // Two fences that touch would be one of another length.
  return parts
    .filter((part) => part !== '')
    .reduce((text, part) => text + (/`$/.test(text) && part.startsWith('`') ? ' ' : '') + part, '');
}

function word(text: string): string {
  if (/^[.,;:…–—-]*$/.test(text)) return text;
  return plainWord.test(text) && !linkedWord.test(text) ? text : code(text, text.length);
}

/** Code is the one thing in Markdown in which nothing has a meaning. The fence is longer than any inside. */
export function code(text: string, most: number): string {
  const content = line(text, most);
  const fence = fenceFor(content, 1);
  const padding = /^`|`$|^\s*$|^ .* $/.test(content) ? ' ' : '';
  return `${fence}${padding}${content || ' '}${padding}${fence}`;
}

function fenced(lines: readonly string[]): string {
  const fence = fenceFor(lines.join('\n'), 3);
  return [`${fence}sh`, ...lines, fence].join('\n');
}

function fenceFor(text: string, shortest: number): string {
  const runs = (text.match(/`+/g) ?? []).map((run) => run.length + 1);
  return '`'.repeat(Math.max(shortest, ...runs));
}

function html(text: string): string {
  return line(text, 300).replace(/[&<>@]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function howManyFit(blocks: readonly string[], room: number): number {
  let left = room;
  const first = blocks.findIndex((block) => {
    left -= size(block) + 2;
    return left < 0;
  });
  return first === -1 ? blocks.length : first;
}

function size(text: string): number {
  return Buffer.byteLength(text);
}
