import type { Position } from '../../model/resource.ts';

/** Where a resource block stands in a `.tf` file, and where its arguments do. */
export interface LocatedBlock {
  /** `aws_iam_role.notebook`, with `data.` before it for a data source. */
  readonly object: string;
  readonly position: Position;
  /** By path: `vpc_config`, `vpc_config[0]`, `vpc_config[0].subnets`. */
  readonly arguments: ReadonlyMap<string, Position>;
  /** Names of nested blocks that `dynamic` makes. */
  readonly dynamic: ReadonlySet<string>;
}

/**
 * Finds the resource blocks of a `.tf` file by their heads. It knows strings, comments, heredocs and brackets, and
 * evaluates nothing: what it does not understand it skips.
 * https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export function locateBlocks(source: string): LocatedBlock[] {
  const located: Open[] = [];
  const stack: Frame[] = [];
  const statement: Token[] = [];
  let brackets = 0;

  const open = (token: Token) => {
    const frame = frameOf(statement, stack.at(-1), token);
    if (frame.block !== undefined && stack.length === 0) located.push(frame.block);
    stack.push(frame);
    statement.length = 0;
  };

  for (const token of tokensOf(source)) {
    const inExpression = brackets > 0 || statement.some(({ kind }) => kind === '=');
    if (token.kind === 'newline') {
      if (brackets === 0) statement.length = 0;
    } else if (token.kind === 'open') {
      if (inExpression || token.text !== '{') brackets += 1;
      else open(token);
    } else if (token.kind === 'close') {
      if (brackets > 0) brackets -= 1;
      else {
        stack.pop();
        statement.length = 0;
      }
    } else if (!inExpression) {
      if (token.kind === '=') noteArgument(statement, stack.at(-1));
      statement.push(token);
    }
  }
  return located;
}

interface Open extends LocatedBlock {
  readonly arguments: Map<string, Position>;
  readonly dynamic: Set<string>;
  readonly counts: Map<string, number>;
}

/** A `{` that is not closed yet: a resource, a nested block of one (with its path), or something that is not read. */
interface Frame {
  readonly block?: Open;
  readonly path: string;
}

function frameOf(statement: readonly Token[], parent: Frame | undefined, brace: Token): Frame {
  const [head, ...labels] = statement;
  const position = head === undefined ? brace.position : head.position;
  if (parent === undefined) {
    if (labels.length !== 2 || (head?.text !== 'resource' && head?.text !== 'data')) return { path: '' };
    const object = `${head.text === 'data' ? 'data.' : ''}${labels.map(({ text }) => text).join('.')}`;
    return { path: '', block: { object, position, arguments: new Map(), dynamic: new Set(), counts: new Map() } };
  }
  const { block } = parent;
  if (block === undefined || head === undefined) return { path: '' };
  const prefix = parent.path === '' ? '' : `${parent.path}.`;
  if (head.text === 'dynamic') {
    const name = labels[0]?.text ?? '';
    block.dynamic.add(`${prefix}${name}`);
    if (!block.arguments.has(`${prefix}${name}`)) block.arguments.set(`${prefix}${name}`, position);
    return { path: '' };
  }
  const name = `${prefix}${head.text}`;
  const index = block.counts.get(name) ?? 0;
  block.counts.set(name, index + 1);
  if (index === 0) block.arguments.set(name, position);
  block.arguments.set(`${name}[${index}]`, position);
  return { block, path: `${name}[${index}]` };
}

function noteArgument(statement: readonly Token[], frame: Frame | undefined): void {
  const [name] = statement;
  if (frame?.block === undefined || name === undefined || statement.length !== 1) return;
  frame.block.arguments.set(frame.path === '' ? name.text : `${frame.path}.${name.text}`, name.position);
}

interface Token {
  readonly kind: 'word' | 'string' | '=' | 'open' | 'close' | 'newline' | 'other';
  readonly text: string;
  readonly position: Position;
}

const comment = /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const word = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const heredoc = /<<-?([\p{L}_][\p{L}\p{N}_-]*)[^\S\n]*\r?\n/uy;
const operator = /==|=>|!=|<=|>=/y;

function* tokensOf(source: string): Generator<Token> {
  let line = 1;
  let lineStart = 0;
  let at = source.startsWith('\uFEFF') ? 1 : 0;

  let newline = source.indexOf('\n');

  const advance = (to: number) => {
    while (newline !== -1 && newline < to) {
      line += 1;
      lineStart = newline + 1;
      newline = source.indexOf('\n', lineStart);
    }
    at = to;
  };
  const matchAt = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };

  while (at < source.length) {
    const position = { line, column: at - lineStart + 1 };
    const character = source[at] as string;
    const found = matchAt(comment);
    if (found !== null) {
      advance(at + found[0].length);
      continue;
    }
    if (character === '"') {
      const end = endOfString(source, at);
      yield { kind: 'string', text: source.slice(at + 1, end - 1), position };
      advance(end);
      continue;
    }
    const document = matchAt(heredoc);
    if (document !== null) {
      yield { kind: 'string', text: '', position };
      advance(endOfHeredoc(source, at + document[0].length, document[1] as string));
      continue;
    }
    const name = matchAt(word);
    const text = name?.[0] ?? matchAt(operator)?.[0] ?? character;
    advance(at + text.length);
    if (name !== null) yield { kind: 'word', text, position };
    else if (text === '\n') yield { kind: 'newline', text, position };
    else if (text === '=') yield { kind: '=', text, position };
    else if ('{[('.includes(text)) yield { kind: 'open', text, position };
    else if ('}])'.includes(text)) yield { kind: 'close', text, position };
    else if (text.trim() !== '') yield { kind: 'other', text, position };
  }
}

/** Just behind the closing quote. Inside `${…}` and `%{…}` there may be strings again. */
function endOfString(source: string, start: number): number {
  const open: ('"' | '{')[] = ['"'];
  let at = start + 1;
  for (; at < source.length && open.length > 0; at += 1) {
    const character = source[at];
    if (open.at(-1) === '"') {
      if (character === '\\') at += 1;
      else if (character === '"') open.pop();
      else if (character === '\n' && open.length === 1) return at;
      else if ((character === '$' || character === '%') && source[at + 1] === '{') {
        if (source[at - 1] !== character) open.push('{');
        at += 1;
      }
    } else if (character === '"') open.push('"');
    else if (character === '{') open.push('{');
    else if (character === '}') open.pop();
  }
  return Math.min(at, source.length);
}

function endOfHeredoc(source: string, start: number, marker: string): number {
  let at = start;
  while (at < source.length) {
    const newline = source.indexOf('\n', at);
    const end = newline === -1 ? source.length : newline;
    if (source.slice(at, end).trim() === marker) return end;
    at = end + 1;
  }
  return source.length;
}
