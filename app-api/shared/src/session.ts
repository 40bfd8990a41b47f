/*
 * Who works here. `is_known`: the person, the rights and the group are known, if need be from the last
 * time; the phone works on with that alone. `is_signed_in`: there is a session to ask the server with.
 */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { answer, api, public_api, type Right, type Schemas } from './api';
import { language_is_told, language_untold } from './i18n';
import { Problem } from './problem';
import { has_session, session_forget, session_keep } from './tokens';

export type Me = Schemas['Me'];
export type Credentials = Pick<Schemas['Credentials'], 'tenant' | 'login' | 'password'>;

/* Says false where signing out would lose something and the person wants to stay. */
type LeaveGuard = () => boolean | Promise<boolean>;

const me_key = 'gemba.me';
const tenant_key = 'gemba.tenant';

function me_kept(): Me | null {
	try {
		return JSON.parse(localStorage.getItem(me_key) ?? 'null') as Me | null;
	} catch {
		return null;
	}
}

function device_name(): string {
	return navigator.userAgent.slice(0, 200);
}

export const useSession = defineStore('session', () => {
	const me = shallowRef<Me | null>(me_kept());
	const is_signed_in = computed(() => has_session.value);
	const last_tenant = ref(localStorage.getItem(tenant_key) ?? '');
	const guards = new Set<LeaveGuard>();

	const is_known = computed(() => me.value !== null);

	function can(...rights: Right[]): boolean {
		return rights.some((right) => me.value?.rights.includes(right));
	}

	function know(person: Me): void {
		me.value = person;
		localStorage.setItem(me_key, JSON.stringify(person));
	}

	function forget(): void {
		session_forget();
		localStorage.removeItem(me_key);
		me.value = null;
	}

	/* E-mails are written in the language that was chosen last; told when the server can be asked. */
	async function tell_language(): Promise<void> {
		const language = language_untold();
		if (!language || !is_signed_in.value) return;
		know(await answer(api.PATCH('/v1/me', { body: { language } })));
		language_is_told(language);
	}

	/* Asks the server who this is; what is known stays where it cannot be asked. */
	async function load(): Promise<void> {
		try {
			know(await answer(api.GET('/v1/me')));
			await tell_language();
		} catch (thrown) {
			const problem = Problem.of(thrown);
			if (!problem.is_about_session && !problem.is_passing) throw problem;
		}
	}

	async function begin(session: Schemas['Session'], asked_at: number, tenant: string): Promise<void> {
		session_keep(session, asked_at);
		try {
			know(await answer(api.GET('/v1/me')));
		} catch (thrown) {
			if (!is_known.value || me.value?.id !== session.person_id) session_forget();
			throw thrown;
		}
		last_tenant.value = tenant;
		localStorage.setItem(tenant_key, tenant);
		await tell_language().catch(() => undefined);
	}

	async function sign_in(credentials: Credentials): Promise<void> {
		const asked_at = Date.now();
		const body = { ...credentials, client: device_name() };
		await begin(await answer(public_api.POST('/v1/sessions', { body })), asked_at, credentials.tenant);
	}

	/* With a one-time code instead of a password; this device stays signed in. */
	async function enrol(enrolment: Schemas['Enrolment']): Promise<void> {
		const asked_at = Date.now();
		await begin(await answer(public_api.POST('/v1/devices', { body: enrolment })), asked_at, enrolment.tenant);
	}

	/* False where a guard kept the person here. Without a network the session ends here alone. */
	async function sign_out(): Promise<boolean> {
		for (const guard of guards) {
			if (!(await guard())) return false;
		}
		if (is_signed_in.value) {
			await answer(api.DELETE('/v1/sessions/current')).catch(() => undefined);
		}
		forget();
		return true;
	}

	/* Here and on every other device; false where a guard kept the person here. */
	async function sign_out_everywhere(): Promise<boolean> {
		for (const guard of guards) {
			if (!(await guard())) return false;
		}
		await answer(api.DELETE('/v1/sessions'));
		forget();
		return true;
	}

	function before_sign_out(guard: LeaveGuard): () => void {
		guards.add(guard);
		return () => guards.delete(guard);
	}

	/* What another tab or client of this origin did. */
	addEventListener('storage', (event) => {
		if (event.key !== me_key) return;
		const now = me_kept();
		if (now?.id === me.value?.id) me.value = now;
		else location.reload();
	});

	return { me, is_known, is_signed_in, last_tenant, can, know, load, tell_language, sign_in, enrol, sign_out, sign_out_everywhere, before_sign_out };
});
