/* people: what everybody does first. */
import { secret } from './world.js';

/* Signs in on the page of a client. */
export async function signIn(visitor, client, person, t) {
	const { page } = visitor;
	await page.goto(`${visitor.origin}/${client}/`);
	await page.getByLabel(t('sign_in.tenant')).fill(person.tenant);
	await page.getByLabel(t('sign_in.login')).fill(person.person.login);
	await page.getByLabel(t('sign_in.password')).fill(secret);
	await page.getByRole('button', { name: t('sign_in.title'), exact: true }).click();
}
