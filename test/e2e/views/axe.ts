/** What axe-core finds wrong with a page, in words that a failing test can show. */
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * @param rules by axe's names; all of its own where none is named
 * @returns one line for each rule and place; empty where the page is in order
 */
export async function violations(page: Page, rules: readonly string[] = []): Promise<string[]> {
  // Evaluated, not added as a script, which the pages' policy would refuse.
  await page.evaluate(`if (!window.axe) { ${axe.source} }`);
  const options = { resultTypes: ['violations'], ...(rules.length > 0 ? { runOnly: rules } : {}) };
  const found = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return found.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) =>
        `${impact} ${id} at ${target.flat().join(' ')}: ${failureSummary?.replaceAll(/\s+/g, ' ')}`,
    ),
  );
}
