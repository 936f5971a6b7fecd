/* Filters as pills that live in the URL. */
import { Button, Dropdown, Input, Popover } from 'antd';
import { useEffect, useId, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { formatTime } from '../lib/format';
import { load, save } from '../lib/storage';
import { common } from '../text';
import { Icon } from './icon';
import { useDebounced } from './use-debounced';

export interface Choice {
	value: string;
	label: ReactNode;
	/** For looking it up and for the pill, when the label is not text. */
	text?: string;
}

export interface Filter {
	key: string;
	label: string;
	/** flag: on or not, without a list to choose from. */
	kind: 'choice' | 'text' | 'time' | 'flag';
	choices?: readonly Choice[];
	/** Choices that the server knows. */
	search?: (q: string) => Promise<readonly Choice[]>;
	placeholder?: string;
}

export type Values = Readonly<Record<string, string>>;

interface Props {
	id: string;
	filters: readonly Filter[];
	values: Values;
	onChange: (values: Record<string, string | undefined>) => void;
	searchLabel?: string;
	noSearch?: boolean;
	/** In place of filters that are kept in this browser. */
	saved?: ReactNode;
	children?: ReactNode;
}

export function FilterBar(props: Props): ReactElement {
	const { values, onChange } = props;
	const t = common.useT();
	const set = props.filters.filter((filter) => values[filter.key]);
	const any = set.length > 0 || Boolean(values['q']);
	return (
		<div className="filter-bar" role="search">
			{!props.noSearch && (
				<SearchBox
					label={props.searchLabel ?? t('search')} value={values['q'] ?? ''}
					onChange={(q) => onChange({ q: q || undefined })}
				/>
			)}
			<div className="pills">
				{props.filters.map((filter) => (
					<Pill
						key={filter.key} filter={filter} value={values[filter.key] ?? ''}
						onChange={(value) => onChange({ [filter.key]: value || undefined })}
					/>
				))}
			</div>
			{any && (
				<Button
					type="text" size="small" className="muted"
					onClick={() => onChange(Object.fromEntries(
						['q', ...props.filters.map((one) => one.key)].map((key) => [key, undefined]),
					))}
				>
					{t('filter.clear')}
				</Button>
			)}
			{props.saved ?? <SavedFilters {...props} any={any} />}
			<div className="right row">{props.children}</div>
		</div>
	);
}

function SearchBox({ label, value, onChange }: {
	label: string;
	value: string;
	onChange: (q: string) => void;
}): ReactElement {
	const [typed, setTyped] = useState(value);
	const late = useDebounced(typed, 300);
	const sent = useRef(value);

	useEffect(() => {
		if (late === sent.current) return;
		sent.current = late;
		onChange(late.trim());
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, [late]);
	useEffect(() => {
		/* changed from outside: back button, cleared, saved filter */
		if (value === sent.current.trim()) return;
		sent.current = value;
		setTyped(value);
	}, [value]);
	return (
		<Input
			className="filter-search" value={typed} allowClear aria-label={label} placeholder={label}
			prefix={<Icon name="search" size={14} />} suffix={typed ? undefined : <kbd>/</kbd>}
			data-hotkey="/" onChange={(event) => setTyped(event.target.value)}
			onKeyDown={(event) => {
				if (event.key === 'Escape') event.currentTarget.blur();
			}}
		/>
	);
}

function Pill({ filter, value, onChange }: {
	filter: Filter;
	value: string;
	onChange: (value: string) => void;
}): ReactElement {
	const t = common.useT();
	const [open, setOpen] = useState(false);
	if (filter.kind === 'flag') {
		return (
			<span className={`pill${value ? ' set' : ''}`}>
				<button type="button" className="pill-main" aria-pressed={Boolean(value)} onClick={() => onChange(value ? '' : 'true')}>
					<Icon name={value ? 'check' : 'plus'} size={12} />{filter.label}
				</button>
			</span>
		);
	}
	const chosen = filter.choices?.find((one) => one.value === value);
	const shown = filter.kind === 'time' ? formatTime(value) : (chosen?.label ?? value);
	const take = (next: string): void => {
		setOpen(false);
		onChange(next);
	};
	return (
		<span className={`pill${value ? ' set' : ''}`}>
			<Popover
				trigger="click" placement="bottomLeft" open={open} onOpenChange={setOpen} arrow={false}
				destroyOnHidden styles={{ container: { padding: 8 } }}
				content={<PillEditor filter={filter} value={value} take={take} />}
			>
				<button type="button" className="pill-main" aria-haspopup="dialog" aria-expanded={open}>
					{!value && <Icon name="plus" size={12} />}
					{filter.label}{value && <b>{shown}</b>}
				</button>
			</Popover>
			{value && (
				<button
					type="button" className="pill-close" onClick={() => onChange('')}
					aria-label={t('filter.remove', { name: filter.label })}
				>
					<Icon name="close" size={12} />
				</button>
			)}
		</span>
	);
}

function PillEditor({ filter, value, take }: {
	filter: Filter;
	value: string;
	take: (value: string) => void;
}): ReactElement {
	if (filter.kind === 'time') return <TimeEditor filter={filter} value={value} take={take} />;
	if (filter.kind === 'text') return <TextEditor filter={filter} value={value} take={take} />;
	return <ChoiceEditor filter={filter} value={value} take={take} />;
}

type EditorProps = { filter: Filter; value: string; take: (value: string) => void };

function TextEditor({ filter, value, take }: EditorProps): ReactElement {
	const t = common.useT();
	const [typed, setTyped] = useState(value);
	return (
		<form
			className="row" onSubmit={(event) => {
				event.preventDefault();
				take(typed.trim());
			}}
		>
			<Input
				autoFocus value={typed} aria-label={filter.label} placeholder={filter.placeholder}
				onChange={(event) => setTyped(event.target.value)}
			/>
			<Button htmlType="submit">{t('apply')}</Button>
		</form>
	);
}

/* The browser's own picker: local time in, RFC 3339 UTC out. */
function TimeEditor({ filter, value, take }: EditorProps): ReactElement {
	const t = common.useT();
	const [typed, setTyped] = useState(() => {
		if (!value) return '';
		const at = new Date(value);
		return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
	});
	const ago = (hours: number): string => {
		const ms = Math.floor(Date.now() / 60_000) * 60_000 - hours * 3_600_000;
		return new Date(ms).toISOString();
	};
	return (
		<form
			className="stack" style={{ gap: 8 }} onSubmit={(event) => {
				event.preventDefault();
				take(typed ? new Date(typed).toISOString() : '');
			}}
		>
			<div className="row wrap">
				<Button size="small" onClick={() => take(ago(1))}>{t('time.1h')}</Button>
				<Button size="small" onClick={() => take(ago(24))}>{t('time.24h')}</Button>
				<Button size="small" onClick={() => take(ago(168))}>{t('time.7d')}</Button>
			</div>
			<div className="row">
				<input
					type="datetime-local" className="native-input" aria-label={filter.label} value={typed}
					onChange={(event) => setTyped(event.target.value)}
				/>
				<Button htmlType="submit">{t('apply')}</Button>
			</div>
		</form>
	);
}

function ChoiceEditor({ filter, value, take }: EditorProps): ReactElement {
	const t = common.useT();
	const id = useId();
	const [typed, setTyped] = useState('');
	const late = useDebounced(typed);
	const [found, setFound] = useState<readonly Choice[] | null>(filter.search ? null : []);
	const { search } = filter;

	useEffect(() => {
		if (!search) return undefined;
		let here = true;
		search(late).then((list) => here && setFound(list), () => here && setFound([]));
		return () => {
			here = false;
		};
	}, [late, search]);
	const own = (filter.choices ?? []).filter((one) =>
		`${one.text ?? (typeof one.label === 'string' ? one.label : '')} ${one.value}`
			.toLowerCase().includes(typed.toLowerCase()));
	const list = filter.search ? (found ?? []) : own;
	const many = Boolean(filter.search) || (filter.choices?.length ?? 0) > 8;
	return (
		<div className="pill-choices">
			{many && (
				<Input
					autoFocus value={typed} placeholder={t('search')} aria-controls={id}
					onChange={(event) => setTyped(event.target.value)}
					onKeyDown={(event) => {
						if (event.key === 'Enter' && list[0]) take(list[0].value);
					}}
				/>
			)}
			<ul id={id}>
				{list.map((one) => (
					<li key={one.value}>
						<button
							type="button" autoFocus={!many && one === list[0]}
							aria-pressed={one.value === value}
							onClick={() => take(one.value === value ? '' : one.value)}
						>
							<span className="grow">{one.label}</span>
							{one.value === value && <Icon name="check" size={14} />}
						</button>
					</li>
				))}
				{list.length === 0 && (
					<li className="muted pill-none">{found === null ? t('loading') : t('nothing.found')}</li>
				)}
			</ul>
		</div>
	);
}

interface Saved {
	name: string;
	values: Values;
}

function SavedFilters({ id, values, onChange, filters, any }: Props & { any: boolean }): ReactElement | null {
	const t = common.useT();
	const [list, setList] = useState(() => load<Saved[]>(`filters.${id}`, []));
	const [name, setName] = useState('');
	const [naming, setNaming] = useState(false);

	function keep(next: Saved[]): void {
		save(`filters.${id}`, next);
		setList(next);
	}
	if (!any && list.length === 0) return null;
	const keys = ['q', ...filters.map((one) => one.key)];
	const form = (
		<form
			className="row" onSubmit={(event) => {
				event.preventDefault();
				const clean = name.trim();
				if (!clean) return;
				const kept = Object.fromEntries(keys.flatMap((key) =>
					values[key] ? [[key, values[key]]] : []));
				keep([...list.filter((one) => one.name !== clean), { name: clean, values: kept }]);
				setNaming(false);
				setName('');
			}}
		>
			<Input
				autoFocus value={name} aria-label={t('filter.name')} placeholder={t('filter.name')}
				onChange={(event) => setName(event.target.value)} maxLength={40}
			/>
			<Button type="primary" htmlType="submit">{t('save')}</Button>
		</form>
	);
	return (
		<Popover
			content={form} open={naming} onOpenChange={(open) => !open && setNaming(false)}
			trigger="click" placement="bottomLeft" arrow={false} destroyOnHidden
		>
			<Dropdown
				trigger={['click']}
				menu={{
					items: [
						...list.map((one) => ({
							key: `use:${one.name}`,
							label: (
								<span className="row">
									<span className="grow">{one.name}</span>
									<button
										type="button" className="plain muted"
										aria-label={t('filter.forget', { name: one.name })}
										onClick={(event) => {
											event.stopPropagation();
											keep(list.filter((other) => other !== one));
										}}
									>
										<Icon name="close" size={12} />
									</button>
								</span>
							),
						})),
						...(list.length && any ? [{ type: 'divider' as const }] : []),
						...(any ? [{ key: 'save', label: t('filter.save') }] : []),
					],
					onClick: ({ key }) => {
						if (key === 'save') {
							setNaming(true);
							return;
						}
						const one = list.find((saved) => `use:${saved.name}` === key);
						if (one)
							onChange(Object.fromEntries(keys.map((k) => [k, one.values[k]])));
					},
				}}
			>
				<button
					type="button" className="icon-button" aria-label={t('filter.saved')}
					title={t('filter.saved')} onClick={() => setNaming(false)}
				>
					<Icon name="bookmark" />
				</button>
			</Dropdown>
		</Popover>
	);
}
