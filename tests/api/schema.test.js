import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { Contract } from './schema.js';

const contract = new Contract(parse(`
openapi: 3.1.0
info: { title: A contract, version: '1' }
paths:
  /v1/units/{id}:
    get:
      responses:
        '200':
          description: The unit
          content:
            application/json:
              schema: { $ref: '#/components/schemas/unit' }
        '204': { description: Nothing }
        '404': { $ref: '#/components/responses/not_found' }
        '409':
          description: No
          content:
            application/problem+json:
              schema: { $ref: '#/components/schemas/problem' }
              examples:
                busy: { value: { type: https://example.org/problems/unit-busy } }
        '422':
          description: No
          content:
            application/problem+json:
              schema: { $ref: '#/components/schemas/problem' }
    delete:
      x-problems: [unit_in_use]
      responses:
        '200': { description: Gone, content: { 'image/*': {} } }
        '404': { $ref: '#/components/responses/not_found' }
        default:
          description: No
          x-problems: [gone]
          content:
            application/problem+json:
              schema: { $ref: '#/components/schemas/problem' }
  /v1/units/all:
    get:
      responses:
        '204': { description: Nothing }
components:
  responses:
    not_found:
      description: No
      x-problems: [not_found]
      content:
        application/problem+json:
          schema: { $ref: '#/components/schemas/problem' }
  schemas:
    unit:
      type: object
      required: [id, name]
      additionalProperties: false
      properties:
        id: { type: string, format: uuid }
        name: { type: string }
    problem:
      type: object
      required: [type, title, status]
      properties:
        type: { type: string }
        title: { type: string }
        status: { type: integer }
`));

const unit = '/v1/units/0190b1a4-7c1e-7000-8000-000000000001';

function answer(status, body, type = 'application/json') {
	return { status, type, body, text: body === undefined ? '' : JSON.stringify(body) };
}

function problem(status, name) {
	return answer(status, { type: `https://example.org/problems/${name}`, title: 'No', status },
		'application/problem+json');
}

const good = { id: '0190b1a4-7c1e-7000-8000-000000000001', name: 'Grand Hotel' };

describe('the contract as a judge', () => {
	it('accepts what is described', () => {
		contract.check('GET', unit, answer(200, good));
		contract.check('GET', unit, answer(204, undefined, ''));
		contract.check('GET', unit, problem(404, 'not-found'));
		contract.check('GET', unit, problem(409, 'unit-busy'));
		contract.check('DELETE', unit, problem(409, 'unit-in-use'));
		contract.check('DELETE', unit, problem(404, 'not-found'));
		contract.check('DELETE', unit, problem(404, 'gone'));
		contract.check('DELETE', unit, { status: 200, type: 'image/png', text: '…' });
	});

	it('takes the template with more fixed characters', () => {
		contract.check('GET', '/v1/units/all', answer(204, undefined, ''));
		assert.throws(() => contract.check('GET', '/v1/units/all', answer(200, good)),
			/does not describe this status/);
	});

	it('refuses a status that is not described', () => {
		assert.throws(() => contract.check('GET', unit, answer(201, good)),
			/GET \/v1\/units\/\{id\} does not describe this status/);
	});

	it('refuses a body that is not as described, and says where', () => {
		assert.throws(() => contract.check('GET', unit, answer(200, { ...good, id: 7 })),
			/\/id: must be string/);
		assert.throws(() => contract.check('GET', unit, answer(200, { ...good, id: 'x' })),
			/\/id: must match format "uuid"/);
		assert.throws(() => contract.check('GET', unit, answer(200, { ...good, more: 1 })),
			/must NOT have additional properties/);
		assert.throws(() => contract.check('GET', unit, answer(200, { id: good.id })),
			/must have required property 'name'/);
	});

	it('refuses a body where none is described, and another content type', () => {
		assert.throws(() => contract.check('GET', unit, answer(204, good)), /describes no body/);
		assert.throws(() => contract.check('GET', unit, answer(200, good, 'text/plain')),
			/text\/plain is none of application\/json/);
		assert.throws(() => contract.check('GET', unit, { status: 200, type: '', text: '' }),
			/no type is none of application\/json/);
	});

	it('refuses a problem that is not among those described', () => {
		assert.throws(() => contract.check('GET', unit, problem(404, 'no-such-thing')),
			/no_such_thing is none of the problems described: not_found/);
		assert.throws(() => contract.check('GET', unit, problem(422, 'invalid-body')),
			/invalid_body is none of the problems described: none is/);
	});

	it('refuses a problem whose body tells another status', () => {
		const wrong = problem(404, 'not-found');
		wrong.body.status = 400;
		assert.throws(() => contract.check('GET', unit, wrong), /tells another status/);
	});

	it('wants not_found for unknown paths and method_not_allowed for unknown methods', () => {
		contract.check('GET', '/v1/nothing', problem(404, 'not-found'));
		contract.check('PUT', unit, problem(405, 'method-not-allowed'));
		assert.throws(() => contract.check('GET', '/v1/nothing', answer(200, {})),
			/does not have this operation/);
		assert.throws(() => contract.check('PUT', unit, answer(200, {})),
			/does not have this operation/);
		assert.throws(() => contract.check('GET', '/v1/nothing', problem(404, 'gone')));
	});
});
