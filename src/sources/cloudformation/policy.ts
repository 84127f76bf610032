import { type Unknown, unknown } from '../../model/value.ts';
import { isSet } from './combine.ts';
import { type MapNode, type Node, nameTextOf, textOf } from './node.ts';
import { someAccount } from './place.ts';

/**
 * A policy document as JSON text. A part that is not known stands as `{"$unknown": reason}`, and a statement that may be
 * missing has a member `$unknown`: the policy analysis reads neither as a statement that surely applies, so that what is
 * known of a document still decides. References to resources of the template stand as ARNs made from their names.
 *
 * @param doubt why the whole document may not be attached
 */
export function documentText(node: Node, accountKnown: boolean, doubt?: string): string | Unknown {
  if (node.kind === 'unknown' && node.alternatives === undefined) return unknown(node.reason);
  const text = textOf(node);
  if (text !== undefined && doubt === undefined) return text;
  const documents = documentsOf(node, doubt);
  if (documents.length === 0) return unknown('there is no policy document that can be read');
  const statements: Json[] = [];
  // The pieces that a statement is cut into go to the end: the others keep their positions.
  const tail: Json[] = [];
  for (const { map, doubt: why } of documents) {
    for (const statement of statementsOf(map, why)) {
      const [whole, ...pieces] = piecesOf(statement.json, accountKnown);
      statements.push(whole as Json);
      tail.push(...pieces);
    }
  }
  const [first] = documents;
  const version = first?.map.entries.get('Version');
  return JSON.stringify({
    ...(version === undefined ? {} : { Version: textOf(version.value) ?? render(version.value) }),
    Statement: [...statements, ...tail],
  });
}

type Json = Readonly<Record<string, unknown>>;

interface Doubted<T> {
  readonly map: T;
  readonly doubt: string | undefined;
}

/** Every document that it may be. */
function documentsOf(node: Node, doubt: string | undefined): Doubted<MapNode>[] {
  if (node.kind === 'map') return [{ map: node, doubt }];
  if (node.kind !== 'unknown') return [];
  return (node.alternatives ?? []).flatMap((alternative) => documentsOf(alternative, doubt ?? node.reason));
}

function statementsOf(document: MapNode, doubt: string | undefined): { json: Json }[] {
  const listed = document.entries.get('Statement')?.value;
  if (listed === undefined) return [];
  return (listed.kind === 'list' ? listed.items : [listed]).flatMap((item) => oneOf(item, doubt));
}

function oneOf(node: Node, doubt: string | undefined): { json: Json }[] {
  if (node.kind === 'unknown' && node.alternatives !== undefined) {
    return node.alternatives.flatMap((alternative) => oneOf(alternative, doubt ?? node.reason));
  }
  if (node.kind === 'absent') return [];
  if (node.kind === 'list') return node.items.flatMap((item) => oneOf(item, doubt));
  if (node.kind !== 'map') return [{ json: mark(node.kind === 'unknown' ? node.reason : 'a statement is a mapping') }];
  const json = Object.fromEntries([...node.entries].map(([key, { value }]) => [key, element(key, value)]));
  return [{ json: doubt === undefined ? json : { ...json, $unknown: doubt } }];
}

/** A resource is named by ARN: a name that stands for one becomes one that nothing else has. */
function element(key: string, value: Node): unknown {
  if (key !== 'Resource' && key !== 'NotResource') return render(value);
  const items = value.kind === 'list' ? value.items : [value];
  const arns = items.map((item) => {
    const name = item.kind === 'unknown' ? item.standIn : undefined;
    return name === undefined || name.startsWith('arn:') ? render(item) : `arn:aws:template:::${name}`;
  });
  return value.kind === 'list' ? arns : arns[0];
}

function render(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'absent') return undefined;
  if (node.kind === 'unknown') return nameTextOf(node) ?? mark(node.reason);
  if (node.kind === 'list') return node.items.map(render);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, render(value)]));
}

function mark(reason: string): Json {
  return { $unknown: reason };
}

/**
 * A list of which one item is unknown says as much as two statements: one with what is known, one with the rest.
 * Only for lists that add up; what `NotAction` and `NotResource` list takes away.
 */
function piecesOf(statement: Json, accountKnown: boolean): Json[] {
  let pieces = [statement];
  for (const key of ['Action', 'Resource']) {
    pieces = pieces.flatMap((piece) => {
      const list = piece[key];
      if (!Array.isArray(list)) return [piece];
      const known = list.filter((item) => typeof item === 'string');
      const hidden = list.filter((item) => typeof item !== 'string');
      if (known.length === 0 || hidden.length === 0) return [piece];
      const { Sid: _, ...unnamed } = piece;
      return [{ ...piece, [key]: known }, ...hidden.map((item) => ({ ...unnamed, [key]: item }))];
    });
  }
  return accountKnown ? pieces : pieces.flatMap((piece) => [piece, ...inOwnAccount(piece)]);
}

/**
 * `arn:aws:iam::111122223333:role/*` covers every role of the deployment's account only if that is the one: where this is
 * not known, a second statement, in doubt, says so.
 */
function inOwnAccount(statement: Json): Json[] {
  const { Resource } = statement;
  const list = Array.isArray(Resource) ? Resource : [Resource];
  const literal = list.find(
    (item) => typeof item === 'string' && wildInAccount.test(item) && !item.includes(`:${someAccount}:`),
  );
  if (typeof literal !== 'string') return [];
  const [, before, account, after] = wildInAccount.exec(literal) ?? [];
  const { Sid: _, ...unnamed } = statement;
  const $unknown = `whether \`${account}\` is the account of the deployment is not known`;
  return [{ ...unnamed, Resource: `${before}${someAccount}${after}`, $unknown }];
}

const wildInAccount = /^(arn:[^:]*:iam::)(\d{12})(:.*[*?].*)$/;

/** Can the policies of a list be told one by one? */
export function itemsOf(node: Node | undefined): readonly Node[] | Unknown {
  if (node === undefined || node.kind === 'absent') return [];
  if (node.kind === 'list') return node.items;
  if (node.kind === 'unknown' && (node.standIn !== undefined || node.alternatives !== undefined)) return [node];
  return node.kind === 'unknown' ? unknown(node.reason, { isSet: isSet(node) }) : [node];
}
