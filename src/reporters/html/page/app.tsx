import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Compliance } from './compliance.tsx';
import { Coverage } from './coverage.tsx';
import { Findings } from './findings.tsx';
import { everything, type Filter, type Model } from './model.ts';
import { Overview } from './overview.tsx';
import { PrintedReport } from './print.tsx';
import { count, plural, Shield } from './words.tsx';

const views = { overview: 'Overview', findings: 'Findings', compliance: 'Compliance', coverage: 'Coverage' } as const;
type View = keyof typeof views;

/** Opens the list of findings with a filter. */
export type Open = (filter: Partial<Filter>) => void;

export function App({ model }: { model: Model }) {
  const { framework: wanted, frameworks } = model.data;
  const [view, setView] = useView(wanted === undefined ? 'overview' : 'compliance');
  const [filter, setFilter] = useState<Filter>(() => startingFilter(model));
  const [framework, setFramework] = useState(wanted ?? frameworks[0]?.name ?? '');
  const isPrinting = useIsPrinting();
  const main = useRef<HTMLElement>(null);
  const open = useCallback<Open>(
    (changes) => {
      setFilter({ ...everything, ...changes });
      setView('findings');
      main.current?.focus();
    },
    [setView],
  );
  const shown = useMemo(() => model.show(filter), [model, filter]);
  return (
    <>
      <div class="screen">
        <button type="button" class="skip" onClick={() => main.current?.focus()}>
          Skip to the content
        </button>
        <Header model={model} />
        <nav class="views" aria-label="Views of the report">
          {(Object.keys(views) as View[]).map((name) => (
            <a key={name} href={`#${name}`} aria-current={name === view ? 'page' : undefined}>
              {views[name]}
              {name === 'findings' && <span class="pill">{count(model.data.summary.counts.FAILED)} failed</span>}
              {name === 'coverage' && openGaps(model) > 0 && <span class="pill">{plural(openGaps(model), 'gap')}</span>}
            </a>
          ))}
        </nav>
        <main ref={main} tabIndex={-1} class={view}>
          <Warnings model={model} />
          {view === 'overview' && <Overview model={model} open={open} />}
          {view === 'findings' && <Findings model={model} filter={filter} shown={shown} setFilter={setFilter} />}
          {view === 'compliance' && (
            <Compliance model={model} framework={framework} setFramework={setFramework} open={open} />
          )}
          {view === 'coverage' && <Coverage model={model} open={open} />}
        </main>
      </div>
      {isPrinting && <PrintedReport model={model} findings={shown.findings} framework={framework} />}
    </>
  );
}

/** What asks for something is listed first; when nothing does, everything is. */
function startingFilter({ data: { summary } }: Model): Filter {
  const { FAILED, UNKNOWN } = summary.counts;
  return FAILED + UNKNOWN === 0 ? everything : { ...everything, verdict: new Set(['failed', 'unknown']) };
}

function openGaps({ data }: Model): number {
  return data.gaps.filter(({ recovered }) => recovered === '').length;
}

/** The view stands in the address, so that going back and bookmarks work. */
function useView(first: View): [View, (view: View) => void] {
  const named = () => (Object.keys(views) as View[]).find((name) => location.hash === `#${name}`);
  const [view, setView] = useState<View>(() => named() ?? first);
  useEffect(() => {
    const follow = () => {
      setView(named() ?? first);
      scrollTo(0, 0);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const go = useCallback((next: View) => {
    location.hash = next;
  }, []);
  return [view, go];
}

/** The printed report is long, so it exists while it is printed only. */
function useIsPrinting(): boolean {
  const [isPrinting, setIsPrinting] = useState(() => matchMedia('print').matches);
  useEffect(() => {
    const print = matchMedia('print');
    const follow = () => setIsPrinting(print.matches);
    const before = () => setIsPrinting(true);
    const after = () => setIsPrinting(false);
    print.addEventListener('change', follow);
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      print.removeEventListener('change', follow);
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  return isPrinting;
}

function Header({ model: { data } }: { model: Model }) {
  const [input] = data.inputs;
  const more = data.inputs.length - 1;
  return (
    <header class="masthead">
      <Shield />
      <div class="title">
        <h1>SageMaker security report</h1>
        {input !== undefined && (
          <p>
            <bdi>{input.what}</bdi>
            {input.accounts.length > 0 && (
              <>
                {' · '}
                {input.accounts.length > 2 ? `${count(input.accounts.length)} accounts` : input.accounts.join(', ')}
              </>
            )}
            {input.regions.length > 0 && (
              <>
                {' · '}
                {input.regions.length > 3 ? `${count(input.regions.length)} regions` : input.regions.join(', ')}
              </>
            )}
            {' · '}
            <time dateTime={input.capturedAt}>{input.capturedAt.slice(0, 16).replace('T', ' ')} UTC</time>
            {more > 0 && ` · and ${count(more)} more`}
          </p>
        )}
      </div>
      <div class="tools">
        <Theme />
        <button type="button" onClick={() => print()}>
          Print
        </button>
      </div>
    </header>
  );
}

function Theme() {
  const [isDark, setIsDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const turn = () => {
    document.documentElement.dataset.theme = isDark ? 'light' : 'dark';
    setIsDark(!isDark);
  };
  return (
    <button type="button" aria-pressed={isDark} onClick={turn}>
      Dark
    </button>
  );
}

function Warnings({ model: { data } }: { model: Model }) {
  const { interrupted, errors, unlisted } = data.summary;
  return (
    <>
      {interrupted && (
        <p class="warning">The scan was interrupted: only what was collected until then is judged here.</p>
      )}
      {unlisted > 0 && (
        <p class="warning">
          {count(unlisted)} findings are counted and not listed, because there are too many for one page.
        </p>
      )}
      {errors.map((error) => (
        <p key={error} class="warning">
          Defect of sagevet: <bdi>{error}</bdi>
        </p>
      ))}
    </>
  );
}
