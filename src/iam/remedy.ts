/** A statement as it is written into a policy document. */
export interface WrittenStatement {
  Sid: string;
  Effect: 'Allow';
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** Allows reading the objects of these buckets and of no others. `read-objects` passes with it. */
export function readObjectsStatement(partition: string, buckets: readonly string[]): WrittenStatement {
  return {
    Sid: 'ReadDeclaredBuckets',
    Effect: 'Allow',
    Action: ['s3:GetObject'],
    Resource: sorted(buckets).map((bucket) => `arn:${partition}:s3:::${bucket}/*`),
  };
}

/**
 * Allows passing these roles and no others. `pass-role` passes with it.
 *
 * @param services to which they may be passed; with an empty list to any.
 */
export function passRoleStatement(roleArns: readonly string[], services: readonly string[]): WrittenStatement {
  return {
    Sid: 'PassKnownRoles',
    Effect: 'Allow',
    Action: ['iam:PassRole'],
    Resource: sorted(roleArns),
    ...(services.length > 0 ? { Condition: { StringEquals: { 'iam:PassedToService': sorted(services) } } } : {}),
  };
}

/** Allows assuming these roles and no others. `assume-role` passes with it. */
export function assumeRoleStatement(roleArns: readonly string[]): WrittenStatement {
  return { Sid: 'AssumeKnownRoles', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: sorted(roleArns) };
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
