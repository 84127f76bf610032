/**
 * A property of a resource is known, absent (AWS's default applies) or unknown.
 *
 * Known values stand as AWS sent them and absent ones are left out, so that a resource is plain JSON in memory and in a
 * snapshot alike. Only the unknown needs a mark of its own.
 */
export interface Unknown {
  /** Why the value is not known, as a clause: `AccessDeniedException on iam:GetRolePolicy`, `known after apply`. */
  readonly $unknown: string;
  /** The value itself is not known, but that there will be one is: a reference to a resource of the same template. */
  readonly isSet?: true;
}

export function unknown(reason: string, options: { isSet?: boolean } = {}): Unknown {
  return options.isSet ? { $unknown: reason, isSet: true } : { $unknown: reason };
}

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && typeof (value as Unknown).$unknown === 'string';
}

/**
 * Thrown by every read of an unknown value, and turned into an UNKNOWN finding by the engine: a control that never
 * catches it cannot mistake what was not seen for what is not there. Not an `Error`: it is control flow, and a stack
 * trace for each of half a million denied reads would dominate the scan.
 */
export class UnknownRead {
  readonly reason: string;
  readonly path: string | undefined;

  constructor(reason: string, path?: string) {
    this.reason = reason;
    this.path = path;
  }
}
