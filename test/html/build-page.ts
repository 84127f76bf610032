import { buildPage } from '../../scripts/page-bundle.ts';

/** The HTML report reads its script and its style from what is built. */
export async function setup(): Promise<void> {
  await buildPage();
}
