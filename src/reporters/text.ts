import stringWidth from 'string-width';

/**
 * Makes text from a scanned estate safe to print: control characters and invisible direction marks, with which a name
 * could rewrite the terminal or disguise itself, are shown as escapes.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    if (character === '\u200d') return character;
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** Breaks text at spaces so that no line is wider than `width` columns; a longer word is broken where it must be. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    for (const piece of pieces(word, width)) {
      const longer = line === '' ? piece : `${line} ${piece}`;
      if (line !== '' && stringWidth(longer) > width) {
        lines.push(line);
        line = piece;
      } else line = longer;
    }
  }
  return [...lines, line];
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const colour = new RegExp(`(${String.fromCharCode(27)}\\[[\\d;]*m)`);

/** Cuts a word that is wider than a line, after a separator where there is one. */
function pieces(word: string, width: number): string[] {
  if (word.length <= width && stringWidth(word) <= width) return [word];
  const parts: string[] = [];
  let head = '';
  let columns = 0;
  for (const character of characters(word)) {
    const more = stringWidth(character);
    if (head !== '' && columns + more > width) {
      const separator = head.search(/[./:_,-][^./:_,-]*$/);
      const cut = separator > 0 ? separator + 1 : head.length;
      parts.push(head.slice(0, cut));
      head = head.slice(cut);
      columns = stringWidth(head);
    }
    head += character;
    columns += more;
  }
  return [...parts, head];
}

/** Characters as a reader counts them; a change of colour is one that has no width. */
function* characters(word: string): Generator<string> {
  for (const part of word.split(colour)) {
    if (colour.test(part)) yield part;
    else for (const { segment } of graphemes.segment(part)) yield segment;
  }
}

/** Breaks a shell command before its flags, with the backslashes that let it be pasted as it stands. */
export function wrapCommand(command: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of command.split(/ (?=--)/)) {
    const longer = line === '' ? part : `${line} ${part}`;
    if (line !== '' && stringWidth(longer) > width - 2) {
      lines.push(`${line} \\`);
      line = `  ${part}`;
    } else line = longer;
  }
  return [...lines, line];
}

/** `1 model`, `2 models`. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : pluralOf(noun)}`;
}

function pluralOf(noun: string): string {
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** `AWS::SageMaker::NotebookInstance` → `notebook instance`. */
export function typeNoun(type: string): string {
  const last = type.split('::').at(-1) ?? type;
  return last.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

/** A value of AWS's as one line of text, shortened where it is long. */
export function inline(value: unknown, longest = 120): string {
  const text =
    typeof value === 'string' ? value : isTags(value) ? tagsAsText(value) : (JSON.stringify(value) ?? 'not set');
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function isTags(value: unknown): value is readonly { Key: string; Value?: string }[] {
  return Array.isArray(value) && value.every((item) => typeof item?.Key === 'string');
}

function tagsAsText(tags: readonly { Key: string; Value?: string }[]): string {
  return tags.length === 0 ? 'none' : tags.map(({ Key, Value = '' }) => `${Key}=${Value}`).join(', ');
}
