/* Makes the databases that the tests copy; scripts/test runs it once. */
import { makeTemplates } from './harness.js';

await makeTemplates(process.env.GEMBA_TEST_CLUSTER).catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
