import { createColors } from 'picocolors';
import type { ControlEvidence, RequirementEvidence } from './compliance.ts';
import { complianceReporter, countsText, limitsOf, outcomeText, scoreText, type Told } from './compliance-reporter.ts';
import type { RequirementStatus } from './compliance-status.ts';
import { printable, wrap } from './text.ts';

/** For people at a terminal. */
export const complianceTable = complianceReporter('table', 'for reading at a terminal (the default)', (told) => {
  return `${linesOf(told).join('\n')}\n`;
});

type Paint = (text: string) => string;

function linesOf({ compliance, report, context: { terminal } }: Told): string[] {
  const width = Math.max(40, Math.min(terminal.columns, 110));
  const { bold, dim, red, yellow, green } = createColors(terminal.color);
  const marks: Readonly<Record<RequirementStatus, string>> = {
    failed: red('✗'),
    unknown: yellow('?'),
    passed: green('✓'),
    waived: dim('~'),
    'no evidence': dim('–'),
  };
  const text = (line: string, indent = '') => wrap(line, width - indent.length).map((part) => indent + part);
  const requirement = ({ id, title, status, controls }: RequirementEvidence) => [
    '',
    ...text(`${marks[status]} ${bold(printable(id))} ${status}${title === '' ? '' : dim(` ${printable(title)}`)}`),
    ...controls.flatMap((evidence) => control(evidence)),
  ];
  const control = (evidence: ControlEvidence) => [
    ...text(`${marks[evidence.status]} ${printable(evidence.control.id)} ${dim(outcomeText(evidence))}`, '  '),
    ...text(namesOf(evidence, dim), '      ').filter((line) => line.trim() !== ''),
  ];
  return [
    ...text(bold(compliance.title)),
    ...report.snapshots.flatMap(({ source, input, accounts, regions, capturedAt }) => {
      const what = input ?? [source, ...accounts].join(' ');
      const where = regions.length === 0 ? '' : ` in ${regions.join(', ')}`;
      return text(dim(printable(`${what}${where} at ${capturedAt.slice(0, 16).replace('T', ' ')} UTC`)));
    }),
    ...compliance.requirements.flatMap(requirement),
    '',
    ...text(bold(countsText(compliance))),
    ...text(scoreText(compliance)),
    ...limitsOf(report).flatMap((limit) => text(yellow(limit))),
  ];
}

/** The first resources that fail or are unknown, and how many more there are. */
function namesOf({ resources, failed, unknown }: ControlEvidence, paint: Paint): string {
  const open = resources.filter(({ status }) => status === 'failed' || status === 'unknown').slice(0, 3);
  if (open.length === 0) return '';
  const more = failed + unknown - open.length;
  const names = open.map(({ resource: { name } }) => (name === '*' ? 'resources that were not seen' : printable(name)));
  return paint(`${names.join(', ')}${more > 0 ? ` and ${more.toLocaleString('en-US')} more` : ''}`);
}
