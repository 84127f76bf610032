/** A JSON value whose objects are maps, so that a key such as `__proto__` is only a key. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
export type JsonObject = Map<string, Json>;

export type JsonResult = { ok: true; value: Json } | { ok: false; reason: string };

const MAX_CHARACTERS = 1_048_576;
const MAX_DEPTH = 32;
const MAX_NODES = 200_000;

class JsonProblem extends Error {}

/**
 * Reads JSON text and refuses duplicate keys, which `JSON.parse` silently resolves to the last one.
 *
 * Bounded: 1 MiB of text, 32 levels, 200,000 values. Never throws.
 */
export function parseJson(text: string): JsonResult {
  if (text.length > MAX_CHARACTERS)
    return { ok: false, reason: `the document is longer than ${MAX_CHARACTERS} characters` };
  try {
    return { ok: true, value: new Reader(text).document() };
  } catch (problem) {
    if (problem instanceof JsonProblem) return { ok: false, reason: problem.message };
    throw problem;
  }
}

/** Copies an already parsed value into {@link Json}, with the same bounds. Never throws, even on hostile getters. */
export function fromParsed(value: unknown): JsonResult {
  let nodes = 0;
  const copy = (item: unknown, depth: number): Json => {
    if (depth > MAX_DEPTH) throw new JsonProblem(`the document is nested deeper than ${MAX_DEPTH} levels`);
    nodes += 1;
    if (nodes > MAX_NODES) throw new JsonProblem(`the document holds more than ${MAX_NODES} values`);
    if (item === null || typeof item === 'string' || typeof item === 'boolean' || typeof item === 'number') return item;
    if (Array.isArray(item)) return item.map((entry) => copy(entry, depth + 1));
    if (typeof item !== 'object') throw new JsonProblem(`the document holds a ${typeof item}`);
    return new Map(Object.entries(item).map(([key, entry]) => [key, copy(entry, depth + 1)]));
  };
  try {
    return { ok: true, value: copy(value, 0) };
  } catch (problem) {
    return { ok: false, reason: problem instanceof JsonProblem ? problem.message : 'the document cannot be read' };
  }
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const BLANKS = /[ \t\n\r]*/y;

class Reader {
  private at = 0;
  private nodes = 0;

  constructor(private readonly text: string) {
    if (text.startsWith('\ufeff')) this.at = 1;
  }

  document(): Json {
    const value = this.value(0);
    this.blanks();
    if (this.at < this.text.length) this.fail('text after the end of the document');
    return value;
  }

  private value(depth: number): Json {
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH} levels`);
    this.nodes += 1;
    if (this.nodes > MAX_NODES) this.fail(`more than ${MAX_NODES} values`);
    this.blanks();
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private object(depth: number): JsonObject {
    const members: JsonObject = new Map();
    this.at += 1;
    this.blanks();
    if (this.take('}')) return members;
    for (;;) {
      this.blanks();
      const key = this.string();
      if (members.has(key)) this.fail(`duplicate key \`${key}\``);
      this.blanks();
      if (!this.take(':')) this.fail('expected `:`');
      members.set(key, this.value(depth + 1));
      this.blanks();
      if (this.take('}')) return members;
      if (!this.take(',')) this.fail('expected `,` or `}`');
    }
  }

  private array(depth: number): Json[] {
    const items: Json[] = [];
    this.at += 1;
    this.blanks();
    if (this.take(']')) return items;
    for (;;) {
      items.push(this.value(depth + 1));
      this.blanks();
      if (this.take(']')) return items;
      if (!this.take(',')) this.fail('expected `,` or `]`');
    }
  }

  private string(): string {
    if (this.text[this.at] !== '"') this.fail('expected a string');
    let end = this.at + 1;
    let escaped = false;
    for (; this.text[end] !== '"'; end += 1) {
      const code = this.text.charCodeAt(end);
      // NaN: the text ended inside the string.
      if (Number.isNaN(code) || code < 0x20) this.fail('unfinished string');
      if (code === 0x5c) {
        escaped = true;
        end += 1;
      }
    }
    const literal = this.text.slice(this.at, end + 1);
    const text = escaped ? this.unescape(literal) : literal.slice(1, -1);
    this.at = end + 1;
    return text;
  }

  private unescape(literal: string): string {
    try {
      return String(JSON.parse(literal));
    } catch {
      return this.fail('bad escape in a string');
    }
  }

  private number(): number {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (!match) this.fail('expected a value');
    this.at = NUMBER.lastIndex;
    return Number(match[0]);
  }

  private word<T extends Json>(text: string, value: T): T {
    if (!this.text.startsWith(text, this.at)) this.fail('expected a value');
    this.at += text.length;
    return value;
  }

  private blanks(): void {
    BLANKS.lastIndex = this.at;
    BLANKS.exec(this.text);
    this.at = BLANKS.lastIndex;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private fail(what: string): never {
    throw new JsonProblem(`not a JSON document: ${what} at character ${this.at}`);
  }
}
