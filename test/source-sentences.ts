import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Node, SourceFile } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isNewExpression,
  isNoSubstitutionTemplateLiteral,
  isStringLiteral,
  isTemplateExpression,
} from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';
import { isErrorCode } from '#domain/error-code.ts';

/** Looks like a reason, is a name in the log or a key. */
const NOT_SAID = new Set(['probe requests', 'ceilings of {0}']);

/** To be typed as it is, in every language. */
const COMMAND = /^'?(nft|iptables|ip6tables|sysctl|ct|npm run|(add|delete) (element|rule)) |^-/;

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FOLDERS = ['domain', 'services', 'app', 'components', 'proxy'];
const SKIPPED = [/\.test\.tsx?$/, /\/chaos\//, /\/openapi\//];

/** The files of the worker whose words reach the console, in `reason` and `message` of what it reports. */
const WORKER_REASONS = [
  /\/health\//,
  /\/probe-requests\//,
  /\/drill/,
  /\/readiness/,
  /\/forwarders\/(repairs|forwarder-pool)\.ts$/,
  /\/nftables\/(why-not|engine-choice|kernel-engine|preflight\/(abilities|judgement))\.ts$/,
  /\/userspace\/listen-error\.ts$/,
  /\/local-shortage\.ts$/,
  /\/reconcile\/(plan|reconciler|serving-reason)\.ts$/,
];

export interface SourceSentence {
  /** With `{0}`, `{1}` … where the source has `${…}`, or `%` in SQL. */
  text: string;
  file: string;
}

/** All that the code can say to the reader of the console, outside of messages/: read from its syntax trees and migrations. */
export function readSourceSentences(): SourceSentence[] {
  const found = [...literals(), ...raised()];
  return [...new Map(found.map((sentence) => [sentence.text, sentence])).values()];
}

function literals(): SourceSentence[] {
  const api = new API({ cwd: ROOT });
  try {
    const config = join(ROOT, 'tsconfig.json');
    const program = api.updateSnapshot({ openProject: config }).getProject(config)?.program;
    return sourceFiles().flatMap((file) => {
      const source = program?.getSourceFile(join(ROOT, file));
      return source ? textsOf(source).flatMap((text) => sentencesOf(text, file)) : [];
    });
  } finally {
    api.close();
  }
}

function sourceFiles(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
    .filter((name) => /\.tsx?$/.test(name) && !SKIPPED.some((pattern) => pattern.test(name)))
    .sort();
}

/** String and template literals, but not those of `new Error`, which nobody sees, and of the log. */
function textsOf(source: SourceFile): string[] {
  const texts: string[] = [];
  const visit = (node: Node): undefined => {
    if (isUnseen(node, source)) {
      return;
    }
    if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) {
      texts.push(node.text);
    } else if (isTemplateExpression(node)) {
      texts.push(node.head.text + node.templateSpans.map(({ literal }, index) => `{${index}}${literal.text}`).join(''));
    }
    node.forEachChild(visit);
  };
  visit(source);
  return texts;
}

function isUnseen(node: Node, source: SourceFile): boolean {
  return (
    (isNewExpression(node) && node.expression.getText(source) === 'Error') ||
    (isCallExpression(node) && /(^|\blog\.|#log\.)(log|debug|info|warn|error)$/.test(node.expression.getText(source)))
  );
}

function sentencesOf(text: string, file: string): SourceSentence[] {
  const isSentence = / .*\.$/.test(text) && /[a-z]{2} /.test(text) && !text.includes('\n');
  if (isSentence && !file.startsWith('proxy/')) {
    return [{ text, file }];
  }
  if (!file.startsWith('proxy/') || !WORKER_REASONS.some((pattern) => pattern.test(file))) {
    return [];
  }
  if (/\b(SELECT|UPDATE|DELETE)\b/.test(text)) {
    return [...text.matchAll(/(?:THEN|ELSE) '([^']+ [^']+)'/g)].map(([, reason = '']) => ({ text: renumbered(reason), file }));
  }
  // Something to say has words besides what is filled in.
  const words = text.replace(/\{\d+\}/g, '').match(/[a-z]{2,}/g) ?? [];
  return /\S \S/.test(text) && words.length >= 2 && !NOT_SAID.has(text) && !COMMAND.test(text) && !/[:=$]{2}|\(\)|^\w+-?\w*: /.test(text)
    ? [{ text: text.trim(), file }]
    : [];
}

function renumbered(template: string): string {
  let index = 0;
  return template.replace(/\{\d+\}/g, () => `{${index++}}`);
}

/** What functions of the database raise with a code of ours, as their newest migration has them; `toDomainError` ends it with a full stop. */
function raised(): SourceSentence[] {
  const folder = join(ROOT, 'prisma/migrations');
  const functions = new Map<string, { body: string; file: string }>();
  for (const name of readdirSync(folder).sort()) {
    const sql = name.includes('.') ? '' : readFileSync(join(folder, name, 'migration.sql'), 'utf8');
    for (const [, functionName = '', body = ''] of sql.matchAll(/FUNCTION "(\w+)"\([^$]*\$\$([\s\S]*?)\$\$/g)) {
      functions.set(functionName, { body, file: `prisma/migrations/${name}` });
    }
  }
  return [...functions.values()].flatMap(({ body, file }) =>
    [...body.matchAll(/RAISE EXCEPTION '([\w.]+): ([^']+)'/g)]
      .filter(([, code = '']) => isErrorCode(code))
      .map(([, , text = '']) => {
        let index = 0;
        return { text: `${text.replace(/%/g, () => `{${index++}}`)}.`, file };
      }),
  );
}
