export type Cel = typeof import('@bufbuild/cel');
export type CelEnv = ReturnType<Cel['celEnv']>;
export type CelValue = ReturnType<Cel['celList']> extends Iterable<infer Value> ? Value : never;
export type CelMap = ReturnType<Cel['celMap']>;
/** A node of a parsed expression. */
export type Expr = NonNullable<ReturnType<Cel['parse']>['expr']>;

/** The engine is loaded when the first control from YAML is. */
export async function loadCel(): Promise<Cel> {
  return import('@bufbuild/cel');
}
