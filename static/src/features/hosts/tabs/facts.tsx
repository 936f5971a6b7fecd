import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { CopyText } from '../../../shared/ui/copy-text';
import { Facts, Section } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { hostFactsQuery } from '../queries';
import { diskOf, memoryOf } from '../sizes';
import type { HostTabProps } from '../tabs';
import { hosts } from '../text';

export function Component({ host }: HostTabProps): ReactElement {
	const t = hosts.useT();
	const facts = useQuery(hostFactsQuery(host.id)).data;
	return (
		<div className="two-columns even">
			<Section title={t('tab.facts')} extra={<span className="muted">{t('facts.at')} <TimeAgo at={facts?.facts_at} none={t('facts.never')} /></span>}>
				<Facts
					list facts={[
						[t('hostname'), host.hostname && <CopyText key="h" text={host.hostname} />],
						[t('os'), host.os],
						[t('kernel'), host.kernel],
						[t('arch'), host.arch],
						[t('cpu'), host.cpu_cores > 0 && t('cpu.n', { n: host.cpu_cores })],
						[t('memory'), memoryOf(host)],
						[t('disk'), diskOf(host)],
					]}
				/>
			</Section>
			<Section title="SSH">
				<Facts
					list facts={[
						[t('address'), <CopyText key="a" text={`${host.ip}:${host.port}`} mono />],
						[t('user'), <code key="u">{host.ssh_user}</code>],
						[t('auth'), host.auth_type === 'key' ? t('auth.key') : t('auth.password')],
						[t('hostkey'), host.host_key_fingerprint
							? <CopyText key="k" text={host.host_key_fingerprint} mono max={60} />
							: <StatusTag key="k" status="warning" label={t('hostkey.none')} />],
						[t('source'), t(`source.${host.source}`)],
						[t('created'), <TimeAgo key="c" at={host.created_at} />],
						[t('updated'), <TimeAgo key="e" at={host.updated_at} />],
						[t('description'), host.description],
					]}
				/>
			</Section>
		</div>
	);
}
