import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Model, type Row, verdictOf } from './model.ts';
import { className, count, Prose, SeverityBadge, VerdictBadge } from './words.tsx';

/** As in the style sheet: a list of any length is made of rows of one height. */
const rowHeight = 58;
/** Rows beyond those to be seen, so that scrolling never shows a hole. */
const spare = 8;

interface Props {
  readonly model: Model;
  readonly rows: readonly Row[];
  /** The finding that is shown in full. */
  readonly chosen: number | undefined;
  readonly choose: (finding: number) => void;
  readonly toggle: (group: number, isOpen: boolean) => void;
  /** Goes to the finding itself. */
  readonly read: () => void;
}

/**
 * A tree of causes and their findings, of which only the rows in sight exist.
 * https://www.w3.org/WAI/ARIA/apg/patterns/treeview/
 */
export function List({ model, rows, chosen, choose, toggle, read }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const [active, setActive] = useState(0);
  const at = Math.min(active, Math.max(0, rows.length - 1));

  useLayoutEffect(() => {
    const measure = () => setHeight(box.current?.clientHeight ?? 600);
    measure();
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, []);
  useEffect(() => {
    const row = rows[at];
    const isChosen = row !== undefined && chosen !== undefined && findingOf(row) === chosen;
    if (isChosen) return;
    setActive(0);
    box.current?.scrollTo(0, 0);
  }, [rows]);

  const go = (next: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, next));
    const row = rows[to];
    if (row === undefined) return;
    setActive(to);
    choose(findingOf(row));
    const { current } = box;
    if (current === null) return;
    if (to * rowHeight < current.scrollTop) current.scrollTop = to * rowHeight;
    if ((to + 1) * rowHeight > current.scrollTop + current.clientHeight)
      current.scrollTop = (to + 1) * rowHeight - current.clientHeight;
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => go(at + 1),
    ArrowUp: () => go(at - 1),
    PageDown: () => go(at + Math.floor(height / rowHeight)),
    PageUp: () => go(at - Math.floor(height / rowHeight)),
    Home: () => go(0),
    End: () => go(rows.length - 1),
    ArrowRight: () => unfold(true),
    ArrowLeft: () => unfold(false),
    Enter: read,
  };
  const unfold = (isOpen: boolean) => {
    const row = rows[at];
    if (row?.kind === 'finding') {
      if (isOpen) return;
      const parent = rows.findLastIndex((above, index) => index < at && above.kind === 'group');
      go(parent);
      return;
    }
    if (row === undefined || row.findings.length < 2 || row.isOpen === isOpen) {
      if (isOpen && row?.isOpen) go(at + 1);
      return;
    }
    toggle(row.group, isOpen);
  };
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + spare);
  return (
    <div
      class="card list"
      ref={box}
      role="tree"
      aria-label="Findings by cause"
      aria-activedescendant={rows.length > 0 ? `row-${at}` : undefined}
      tabIndex={0}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
      onKeyDown={(event) => {
        const act = keys[event.key];
        if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        act();
      }}
    >
      <div class="sizer" style={{ height: `${rows.length * rowHeight}px` }} role="presentation">
        {rows.slice(first, last).map((row, offset) => {
          const index = first + offset;
          const isActive = index === at;
          const press = () => {
            setActive(index);
            choose(findingOf(row));
            if (row.kind === 'group' && row.findings.length > 1) toggle(row.group, !row.isOpen);
          };
          return <Line key={index} {...{ model, row, index, isActive, press }} />;
        })}
      </div>
    </div>
  );
}

interface LineProps {
  readonly model: Model;
  readonly row: Row;
  readonly index: number;
  readonly isActive: boolean;
  readonly press: () => void;
}

function Line({ model, row, index, isActive, press }: LineProps) {
  const shared = {
    id: `row-${index}`,
    role: 'treeitem' as const,
    'aria-selected': isActive,
    style: { transform: `translateY(${index * rowHeight}px)` },
    onClick: press,
  };
  if (row.kind === 'finding')
    return (
      // biome-ignore lint/a11y: the tree takes the keys for its rows
      <div {...shared} class="row member" aria-level={2} aria-posinset={row.nth} aria-setsize={row.of}>
        <span class="what">
          <strong>
            <bdi>{nameOf(model, row.finding)}</bdi>
          </strong>
          <span>
            <bdi>{model.place(row.finding) || 'account and region not known yet'}</bdi>
          </span>
        </span>
      </div>
    );
  const group = model.data.groups[row.group];
  const [first = 0] = row.findings;
  const several = row.findings.length > 1;
  if (group === undefined) return null;
  const verdict = verdictOf(group);
  return (
    // biome-ignore lint/a11y: the tree takes the keys for its rows
    <div
      {...shared}
      class={`row group ${className(verdict)} ${group.severity}`}
      aria-level={1}
      aria-expanded={several ? row.isOpen : undefined}
    >
      <span class={several ? `fold ${row.isOpen ? 'open' : ''}` : 'fold none'} aria-hidden="true" />
      <span class="what">
        <strong>{model.controlOfGroup(row.group).title}</strong>
        <span>
          {several ? (
            <Prose text={model.message(first)} />
          ) : (
            <bdi>{[nameOf(model, first), model.place(first)].filter((part) => part !== '').join(' · ')}</bdi>
          )}
        </span>
      </span>
      <span class="marks">
        {group.baseline === 'new' && <span class="badge plain">new</span>}
        {several && <span class="times">{count(row.findings.length)}</span>}
        {verdict === 'failed' ? <SeverityBadge severity={group.severity} /> : <VerdictBadge verdict={verdict} />}
      </span>
    </div>
  );
}

/** Resources that may exist and were not seen stand as one named `*`. */
function nameOf(model: Model, finding: number): string {
  const name = model.name(finding);
  return name === '*' ? 'resources that were not seen' : name;
}

function findingOf(row: Row): number {
  return row.kind === 'finding' ? row.finding : (row.findings[0] ?? 0);
}
