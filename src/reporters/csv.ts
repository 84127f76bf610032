import type { Finding } from '../model/finding.ts';
import { waiverText } from './policy-words.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { printable } from './text.ts';
import { clip, evidenceText, fixLines, positionOf, publishedIds, sourceOf } from './words.ts';

/** CSV after RFC 4180, a row for each finding, safe to open in a spreadsheet. */
export const csv: Reporter = {
  name: 'csv',
  description: 'a row for each finding, for spreadsheets',
  start: (context) => ({
    begin: () => row(columns.map(([title]) => title)),
    finding: (finding) => row(columns.map(([, value]) => value(finding, context))),
    end: () => '',
  }),
};

type Column = readonly [title: string, value: (finding: Finding, context: ReportContext) => string];

const columns: readonly Column[] = [
  ['status', ({ status }) => status],
  ['severity', ({ severity }) => severity],
  ['control', ({ control }) => control],
  ['published ids', ({ control }, { controls }) => publishedIds(controls.get(control)).join(' ')],
  ['title', ({ control }, { controls }) => controls.get(control)?.title ?? ''],
  ['resource type', ({ resource }) => resource.type],
  ['resource', ({ resource }) => resource.name],
  ['arn', ({ resource }) => resource.arn ?? ''],
  ['account', ({ resource }) => resource.accountId],
  ['region', ({ resource }) => resource.region],
  ['file', (finding) => sourceOf(finding)?.file ?? ''],
  ['line', (finding) => String(positionOf(finding)?.line ?? '')],
  ['message', ({ message }) => message],
  ['evidence', ({ evidence }) => lines(evidence.map((part) => evidenceText(part)))],
  ['notes', ({ notes }) => lines(notes)],
  [
    'fix',
    ({ control, status }, { controls }) =>
      status === 'FAILED' ? (controls.get(control)?.remediation.summary ?? '') : '',
  ],
  ['commands', (finding) => lines(fixLines(finding))],
  ['tags', ({ resource: { tags = [] } }) => lines(tags.map(({ Key, Value }) => `${Key}=${Value}`))],
  ['waived by', ({ waiver }) => (waiver === undefined ? '' : waiverText(waiver))],
  ['baseline', ({ baseline }) => baseline ?? ''],
];

export function row(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** What Excel holds in one cell. */
const longestCell = 32_767;

function lines(values: readonly string[]): string {
  return values.map(printable).join('\n');
}

/**
 * A leading apostrophe makes a spreadsheet take a cell as text. After semicolons too: where they separate lists, Excel
 * splits a comma-separated file there. https://owasp.org/www-community/attacks/CSV_Injection
 */
function cell(text: string): string {
  const visible = text.split('\n').map(printable).join('\n');
  const inert = visible.replace(/(^|[;\n])(?=\s*[=+\-@＝＋－＠])/g, "$1'");
  const short = clip(inert, longestCell);
  return /[",\n;']/.test(short) || short.trim() !== short ? `"${short.replaceAll('"', '""')}"` : short;
}
