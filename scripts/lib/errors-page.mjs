/** @typedef {{ message: string, remedy: string, http?: number, close?: number }} ErrorEntry */

const HEAD = `# Errors

Every error has a code, says what happened and what to do about it. In the page they are \`ReelayError\`s with \`code\`,
\`message\` and \`remedy\`; over HTTP and WebSocket they come with the status or close code given here. What stands in
\`{braces}\` is filled in.

This page is made from [shared/errors.ts](../shared/errors.ts) by \`node scripts/errors-doc.mjs\`.
`;

const CASE_BY_CASE = 'It depends on what is missing; the error itself says.';

/**
 * The page for the table, in the table's order and under its section comments.
 * @param {Readonly<Record<string, ErrorEntry>>} errors
 * @param {string} source Text of shared/errors.ts, whose `// comment` lines between entries are the headings.
 */
export function errorsPage(errors, source) {
  const headings = headingsBefore(source);
  const sections = Object.entries(errors).flatMap(([code, entry]) => {
    const heading = headings.get(code);
    return [...(heading === undefined ? [] : [`## ${heading}\n`]), entrySection(code, entry)];
  });
  return `${HEAD}\n${sections.join('\n')}`;
}

/**
 * @param {string} code
 * @param {ErrorEntry} entry
 */
function entrySection(code, { message, remedy, http, close }) {
  const told = [
    ...(http === undefined ? [] : [`HTTP ${http}`]),
    ...(close === undefined ? [] : [`close code ${close}`]),
  ];
  const lines = [
    `### ${code}\n`,
    `**What happened:** ${escape(message)}\n`,
    `**What to do:** ${remedy === '{remedy}' ? CASE_BY_CASE : escape(remedy)}\n`,
  ];
  return [...lines, ...(told.length === 0 ? [] : [`*${told.join(', ')}*\n`])].join('\n');
}

/**
 * The comment directly before an entry, by the entry's code.
 * @param {string} source
 */
function headingsBefore(source) {
  return new Map(
    [...source.matchAll(/^ {2}\/\/ (.+)\n {2}(\w+): \{/gm)].map(([, heading = '', code = '']) => [code, heading]),
  );
}

/**
 * Markdown takes `<` and `*` outside code as its own.
 * @param {string} text
 */
function escape(text) {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replace(/[<*_]/g, '\\$&') : part))
    .join('`');
}
