/** What a text says of its resource, in the order in which it is looked for: an ARN holds the others. */
export interface Words {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
}

const marks = { arn: mark(1), name: mark(2), account: mark(3), region: mark(4) } as const;
const order = ['arn', 'name', 'account', 'region'] as const satisfies readonly (keyof Words)[];

/** Puts marks where the words of a resource stand, so that thousands of resources share one text. */
export function toTemplate(text: string, words: Words): string {
  return order.reduce(
    (template, word) => (words[word].length < 3 ? template : template.replaceAll(words[word], marks[word])),
    text,
  );
}

/** Puts the words of a resource back where the marks stand. */
export function fromTemplate(template: string, words: Words): string {
  return template
    .replaceAll(marks.region, () => words.region)
    .replaceAll(marks.account, () => words.account)
    .replaceAll(marks.name, () => words.name)
    .replaceAll(marks.arn, () => words.arn);
}

/**
 * Printable text holds no control character, so one cannot be confused with anything. Made when it is needed, because
 * a bundler would write the character itself, which HTML does not allow.
 */
function mark(code: number): string {
  return String.fromCharCode(code);
}
