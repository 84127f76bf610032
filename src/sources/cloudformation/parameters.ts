import { entryOf, type Node, scalar, textOf, unknownNode } from './node.ts';

/** The value of a parameter: given, default, or what its declaration says of the value it will have. */
export function parameterNode(name: string, declared: Node, given: Node | undefined): Node {
  const type = textOf(entryOf(declared, 'Type')) ?? 'String';
  const { at } = declared;
  if (type.startsWith('AWS::SSM::Parameter::Value<')) {
    return unknownNode(at, `parameter \`${name}\` is read from the Parameter Store at deployment`, { isSet: true });
  }
  const value = given ?? entryOf(declared, 'Default');
  if (value === undefined || value.kind === 'absent') return undecided(name, type, declared);
  if (textOf(entryOf(declared, 'NoEcho')) === 'true') {
    const set = value.kind !== 'scalar' || value.value !== '';
    return unknownNode(at, `parameter \`${name}\` is \`NoEcho\``, set ? { isSet: true } : {});
  }
  const text = textOf(value);
  if (text === undefined) return value;
  return isList(type) ? listOf(text, value.at) : scalar(text, value.at);
}

function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
function listOf(text: string, at: number): Node {
  return { kind: 'list', at, items: text === '' ? [] : text.split(',').map((item) => scalar(item.trim(), at)) };
}

function undecided(name: string, type: string, declared: Node): Node {
  // AWS-specific types take only what exists in the account.
  const exists = /^(?:List<)?AWS::/.test(type);
  return unknownNode(declared.at, `parameter \`${name}\` has no default`, {
    ...(exists || type === 'Number' || refusesEmpty(declared) ? { isSet: true } : {}),
    ...(exists && isList(type) ? { itemsAreSet: true } : {}),
  });
}

function refusesEmpty(declared: Node): boolean {
  if (Number(textOf(entryOf(declared, 'MinLength')) ?? 0) > 0) return true;
  const allowed = entryOf(declared, 'AllowedValues');
  if (allowed?.kind === 'list' && allowed.items.length > 0) return allowed.items.every((item) => textOf(item) !== '');
  const pattern = textOf(entryOf(declared, 'AllowedPattern'));
  return pattern !== undefined && !matchesEmpty(pattern);
}

function matchesEmpty(pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test('');
  } catch {
    // Java's dialect, which CloudFormation takes, has constructs that this one does not.
    return true;
  }
}
