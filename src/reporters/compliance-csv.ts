import type { ControlEvidence, RequirementEvidence } from './compliance.ts';
import { complianceReporter, outcomeText, unlisted } from './compliance-reporter.ts';
import { row } from './csv.ts';

const head = [
  'framework',
  'requirement',
  'requirement title',
  'requirement result',
  'control',
  'control title',
  'control result',
  'result',
  'resource type',
  'resource',
  'arn',
  'account',
  'region',
  'message',
];

/** A row for each requirement, control and resource: what an auditor filters. */
export const complianceCsv = complianceReporter(
  'csv',
  'a row for each requirement, control and resource',
  ({ compliance: { framework, requirements } }) =>
    [
      row(head),
      ...requirements.flatMap((requirement) =>
        requirement.controls.flatMap((evidence) => rows(framework, requirement, evidence)),
      ),
    ].join(''),
);

function rows(framework: string, { id, title, status }: RequirementEvidence, evidence: ControlEvidence): string[] {
  const { control } = evidence;
  const start = [framework, id, title, status, control.id, control.title, evidence.status];
  const left = unlisted(evidence);
  return [
    ...evidence.resources.map(({ status: result, resource: { type, name, arn = '', accountId, region }, message }) =>
      row([...start, result, type, name, arn, accountId, region, message]),
    ),
    ...(evidence.resources.length === 0
      ? [row([...start, 'no evidence', control.resourceType, '', '', '', '', outcomeText(evidence)])]
      : []),
    ...(left > 0
      ? [
          row([
            ...start,
            '',
            control.resourceType,
            '',
            '',
            '',
            '',
            `and ${left} more resources: ${outcomeText(evidence)}`,
          ]),
        ]
      : []),
  ];
}
