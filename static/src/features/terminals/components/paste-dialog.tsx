/* Before a paste that may do more than it shows: what exactly would be sent. */
import { Button, Modal } from 'antd';
import { useRef, useState, type ReactElement } from 'react';
import { formatBytes } from '../../../shared/lib/format';
import { common } from '../../../shared/text';
import { Notice } from '../../../shared/ui/page';
import { lookAt, oneLine, pasteMost, visible, withoutControls } from '../paste';
import { terminals } from '../text';

const shownMost = 4000;

export function PasteDialog({ text, host, onSend, onClose }: {
	text: string;
	host: string;
	onSend: (text: string) => void;
	onClose: () => void;
}): ReactElement {
	const t = terminals.useT();
	const c = common.useT();
	const [clean, setClean] = useState(true);
	const box = useRef<HTMLPreElement>(null);
	const look = lookAt(text);
	const sent = clean ? withoutControls(text) : text;
	const send = (what: string) => (): void => {
		onSend(what);
		onClose();
	};
	return (
		<Modal
			open width={640} onCancel={onClose} afterOpenChange={(open) => open && box.current?.focus()} title={t('paste.title', { host })}
			footer={[
				<Button key="no" onClick={onClose}>{c('cancel')}</Button>,
				look.lines > 1 && !look.tooLong && (
					<Button key="one" onClick={send(oneLine(text))}>{t('paste.one')}</Button>
				),
				<Button key="yes" type="primary" title="Ctrl Enter" disabled={look.tooLong} onClick={send(sent)}>
					{t('paste.send')}
				</Button>,
			]}
		>
			<div className="stack" style={{ gap: 12 }}>
				{look.tooLong ? <Notice tone="bad">{t('paste.long', { size: formatBytes(look.bytes), most: formatBytes(pasteMost) })}</Notice> : (
					<p>{look.lines > 1 ? t('paste.lines', { n: look.lines }) : look.risky && look.controls === 0 ? t('paste.enter') : t('paste.odd')}</p>
				)}
				{look.controls > 0 && (
					<Notice tone="wait">
						<div>{t('paste.controls', { n: look.controls })}</div>
						<label className="row">
							<input type="checkbox" checked={clean} onChange={(event) => setClean(event.target.checked)} />
							{t('paste.clean')}
						</label>
					</Notice>
				)}
				{/* has the focus: an Enter that was meant for the shell answers nothing */}
				<pre
					className="term-paste" tabIndex={0} ref={box}
					onKeyDown={(event) => {
						if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !look.tooLong) send(sent)();
					}}
					aria-label={t('paste.shown')}
				>
					{visible(sent.slice(0, shownMost)).map((piece, i) => (
						piece.odd ? <mark key={i}>{piece.text}</mark> : <span key={i}>{piece.text}</span>
					))}
					{sent.length > shownMost && <span className="muted">{t('paste.more', { n: sent.length - shownMost })}</span>}
				</pre>
			</div>
		</Modal>
	);
}
