import type { Severity, Status } from '../../../model/finding.ts';
import type { PageBody, PageControl, PageData, PageGroup, PageWaiver } from '../page-data.ts';
import { fromTemplate, type Words } from '../templates.ts';

export const severities = ['critical', 'high', 'medium', 'low', 'informational'] as const satisfies Severity[];
export const verdicts = ['failed', 'unknown', 'waived', 'passed', 'not applicable'] as const;
/** A status as a reader sees it: what is waived is told apart from what fails. */
export type Verdict = (typeof verdicts)[number];

export const facets = ['verdict', 'severity', 'control', 'type', 'account', 'region'] as const;
export type Facet = (typeof facets)[number];

/** What is chosen, by facet; an empty set chooses everything. */
export type Filter = Readonly<Record<Facet, ReadonlySet<string>>> & { readonly text: string };

export const everything: Filter = {
  verdict: new Set(),
  severity: new Set(),
  control: new Set(),
  type: new Set(),
  account: new Set(),
  region: new Set(),
  text: '',
};

/** What a filter leaves. */
export interface Shown {
  /** Findings, worst first. */
  readonly findings: Uint32Array;
  /** How many findings there would be with this value, by facet: its own choice does not count. */
  readonly counts: Readonly<Record<Facet, ReadonlyMap<string, number>>>;
}

/** A line of the list: findings with one cause, or one finding of an open group. */
export type Row =
  | { readonly kind: 'group'; readonly group: number; readonly findings: readonly number[]; readonly isOpen: boolean }
  | { readonly kind: 'finding'; readonly finding: number; readonly nth: number; readonly of: number };

export interface Detail {
  readonly id: number;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly control: PageControl;
  readonly type: string;
  readonly words: Words;
  readonly tags: readonly string[];
  readonly message: string;
  readonly evidence: readonly { readonly property: string; readonly observed: string; readonly expected: string }[];
  readonly notes: readonly string[];
  readonly steps: readonly { readonly text: string; readonly command: string }[];
  readonly cloudformation: string;
  readonly terraform: string;
  readonly error: string;
  readonly source: string;
  readonly baseline: PageGroup['baseline'];
  readonly waiver: PageWaiver | undefined;
}

const verdictOfStatus: Readonly<Record<Status, Verdict>> = {
  FAILED: 'failed',
  UNKNOWN: 'unknown',
  PASSED: 'passed',
  NOT_APPLICABLE: 'not applicable',
};

/** The report, and the questions that its page asks. */
export class Model {
  readonly data: PageData;
  /** Findings, worst first; those of one group stand together. */
  readonly #order: Uint32Array;
  /** For each facet and finding, the number of its value. */
  readonly #values: Readonly<Record<Facet, Column>>;
  readonly #searched = new Map<string, Uint8Array>();

  constructor(data: PageData) {
    this.data = data;
    const { group: groupOf, resource: resourceOf } = data.findings;
    const rank = this.#rankOfGroups();
    const order = Uint32Array.from(groupOf.keys());
    const name = (finding: number) => this.text(data.resources.name[resourceOf[finding] ?? 0]);
    order.sort(
      (a, b) => (rank[groupOf[a] ?? 0] ?? 0) - (rank[groupOf[b] ?? 0] ?? 0) || compare(name(a), name(b)) || a - b,
    );
    this.#order = order;
    const ofGroup = (value: (group: PageGroup) => string) => column(groupOf, data.groups.map(value));
    const ofResource = (texts: readonly number[]) =>
      column(
        resourceOf,
        texts.map((text) => this.text(text)),
      );
    this.#values = {
      verdict: ofGroup(verdictOf),
      severity: ofGroup(({ severity }) => severity),
      control: ofGroup(({ control }) => data.controls[control]?.id ?? ''),
      type: ofResource(data.resources.type),
      account: ofResource(data.resources.account),
      region: ofResource(data.resources.region),
    };
  }

  get size(): number {
    return this.#order.length;
  }

  text(index: number | undefined): string {
    return this.data.strings[index ?? -1] ?? '';
  }

  /** One pass over the findings, however many facets are chosen. */
  show(filter: Filter): Shown {
    const columns = facets.map((facet) => this.#values[facet]);
    const chosen = facets.map((facet, index) => numbersOf(columns[index], filter[facet]));
    const tallies = columns.map(({ names }) => new Uint32Array(names.length));
    const texts = this.#matches(filter.text);
    const shown = new Uint32Array(this.#order.length);
    let length = 0;
    for (const finding of this.#order) {
      if (texts !== undefined && texts[finding] === 0) continue;
      let refusals = 0;
      let refusing = -1;
      for (let index = 0; index < columns.length; index++) {
        const wanted = chosen[index];
        if (wanted === undefined || wanted[columns[index]?.numbers[finding] ?? 0] === 1) continue;
        refusals += 1;
        refusing = index;
        if (refusals > 1) break;
      }
      if (refusals > 1) continue;
      if (refusals === 0) shown[length++] = finding;
      for (let index = 0; index < columns.length; index++) {
        if (refusals === 1 && index !== refusing) continue;
        const tally = tallies[index];
        const number = columns[index]?.numbers[finding] ?? 0;
        if (tally !== undefined) tally[number] = (tally[number] ?? 0) + 1;
      }
    }
    const counts = Object.fromEntries(
      facets.map((facet, index) => [
        facet,
        new Map(columns[index]?.names.map((name, number) => [name, tallies[index]?.[number] ?? 0])),
      ]),
    ) as Record<Facet, Map<string, number>>;
    return { findings: shown.subarray(0, length), counts };
  }

  /** The list: a line for each cause, and one for each finding of those that are open. */
  rows(findings: Uint32Array, isOpen: (group: number) => boolean): Row[] {
    const rows: Row[] = [];
    const { group: groupOf } = this.data.findings;
    for (let start = 0; start < findings.length; ) {
      const group = groupOf[findings[start] ?? 0] ?? 0;
      let end = start + 1;
      while (end < findings.length && groupOf[findings[end] ?? 0] === group) end += 1;
      const members = [...findings.subarray(start, end)];
      const open = members.length > 1 && isOpen(group);
      rows.push({ kind: 'group', group, findings: members, isOpen: open });
      if (open)
        for (const [at, finding] of members.entries())
          rows.push({ kind: 'finding', finding, nth: at + 1, of: members.length });
      start = end;
    }
    return rows;
  }

  /** Counts of findings by two facets: a bar for each value of the first, a part of it for each of the second. */
  cross(findings: Uint32Array, facet: Facet, parts: Facet): Map<string, Map<string, number>> {
    const rows = this.#values[facet];
    const columns = this.#values[parts];
    const tally = new Uint32Array(rows.names.length * columns.names.length);
    for (const finding of findings) {
      const cell = (rows.numbers[finding] ?? 0) * columns.names.length + (columns.numbers[finding] ?? 0);
      tally[cell] = (tally[cell] ?? 0) + 1;
    }
    return new Map(
      rows.names.map((name, row) => [
        name,
        new Map(columns.names.map((part, at) => [part, tally[row * columns.names.length + at] ?? 0])),
      ]),
    );
  }

  verdict(finding: number): Verdict {
    return this.#valueOf('verdict', finding) as Verdict;
  }

  name(finding: number): string {
    return this.text(this.data.resources.name[this.data.findings.resource[finding] ?? 0]);
  }

  place(finding: number): string {
    return [this.#valueOf('account', finding), this.#valueOf('region', finding)]
      .filter((part) => part !== '')
      .join(' / ');
  }

  controlOf(finding: number): PageControl {
    return this.controlOfGroup(this.data.findings.group[finding] ?? 0);
  }

  controlOfGroup(group: number): PageControl {
    return this.data.controls[this.data.groups[group]?.control ?? -1] ?? unknownControl;
  }

  message(finding: number): string {
    const body = this.data.bodies[this.data.findings.body[finding] ?? 0];
    return fromTemplate(this.text(body?.message), this.#words(finding));
  }

  detail(finding: number): Detail {
    const { findings, resources, waivers, groups } = this.data;
    const words = this.#words(finding);
    const resource = findings.resource[finding] ?? 0;
    const body = this.data.bodies[findings.body[finding] ?? 0] as PageBody;
    const told = (text: number) => fromTemplate(this.text(text), words);
    const tags = this.text(resources.tags[resource]);
    return {
      id: finding,
      verdict: this.verdict(finding),
      severity: groups[findings.group[finding] ?? 0]?.severity ?? 'informational',
      control: this.controlOf(finding),
      type: this.#valueOf('type', finding),
      words,
      tags: tags === '' ? [] : tags.split('\n'),
      message: told(body.message),
      evidence: body.evidence.map(([property, observed, expected]) => ({
        property: told(property),
        observed: told(observed),
        expected: told(expected),
      })),
      notes: body.notes.map(told),
      steps: body.steps.map(([text, command]) => ({ text: told(text), command: told(command) })),
      cloudformation: told(body.cloudformation),
      terraform: told(body.terraform),
      error: told(body.error),
      source: told(body.source),
      baseline: groups[findings.group[finding] ?? 0]?.baseline ?? '',
      waiver: waivers[findings.waiver[finding] ?? -1],
    };
  }

  /** What a shell runs to close these findings, with the sentences between the commands as comments. */
  commands(findings: readonly number[]): string {
    return findings
      .map((finding) => scriptOf(this.detail(finding)))
      .filter((script) => script !== '')
      .join('\n\n');
  }

  #words(finding: number): Words {
    const { resources, findings } = this.data;
    const resource = findings.resource[finding] ?? 0;
    const words = {
      arn: '',
      name: this.text(resources.name[resource]),
      account: this.text(resources.account[resource]),
      region: this.text(resources.region[resource]),
    };
    return { ...words, arn: fromTemplate(this.text(resources.arn[resource]), words) };
  }

  #valueOf(facet: Facet, finding: number): string {
    const { names, numbers } = this.#values[facet];
    return names[numbers[finding] ?? 0] ?? '';
  }

  #rankOfGroups(): number[] {
    const { groups, findings, controls } = this.data;
    const sizes = new Uint32Array(groups.length);
    for (const group of findings.group) sizes[group] = (sizes[group] ?? 0) + 1;
    const sorted = [...groups.keys()].sort((a, b) => {
      const [one, other] = [groups[a], groups[b]];
      if (one === undefined || other === undefined) return 0;
      return (
        verdicts.indexOf(verdictOf(one)) - verdicts.indexOf(verdictOf(other)) ||
        severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
        (sizes[b] ?? 0) - (sizes[a] ?? 0) ||
        compare(controls[one.control]?.id ?? '', controls[other.control]?.id ?? '') ||
        a - b
      );
    });
    const rank = groups.map(() => 0);
    for (const [at, group] of sorted.entries()) rank[group] = at;
    return rank;
  }

  /** Which findings hold every word, in what they say, in their resource or in their control. */
  #matches(text: string): Uint8Array | undefined {
    const words = text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) return undefined;
    const [first, ...rest] = words.map((word) => this.#matchesWord(word));
    return first?.map((match, finding) => (match === 1 && rest.every((other) => other[finding] === 1) ? 1 : 0));
  }

  #matchesWord(word: string): Uint8Array {
    const known = this.#searched.get(word);
    if (known !== undefined) return known;
    const { strings, resources, bodies, groups, controls, findings } = this.data;
    const inString = strings.map((text) => text.toLowerCase().includes(word));
    const has = (index: number | undefined) => inString[index ?? -1] ?? false;
    const inResource = resources.name.map(
      (name, at) =>
        has(name) ||
        has(resources.type[at]) ||
        has(resources.account[at]) ||
        has(resources.region[at]) ||
        has(resources.tags[at]) ||
        has(resources.arn[at]),
    );
    const inBody = bodies.map(
      ({ message, evidence, notes, source }) =>
        has(message) || has(source) || notes.some(has) || evidence.some((part) => part.some(has)),
    );
    const inGroup = groups.map(({ control }) => {
      const { id, title, published, requirements } = controls[control] ?? unknownControl;
      return [id, title, ...published.map((one) => one.id), ...requirements].some((part) =>
        part.toLowerCase().includes(word),
      );
    });
    const matches = Uint8Array.from(findings.group, (group, finding) =>
      inGroup[group] || inResource[findings.resource[finding] ?? 0] || inBody[findings.body[finding] ?? 0] ? 1 : 0,
    );
    // What was typed on the way to a word is seldom typed again.
    if (this.#searched.size > 20) this.#searched.clear();
    this.#searched.set(word, matches);
    return matches;
  }
}

const unknownControl: PageControl = {
  id: '',
  title: '',
  resourceType: '',
  severity: 'informational',
  why: '',
  fix: '',
  references: [],
  published: [],
  requirements: [],
  wasRun: false,
};

export function scriptOf({ steps }: Pick<Detail, 'steps'>): string {
  if (steps.every(({ command }) => command === '')) return '';
  return steps.map(({ text, command }) => [`# ${text}`, ...(command === '' ? [] : [command])].join('\n')).join('\n');
}

export function verdictOf({ status, waived }: PageGroup): Verdict {
  return waived ? 'waived' : verdictOfStatus[status];
}

interface Column {
  readonly names: readonly string[];
  readonly numbers: Uint32Array;
}

/** The values of findings by way of what they belong to. */
function column(belongsTo: readonly number[], values: readonly string[]): Column {
  const numberOf = new Map<string, number>();
  const numbers = values.map((value) => {
    const known = numberOf.get(value) ?? numberOf.size;
    numberOf.set(value, known);
    return known;
  });
  return { names: [...numberOf.keys()], numbers: Uint32Array.from(belongsTo, (owner) => numbers[owner] ?? 0) };
}

function numbersOf(column: Column | undefined, chosen: ReadonlySet<string>): Uint8Array | undefined {
  if (column === undefined || chosen.size === 0) return undefined;
  return Uint8Array.from(column.names, (name) => (chosen.has(name) ? 1 : 0));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `AWS::SageMaker::NotebookInstance` → `Notebook instance`. */
export function typeName(type: string): string {
  const words = (type.split('::').at(-1) ?? type).replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
