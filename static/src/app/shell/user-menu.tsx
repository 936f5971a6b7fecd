import { Dropdown } from 'antd';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { logout, type Me } from '../../api/session';
import { setLocale, useLocale } from '../../shared/lib/i18n';
import { setTheme, useThemeChoice, type ThemeChoice } from '../../shared/lib/theme';
import { Icon } from '../../shared/ui/icon';
import { toast } from '../../shared/ui/toast';
import { pages } from '../pages';
import { app } from '../text';

const themes: readonly ThemeChoice[] = ['system', 'light', 'dark'];

export function UserMenu({ me }: { me: Me }): ReactElement {
	const t = app.useT();
	const locale = useLocale();
	const theme = useThemeChoice();
	const navigate = useNavigate();
	const name = me.name || me.username;
	const words = {
		system: t('theme.system'), light: t('theme.choice.light'), dark: t('theme.choice.dark'),
	};

	return (
		<Dropdown
			trigger={['click']} placement="bottomRight"
			menu={{
				selectable: true,
				selectedKeys: [`theme:${theme}`],
				items: [
					{
						key: 'who', disabled: true,
						label: (
							<div>
								<div className="cell-main">{name}</div>
								<div className="muted">{me.username}{me.roles.length > 0 && ` · ${me.roles.join(', ')}`}</div>
							</div>
						),
					},
					{ type: 'divider' },
					...pages.flatMap((page) => page.menu?.group === 'account'
						? [{ key: `/${page.path}`, label: t(page.menu.name), icon: <Icon name={page.menu.icon} /> }]
						: []),
					{ type: 'divider' },
					{
						key: 'theme', type: 'group', label: t('theme'),
						children: themes.map((one) => ({
							key: `theme:${one}`,
							label: words[one],
							icon: <Icon name={one === 'system' ? 'screen' : one === 'light' ? 'sun' : 'moon'} />,
						})),
					},
					{ type: 'divider' },
					{ key: 'locale', label: t('action.language'), icon: <Icon name="globe" /> },
					{ key: 'logout', label: t('user.logout'), icon: <Icon name="logout" /> },
				],
				onClick: ({ key }) => {
					if (key.startsWith('/')) void navigate(key);
					else if (key.startsWith('theme:')) setTheme(key.slice(6) as ThemeChoice);
					else if (key === 'locale') setLocale(locale === 'zh' ? 'en' : 'zh');
					else if (key === 'logout')
						void logout().catch(toast.error).then(() => navigate('/login'));
				},
			}}
		>
			<button type="button" className="icon-button">
				<span className="avatar" data-letter={[...name][0]?.toUpperCase()} />
				<span className="hidden-label">{t('user.menu', { name })}</span>
				<span className="top-wide" aria-hidden="true">{name.length > 16 ? `${name.slice(0, 15)}…` : name}</span>
				<Icon name="down" size={12} />
			</button>
		</Dropdown>
	);
}
