import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import { waiverText } from './policy-words.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { printable } from './text.ts';
import { clip, evidenceText, fixLines, line, publishedIds, sourceOf } from './words.ts';

/** JUnit XML as CI systems read it: a suite for each control, a test case for each resource. */
export const junit: Reporter = {
  name: 'junit',
  description: 'JUnit XML, for the test reports of CI systems',
  start(context) {
    const suites = new Map<string, Suite>();
    let headers: readonly SnapshotHeader[] = [];
    return {
      begin(snapshots) {
        headers = snapshots;
        return '';
      },
      finding(finding) {
        const suite = suites.get(finding.control) ?? { cases: [], tests: 0, failures: 0, errors: 0, skipped: 0 };
        suites.set(finding.control, suite);
        const outcome = outcomeOf(finding);
        suite.tests += 1;
        if (outcome !== undefined) suite[outcome.counts] += 1;
        suite.cases.push(testCase(finding, outcome));
        return '';
      },
      end: (report) => document(suites, headers, report, context),
    };
  },
};

interface Suite extends Record<Counter, number> {
  readonly cases: string[];
  tests: number;
}

type Counter = 'failures' | 'errors' | 'skipped';

interface Outcome {
  readonly element: 'failure' | 'error' | 'skipped';
  readonly counts: Counter;
}

/**
 * What is no failure, and was not judged either, is skipped: CI systems show it, and no pipeline breaks over it. So are
 * failures that somebody accepted, or that the baseline has.
 */
function outcomeOf({ status, error, waiver, baseline }: Finding): Outcome | undefined {
  if (error !== undefined) return { element: 'error', counts: 'errors' };
  if (status === 'FAILED' && waiver === undefined && baseline !== 'known')
    return { element: 'failure', counts: 'failures' };
  return status === 'PASSED' ? undefined : { element: 'skipped', counts: 'skipped' };
}

function document(
  suites: ReadonlyMap<string, Suite>,
  headers: readonly SnapshotHeader[],
  { controls }: Report,
  context: ReportContext,
): string {
  const all = controls.flatMap((id) => suites.get(id) ?? []);
  const sum = (counter: Counter | 'tests') => all.reduce((total, suite) => total + suite[counter], 0);
  const totals = `tests="${sum('tests')}" failures="${sum('failures')}" errors="${sum('errors')}" skipped="${sum('skipped')}"`;
  const lines = controls.flatMap((id) => {
    const suite = suites.get(id);
    return suite === undefined ? [] : testSuite(id, suite, headers, context);
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sagevet" ${totals} time="0">`,
    ...lines,
    '</testsuites>\n',
  ].join('\n');
}

function testSuite(
  id: string,
  { cases, tests, failures, errors, skipped }: Suite,
  headers: readonly SnapshotHeader[],
  { controls }: ReportContext,
): string[] {
  const control = controls.get(id);
  const time = headers[0]?.capturedAt.slice(0, 19);
  const attributes = [
    attribute('name', id),
    `tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}" time="0"`,
    ...(time === undefined ? [] : [attribute('timestamp', time)]),
  ];
  const properties = [
    ['title', control?.title ?? id],
    ['severity', control?.severity ?? ''],
    ['published', publishedIds(control).join(' ')],
  ].map(([name = '', value = '']) => `      <property ${attribute('name', name)} ${attribute('value', value)}/>`);
  return [
    `  <testsuite ${attributes.join(' ')}>`,
    '    <properties>',
    ...properties,
    '    </properties>',
    ...cases,
    '  </testsuite>',
  ];
}

function testCase(finding: Finding, outcome: Outcome | undefined): string {
  const { resource, control, severity } = finding;
  const source = sourceOf(finding);
  const place = [resource.accountId, resource.region].filter((part) => part !== '').join('/');
  const attributes = [
    attribute('classname', `sagevet.${control}`),
    attribute('name', place === '' ? resource.name : `${resource.name} (${place})`),
    ...(source === undefined ? [] : [attribute('file', source.file), attribute('line', String(source.line))]),
    'time="0"',
  ].join(' ');
  if (outcome === undefined) return `    <testcase ${attributes}/>`;
  const { element } = outcome;
  const kind = element === 'skipped' ? '' : ` ${attribute('type', severity)}`;
  const body = element === 'skipped' ? '/>' : `>${linesOf(finding).map(xml).join('\n')}</${element}>`;
  return [
    `    <testcase ${attributes}>`,
    `      <${element} ${attribute('message', messageOf(finding))}${kind}${body}`,
    '    </testcase>',
  ].join('\n');
}

function messageOf({ message, waiver, baseline }: Finding): string {
  if (waiver !== undefined) return `waived by ${waiverText(waiver)}: ${message}`;
  return baseline === 'known' ? `known from the baseline: ${message}` : message;
}

function linesOf(finding: Finding): string[] {
  const { resource, message, evidence, notes } = finding;
  const source = sourceOf(finding);
  return [
    message,
    `resource: ${line(resource.arn ?? resource.name, 2048)}`,
    ...(source === undefined ? [] : [`defined at: ${line(source.file, 1024)}:${source.line}`]),
    ...evidence.map((part) => evidenceText(part, 1024)),
    ...notes.map((note) => line(note, 1024)),
    ...fixLines(finding),
  ];
}

function attribute(name: string, value: string): string {
  return `${name}="${xml(clip(value, 4096))}"`;
}

/** What XML 1.0 has no way to write, not even as a reference, is shown as an escape: https://www.w3.org/TR/xml/#charsets */
function xml(text: string): string {
  return printable(text).replace(/[\ufffe\uffff&<>"']/g, reference);
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function reference(character: string): string {
  return references[character] ?? `\\u{${character.charCodeAt(0).toString(16)}}`;
}
