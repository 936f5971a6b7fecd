import { texts } from '../shared/lib/i18n';
import en from './locales/en.json';
import zh from './locales/zh.json';

/** Words of the frame. */
export const app = texts(zh, en);
