import { RequirementTable, requirementCounts } from './compliance.tsx';
import { Gaps, Inputs, Judged } from './coverage.tsx';
import { Evidence } from './finding.tsx';
import { type Model, type Row, verdictOf } from './model.ts';
import { controlsRun, headline, judgedResources, totalsOf } from './overview.tsx';
import { count, Prose, plural, SeverityBadge, StatusBadge, VerdictBadge } from './words.tsx';

/** What paper takes: beyond it, resources are counted. */
const longestList = 200;
const mostResources = 4000;

/** The report as a document: everything that the filter leaves, then the requirements and the coverage. */
export function PrintedReport({
  model,
  findings,
  framework,
}: {
  model: Model;
  findings: Uint32Array;
  framework: string;
}) {
  const { data } = model;
  const rows = model.rows(findings, () => false).flatMap((row) => (row.kind === 'group' ? [row] : []));
  const chosen = data.frameworks.find(({ name }) => name === framework);
  const totals = totalsOf(model);
  let left = mostResources;
  return (
    <div class="paper">
      <h1>SageMaker security report</h1>
      <p class="lead">
        {headline(totals)}. {plural(judgedResources(model), 'resource')} judged by{' '}
        {plural(controlsRun(model), 'control')}: {count(totals.failed)} failed, {count(totals.unknown)} not judged,{' '}
        {totals.waived > 0 && `${count(totals.waived)} waived, `}
        {count(totals.passed)} passed, {count(totals['not applicable'])} not applicable.
        {data.score?.percent !== undefined && ` Security score ${data.score.percent}%.`}
      </p>
      <Inputs model={model} />
      <h2>Findings</h2>
      <p>
        {plural(findings.length, 'finding')} of {count(model.size)}, as the page was filtered when it was printed.
      </p>
      {rows.map((row) => {
        const most = Math.min(longestList, left);
        left -= Math.min(row.findings.length, most);
        return <Cause key={row.group} model={model} row={row} most={most} />;
      })}
      {chosen !== undefined && (
        <>
          <h2>{chosen.title}</h2>
          <p>
            {Object.entries(requirementCounts(chosen))
              .filter(([, number]) => number > 0)
              .map(([status, number]) => `${count(number)} ${status}`)
              .join(', ')}
            . <StatusBadge status="unknown" /> means that something could not be read and nothing fails.
          </p>
          <RequirementTable model={model} requirements={chosen.requirements} />
        </>
      )}
      <Judged model={model} />
      <Gaps model={model} />
    </div>
  );
}

function Cause({ model, row, most }: { model: Model; row: Row & { kind: 'group' }; most: number }) {
  const [first = 0] = row.findings;
  const group = model.data.groups[row.group];
  const detail = model.detail(first);
  const { control, waiver } = detail;
  const more = row.findings.length - most;
  return (
    <section class="cause">
      <h3>
        {group !== undefined && <VerdictBadge verdict={verdictOf(group)} />}{' '}
        <SeverityBadge severity={detail.severity} /> {control.title}
      </h3>
      <p>
        <Prose text={detail.message} />
      </p>
      {waiver !== undefined && (
        <p>
          Waived by <bdi>{waiver.owner}</bdi>: <bdi>{waiver.reason}</bdi> {waiver.expires && `until ${waiver.expires}`}
        </p>
      )}
      <Evidence detail={detail} />
      {detail.steps.length > 0 && (
        <>
          <h4>Fix</h4>
          <p>
            <Prose text={control.fix} />
          </p>
          {detail.steps.map(({ text, command }) => (
            <div key={text + command}>
              <p>
                <Prose text={text} />
              </p>
              {command !== '' && (
                <pre>
                  <code>{command}</code>
                </pre>
              )}
            </div>
          ))}
        </>
      )}
      <h4>{plural(row.findings.length, 'resource')}</h4>
      <p class="names">
        {row.findings.slice(0, most).map((finding) => (
          <bdi key={finding}>
            {model.name(finding)} ({model.place(finding) || 'place not known yet'})
          </bdi>
        ))}
        {more > 0 && ` and ${count(more)} more`}
      </p>
    </section>
  );
}
