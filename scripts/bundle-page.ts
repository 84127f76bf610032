import { buildPage } from './page-bundle.ts';

await buildPage();
