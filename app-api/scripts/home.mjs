/* Puts the page at "/" beside the clients. Its script and styles are served from the portal's folder. */
import { copyFileSync, mkdirSync } from 'node:fs';

const from = new URL('../home/', import.meta.url);
const to = new URL('../dist/', import.meta.url);

mkdirSync(new URL('portal/', to), { recursive: true });
copyFileSync(new URL('index.html', from), new URL('index.html', to));
for (const file of ['home.js', 'home.css'])
	copyFileSync(new URL(file, from), new URL(`portal/${file}`, to));
