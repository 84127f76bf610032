import { useMemo } from 'preact/hooks';
import type { Open } from './app.tsx';
import { type Bar, Bars, Ring } from './charts.tsx';
import { everything, type Facet, type Model, severities, typeName, type Verdict, verdicts } from './model.ts';
import { capital, className, count, Prose, plural, SeverityBadge, verdictWord } from './words.tsx';

/** The state of the estate in one look; everything on it leads to the findings behind it. */
export function Overview({ model, open }: { model: Model; open: Open }) {
  const { score } = model.data;
  const totals = totalsOf(model);
  return (
    <>
      <section class="card hero" aria-label="Result">
        <div class="sentence">
          <h2>{headline(totals)}</h2>
          <p>
            {plural(judgedResources(model), 'resource')} judged by {plural(controlsRun(model), 'control')}.{' '}
            {totals.unknown > 0 && 'What could not be read is neither passed nor failed.'}
          </p>
          <ul class="tiles">
            {verdicts
              .filter((verdict) => verdict !== 'waived' || totals.waived > 0)
              .map((verdict) => (
                <li key={verdict}>
                  <button
                    type="button"
                    class={`tile ${className(verdict)}`}
                    onClick={() => open({ verdict: new Set([verdict]) })}
                  >
                    <strong>{count(totals[verdict])}</strong>
                    <span>{verdictWord(verdict)}</span>
                  </button>
                </li>
              ))}
          </ul>
        </div>
        {score !== undefined && (
          <figure class="score">
            <Ring
              parts={[
                { kind: 'passed', count: score.passed },
                { kind: 'failed', count: score.counted - score.passed },
              ]}
              middle={score.percent === undefined ? '–' : `${score.percent}%`}
              below="security score"
            />
            <figcaption>
              {count(score.passed)} of {plural(score.counted, 'Security Hub control')} passed
              {score.withoutData > 0 && <>; {count(score.withoutData)} without data not counted</>}
            </figcaption>
          </figure>
        )}
      </section>
      <Charts model={model} open={open} />
      <FixFirst model={model} open={open} />
    </>
  );
}

function Charts({ model, open }: { model: Model; open: Open }) {
  const bars = useMemo(() => barsOf(model, open), [model, open]);
  return (
    <>
      <p class="legend">
        <span class="key critical">critical</span>
        <span class="key high">high</span>
        <span class="key medium">medium</span>
        <span class="key low">low</span>
        <span class="key unknown">not judged</span>
      </p>
      <div class="charts">
        <div>
          <Bars title="By severity" bars={bars.severity} />
          <Bars title="By account and region" bars={bars.place} most={6} />
        </div>
        <Bars title="By resource type" bars={bars.type} most={10} />
        <Bars title="By control" bars={bars.control} most={10} />
      </div>
    </>
  );
}

function FixFirst({ model, open }: { model: Model; open: Open }) {
  const causes = useMemo(() => {
    const { findings } = model.show({ ...everything, verdict: new Set(['failed']) });
    return model.rows(findings, () => false).slice(0, 6);
  }, [model]);
  if (causes.length === 0) return null;
  return (
    <section class="card" aria-label="Fix first">
      <h2>Fix first</h2>
      <ol class="causes">
        {causes.map((row) => {
          if (row.kind !== 'group') return null;
          const control = model.controlOfGroup(row.group);
          const group = model.data.groups[row.group];
          const [first = 0] = row.findings;
          return (
            <li key={row.group}>
              <button
                type="button"
                onClick={() => open({ verdict: new Set(['failed']), control: new Set([control.id]) })}
              >
                <SeverityBadge severity={group?.severity ?? control.severity} />
                <span class="what">
                  <strong>{control.title}</strong>
                  <span>
                    <Prose text={model.message(first)} />
                  </span>
                </span>
                <span class="count">{plural(row.findings.length, 'resource')}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function barsOf(model: Model, open: Open): Record<'severity' | 'type' | 'control' | 'place', Bar[]> {
  const failed = model.show({ ...everything, verdict: new Set(['failed']) }).findings;
  const unknown = model.show({ ...everything, verdict: new Set(['unknown']) }).findings;
  const verdict = new Set<Verdict>(['failed', 'unknown']);
  const by = (facet: Facet, label: (value: string) => string): Bar[] => {
    const failures = model.cross(failed, facet, 'severity');
    const unknowns = model.cross(unknown, facet, 'verdict');
    const bars = [...failures].map(([value, parts]) => ({
      label: label(value),
      parts: [
        ...severities.map((severity) => ({ kind: severity as string, count: parts.get(severity) ?? 0 })),
        { kind: 'unknown', count: unknowns.get(value)?.get('unknown') ?? 0 },
      ],
      open: () => open({ verdict, [facet]: new Set([value]) }),
    }));
    return facet === 'severity' ? bars.sort((a, b) => worse(a.label, b.label)) : bars.sort(heavier);
  };
  const titles = new Map(model.data.controls.map(({ id, title }) => [id, title]));
  return {
    severity: by('severity', capital),
    type: by('type', typeName),
    control: by('control', (id) => titles.get(id) ?? id),
    place: placesOf(model, failed, unknown, open),
  };
}

function placesOf(model: Model, failed: Uint32Array, unknown: Uint32Array, open: Open): Bar[] {
  const { account, region } = model.data.resources;
  const isOneAccount = new Set(account).size === 1;
  const places = new Map<string, { account: string; region: string; parts: Record<string, number> }>();
  const add = (finding: number, kind: string) => {
    const resource = model.data.findings.resource[finding] ?? 0;
    const place = { account: model.text(account[resource]), region: model.text(region[resource]) };
    const label =
      [isOneAccount && place.region !== '' ? '' : place.account, place.region]
        .filter((part) => part !== '')
        .join(' / ') || 'not known yet';
    const counted = places.get(label) ?? { ...place, parts: {} };
    counted.parts[kind] = (counted.parts[kind] ?? 0) + 1;
    places.set(label, counted);
  };
  for (const finding of failed)
    add(finding, model.data.groups[model.data.findings.group[finding] ?? 0]?.severity ?? '');
  for (const finding of unknown) add(finding, 'unknown');
  return [...places]
    .map(([label, place]) => ({
      label,
      parts: [...severities, 'unknown'].map((kind) => ({ kind, count: place.parts[kind] ?? 0 })),
      open: () =>
        open({
          verdict: new Set(['failed', 'unknown']),
          account: new Set([place.account]),
          region: new Set([place.region]),
        }),
    }))
    .sort(heavier);
}

function worse(a: string, b: string): number {
  const rank = (label: string) => (severities as readonly string[]).indexOf(label.toLowerCase());
  return rank(a) - rank(b);
}

function heavier(a: Bar, b: Bar): number {
  const weight = ({ parts }: Bar) => parts.reduce((sum, part) => sum + part.count, 0);
  return weight(b) - weight(a) || (a.label < b.label ? -1 : 1);
}

/** How many findings of each verdict, also of those that are not listed. */
export function totalsOf({ data }: Model): Record<Verdict, number> {
  const { counts } = data.summary;
  return {
    failed: counts.FAILED,
    unknown: counts.UNKNOWN,
    waived: counts.WAIVED,
    passed: counts.PASSED,
    'not applicable': counts.NOT_APPLICABLE,
  };
}

export function headline({ failed, unknown, passed }: Record<Verdict, number>): string {
  if (failed > 0)
    return `${plural(failed, 'finding')} failed${unknown > 0 ? `, ${count(unknown)} could not be judged` : ''}`;
  if (unknown > 0) return `Nothing failed, but ${plural(unknown, 'finding')} could not be judged`;
  return passed > 0 ? 'Nothing failed' : 'Nothing was judged';
}

export function judgedResources({ data }: Model): number {
  return data.judged.reduce((sum, [, number]) => sum + number, 0);
}

export function controlsRun({ data }: Model): number {
  return data.controls.filter(({ wasRun }) => wasRun).length;
}
