import { useState } from 'preact/hooks';
import { type RequirementStatus, requirementStatuses } from '../../compliance-status.ts';
import type { PageFramework } from '../page-data.ts';
import type { Open } from './app.tsx';
import { Track } from './charts.tsx';
import type { Model } from './model.ts';
import { className, count, plural, StatusBadge, statusWord } from './words.tsx';

interface Props {
  readonly model: Model;
  readonly framework: string;
  readonly setFramework: (name: string) => void;
  readonly open: Open;
}

/** Requirement by requirement: which controls stand for it, and with which result. */
export function Compliance({ model, framework: name, setFramework, open }: Props) {
  const [wanted, setWanted] = useState<ReadonlySet<RequirementStatus>>(new Set());
  const { frameworks } = model.data;
  const framework = frameworks.find((one) => one.name === name) ?? frameworks[0];
  if (framework === undefined) return <p class="card empty">No control of this report stands for a requirement.</p>;
  const counts = requirementCounts(framework);
  const toggle = (status: RequirementStatus, isWanted: boolean) => {
    const next = new Set(wanted);
    if (isWanted) next.add(status);
    else next.delete(status);
    setWanted(next);
  };
  const shown = framework.requirements.filter(({ status }) => wanted.size === 0 || wanted.has(status));
  return (
    <>
      <section class="card filters" aria-label="Framework">
        <label class="framework">
          <span>Framework</span>
          <select value={framework.name} onChange={({ currentTarget }) => setFramework(currentTarget.value)}>
            {frameworks.map((one) => (
              <option key={one.name} value={one.name}>
                {one.title}
              </option>
            ))}
          </select>
        </label>
        <Track
          parts={requirementStatuses.map((status) => ({ kind: status, count: counts[status] }))}
          scale={framework.requirements.length}
        />
        <fieldset class="chips">
          <legend>Requirements</legend>
          {requirementStatuses
            .filter((status) => counts[status] > 0)
            .map((status) => (
              <label key={status} class={`chip ${className(status)}`}>
                <input
                  type="checkbox"
                  checked={wanted.has(status)}
                  onChange={({ currentTarget }) => toggle(status, currentTarget.checked)}
                />
                <span>
                  {statusWord(status)} <b>{count(counts[status])}</b>
                </span>
              </label>
            ))}
        </fieldset>
        {framework.name === 'aws-security-hub' && <Score model={model} />}
        <p class="hint">
          A requirement is unknown when something it rests on could not be read and nothing fails. No evidence means
          that no resource was judged for it. This covers what sagevet's controls can see, not a requirement in full.
        </p>
      </section>
      <p class="result" role="status" aria-live="polite">
        <strong>{plural(shown.length, 'requirement')}</strong> of {framework.title}
      </p>
      <div class="card scroll">
        <RequirementTable model={model} requirements={shown} open={open} />
      </div>
    </>
  );
}

/** https://docs.aws.amazon.com/securityhub/latest/userguide/standards-security-score.html */
function Score({ model }: { model: Model }) {
  const { score } = model.data;
  if (score?.percent === undefined) return null;
  const { percent, passed, counted, withoutData } = score;
  return (
    <p>
      <strong>Security score {percent}%</strong>: {count(passed)} of {plural(counted, 'control')} passed
      {withoutData > 0 && `; ${count(withoutData)} without data not counted`}, as Security Hub reckons it.
    </p>
  );
}

export function requirementCounts({ requirements }: PageFramework): Record<RequirementStatus, number> {
  const counts = { failed: 0, unknown: 0, passed: 0, waived: 0, 'no evidence': 0 };
  for (const { status } of requirements) counts[status] += 1;
  return counts;
}

interface TableProps {
  readonly model: Model;
  readonly requirements: PageFramework['requirements'];
  readonly open?: Open;
}

export function RequirementTable({ model, requirements, open }: TableProps) {
  return (
    <table class="requirements-table">
      <thead>
        <tr>
          <th scope="col">Requirement</th>
          <th scope="col">Result</th>
          <th scope="col">Controls that stand for it</th>
        </tr>
      </thead>
      <tbody>
        {requirements.map(({ id, title, status, controls }) => (
          <tr key={id}>
            <th scope="row">
              {id}
              {title !== '' && <span class="subtitle">{title}</span>}
            </th>
            <td>
              <StatusBadge status={status} />
            </td>
            <td>
              <ul>
                {controls.map((evidence) => {
                  const control = model.data.controls[evidence.control];
                  if (control === undefined) return null;
                  const told = outcome(evidence, control.wasRun);
                  return (
                    <li key={control.id} class={className(evidence.status)}>
                      {open === undefined ? (
                        control.title
                      ) : (
                        <button type="button" class="link" onClick={() => open({ control: new Set([control.id]) })}>
                          {control.title}
                        </button>
                      )}
                      <span class="outcome">{told}</span>
                    </li>
                  );
                })}
              </ul>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type ControlResult = PageFramework['requirements'][number]['controls'][number];

function outcome({ failed, unknown, passed, waived }: ControlResult, wasRun: boolean): string {
  const parts = [
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    ...(unknown > 0 ? [`${count(unknown)} unknown`] : []),
    ...(waived > 0 ? [`${count(waived)} waived`] : []),
    ...(passed > 0 ? [`${count(passed)} passed`] : []),
  ];
  if (parts.length > 0) return parts.join(', ');
  return wasRun ? 'no resource to judge' : 'was not run';
}
