/* What goes up, and what became of it. */
import { Button, Progress } from 'antd';
import type { ReactElement } from 'react';
import { formatBytes, formatDuration } from '../../../shared/lib/format';
import { useStore } from '../../../shared/lib/store';
import { ApiError } from '../../../api/client';
import { Icon } from '../../../shared/ui/icon';
import { files } from '../text';
import { clearDone, dropUpload, pauseUpload, resumeUpload, uploads, type Upload } from '../uploads';

function line(upload: Upload, t: ReturnType<typeof files.useT>): string {
	const sizes = `${formatBytes(upload.sent)} / ${formatBytes(upload.size)}`;
	if (upload.state === 'sending' && upload.rate > 0)
		return `${sizes} · ${formatBytes(upload.rate)}/s · ${formatDuration((upload.size - upload.sent) / upload.rate * 1000)}`;
	if (upload.state === 'failed')
		return upload.error instanceof ApiError && upload.error.offline ? t('upload.offline')
			: upload.error instanceof Error && upload.error.message ? upload.error.message : t('upload.failed');
	if (upload.state === 'sending') return sizes;
	return `${t(`upload.${upload.state}`)}${upload.state === 'paused' ? ` · ${sizes}` : ''}`;
}

function One({ upload }: { upload: Upload }): ReactElement {
	const t = files.useT();
	const percent = upload.size === 0 ? (upload.state === 'done' ? 100 : 0) : Math.floor(upload.sent / upload.size * 100);
	const button = (icon: 'stop' | 'play' | 'retry' | 'close', label: string, run: () => void): ReactElement => (
		<button type="button" className="icon-button small" title={label} aria-label={`${label}: ${upload.name}`} onClick={run}>
			<Icon name={icon} size={14} />
		</button>
	);
	return (
		<li>
			<div className="row">
				<span className="grow files-cut" title={upload.spot.path}>{upload.name}</span>
				{upload.state === 'sending' && button('stop', t('upload.pause'), () => pauseUpload(upload.key))}
				{upload.state === 'paused' && button('play', t('upload.resume'), () => resumeUpload(upload.key))}
				{upload.state === 'failed' && button('retry', t('upload.retry'), () => resumeUpload(upload.key))}
				{upload.state === 'exists' && (
					<Button size="small" danger onClick={() => resumeUpload(upload.key, true)}>{t('upload.overwrite')}</Button>
				)}
				{button('close', upload.state === 'done' ? t('upload.clear') : t('upload.cancel'), () => dropUpload(upload.key))}
			</div>
			<Progress
				percent={percent} size="small" showInfo={false} aria-label={upload.name}
				status={upload.state === 'failed' || upload.state === 'exists' ? 'exception' : upload.state === 'done' ? 'success' : 'normal'}
			/>
			<div className={`files-small ${upload.state === 'failed' ? 'bad' : 'muted'}`}>{line(upload, t)}</div>
		</li>
	);
}

export function UploadPanel({ host }: { host: number }): ReactElement | null {
	const t = files.useT();
	const list = useStore(uploads).filter((one) => one.host === host);
	if (list.length === 0) return null;
	const open = list.filter((one) => one.state !== 'done').length;
	return (
		<section className="files-uploads" aria-label={t('uploads')}>
			<div className="row">
				<b className="grow" aria-live="polite">{open ? t('uploads.open', { n: open }) : t('uploads.done')}</b>
				{list.length > open && <Button size="small" type="text" onClick={clearDone}>{t('upload.clear')}</Button>}
			</div>
			<ul>{list.map((one) => <One key={one.key} upload={one} />)}</ul>
		</section>
	);
}
