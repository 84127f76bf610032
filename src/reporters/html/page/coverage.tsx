import type { PageGap } from '../page-data.ts';
import type { Open } from './app.tsx';
import { type Model, typeName } from './model.ts';
import { count, plural } from './words.tsx';

/** What was looked at and what was not, so that a reader knows what the report can say. */
export function Coverage({ model, open }: { model: Model; open: Open }) {
  return (
    <>
      <Inputs model={model} />
      <Gaps model={model} open={open} />
      <Judged model={model} />
      <Waivers model={model} open={open} />
    </>
  );
}

export function Inputs({ model: { data } }: { model: Model }) {
  return (
    <section class="card scroll" aria-label="What was read">
      <h2>What was read</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Input</th>
            <th scope="col">Accounts</th>
            <th scope="col">Regions</th>
            <th scope="col">Read at</th>
            <th scope="col">Limits</th>
          </tr>
        </thead>
        <tbody>
          {data.inputs.map(({ what, accounts, regions, capturedAt, limits }, at) => (
            <tr key={at}>
              <th scope="row">
                <bdi>{what}</bdi>
              </th>
              <td>{accounts.join(', ') || 'not known'}</td>
              <td>{regions.join(', ') || 'not known'}</td>
              <td>
                <time dateTime={capturedAt}>{capturedAt.slice(0, 19).replace('T', ' ')} UTC</time>
              </td>
              <td>
                {limits.map((limit) => (
                  <p key={limit}>
                    <bdi>{limit}</bdi>
                  </p>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">Written by sagevet {data.toolVersion}.</p>
    </section>
  );
}

export function Gaps({ model: { data }, open }: { model: Model; open?: Open }) {
  const gaps = data.gaps.filter(({ recovered }) => recovered === '');
  const recovered = data.gaps.filter((gap) => gap.recovered !== '');
  return (
    <section class="card scroll" aria-label="What could not be read">
      <h2>What could not be read</h2>
      {gaps.length === 0 && <p class="good">Every call was answered.</p>}
      {gaps.length > 0 && (
        <>
          <p>
            Findings that need these answers are not judged, and never count as passed.{' '}
            {open !== undefined && (
              <button type="button" class="link" onClick={() => open({ verdict: new Set(['unknown']) })}>
                Show what is not judged
              </button>
            )}
          </p>
          <GapTable gaps={gaps} last="Needs permission" told={({ permission }) => permission} />
        </>
      )}
      {recovered.length > 0 && (
        <>
          <h3>Answered another way</h3>
          <GapTable gaps={recovered} last="Instead" told={(gap) => gap.recovered} />
        </>
      )}
    </section>
  );
}

interface GapTableProps {
  readonly gaps: readonly PageGap[];
  readonly last: string;
  readonly told: (gap: PageGap) => string;
}

function GapTable({ gaps, last, told }: GapTableProps) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Call</th>
          <th scope="col">Error</th>
          <th scope="col">Where</th>
          <th scope="col" class="number">
            Calls
          </th>
          <th scope="col">{last}</th>
        </tr>
      </thead>
      <tbody>
        {gaps.map((gap, at) => (
          <tr key={at}>
            <th scope="row">
              <code>{gap.operation}</code>
              {gap.example !== '' && (
                <span class="subtitle">
                  e.g. <bdi>{gap.example}</bdi>
                </span>
              )}
            </th>
            <td>
              <code>{gap.code}</code>
              <span class="subtitle">
                <bdi>{gap.message}</bdi>
              </span>
            </td>
            <td>{gap.place}</td>
            <td class="number">{count(gap.count)}</td>
            <td>
              <bdi>{told(gap)}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Judged({ model: { data } }: { model: Model }) {
  return (
    <section class="card" aria-label="What was judged">
      <h2>What was judged</h2>
      {data.judged.length === 0 && <p>No resource that a control applies to was found.</p>}
      <ul class="judged">
        {data.judged.map(([type, number]) => (
          <li key={type}>
            <strong>{count(number)}</strong> {typeName(type)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Also the waivers that cover nothing any more, because somebody has to look at them. */
function Waivers({ model: { data }, open }: { model: Model; open: Open }) {
  if (data.waiverUses.length === 0) return null;
  return (
    <section class="card scroll" aria-label="Waivers">
      <h2>Waivers</h2>
      <p>
        {plural(data.summary.counts.WAIVED, 'failure')} accepted.{' '}
        <button type="button" class="link" onClick={() => open({ verdict: new Set(['waived']) })}>
          Show what is waived
        </button>
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Covers</th>
            <th scope="col">Reason</th>
            <th scope="col">Owner</th>
            <th scope="col">Expires</th>
            <th scope="col" class="number">
              Findings
            </th>
          </tr>
        </thead>
        <tbody>
          {data.waiverUses.map(({ state, covers, reason, owner, ticket, expires, findings, problem, source }) => (
            <tr key={source + covers}>
              <th scope="row">
                {state}
                <span class="subtitle">
                  <bdi>{problem}</bdi>
                </span>
              </th>
              <td>
                <bdi>{covers}</bdi>
                <span class="subtitle">
                  <bdi>{source}</bdi>
                </span>
              </td>
              <td>
                <bdi>{reason}</bdi>
              </td>
              <td>
                <bdi>{owner}</bdi>
                <span class="subtitle">
                  <bdi>{ticket}</bdi>
                </span>
              </td>
              <td>{expires || 'never'}</td>
              <td class="number">{count(findings)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
