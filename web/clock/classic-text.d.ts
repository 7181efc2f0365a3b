/** A module and what it imports, built as one classic script, as text (vite.clock.config.ts). */
declare module '*?classic' {
  const text: string;
  export default text;
}
