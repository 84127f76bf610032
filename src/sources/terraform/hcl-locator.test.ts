import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateBlocks } from './hcl-locator.ts';

function argumentsOf(source: string): Record<string, string> {
  const [block] = locateBlocks(source);
  return Object.fromEntries(
    [...(block?.arguments ?? [])].map(([path, { line, column }]) => [path, `${line}:${column}`]),
  );
}

describe('the locator of blocks in .tf sources', () => {
  it('finds resources and data sources by their heads', () => {
    const source = [
      'terraform {}',
      'resource "aws_iam_role" "a" {}',
      '  data "aws_region" "b" {',
      '}',
      'resource aws_s3_bucket c {',
      '}',
      'module "m" { source = "./m" }',
    ].join('\n');
    expect(locateBlocks(source).map(({ object, position }) => [object, position.line, position.column])).toEqual([
      ['aws_iam_role.a', 2, 1],
      ['data.aws_region.b', 3, 3],
      ['aws_s3_bucket.c', 5, 1],
    ]);
  });

  it('finds arguments, nested blocks and repeated blocks', () => {
    const source = [
      'resource "aws_sagemaker_training_job" "a" {',
      '  tags = {',
      '    not_an_argument = "x"',
      '  }',
      '  vpc_config {',
      '    subnets = [',
      '      for s in aws_subnet.s : s.id',
      '    ]',
      '  }',
      '  channel { name = "a" }',
      '  channel {',
      '    source {',
      '      uri = var.ok ? "a" : "b"',
      '    }',
      '  }',
      '}',
    ].join('\r\n');
    expect(argumentsOf(source)).toEqual({
      tags: '2:3',
      vpc_config: '5:3',
      'vpc_config[0]': '5:3',
      'vpc_config[0].subnets': '6:5',
      channel: '10:3',
      'channel[0]': '10:3',
      'channel[0].name': '10:13',
      'channel[1]': '11:3',
      'channel[1].source': '12:5',
      'channel[1].source[0]': '12:5',
      'channel[1].source[0].uri': '13:7',
    });
  });

  it('is not misled by strings, templates, comments and heredocs', () => {
    const source = [
      '# resource "x" "y" {',
      '// }',
      '/* resource "x" "z" {',
      '*/',
      'resource "aws_x" "a" {',
      '  a = "} ${lookup({ k = "}" }, "k")} \\" $${not} {"',
      '  b = <<-EOT',
      '    } c = 1',
      '    ${jsonencode({ d = 1 })}',
      '    EOT',
      '  e = 1 # } f = 2',
      '  g = a == b',
      '}',
      'resource "aws_x" "b" {}',
    ].join('\n');
    expect(argumentsOf(source)).toEqual({ a: '6:3', b: '7:3', e: '11:3', g: '12:3' });
    expect(locateBlocks(source)[1]).toMatchObject({ object: 'aws_x.b', position: { line: 14 } });
  });

  it('tells which blocks `dynamic` makes', () => {
    const [block] = locateBlocks(
      'resource "a" "b" {\n  dynamic "vpc_config" {\n    for_each = x\n    content {}\n  }\n}',
    );
    expect([...(block?.dynamic ?? [])]).toEqual(['vpc_config']);
    expect(block?.arguments.get('vpc_config')).toEqual({ line: 2, column: 3 });
  });

  it('takes any text', () => {
    const pieces = [
      'resource ',
      '"a" ',
      '"b',
      '{',
      '}',
      '"',
      '${',
      '<<EOF\n',
      'EOF',
      '\n',
      '=',
      '[',
      ']',
      '/*',
      '#',
      '\\',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
        expect(Array.isArray(locateBlocks(parts.join('')))).toBe(true);
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void locateBlocks(text)));
  });
});
