/*
 * Reads, edits and saves a text of at most 1 MiB.  What was read is named again
 * when it is saved; when somebody else was faster, both are shown.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Modal } from 'antd';
import type { EditorView } from 'codemirror';
import { lazy, Suspense, useEffect, useRef, useState, type ReactElement } from 'react';
import { ApiError } from '../../../api/client';
import { useCan } from '../../../api/session';
import type { Host } from '../../../api/types';
import { confirm } from '../../../shared/ui/confirm';
import { DiffView } from '../../../shared/ui/diff-view';
import { ErrorNote, ErrorState } from '../../../shared/ui/error-state';
import { SkeletonLines } from '../../../shared/ui/page';
import { toast } from '../../../shared/ui/toast';
import type { Spot } from '../paths';
import { readFile, saveFile, type FileContent } from '../queries';
import { files } from '../text';

interface Props {
	host: Host;
	spot: Spot;
	name: string;
	create: boolean;
	close: () => void;
	refresh: () => Promise<void>;
	download: (() => void) | undefined;
}

const Text = lazy(() => import('./editor-text'));

export default function Editor(props: Props): ReactElement {
	const t = files.useT();
	const can = useCan();
	const client = useQueryClient();
	const { host, spot } = props;
	const view = useRef<EditorView | null>(null);
	/* Not below filesKey: read again after some other change, it would take the place of what is typed. */
	const queryKey = ['file-content', host.id, spot];
	const read = useQuery({
		queryKey, enabled: !props.create, retry: false, gcTime: 0, staleTime: Infinity, refetchOnWindowFocus: false,
		queryFn: ({ signal }) => readFile(host.id, spot, signal),
	});
	const [tag, setTag] = useState<string | null>(null);
	const [made, setMade] = useState(!props.create);
	const [touched, setTouched] = useState(false);
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>(null);
	const [theirs, setTheirs] = useState<FileContent | null>(null);
	const asking = useRef(false);
	const [replaced, setReplaced] = useState<string | null>(null);
	const first = replaced ?? (props.create ? '' : read.data?.content);
	const mayWrite = can('host:write');
	const crlf = /\r\n/.test(read.data?.content ?? '') && !/(^|[^\r])\n/.test(read.data?.content ?? '');

	/* The editor counts every line end as one; a file keeps those it had. */
	function text(): string {
		const plain = view.current?.state.doc.toString() ?? '';
		return crlf ? plain.replace(/\n/g, '\r\n') : plain;
	}

	async function save(etag: string | undefined): Promise<void> {
		if (busy || !mayWrite) return;
		setBusy(true);
		setError(null);
		try {
			const saved = await saveFile(host.id, spot, text(), made ? { etag: etag ?? '' } : { create: true });
			setTag(saved.etag);
			setMade(true);
			setTouched(false);
			setTheirs(null);
			toast.ok(t('saved', { name: props.name }));
			/* Who leaves now does not wait for the list behind. */
			void props.refresh();
		} catch (problem) {
			if (problem instanceof ApiError && problem.status === 409 && problem.field === 'etag') await conflict(problem);
			else setError(problem);
		} finally {
			setBusy(false);
		}
	}

	async function conflict(problem: ApiError): Promise<void> {
		try {
			setTheirs(await readFile(host.id, spot));
		} catch {
			setError(problem);
		}
	}

	/* Wherever the focus is; the editor's own panels and the dialogs close first. */
	useEffect(() => {
		const onKey = (event: KeyboardEvent): void => {
			if (event.key === 'Escape' && !event.defaultPrevented && !theirs) void close();
		};
		window.addEventListener('keydown', onKey);
		return () => window.removeEventListener('keydown', onKey);
	});

	async function close(): Promise<void> {
		if (busy || asking.current) return;
		asking.current = true;
		const stay = touched && await confirm({ title: t('discard'), text: t('discard.text'), action: t('discard.yes'), danger: true }) === null;
		asking.current = false;
		if (stay) return;
		client.removeQueries({ queryKey });
		props.close();
	}

	return (
		<Drawer
			open onClose={() => void close()} size={1040} mask={{ closable: false }} keyboard={false}
			styles={{ wrapper: { maxWidth: '100vw' }, body: { padding: 0, display: 'flex', flexDirection: 'column' } }}
			title={<span className="drawer-title">{props.name}{touched && <span className="muted"> · {t('unsaved')}</span>}</span>}
			extra={(
				<span className="row">
					{props.download && <Button onClick={props.download}>{t('download')}</Button>}
					{mayWrite && first !== undefined && (
						<Button type="primary" loading={busy} disabled={!touched && made} title="Ctrl S" onClick={() => void save(tag ?? read.data?.etag)}>
							{t('save')}
						</Button>
					)}
				</span>
			)}
		>
			<div
				className="files-edit" onKeyDownCapture={(event) => {
					if ((event.ctrlKey || event.metaKey) && event.key === 's') {
						event.preventDefault();
						void save(tag ?? read.data?.etag);
					}
				}}
			>
				<p className="muted mono files-small wrap">{host.name}: {spot.path}</p>
				<ErrorNote error={error} />
				{read.error && (
					<div>
						<ErrorState error={read.error} retry={() => void read.refetch()} />
						{props.download && <p className="files-center"><Button onClick={props.download}>{t('download.instead')}</Button></p>}
					</div>
				)}
				{first === undefined && !read.error && <SkeletonLines lines={12} />}
				{first !== undefined && (
					<Suspense fallback={<SkeletonLines lines={12} />}>
						<Text first={first} readOnly={!mayWrite} label={props.name} view={view} onChange={() => setTouched(true)} />
					</Suspense>
				)}
			</div>
			{theirs && (
				<Modal
					open width={880} title={t('conflict')} onCancel={() => setTheirs(null)} footer={[
						<Button key="keep" onClick={() => setTheirs(null)}>{t('conflict.keep')}</Button>,
						<Button
							key="theirs" onClick={() => {
								setTag(theirs.etag);
								setReplaced(theirs.content);
								setTouched(false);
								setTheirs(null);
							}}
						>
							{t('conflict.theirs')}
						</Button>,
						<Button key="mine" danger type="primary" loading={busy} onClick={() => void save(theirs.etag)}>{t('conflict.mine')}</Button>,
					]}
				>
					<p>{t('conflict.text')}</p>
					<div className="files-diff"><DiffView before={theirs.content} after={text()} /></div>
				</Modal>
			)}
		</Drawer>
	);
}
