import type { Framework, Requirements, Standard } from '../model/control.ts';
import type { ReportedControl } from '../model/report.ts';

/** What a compliance report can be made for: a framework, or a standard whose controls are its requirements. */
export type ComplianceFramework = Framework | Standard;

interface Words {
  readonly name: string;
  requirement(id: string): string;
}

/** How each framework is called, and how Security Hub writes one of its requirements where it knows the framework. */
const frameworks: Readonly<Record<Framework, Words>> = {
  'nist-800-53-r5': { name: 'NIST SP 800-53 Rev. 5', requirement: (id) => `NIST.800-53.r5 ${id}` },
  'pci-dss-3.2.1': { name: 'PCI DSS v3.2.1', requirement: (id) => `PCI DSS v3.2.1/${id}` },
  'pci-dss-4.0.1': { name: 'PCI DSS v4.0.1', requirement: (id) => `PCI DSS v4.0.1/${id}` },
  hipaa: { name: 'HIPAA', requirement: (id) => `HIPAA ${id}` },
  soc2: { name: 'SOC 2', requirement: (id) => `SOC 2 ${id}` },
  'owasp-nhi': { name: 'OWASP Non-Human Identities Top 10', requirement: (id) => `OWASP ${id}` },
};

/** What compliance reports are made for, with their titles. */
export const complianceFrameworks: Readonly<Record<ComplianceFramework, string>> = {
  'nist-800-53-r5': frameworks['nist-800-53-r5'].name,
  'pci-dss-3.2.1': frameworks['pci-dss-3.2.1'].name,
  'pci-dss-4.0.1': frameworks['pci-dss-4.0.1'].name,
  hipaa: frameworks.hipaa.name,
  soc2: frameworks.soc2.name,
  'owasp-nhi': frameworks['owasp-nhi'].name,
  'aws-security-hub': 'AWS Security Hub CSPM controls for SageMaker',
  stave: 'Stave controls for SageMaker',
};

/** One requirement that a control stands for. */
export interface NamedRequirement {
  readonly id: string;
  /** Where the framework publishes the requirement with the control; otherwise empty. */
  readonly title: string;
}

/** What a control stands for in a framework; a standard's requirements are its controls. */
export function requirementsIn(control: ReportedControl, framework: ComplianceFramework): NamedRequirement[] {
  if (framework === 'aws-security-hub' || framework === 'stave')
    return control.publishedAs.filter(({ standard }) => standard === framework).map(({ id, title }) => ({ id, title }));
  return (requirementsOf(control)[framework] ?? []).map((id) => ({ id, title: '' }));
}

/** Whether a control stands for any requirement of a framework. */
export function standsFor(control: ReportedControl, framework: ComplianceFramework): boolean {
  return requirementsIn(control, framework).length > 0;
}

/** The requirements that a control stands for, by framework: its own, and those of all its published ids. */
export function requirementsOf({ publishedAs, requirements: own = {} }: ReportedControl): Requirements {
  const merged: Partial<Record<Framework, string[]>> = {};
  for (const requirements of [own, ...publishedAs.map((published) => published.requirements)]) {
    for (const [framework, ids] of Object.entries(requirements) as [Framework, readonly string[]][]) {
      merged[framework] = [...new Set([...(merged[framework] ?? []), ...ids])];
    }
  }
  return merged;
}

/** `NIST SP 800-53 Rev. 5`, …: the frameworks whose requirements a control stands for. */
export function frameworkNames(control: ReportedControl | undefined): string[] {
  if (control === undefined) return [];
  return Object.keys(requirementsOf(control)).map((framework) => wordsOf(framework).name);
}

/** Every requirement of a control, with its framework: `NIST.800-53.r5 AC-6`. */
export function requirementNames(control: ReportedControl | undefined): string[] {
  if (control === undefined) return [];
  return Object.entries(requirementsOf(control)).flatMap(([framework, ids]) =>
    ids.map((id) => wordsOf(framework).requirement(id)),
  );
}

/** A saved report may name a framework that a later sagevet knows. */
function wordsOf(framework: string): Words {
  if (Object.hasOwn(frameworks, framework)) return frameworks[framework as Framework];
  return { name: framework, requirement: (id) => `${framework} ${id}` };
}
