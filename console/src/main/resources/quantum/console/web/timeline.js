import { blank } from '/web/dom.js';
export function enter(main) { main.append(blank('Not here yet')); return {}; }
