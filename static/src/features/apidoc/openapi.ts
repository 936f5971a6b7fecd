/* The part of OpenAPI 3.1 that our server writes. */
import { queryOptions } from '@tanstack/react-query';
import { errorOf, headersFor } from '../../api/client';

export interface Schema {
	$ref?: string;
	type?: string | string[];
	format?: string;
	description?: string;
	enum?: unknown[];
	items?: Schema;
	properties?: Record<string, Schema>;
	required?: string[];
	default?: unknown;
	minimum?: number;
	maximum?: number;
	minLength?: number;
	maxLength?: number;
	readOnly?: boolean;
	const?: unknown;
}

export interface Parameter {
	name: string;
	in: string;
	required?: boolean;
	description?: string;
	schema?: Schema;
}

export interface Operation {
	operationId?: string;
	summary?: string;
	tags?: string[];
	security?: unknown[];
	parameters?: (Parameter & { $ref?: string })[];
	requestBody?: { content?: Record<string, { schema?: Schema }> };
	responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>;
	'x-permission'?: string;
	'x-audit'?: string;
}

export interface Document {
	info: { title: string; version: string };
	paths: Record<string, Record<string, Operation>>;
	components?: Record<string, Record<string, unknown>>;
}

export interface Call {
	key: string;
	method: string;
	path: string;
	group: string;
	op: Operation;
}

export const documentQuery = queryOptions({
	queryKey: ['openapi'],
	queryFn: async ({ signal }) => {
		const response = await fetch('/api/openapi.json', { signal, headers: headersFor(0) });
		if (!response.ok) throw await errorOf(response);
		return (await response.json()) as Document;
	},
	staleTime: 300_000,
});

export function callsOf(document: Document): Call[] {
	return Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, op]) => ({
			key: `${method} ${path}`, method: method.toUpperCase(), path, group: op.tags?.[0] ?? '', op,
		})));
}

/** Follows a reference inside of the document. */
export function deref<T extends { $ref?: string }>(document: Document, one: T): T {
	if (!one.$ref) return one;
	let at: unknown = document;
	for (const name of one.$ref.split('/').slice(1))
		at = (at as Record<string, unknown> | undefined)?.[name];
	return (at as T | undefined) ?? one;
}

export function nameOf(schema: Schema): string {
	return schema.$ref?.split('/').pop() ?? '';
}

export function typeText(schema: Schema): string {
	if (schema.$ref) return nameOf(schema);
	const type = ([] as string[]).concat(schema.type ?? []).join(' | ') || 'any';
	if (schema.items && type.includes('array'))
		return type.replace('array', `${typeText(schema.items)}[]`);
	if (schema.format === 'date-time') return type.replace('string', 'time');
	return type;
}

/** What the reply's data is: the thing itself, or the items of a list. */
export function replyOf(op: Operation): { schema: Schema; list: boolean } | null {
	const ok = op.responses?.['200'] ?? op.responses?.['2XX'];
	const content = ok?.content?.['application/json']?.schema;
	if (!content) return null;
	const data = content.properties ? content.properties['data'] : content;
	if (!data) return null;
	const list = data.properties?.['list']?.items ?? (data.type === 'array' ? data.items : undefined);
	if (list) return { schema: list, list: true };
	return Object.keys(data).length ? { schema: data, list: false } : null;
}
