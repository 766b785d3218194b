import { Conntrack } from './conntrack.ts';
import { OURS, OURS_MASK } from './marks.ts';
import { Nft } from './nft.ts';
import { missingOf, readAbilities } from './preflight/abilities.ts';
import { TABLE } from './ruleset/table.ts';

const OURS_FILTER = { mark: OURS, mask: OURS_MASK };

/**
 * Takes the rules of this product out of the kernel, whichever node made them, and cuts what they carry. Answers one line that
 * says what was done; throws one that says why nothing can be.
 */
export async function flushRules(): Promise<string> {
  // Whose the table is, and what else this kernel can, does not matter here.
  const [missing] = missingOf({ ...(await readAbilities('')), lacking: [], otherNode: null });
  if (missing !== undefined) {
    throw new Error(missing);
  }
  const nft = new Nft();
  if ((await nft.list('tables', 'inet'))?.every((object) => !isTable(object))) {
    return `There is no table ${TABLE}; nothing was changed.`;
  }
  const conntrack = new Conntrack();
  const open = [...(await conntrack.count(OURS_FILTER)).values()].reduce((sum, count) => sum + count, 0);
  // Without the rules nobody translates their packets any more; who sends one is told so by this host, with a reset.
  await nft.run(`delete table ${TABLE}\n`);
  await conntrack.deleteAll(OURS_FILTER);
  return `Deleted the table ${TABLE} and ${open} connections that it carried. A worker that still runs on this host makes it again.`;
}

function isTable({ table }: Readonly<Record<string, unknown>>): boolean {
  const { family, name } = (table ?? {}) as { family?: unknown; name?: unknown };
  return `${family} ${name}` === TABLE;
}
