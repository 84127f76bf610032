import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Finding } from './finding.tsx';
import { List } from './list.tsx';
import {
  everything,
  type Facet,
  type Filter,
  type Model,
  type Shown,
  severities,
  typeName,
  verdicts,
} from './model.ts';
import { capital, className, count, plural, verdictWord } from './words.tsx';

interface Props {
  readonly model: Model;
  readonly filter: Filter;
  readonly shown: Shown;
  /** Takes the filter of now, because a search comes a moment after it was typed. */
  readonly setFilter: (change: (filter: Filter) => Filter) => void;
}

/** What the filter leaves as a list of causes, and one finding of it in full. */
export function Findings({ model, filter, shown, setFilter }: Props) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [chosen, setChosen] = useState<number | undefined>();
  const detail = useRef<HTMLElement>(null);
  const rows = useMemo(() => model.rows(shown.findings, (group) => opened.has(group)), [model, shown, opened]);
  const causes = useMemo(() => rows.filter(({ kind }) => kind === 'group').length, [rows]);
  const isShown = chosen !== undefined && shown.findings.includes(chosen);
  const finding = isShown ? chosen : shown.findings[0];
  const group = finding === undefined ? undefined : model.data.findings.group[finding];
  const members = useMemo(
    () => rows.flatMap((row) => (row.kind === 'group' && row.group === group ? [row.findings] : []))[0] ?? [],
    [rows, group],
  );
  const toggle = (toggled: number, isOpen: boolean) => {
    const next = new Set(opened);
    if (isOpen) next.add(toggled);
    else next.delete(toggled);
    setOpened(next);
  };
  const read = () => detail.current?.focus();
  return (
    <>
      <Filters model={model} filter={filter} shown={shown} setFilter={setFilter} />
      <p class="result" role="status" aria-live="polite">
        <strong>
          {count(shown.findings.length)}
          {shown.findings.length < model.size && ` of ${count(model.size)}`} findings
        </strong>
        , from {plural(causes, 'cause')}
      </p>
      <div class="split">
        <List model={model} rows={rows} chosen={finding} choose={setChosen} toggle={toggle} read={read} />
        <section class="card detail" ref={detail} tabIndex={-1} aria-label="Finding">
          {finding === undefined ? (
            <p class="empty">No finding is left. Take a filter away to see more.</p>
          ) : (
            <Finding key={finding} model={model} finding={finding} members={members} />
          )}
        </section>
      </div>
    </>
  );
}

const selects: readonly (readonly [Facet, string])[] = [
  ['control', 'Control'],
  ['type', 'Resource type'],
  ['account', 'Account'],
  ['region', 'Region'],
];

function Filters({ model, filter, shown, setFilter }: Props) {
  const chosen = (facet: Facet, value: string, isChosen: boolean) => {
    setFilter((now) => {
      const values = new Set(now[facet]);
      if (isChosen) values.add(value);
      else values.delete(value);
      return { ...now, [facet]: values };
    });
  };
  return (
    <search class="card filters" aria-label="Filter the findings">
      <Search text={filter.text} search={(text) => setFilter((now) => ({ ...now, text }))} />
      <div class="pairs">
        <Chips name="Status" facet="verdict" values={verdicts} word={verdictWord} {...{ filter, shown, chosen }} />
        <Chips name="Severity" facet="severity" values={severities} word={capital} {...{ filter, shown, chosen }} />
      </div>
      <div class="selects">
        {selects.map(([facet, label]) => (
          <Choice
            key={facet}
            label={label}
            value={[...filter[facet]][0] ?? all}
            counts={shown.counts[facet]}
            word={
              facet === 'control'
                ? controlWord(model)
                : facet === 'type'
                  ? typeName
                  : (value) => value || 'not known yet'
            }
            choose={(value) => setFilter((now) => ({ ...now, [facet]: new Set(value === all ? [] : [value]) }))}
          />
        ))}
        <button type="button" class="reset" onClick={() => setFilter(() => everything)}>
          Show everything
        </button>
      </div>
    </search>
  );
}

function controlWord({ data }: Model): (id: string) => string {
  const titles = new Map(data.controls.map(({ id, title }) => [id, title]));
  return (id) => titles.get(id) ?? id;
}

/** Searches when the typing pauses, so that each key is taken at once whatever the number of findings. */
function Search({ text, search }: { text: string; search: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const timer = useRef(0);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <label class="search">
      <span>Search</span>
      <input
        type="search"
        value={typed}
        placeholder="name, ARN, tag, control, requirement, message"
        onInput={({ currentTarget: { value } }) => {
          setTyped(value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => search(value), 120);
        }}
      />
    </label>
  );
}

interface ChipsProps<Value extends string> {
  readonly name: string;
  readonly facet: Facet;
  readonly values: readonly Value[];
  readonly word: (value: Value) => string;
  readonly filter: Filter;
  readonly shown: Shown;
  readonly chosen: (facet: Facet, value: string, isChosen: boolean) => void;
}

function Chips<Value extends string>({ name, facet, values, word, filter, shown, chosen }: ChipsProps<Value>) {
  const present = values.filter((value) => shown.counts[facet].has(value));
  return (
    <fieldset class="chips">
      <legend>{name}</legend>
      {present.map((value) => (
        <label key={value} class={`chip ${className(value)}`}>
          <input
            type="checkbox"
            checked={filter[facet].has(value)}
            onChange={({ currentTarget: { checked } }) => chosen(facet, value, checked)}
          />
          <span>
            {word(value)} <b>{count(shown.counts[facet].get(value) ?? 0)}</b>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** No control, type, account or region is called so. */
const all = '\n';

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly counts: ReadonlyMap<string, number>;
  readonly word: (value: string) => string;
  readonly choose: (value: string) => void;
}

function Choice({ label, value, counts, word, choose }: ChoiceProps) {
  const options = [...counts].filter(([name, number]) => number > 0 || name === value);
  options.sort(([a], [b]) => (word(a) < word(b) ? -1 : 1));
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value={all}>All</option>
        {options.map(([name, number]) => (
          <option key={name} value={name}>
            {word(name)} ({count(number)})
          </option>
        ))}
      </select>
    </label>
  );
}
