import { texts } from '../../shared/lib/i18n';
import en from './locales/en.json';
import zh from './locales/zh.json';

export const terminals = texts(zh, en);
