import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useEffect, useMemo, useRef, type ReactElement } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useCan } from '../../../api/session';
import { CopyText } from '../../../shared/ui/copy-text';
import { ErrorState } from '../../../shared/ui/error-state';
import { Icon } from '../../../shared/ui/icon';
import { EmptyState, Facts, PageHead, SkeletonLines } from '../../../shared/ui/page';
import {
	callsOf, deref, documentQuery, nameOf, replyOf, typeText, type Call, type Document, type Parameter, type Schema,
} from '../openapi';
import { apidoc } from '../text';
import './api.css';

function Limits({ schema }: { schema: Schema }): ReactElement {
	const t = apidoc.useT();
	const parts = [
		schema.enum && schema.enum.filter((one) => one !== null).join(' · '),
		schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum < 2 ** 50
			? `${schema.minimum}…${schema.maximum}` : '',
		schema.maxLength !== undefined ? `≤ ${schema.maxLength}` : '',
		schema.default !== undefined ? t('default', { value: String(schema.default) }) : '',
	].filter(Boolean);
	return <span className="muted">{parts.join(', ')}</span>;
}

function Fields({ document, schema, depth = 0 }: {
	document: Document;
	schema: Schema;
	depth?: number;
}): ReactElement {
	const t = apidoc.useT();
	const whole = deref(document, schema);
	if (!whole.properties) return <p><code>{typeText(schema)}</code> {whole.description}</p>;
	return (
		<ul className={`api-fields${depth ? ' inner' : ''}`}>
			{Object.entries(whole.properties).map(([name, one]) => {
				const inner = one.items ?? one;
				const deeper = inner.$ref && depth < 2;
				return (
					<li key={name}>
						<span className="api-name">
							<code>{name}</code>
							{whole.required?.includes(name) && depth === 0 && !one.readOnly && (
								<span className="api-needed">{t('required')}</span>
							)}
						</span>
						<code className="api-type">{typeText(one)}</code>
						<span className="api-about">
							{one.description ?? deref(document, inner).description} <Limits schema={one} />
							{deeper && <Fields document={document} schema={inner} depth={depth + 1} />}
						</span>
					</li>
				);
			})}
		</ul>
	);
}

function Parameters({ list }: { list: readonly Parameter[] }): ReactElement {
	const t = apidoc.useT();
	const places: Record<string, string> = {
		path: t('parameter.in.path'), query: t('parameter.in.query'), header: t('parameter.in.header'),
	};
	return (
		<ul className="api-fields">
			{list.map((one) => (
				<li key={one.in + one.name}>
					<span className="api-name">
						<code>{one.name}</code>
						{one.required && <span className="api-needed">{t('required')}</span>}
					</span>
					<code className="api-type">{one.schema ? typeText(one.schema) : ''}</code>
					<span className="api-about">
						<span className="tag">{places[one.in] ?? one.in}</span> {one.description}{' '}
						{one.schema && <Limits schema={one.schema} />}
					</span>
				</li>
			))}
		</ul>
	);
}

function example(call: Call, body: Schema | undefined): string {
	const url = `${location.origin}${call.path.replace(/\{(\w+)(\.\.\.)?\}/g, '1')}`;
	const parts = ['curl'];
	if (call.method !== 'GET') parts.push('-X', call.method);
	if (call.op.security?.length) parts.push('-H', '"Authorization: Bearer $TOKEN"');
	if (body) parts.push('-H', '"Content-Type: application/json"', '-d', '\'{…}\'');
	return [...parts, url].join(' ');
}

function Body({ document, call }: { document: Document; call: Call }): ReactElement {
	const t = apidoc.useT();
	const can = useCan();
	const { op } = call;
	const permission = op['x-permission'];
	const body = op.requestBody?.content?.['application/json']?.schema;
	const reply = replyOf(op);
	const parameters = (op.parameters ?? []).map((one) => deref(document, one));
	return (
		<div className="api-body">
			<Facts
				list facts={[
					[t('permission'), permission
						? (
							<span key="p" className="inline-links">
								<code>{permission}</code>{' '}
								{can('rbac:read') && <Link to={`/governance/who?permission=${encodeURIComponent(permission)}`}>{t('who')}</Link>}
							</span>
						)
						: op.security?.length ? t('permission.none') : t('permission.public')],
					[t('try'), <CopyText key="c" text={example(call, body)} mono max={400} />],
				]}
			/>
			{parameters.length > 0 && <><h3>{t('parameters')}</h3><Parameters list={parameters} /></>}
			{body && <><h3>{t('body')} <code>{nameOf(body)}</code></h3><Fields document={document} schema={body} /></>}
			{reply && (
				<>
					<h3>{reply.list ? t('response.list') : t('response')} <code>{nameOf(reply.schema)}</code></h3>
					<Fields document={document} schema={reply.schema} />
				</>
			)}
		</div>
	);
}

function Item({ document, call, open, toggle }: {
	document: Document;
	call: Call;
	open: boolean;
	toggle: () => void;
}): ReactElement {
	const t = apidoc.useT();
	const permission = call.op['x-permission'];
	const here = useRef<HTMLLIElement>(null);

	useEffect(() => {
		/* a link to one call */
		if (open) here.current?.scrollIntoView({ block: 'nearest' });
	}, [open]);
	return (
		<li ref={here} className={`api-call${open ? ' open' : ''}`} id={call.op.operationId}>
			<button type="button" className="api-line" aria-expanded={open} onClick={toggle}>
				<Icon name={open ? 'down' : 'right'} size={12} />
				<span className={`api-method ${call.method.toLowerCase()}`}>{call.method}</span>
				<code className="api-path">{call.path}</code>
				<span className="api-summary">{call.op.summary}</span>
				<span className="api-perm">
					{permission ? <code>{permission}</code> : (
						<span className="muted">{call.op.security?.length ? t('permission.none') : t('permission.public')}</span>
					)}
				</span>
			</button>
			{open && <Body document={document} call={call} />}
		</li>
	);
}

function Calls({ document }: { document: Document }): ReactElement {
	const t = apidoc.useT();
	const [search, setSearch] = useSearchParams();
	const q = (search.get('q') ?? '').toLowerCase();
	const open = search.get('call') ?? '';
	const calls = useMemo(() => callsOf(document), [document]);
	const shown = calls.filter((call) =>
		`${call.method} ${call.path} ${call.op.summary ?? ''} ${call.op['x-permission'] ?? ''} ${call.op.operationId ?? ''}`
			.toLowerCase().includes(q));
	const groups = [...new Set(shown.map((call) => call.group))];

	function set(key: string, value: string): void {
		setSearch((old) => {
			const next = new URLSearchParams(old);
			if (value) next.set(key, value);
			else next.delete(key);
			return next;
		}, { replace: true, preventScrollReset: true });
	}

	return (
		<>
			<div className="filter-bar">
				<Input
					className="filter-search" value={search.get('q') ?? ''} allowClear placeholder={t('search')}
					aria-label={t('search')} prefix={<Icon name="search" size={14} />} data-hotkey="/"
					onChange={(event) => set('q', event.target.value)}
				/>
				<span className="muted">{t('count', { n: shown.length })}</span>
			</div>
			<nav className="api-groups" aria-label={t('groups')}>
				{groups.map((group) => <a key={group} href={`#group-${group}`}>{group}</a>)}
			</nav>
			{shown.length === 0 && <EmptyState icon="search" title={t('none')} text={t('none.text')} />}
			{groups.map((group) => (
				<section key={group} id={`group-${group}`} className="api-group">
					<h2>{group}</h2>
					<ul>
						{shown.filter((call) => call.group === group).map((call) => (
							<Item
								key={call.key} document={document} call={call} open={open === call.op.operationId}
								toggle={() => set('call', open === call.op.operationId ? '' : call.op.operationId ?? '')}
							/>
						))}
					</ul>
				</section>
			))}
		</>
	);
}

export function Component(): ReactElement {
	const t = apidoc.useT();
	const { data, error, refetch } = useQuery(documentQuery);
	return (
		<div className="page">
			<PageHead
				title={t('title')} about={t('about')} status={data && <span className="tag">{data.info.version}</span>}
				actions={<a href="/api/openapi.json" target="_blank" rel="noreferrer">{t('raw')}</a>}
			/>
			<Facts
				list facts={[
					[t('intro.auth'), t('intro.auth.text')],
					[t('intro.envelope'), t('intro.envelope.text')],
					[t('intro.list'), t('intro.list.text')],
				]}
			/>
			<div style={{ height: 16 }} />
			{data ? <Calls document={data} /> : error
				? <ErrorState error={error} retry={() => void refetch()} /> : <SkeletonLines lines={12} />}
		</div>
	);
}
