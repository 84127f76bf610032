import { type Unknown, unknown } from '../../model/value.ts';
import { isObject, type JsonObject, listOf, own, textOf } from '../json.ts';
import type { Instance } from './instance.ts';
import { child, holdsTrue, itemsOf, knownAfterApply, type Node } from './node.ts';
import type { Plan } from './plan.ts';

/** A policy document as JSON text, in as many parts as it takes to keep what is known apart from what is not. */
export type DocumentParts = readonly (string | Unknown)[];

/** The document at an argument. None where it is absent. */
export function documentAt(node: Node, plan: Plan, instance: Instance): DocumentParts {
  if (node.unknown === true) return unknownDocument(node, plan, instance);
  const { value } = node;
  if (value === undefined || value === null || value === '') return [];
  if (holdsTrue(node.sensitive)) return [unknown('sensitive', { isSet: true })];
  if (holdsTrue(node.unknown)) return [unknown(knownAfterApply, { isSet: true })];
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

function unknownDocument(node: Node, plan: Plan, instance: Instance): DocumentParts {
  const source = plan.sourceOf(node, instance);
  if (source?.type === 'aws_iam_policy_document' && plan.isMadeOf(node, instance, source)) return rendered(source);
  const value = plan.unknownAt(node, instance);
  return value === undefined ? [] : [value];
}

/**
 * A data source that is read during the apply, because it depends on something that is made then: its statements stand in
 * the plan, but for single values.
 */
function rendered({ root }: Instance): DocumentParts {
  const statements = itemsOf(child(root, 'statement'));
  const merged = ['source_policy_documents', 'override_policy_documents', 'source_json', 'override_json'];
  const isMerged = merged.some((argument) => {
    const { value, unknown } = child(root, argument);
    return holdsTrue(unknown) || (Array.isArray(value) ? value.length > 0 : textOf(value) !== undefined);
  });
  if (!Array.isArray(statements) || isMerged) return [unknown(knownAfterApply, { isSet: true })];
  const known = statements.filter((statement: Node) => isKnown(statement)).map(({ value }: Node) => statementOf(value));
  const document = { Version: textOf(own(root.value, 'version')) ?? '2012-10-17', Statement: known };
  const text = known.length === 0 ? [] : [JSON.stringify(document)];
  return known.length === statements.length ? text : [...text, unknown(knownAfterApply, { isSet: true })];
}

function isKnown({ unknown, sensitive, value }: Node): boolean {
  return !holdsTrue(unknown) && !holdsTrue(sensitive) && isObject(value);
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document */
function statementOf(value: unknown): JsonObject {
  const conditions: Record<string, Record<string, unknown>> = Object.create(null);
  for (const condition of listOf(own(value, 'condition'))) {
    const test = String(own(condition, 'test'));
    const operator = conditions[test] ?? Object.create(null);
    operator[String(own(condition, 'variable'))] = own(condition, 'values');
    conditions[test] = operator;
  }
  const lists = {
    Action: own(value, 'actions'),
    NotAction: own(value, 'not_actions'),
    Resource: own(value, 'resources'),
    NotResource: own(value, 'not_resources'),
    Principal: principalsOf(own(value, 'principals')),
    NotPrincipal: principalsOf(own(value, 'not_principals')),
  };
  return {
    ...(textOf(own(value, 'sid')) === undefined ? {} : { Sid: own(value, 'sid') }),
    Effect: textOf(own(value, 'effect')) ?? 'Allow',
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => !isEmpty(list))),
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}

function principalsOf(blocks: unknown): Record<string, unknown> | string | undefined {
  const principals: Record<string, unknown[]> = Object.create(null);
  for (const block of listOf(blocks)) {
    const type = String(own(block, 'type'));
    if (type === '*') return '*';
    principals[type] = [...(principals[type] ?? []), ...listOf(own(block, 'identifiers'))];
  }
  return Object.keys(principals).length === 0 ? undefined : principals;
}

function isEmpty(list: unknown): boolean {
  return list === undefined || list === null || (Array.isArray(list) && list.length === 0);
}
