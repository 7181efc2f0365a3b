/** Composition root: where the relay is, the animations, the app. */
import '@awesome.me/webawesome/dist/styles/themes/default.css';
import './studio/styles/tokens.css';
import { CATALOGUE } from './scenes/catalogue.ts';
import { ReelayStudio } from './studio/app.ts';
import { registerIcons } from './studio/icons/library.ts';

registerIcons();
const query = new URLSearchParams(location.search);
const token = query.get('token');

const studio = new ReelayStudio();
studio.scenes = CATALOGUE;
studio.connection = { relay: query.get('relay') ?? location.origin, ...(token === null ? {} : { token }) };
document.body.append(studio);
