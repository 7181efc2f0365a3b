/** What is close to the worst case for an encoder: five thousand small birds. */
export { default } from '../../web/scenes/murmuration.ts';
